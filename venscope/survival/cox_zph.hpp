/// The test of proportional hazards on Schoenfeld residuals.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/cox_residuals.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::survival {

/// g(t): what beta(t) = beta + theta g(t) is tested against.
enum class TimeTransform {
  km,        ///< 1 - the Kaplan-Meier estimate just before t, of all rows, unweighted
  rank,      ///< the rank of t among the times of all rows, ties averaged
  identity,  ///< t
  log,       ///< log t
};

/// A term of the formula: the design columns [first, first + count) that belong together.
struct ColumnGroup {
  std::string name;
  std::size_t first = 0, count = 1;
};

struct ProportionalHazardsRow {
  std::string term;
  ChiSquaredTest test;
};

struct ProportionalHazardsTest {
  TimeTransform transform = TimeTransform::km;
  std::vector<ProportionalHazardsRow> terms;  ///< terms with no estimable column are left out
  ChiSquaredTest global;
  /// For plots: scaled Schoenfeld residuals per column and g(t) of each of their rows.
  SchoenfeldResiduals residuals;
  std::vector<double> transformed;
};

/// The score test of theta = 0 when theta g(t) x_j is added to the model for the columns of a term,
/// at the fitted beta, as cox.zph of R's survival 3:
///
///   u_j = sum_t g(t) sum_{dead at t} w (x_j - xbar_j(t)),   X2 = u' (I22 - I21 I11^-1 I12)^-1 u
///   I11 = sum_t V(t), I12 = sum_t g(t) V(t), I22 = sum_t g(t)^2 V(t)
///
/// V(t) is the information of time t; g is centred at its mean over events. The global test takes
/// all columns at once. (Not the approximation of Grambsch and Therneau 1994, which takes V as
/// constant.) Fails for a log transform of a time that is not positive. Cost O(n p^2). Right by:
/// twins/survival/cox_zph (V(t) summed up time by time),
/// reference/survival/cox_after.
Result<ProportionalHazardsTest> proportional_hazards_test(
    const CoxData& data, const CoxFit& fit, std::span<const ColumnGroup> terms,
    TimeTransform transform = TimeTransform::km);

}  // namespace venscope::survival
