/// Cox's model with a LASSO or elastic-net penalty, as glmnet fits it.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/survival/cox.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::survival {

struct CoxnetOptions {
  double alpha = 1;  ///< 1 LASSO, 0 ridge, between them elastic net
  Ties ties = Ties::breslow;
  std::size_t lambda_count = 100;
  /// Smallest lambda over the largest. Unset: 0.01 where there are fewer rows than columns, else
  /// 1e-4.
  std::optional<double> lambda_min_ratio = {};
  /// The penalties themselves, at each of which there is then a fit; empty: found from the data.
  std::vector<double> lambda = {};
  /// Penalise coefficients of columns with standard deviation 1 (divisor n, weighted).
  bool standardise = true;
  /// Per column: 0 is not penalised, infinity leaves the column out; empty is 1 for all. They are
  /// scaled to a sum of p.
  std::vector<double> penalty_factor = {};
  /// An iteration ends when no coefficient changes the likelihood by more than this, squared, in
  /// units of the null deviance. The error left is some orders of magnitude smaller.
  double tolerance = 1e-14;
};

struct CoxnetCoefficient {
  std::size_t column = 0;
  double value = 0;  ///< ln hazard ratio per unit of the column as given
};

/// A column that is another one in other units, as far as the fit can tell.
struct CoxnetCopy {
  std::size_t column = 0, of = 0;  ///< `of` is the lowest
};

/// The fit at one penalty.
struct CoxnetStep {
  double lambda = 0;
  double deviance_ratio = 0;                    ///< share of the null deviance that is explained
  std::vector<CoxnetCoefficient> coefficients;  ///< those that are not 0, by column
  std::size_t df() const { return coefficients.size(); }
};

struct CoxnetPath {
  std::size_t n = 0, events = 0;  ///< rows with a weight above 0, and events among them
  std::size_t columns = 0;
  double null_deviance = 0;        ///< 2 (saturated - null log-likelihood)
  std::vector<CoxnetStep> steps;   ///< from the largest penalty to the smallest
  std::vector<CoxnetCopy> copies;  ///< columns left out for a lower one, ascending
  std::vector<std::string> warnings;

  /// All coefficients of one step.
  std::vector<double> coefficients(std::size_t step) const;
};

/// Minimises, for a falling sequence of lambda,
///
///   - l(beta) / sum w + lambda sum_j f_j ( alpha |b_j| + (1 - alpha) / 2 b_j^2 ),  b_j = s_j
///   beta_j
///
/// where l is the log partial likelihood of eta = x beta + offset (cox.hpp), w the case weights,
/// s_j the standard deviation of column j (divisor n), f_j its penalty factor. Strata, weights,
/// offset and delayed entry as in `cox`; exact ties and clusters are refused.
///
/// Path: lambda_1 is the smallest at which nothing penalised enters (for alpha < 0.001 that of
/// 0.001), the last is lambda_1 times the ratio, evenly spaced in log. It ends early, as glmnet's,
/// after five or more steps when the deviance ratio has gained less than 0.1 % of itself in four
/// steps or is above 0.99; not where lambda is given.
/// Method: at each lambda Newton steps on the columns in play, the exact quadratic model of each
/// minimised by cyclic coordinate descent; columns enter by the strong rule and by a check of the
/// optimality of all columns, so that a step is optimal for all of them.
/// A constant column has no coefficient. With alpha = 1, neither has a column that is a copy of a
/// lower one under the weights (or its negative, in other units, but for a constant; their penalty
/// the same): the minimum is not unique along them, and this one does not depend on the way. Where
/// a fit does not converge, or hazards lie further apart than e^500 because columns all but
/// separate the events, the path ends before it and a warning says which. Problems: coxnet.* where
/// there is nothing to penalise, an option makes no sense, no event. Cost per step O(n m) for each
/// iteration and O(n m^2) now and then for m columns in play, and O(n p). `threads` change nothing
/// but the time. Source: [Simon2011], [Tibshirani2012]. Right by: twins/survival/coxnet,
/// twins/survival/coxnet_saturated, laws/survival/coxnet, reference/survival/coxnet (glmnet 4.1).
Result<CoxnetPath> coxnet(const CoxData& data, const CoxnetOptions& options = {},
                          unsigned threads = 1);

/// Weights for the adaptive LASSO: the penalty factor of column j is multiplied by |b_j|^-gamma,
/// b_j the standardised coefficient of a first fit. A column whose b_j is 0 is left out.
struct CoxnetAdaptive {
  enum class Start : std::uint8_t {
    ridge,      ///< of all columns, at the penalty with the smallest cross-validated deviance
    univariate  ///< of each column by itself, beside those that are not penalised
  };
  Start start = Start::ridge;
  double gamma = 1;
};

/// What is done besides.
struct CoxnetValidationOptions {
  /// Shares of the penalised coefficients in relaxed fits, in [0, 1]; empty: none.
  std::vector<double> gamma = {};
  std::optional<CoxnetAdaptive> adaptive = {};
  bool keep_left_out = false;  ///< CoxnetValidation::left_out
  unsigned threads = 1;
};

