/// Calibration by random splits: made in some patients, predicted against observed in the others.
#pragma once

#include "venscope/derivation/optimism.hpp"

#include <optional>
#include <vector>

namespace venscope::derivation {

struct SplitOptions {
  std::size_t splits = 200;
  std::size_t train = 0;  ///< patients; the others are the test set
  /// The whole derivation in every training set; otherwise the selection in the whole cohort is
  /// kept and only refitted, as is often done, which lets the test patients choose the candidates.
  bool whole = true;
  /// The cuts of the cohort in every split; otherwise those of the training set by the procedure.
  bool keep_cuts = true;
  std::uint64_t seed = 1;
  unsigned threads = 1;
  double horizon = 0;
  std::function<void()> tick = {};  ///< called once a split, from any thread
};

/// One risk group over the test sets in which it has patients.
struct SplitGroup {
  std::size_t splits = 0;  ///< with patients of the group, and a curve that reaches the horizon
  double patients = 0;     ///< mean number in a test set, of all derived splits
  std::vector<double> each_predicted, each_observed;      ///< of those splits
  std::optional<double> predicted, observed;              ///< mean survival at the horizon
  std::optional<double> difference;                       ///< mean of observed - predicted
  std::optional<double> difference_low, difference_high;  ///< its 2.5 and 97.5 % quantiles
};

struct Splits {
  std::size_t splits = 0, derived = 0;
  std::vector<SplitGroup> groups;  ///< from the lowest scores
};

/// Split i trains on a random subset from RandomStream(seed, "split", i). In each group of the test
/// set: predicted, the mean of S0(h)^exp(score) with everything from the training set; observed,
/// the Kaplan-Meier estimate, where it reaches the horizon h (somebody at risk there, or all dead).
/// Right by: reference/derivation/optimism (R: the same splits), unit/derivation/splits.
Splits calibration_splits(const Deriver& deriver, const Derived& derived,
                          const SplitOptions& options);
/// The same on training sets that are given.
Splits calibration_splits_on(const Deriver& deriver, const Derived& derived,
                             const std::vector<Copies>& training, const SplitOptions& options);

}  // namespace venscope::derivation
