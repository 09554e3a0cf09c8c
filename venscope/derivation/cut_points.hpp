/// From scores to groups.
#pragma once

#include "venscope/base/random.hpp"
#include "venscope/derivation/maximal_rank.hpp"
#include "venscope/derivation/ranked_scores.hpp"
#include "venscope/derivation/rule.hpp"

#include <optional>
#include <span>
#include <vector>

namespace venscope::derivation {

struct CutPointOptions {
  enum class By {
    given,
    quantiles,  ///< groups of about the same size
    searched,   ///< where the groups differ most: maximally selected log-rank statistic
  };
  By by = By::quantiles;
  std::vector<Cut> given = {};  ///< ascending
  std::size_t groups = 3;       ///< 2 or 3; of `given`: one more than cuts
  double least_share = 0.1;     ///< searched: of the patients, in each group
};

/// The cuts for these scores of a sample. Quantiles are scores that occur: the smallest with a
/// share of k / groups of the patients or more up to it (R's quantile, type 1). Empty where the
/// scores do not allow that many groups: too few distinct ones.
std::vector<Cut> cut_points(const Sample& sample, const RankedScores& scores,
                            const CutPointOptions& options);
std::vector<Cut> cut_points(const Sample& sample, std::span<const double> scores,
                            const CutPointOptions& options);

/// What the search is worth.
struct SearchTest {
  double statistic = 0;      ///< two groups: the largest |T|; three: the largest chi-squared
  double p_uncorrected = 1;  ///< as if the cut points had been known beforehand
  /// Two groups: of the normal distribution, the bridge, the pairs (maximal_rank.hpp).
  std::optional<double> p_normal, p_bridge, p_pairs;
  double p_permutation = 1;  ///< (1 + permutations as good) / (1 + permutations)
  std::size_t permutations = 0;
};

/// The statistic of the searched cut points on the scores, and its p values: corrected for the
/// search through the cut points, not for the making of the score on the same patients. Permutation
/// i draws from RandomStream(seed, "cut points", i). Nothing where there is no cut point.
std::optional<SearchTest> search_test(const Sample& sample, std::span<const double> scores,
                                      const CutPointOptions& options, std::size_t permutations,
                                      std::uint64_t seed, unsigned threads);

}  // namespace venscope::derivation
