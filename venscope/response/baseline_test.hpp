/// The test and the standardised difference of one variable of a baseline table.
#pragma once

#include "venscope/response/baseline_table.hpp"
#include "venscope/response/contingency.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace venscope::response {

/// Known values by group; groups may be empty.
using GroupedValues = std::vector<std::vector<double>>;

/// `groups_by_levels`: rows are the groups; levels and groups without anybody may be there.
BaselineTest test_counts(const ContingencyTable& groups_by_levels, VariableTest choice,
                         std::uint64_t seed);
BaselineTest test_values(const GroupedValues& groups, VariableTest choice, bool by_means);

/// Size of the standardised difference, the mean over all pairs of groups; absent if undefined for
/// one of them.
std::optional<double> difference_of_counts(const ContingencyTable& groups_by_levels);
std::optional<double> difference_of_values(const GroupedValues& groups);

}  // namespace venscope::response
