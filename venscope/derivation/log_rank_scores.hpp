/// Log-rank scores: what each patient adds to observed less expected events of a group.
#pragma once

#include "venscope/derivation/sample.hpp"

#include <vector>

namespace venscope::derivation {

/// a_i = delta_i - sum over the event times t <= time_i of d(t) / n(t), by row of the sample: a row
/// with copies has the score of one of them. Their sum over any group is O - E of its log-rank
/// test, and over everybody 0.
std::vector<double> log_rank_scores(const Sample& sample);

}  // namespace venscope::derivation
