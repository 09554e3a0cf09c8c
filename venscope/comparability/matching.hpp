/// Pairs of treated and untreated patients that are alike in their propensity.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::comparability {

/// Whose turn it is first: the treated with the largest or smallest distance measure, in an order
/// drawn at random, or in the order of the rows. Equals keep the order of the rows.
enum class MatchOrder { largest, smallest, random, rows };

struct MatchingOptions {
  std::size_t ratio = 1;  ///< controls per treated patient, at most
  bool replacement = false;
  MatchOrder order = MatchOrder::largest;
  /// The widest difference within a pair, in standard deviations of the measure over all patients;
  /// unset: none is too wide.
  std::optional<double> caliper = 0.2;
  std::uint64_t seed = 1;  ///< of the random order
};

struct MatchedSet {
  std::size_t treated;
  std::vector<std::size_t> controls;  ///< rows, in the order in which they were found
};

struct Matching {
  MatchingOptions options;
  double widest = 0;             ///< the caliper in units of the measure; infinite without one
  std::vector<MatchedSet> sets;  ///< those with a control, by the row of the treated
  /// Per row. Treated: 1 if matched. Control: the sum over its sets of 1 / (controls of the set),
  /// times one factor that makes the matched controls' weights sum to their number. Else 0.
  std::vector<double> weights;
  /// Per row the index of its set, -1 for none; empty with replacement, where sets overlap.
  std::vector<std::int32_t> set_of;
  std::size_t treated = 0, controls = 0;                  ///< patients of each arm
  std::size_t matched_treated = 0, matched_controls = 0;  ///< each patient once
  std::size_t incomplete = 0;  ///< matched treated with fewer controls than `ratio`
};

/// Greedy nearest-neighbour matching on one measure (the logit of the propensity): in `ratio`
/// rounds, each treated patient in turn takes the nearest control of the same `exact` code that is
/// still free (with replacement: that is not yet his) and within the caliper. Of two equally near
/// the one with the lower measure, and of several with the same measure the one nearest to the
/// treated in the order by (measure, row). `treated` is 0 or 1 per row; `exact` empty or a code per
/// row. Nobody is matched twice without replacement. The order changes the answer; that is why it
/// is declared.
/// Problems: comparability.unequal_lengths, comparability.not_finite, comparability.one_arm,
/// comparability.ratio, comparability.caliper, comparability.no_match (says how wide the nearest
/// pair is).
/// Cost: O(n log n) without exact codes or with, plus O(ratio) per treated patient.
/// Source: [Austin2014], [Ho2011]; docs/methods/matching.md.
/// Right by: reference/comparability/matching (R MatchIt), twins/comparability/matching,
/// laws/comparability/matching, unit/comparability/matching.
Result<Matching> match(std::span<const std::int32_t> treated, std::span<const double> measure,
                       std::span<const std::int32_t> exact = {},
                       const MatchingOptions& options = {});

}  // namespace venscope::comparability
