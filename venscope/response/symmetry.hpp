/// Symmetry of a square table: do two classifications of the same patients differ in one direction?
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/contingency.hpp"

namespace venscope::response {

struct Symmetry {
  double statistic = 0;
  double df = 0;  ///< pairs of levels between which somebody moved
  double p = 1;
  std::int64_t agreeing = 0;  ///< on the diagonal
};

/// Bowker's test; of a 2 x 2 table McNemar's without continuity correction:
///   X2 = sum over i < j with n_ij + n_ji > 0 of (n_ij - n_ji)^2 / (n_ij + n_ji).
/// R's mcnemar.test(correct = FALSE) counts pairs that nobody is in and is then undefined; here
/// they do not count. Without anybody off the diagonal X2 is 0, df 0 and p 1. Problems:
/// response.not_square, response.no_observations. Source: [Bowker1948]. Right by:
/// reference/response/symmetry (R mcnemar.test).
Result<Symmetry> bowker(const ContingencyTable& table);

}  // namespace venscope::response
