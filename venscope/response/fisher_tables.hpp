/// The sums over all r x c tables with given margins that stand behind fisher().
#pragma once

#include "venscope/response/contingency.hpp"

#include <cstdint>
#include <optional>

namespace venscope::response {

/// Two tables are as likely as each other within this difference of their log probabilities.
inline constexpr double likeness_slack = 1e-7;

struct ExactTail {
  double p = 0;         ///< of all tables no more likely than the observed one
  double observed = 0;  ///< of the observed table
};

/// The exact sum for a table without empty rows or columns, at least 2 x 2; nothing if it would
/// take more than `step_limit` steps. A step is a transition of a path or a completion of a table.
std::optional<ExactTail> exact_tail(const ContingencyTable& table, std::int64_t step_limit);

struct SimulatedTail {
  std::int64_t no_more_likely = 0;
  std::int64_t as_likely = 0;  ///< among those, the ones as likely as the observed table
};

/// Counts of `replicates` random tables with the margins of `table`.
SimulatedTail simulated_tail(const ContingencyTable& table, std::uint64_t seed,
                             std::int64_t replicates);

}  // namespace venscope::response
