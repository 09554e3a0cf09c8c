#include "venscope/survival/piecewise_hazard.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/endpoint/split_follow_up.hpp"
#include "venscope/survival/quadratic_form.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::survival {
namespace {

constexpr double no_test = std::numeric_limits<double>::quiet_NaN();

bool ascending(std::span<const double> cuts) {
  for (std::size_t i = 0; i < cuts.size(); ++i)
    if (!std::isfinite(cuts[i]) || cuts[i] <= (i > 0 ? cuts[i - 1] : 0.0)) return false;
  return true;
}

/// The follow-up cut at the same times in everybody, and the interval of each row.
struct CutFollowUp {
  endpoint::SplitFollowUp rows;
  std::vector<std::size_t> interval;
};

CutFollowUp cut_follow_up(const endpoint::Outcomes& outcomes, std::span<const double> cuts) {
  std::vector<endpoint::HappeningTimes> when;
  for (const double cut : cuts) when.emplace_back(outcomes.size(), cut);
  CutFollowUp cut{endpoint::split_follow_up(outcomes, when), {}};
  for (std::size_t row = 0; row < cut.rows.patient.size(); ++row) {
    std::size_t passed = 0;
    for (const auto& happened : cut.rows.happened) passed += happened[row];
    cut.interval.push_back(passed);
  }
  return cut;
}

/// `arm_columns` columns of the second arm, one for each interval or one for all, then `design`.
Matrix design_of(const CutFollowUp& cut, std::span<const std::int32_t> second,
                 std::size_t arm_columns, const Matrix& design) {
  Matrix x(cut.interval.size(), arm_columns + design.columns);
  for (std::size_t row = 0; row < x.rows; ++row) {
    const std::size_t patient = cut.rows.patient[row];
    if (second[patient] == 1) x(row, arm_columns == 1 ? 0 : cut.interval[row]) = 1;
    for (std::size_t j = 0; j < design.columns; ++j) x(row, arm_columns + j) = design(patient, j);
  }
  return x;
}

bool has_ratio(const CoxTerm& term) {
  return !std::isnan(term.coef) && term.trouble != CoxTrouble::collinear;
}

ChiSquaredTest chi_squared_test(double statistic, std::size_t df) {
  if (df == 0) return {0, 0, no_test};
  const auto degrees = static_cast<double>(df);
  return {statistic, degrees, chi_squared_upper(statistic, degrees)};
}

/// Wald's test that all ratios equal the first.
ChiSquaredTest equal_ratios(const CoxFit& fit, const std::vector<std::size_t>& columns) {
  const std::size_t df = columns.size() - 1;
  for (const std::size_t j : columns)
    if (fit.terms[j].trouble != CoxTrouble::none) return chi_squared_test(0, 0);
  std::vector<double> u;
  Matrix variance(df, df);
  for (std::size_t a = 0; a < df; ++a) {
    const std::size_t i = columns[a + 1], first = columns[0];
    u.push_back(fit.terms[i].coef - fit.terms[first].coef);
    for (std::size_t b = 0; b < df; ++b) {
      const std::size_t j = columns[b + 1];
      variance(a, b) = fit.covariance(i, j) - fit.covariance(i, first) - fit.covariance(first, j) +
                       fit.covariance(first, first);
    }
  }
  return chi_squared_test(quadratic_form(variance, std::move(u)).value, df);
}

}  // namespace

Result<PiecewiseHazard> piecewise_hazard(const endpoint::Outcomes& outcomes,
                                         std::span<const std::int32_t> second,
                                         std::span<const double> cuts, const Matrix& design,
                                         std::span<const std::int32_t> strata,
                                         const CoxOptions& options) {
  if (!ascending(cuts))
    return cannot_analyse("survival.cuts", "the ends of the intervals are not in order",
                          "ascending times above 0");
  const CutFollowUp cut = cut_follow_up(outcomes, cuts);
  const std::size_t intervals = cuts.size() + 1;
  std::vector<std::int32_t> stratum;
  for (std::size_t row = 0; row < cut.interval.size() && !strata.empty(); ++row)
    stratum.push_back(strata[cut.rows.patient[row]]);
  const Matrix changing = design_of(cut, second, intervals, design),
               constant = design_of(cut, second, 1, design);
  auto by_interval = cox({cut.rows.outcomes, changing, stratum}, options);
  if (!by_interval) return failure(std::move(by_interval.error()));
  auto for_all = cox({cut.rows.outcomes, constant, stratum}, options);
  if (!for_all) return failure(std::move(for_all.error()));

  PiecewiseHazard result;
  result.constant = for_all->terms[0];
  std::vector<std::size_t> with_ratio;
  for (std::size_t k = 0; k < intervals; ++k) {
    result.intervals.push_back({k == 0 ? 0.0 : cuts[k - 1],
                                k < cuts.size() ? cuts[k] : std::numeric_limits<double>::infinity(),
                                {0, 0},
                                {0, 0},
                                by_interval->terms[k]});
    if (has_ratio(by_interval->terms[k])) with_ratio.push_back(k);
  }
  for (std::size_t row = 0; row < cut.interval.size(); ++row) {
    HazardInterval& interval = result.intervals[cut.interval[row]];
    const std::size_t arm = second[cut.rows.patient[row]] == 1 ? 1 : 0;
    interval.n_risk[arm] += 1;
    interval.events[arm] += cut.rows.outcomes.event[row];
  }
  const bool testable = with_ratio.size() > 1;
  const double statistic = 2 * (by_interval->loglik - for_all->loglik);
  result.change = chi_squared_test(std::max(0.0, statistic), testable ? with_ratio.size() - 1 : 0);
  result.wald = testable ? equal_ratios(*by_interval, with_ratio) : chi_squared_test(0, 0);
  return result;
}

}  // namespace venscope::survival
