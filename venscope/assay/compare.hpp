/// Means of biological replicates against each other: one test of all, pairs with p adjusted for
/// their number and intervals that hold together, effect sizes.
#pragma once

#include "venscope/assay/hedges.hpp"
#include "venscope/assay/replicates.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/response/rank_test.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace venscope::assay {

enum class Method {
  t,        ///< Student's t of two conditions, one variance
  welch,    ///< variances of their own; of several, each pair with Holm's adjustment
  anova,    ///< the test of all, no pairs; with doses the pairs at each dose as `holm`
  dunnett,  ///< each against the control
  tukey,    ///< all pairs
  holm,     ///< pairs (or each against the control), one variance, Holm's adjustment
};

struct CompareOptions {
  Method method = Method::welch;
  std::optional<std::size_t> control = {};  ///< a condition
  double level = 0.95;
};

struct CellSummary {
  std::size_t n = 0;
  double mean = 0;
  std::optional<double> sd, std_error;         ///< of two replicates or more
  std::optional<response::Interval> interval;  ///< of the mean, by Student's t of this cell alone
};

/// `cell` minus `reference`, on the scale of the values.
struct PairComparison {
  std::size_t cell = 0, reference = 0;
  double difference = 0, std_error = 0, df = 0, statistic = 0;
  double p = 1;                      ///< of this pair alone
  double p_adjusted = 1;             ///< for all pairs
  response::Interval interval = {};  ///< all hold together with the confidence level
  std::optional<StandardisedDifference> hedges = {};
};

struct MeanComparison {
  CompareOptions options;
  std::vector<CellSummary> cells;
  std::optional<response::GroupTest> overall;  ///< of more than two conditions without doses
  std::vector<PairComparison> pairs;
  double residual_sd = 0, residual_df = 0;  ///< of the pooled variance; 0 with Welch's
  /// Mann-Whitney, signed ranks or Kruskal-Wallis; none with doses, or of blocks of more than two.
  std::optional<response::RankTest> ranks;
  std::optional<double> smallest_rank_p;  ///< that exact ranks of so few could reach; of two cells
};

/// Pooled variance: s^2 = sum of squares within the cells / (N - k); of complete blocks the
/// residual of cell + block on (k - 1)(b - 1) df. A pair: t = d / (s sqrt(1/n_i + 1/n_j)).
///   Dunnett  p from the largest |t| of all, correlated through the control; interval d -+ c se
///   Tukey    p from the studentised range at |t| sqrt 2 (Kramer's for unequal n)
///   Holm     p of the pairs adjusted; intervals by Bonferroni's inequality, t(1 - alpha / 2m)
///   Welch    each pair with its own variances and Satterthwaite's df; in blocks the paired t
/// With doses the pairs are those of one dose, adjusted over all doses.
/// Problems (Fault::analysis): assay.one_group, assay.one_replicate (no variance can be had),
/// assay.constant, assay.two_conditions (`t` of more), assay.no_control (`dunnett` without),
/// assay.doses (`dunnett`, `tukey` or `t` with doses), assay.no_block (no unit in all cells).
/// Cost: O(n log n + pairs * 1e5) with Dunnett and Tukey.
/// Source: [Welch1951], [Dunnett1955], [Tukey1953], [Kramer1956], [Holm1979]. Right by:
/// reference/assay/compare (R t.test, oneway.test, aov, TukeyHSD, pairwise.t.test, multcomp glht,
/// emmeans), by_hand/assay/compare, laws/assay/compare.
Result<MeanComparison> compare_means(const Replicates& replicates, const CompareOptions& options);

}  // namespace venscope::assay
