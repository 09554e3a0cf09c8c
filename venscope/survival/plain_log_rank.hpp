/// The log-rank test of one stratum, every event counting the same.
#pragma once

#include "venscope/survival/log_rank.hpp"
#include "venscope/survival/whole_counts.hpp"

namespace venscope::survival {

/// Observed and expected events and their variance (log_rank.hpp), without n and what is judged by
/// them. `threads` change nothing but the time: the blocks in which events are summed begin where
/// they would begin on one. Cost O(n + T k^2).
/// Right by: twins/survival/whole_counts (weights of 1, which take the way of records).
LogRank plain_log_rank(const WholeCounts& counts, unsigned threads);

}  // namespace venscope::survival
