/// The weighted running sum of gene set enrichment analysis.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::enrichment {

/// Which extreme of the running sum is the enrichment score.
enum class ScoreTail {
  both,      ///< the one further from zero; 0 where both are equally far
  positive,  ///< the highest
  negative,  ///< the lowest
};

/// Scores that differ by less are one: the rounding of sums in another order.
inline constexpr double score_rounding = 1e-10;

/// The enrichment score of a running sum with these ends.
double score_of(double highest, double lowest, ScoreTail tail);

/// |value|^power of each gene, in their order; power 0: 1 each.
std::vector<double> step_weights(std::span<const double> values, double power);

struct RunningSum {
  double score = 0;
  double highest = 0, lowest = 0;
};

/// Of genes ranked 1 … N, m of them members (`members` ascending, from 0; 0 < m < N), with weights
/// w. At the i-th member, of rank S_i and with NR = sum of the members' weights:
///   top_i = (w_1 + … + w_i) / NR - (S_i - i) / (N - m),   bottom_i = top_i - w_i / NR.
/// highest = max top_i, lowest = min bottom_i. Members that all weigh nothing count alike. O(m).
/// Source: [Subramanian2005]; the same score as fgsea's calcGseaStat [Korotkevich2021].
/// Right by: by_hand/enrichment/running_sum, twins/enrichment/running_sum (the sum over all genes),
/// laws/enrichment/running_sum.
RunningSum running_sum(std::span<const double> weights, std::span<const std::uint32_t> members,
                       ScoreTail tail = ScoreTail::both);

/// The members at or before the peak of the sum, in the order of the ranking; of a negative score
/// those at or after its lowest point, last first. Empty where the score is 0.
std::vector<std::uint32_t> leading_edge(std::span<const double> weights,
                                        std::span<const std::uint32_t> members,
                                        ScoreTail tail = ScoreTail::both);

/// The corners of the running sum for a drawing: rank (from 0, in genes) and height, from (0, 0) to
/// (N, 0). `score` stands at one of them.
struct RunningCurve {
  std::vector<double> rank, height;
};
RunningCurve running_curve(std::span<const double> weights, std::span<const std::uint32_t> members);

}  // namespace venscope::enrichment
