/// A risk score from a cohort, by a procedure that is declared as a whole, so that it can be
/// repeated in every resample.
#pragma once

#include "venscope/derivation/backward.hpp"
#include "venscope/derivation/cut_points.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::derivation {

enum class Selection {
  full,      ///< everything that the screen lets through
  backward,  ///< backward elimination by AIC, or another penalty
  lasso,     ///< LASSO or elastic net, its penalty by cross-validation
};

/// Of Selection::lasso. The points are the penalised coefficients.
struct LassoOptions {
  double alpha = 1;  ///< 1 LASSO, down to above 0 elastic net
  std::size_t folds = 10;
  bool one_se = false;  ///< the largest penalty within one standard error of the best
  /// Folds are those of survival::random_folds with it, of the rows of the sample: copies of a
  /// patient stay together, or a resample would be its own test set.
  std::uint64_t seed = 1;
  /// Given folds instead: a code per row of the cohort, in all samples of it.
  std::vector<std::int32_t> fold_of_row = {};
};

struct DerivationOptions {
  survival::Ties ties = survival::Ties::efron;
  /// Candidates whose univariable Wald p is below it go on; unset: all.
  std::optional<double> screen = {};
  Selection selection = Selection::backward;
  LassoOptions lasso = {};
  double penalty = 2;  ///< of a coefficient in the backward elimination: 2 is AIC, ln(events) BIC
  /// An indicator with fewer events than this among those who have it, or among those who do not,
  /// is no candidate (of the sample in question): its coefficient would be made of nothing.
  double least_events = 1;
  int decimals = 2;  ///< of the coefficients, 0 to 6
  CutPointOptions cut_points = {};
};

/// Why a sample gave no rule.
enum class NotDerived {
  no_event,
  not_fitted,  ///< the likelihood has no maximum, or Newton did not find it
};
const char* text_of(NotDerived reason);

/// Whether a rule gets its cuts: what needs scores alone is sooner done without.
enum class Cutting { by_options, none };

/// What the procedure found in one sample.
struct Derived {
  std::vector<std::size_t> usable;    ///< candidates with enough events on both sides
  std::vector<std::size_t> screened;  ///< those that went on
  SampleFit fit;                      ///< of the selected ones; of a LASSO without covariance
  std::optional<double> lambda;       ///< of a LASSO: the penalty that cross-validation chose
  std::vector<Elimination> eliminated;
  /// Without selected ones whose points round to 0; without cuts where the scores are too few
  /// distinct ones for the groups asked for.
  Rule rule;
  std::vector<double> scores;
  RankedScores ranks;  ///< of the scores
};

/// The procedure on one cohort, ready for any number of samples of it.
/// Right by: reference/derivation/step (R: the same loop with MASS::stepAIC, in the cohort and in
/// resamples), reference/derivation/lasso (glmnet), twins/derivation/lasso,
/// unit/derivation/deriver.
class Deriver {
public:
  static Result<Deriver> make(const DerivationData& data, const DerivationOptions& options);

  /// By the whole procedure. A rule without columns is a rule: everybody scores 0. `full` is the
  /// fit of all candidates in the sample where it is known already (resample_fits.hpp); used where
  /// the procedure asks for it.
  tl::expected<Derived, NotDerived> derive(const Sample& sample, std::optional<SampleFit> full = {},
                                           Cutting cutting = Cutting::by_options) const;
  /// That it will, in most samples.
  bool asks_for_full_fit() const {
    return options_.selection != Selection::lasso && !options_.screen;
  }
  /// Only refits these candidates, rounds, and places the cuts: what validation does where it takes
  /// the selection for granted.
  tl::expected<Derived, NotDerived> refit(const Sample& sample,
                                          const std::vector<std::size_t>& columns) const;

  const SortedCohort& cohort() const { return cohort_; }
  const DerivationOptions& options() const { return options_; }
  std::size_t candidates() const { return cohort_.columns; }
  /// Digits after the point of a candidate's coefficient: as declared, of a number more by the
  /// orders of magnitude of its range, so that rounding does to the score of a number what it does
  /// to that of an indicator.
  int digits(std::size_t column) const { return digits_[column]; }

private:
  bool usable(const Sample& sample, std::size_t column) const;
  bool select(SampleLikelihood& likelihood, const Sample& sample, std::optional<SampleFit> full,
              Derived& derived) const;
  Derived finish(const Sample& sample, Derived derived,
                 Cutting cutting = Cutting::by_options) const;

  SortedCohort cohort_;
  DerivationOptions options_;
  std::vector<int> digits_;
};

}  // namespace venscope::derivation
