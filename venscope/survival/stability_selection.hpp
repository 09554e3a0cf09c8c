/// Stability selection: which columns a penalised Cox model picks in halves of the patients, again
/// and again.
#pragma once

#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/stability_bounds.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace venscope::survival {

struct StabilityOptions {
  std::size_t halves = 100;   ///< an even number where they are complementary
  bool complementary = true;  ///< pairs of halves without a patient in common (Shah and Samworth)
  double threshold = 0.75;    ///< share of the halves from which on a column is stable
  /// Columns that each half selects, the first to enter its path. Unset: as many as the bound on
  /// false selections allows under `assumption`.
  std::optional<std::size_t> q = {};
  double false_selections = 1;
  StabilityAssumption assumption = StabilityAssumption::exchangeable;
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

struct StabilitySelection {
  std::size_t halves = 0, rows_of_half = 0;
  std::size_t columns = 0;  ///< p: those that are penalised and vary
  std::size_t q = 0;
  double threshold = 0;
  bool complementary = true;
  std::vector<double> frequency;    ///< by column: share of the halves that select it
  std::vector<std::size_t> stable;  ///< columns from the threshold on, the most frequent first
  double mean_selected = 0;         ///< columns per half; below q where a path ends early
  /// The bounds on the expected number of falsely selected columns; the last two for complementary
  /// pairs only.
  std::optional<double> bound, bound_unimodal, bound_concave;
  /// Stability paths: for penalties from the first entry in any half to the last, the share of
  /// halves in which a column has entered by then; columns that ever entered.
  struct Trace {
    std::size_t column = 0;
    std::vector<double> share;
  };
  std::vector<double> lambda;
  std::vector<Trace> traces;
  std::vector<std::string> warnings;
};

/// Halves of floor(n / 2) rows are drawn without replacement from the streams (seed, "halves", k).
/// In each the path of `options` (its alpha, ties, standardisation, penalty factors; lambdas of its
/// own) is followed until q penalised columns have entered; of several that enter at one step those
/// with the largest standardised coefficients come first. Columns that are not penalised are in
/// every fit and are not counted. Problems: those of `coxnet`; coxnet.stability for ridge (which
/// selects everything), a threshold outside (1/2, 1], fewer than 2 halves, a q outside 1 … p, a
/// bound that no q can hold. Cost: one path per half. Source: [Meinshausen2010], [Shah2013]. Right
/// by: reference/survival/coxnet_more (glmnet on the same halves), laws/survival/stability.
Result<StabilitySelection> stability_selection(const CoxData& data, const CoxnetOptions& options,
                                               const StabilityOptions& stability = {});

/// The rows of half k: 1 in it, 0 not. Halves 2k and 2k + 1 have no row in common where
/// `complementary`.
std::vector<double> half_of_rows(std::size_t rows, std::size_t k, bool complementary,
                                 std::uint64_t seed);

/// How often each column is chosen in bootstrap resamples of the patients.
struct SelectionFrequencies {
  std::size_t resamples = 0;           ///< those with a fit
  std::size_t failed = 0;              ///< those without: too few events, no fold
  std::vector<double> at_min, at_1se;  ///< by column: share of the resamples with a coefficient
  double mean_at_min = 0, mean_at_1se = 0;  ///< columns chosen, on average
};

/// In each resample (stream (seed, "bootstrap", k), as weights of the rows, so that all copies of a
/// patient are in one fold) the whole cross-validation is done again, on the folds given.
Result<SelectionFrequencies> selection_frequencies(const CoxData& data,
                                                   std::span<const std::int32_t> fold,
                                                   const CoxnetOptions& options,
                                                   const CoxnetValidationOptions& more,
                                                   std::size_t resamples, std::uint64_t seed);

}  // namespace venscope::survival