/// One round of cross-validation: per step of the path partial-likelihood deviance per event of the
/// rows left out, its mean over the folds and the standard error of that.
struct CoxnetRound {
  std::vector<double> mean, std_error;
  std::size_t at_min = 0;  ///< the step with the best mean
  std::size_t at_1se = 0;  ///< the first step whose mean is within one standard error of it
};

/// The relaxed fit: gamma times the penalised coefficients plus 1 - gamma times those of the same
/// columns without a penalty.
struct CoxnetRelaxed {
  /// The fits without penalty, by step. Where there is none (more columns than rows less 3, or no
  /// finite maximum) the last step that has one stands in.
  CoxnetPath path;
  std::vector<double> gamma;        ///< ascending
  std::vector<CoxnetRound> rounds;  ///< by gamma
  /// Into gamma and path: the best mean, and the largest penalty within one standard error of it.
  std::size_t gamma_min = 0, at_min = 0, gamma_1se = 0, at_1se = 0;
  /// The coefficients of one gamma at one step, given those with the penalty.
  std::vector<CoxnetCoefficient> coefficients(const CoxnetPath& penalised, double share,
                                              std::size_t step) const;
};

enum class CoxnetMeasure : std::uint8_t { deviance, concordance };

struct CoxnetValidation : CoxnetRound {
  CoxnetPath path;  ///< of all rows
  CoxnetMeasure measure = CoxnetMeasure::deviance;
  std::vector<CoxnetRound> repeats;  ///< each of several rounds; mean and std_error are their means
  std::optional<CoxnetRelaxed> relaxed;
  std::vector<double> penalty_factor;  ///< of the adaptive LASSO in all rows; empty without
  double ridge_lambda = 0;             ///< where its first fit is ridge
  /// By repeat, then by gamma (the last is the penalised fit), step by step: the linear predictor
  /// of each row from the fit without its fold. Where asked for.
  std::vector<std::vector<std::vector<double>>> left_out;
};

/// Cross-validation of lambda. `fold` has one code per row, at least 3 different ones; each fold is
/// left out once and the path fitted on the others, with its own lambdas; coefficients at the
/// lambdas of the whole are interpolated linearly (as glmnet's predict does). What a fold says of a
/// step is
///
///   [ D(all rows) - D(rows kept) ] / (weight of the events left out),   D = 2 (saturated - l),
///
/// the contribution of the rows left out to the deviance of all (Verweij and van Houwelingen;
/// `grouped = TRUE`), each D with weights scaled to mean 1. Mean and standard error over folds are
/// weighted by the events left out; a fold without events counts for nothing but the number of
/// folds. `threads` change nothing but the time. Source: [Simon2011], [Verweij1993]. Right by:
/// reference/survival/coxnet (cv.glmnet).
Result<CoxnetValidation> cross_validated_coxnet(const CoxData& data,
                                                std::span<const std::int32_t> fold,
                                                const CoxnetOptions& options = {},
                                                unsigned threads = 1);

/// The same over several divisions into folds (repeated cross-validation): the path is one, mean
/// and standard error are averaged over the repeats, and the steps are chosen by the averages. The
/// standard error is not divided by the number of repeats: they are of the same patients.
///
/// Relaxed fits: for each step, in all rows and without each fold, the columns of the step are
/// fitted without a penalty; every gamma is judged on the same folds. The pair of lambda and gamma
/// is chosen as by glmnet: among equal means the largest lambda, then the largest gamma. Adaptive
/// LASSO: the weights are found anew without each fold, since they too have seen the outcome; only
/// the penalty of a first ridge fit is chosen once, by the folds of the first repeat. Source:
/// [Meinshausen2007], [Tay2023], [Zou2006]. Right by: reference/survival/coxnet_more (cv.glmnet
/// with relax = TRUE, penalty factors, loops over folds), laws/survival/coxnet.
Result<CoxnetValidation> cross_validated_coxnet(const CoxData& data,
                                                std::span<const std::vector<std::int32_t>> folds,
                                                const CoxnetOptions& options,
                                                const CoxnetValidationOptions& more);

/// Sets at_min and at_1se by mean and std_error; `higher` where a high mean is good. Means that are
/// not known (NaN) are not chosen.
void choose_steps(CoxnetRound& round, bool higher);
/// The same over all gammas.
void choose_steps(CoxnetRelaxed& relaxed, bool higher);

/// 0 … folds - 1 for each of n rows, in random order and as evenly as can be, from the stream
/// (seed, "folds", repeat).
std::vector<std::int32_t> random_folds(std::size_t n, std::size_t folds, std::uint64_t seed,
                                       std::uint64_t repeat = 0);
/// The same with the events (codes other than 0) spread as evenly as can be.
std::vector<std::int32_t> random_folds_by_event(std::span<const std::int32_t> event,
                                                std::size_t folds, std::uint64_t seed,
                                                std::uint64_t repeat = 0);

}  // namespace venscope::survival
