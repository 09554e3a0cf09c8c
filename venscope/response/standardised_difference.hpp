/// Standardised mean differences between two groups: balance, without a test.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/contingency.hpp"

#include <cstdint>
#include <span>

namespace venscope::response {

/// d = (mean x - mean y) / sqrt((var x + var y) / 2), sample variances; signed.
/// 0 where both groups are constant and equal. Problems: response.too_few (fewer than 2 values in a
/// group), response.separated (both constant and different: infinite).
/// Source: [Austin2009]. Right by: reference/response/values.
Result<double> standardised_difference(std::span<const double> x, std::span<const double> y);

/// d = (p1 - p2) / sqrt((p1 (1 - p1) + p2 (1 - p2)) / 2); signed. Problems:
/// response.no_observations, response.separated (all of one group, none of the other).
Result<double> standardised_difference(std::int64_t x1, std::int64_t n1, std::int64_t x2,
                                       std::int64_t n2);

/// Several levels [Yang2012]: with T and C the proportions of levels 2..k in row 1 and 2,
///   d = sqrt((T - C)' S^-1 (T - C)),  S = (S_T + S_C) / 2,
///   S_ii = p_i (1 - p_i),  S_ij = -p_i p_j in each group.
/// Not negative; does not depend on which level is left out; for two levels the absolute value of
/// the form above. Levels that neither group has are left out. Problems: response.two_groups (not
/// two rows), response.no_observations, response.separated (the groups share no level).
Result<double> standardised_difference(const ContingencyTable& groups_by_levels);

}  // namespace venscope::response
