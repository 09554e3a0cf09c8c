#include "venscope/survival/screen_part.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::survival {
namespace {

constexpr double no_estimate = std::numeric_limits<double>::quiet_NaN();
/// Where exp(eta) is left to cox(), which takes it relative to the largest.
constexpr double most_eta = 200;

NoEstimate reason_of(CoxTrouble trouble) {
  switch (trouble) {
    case CoxTrouble::none:
      return NoEstimate::none;
    case CoxTrouble::collinear:
      return NoEstimate::collinear;
    case CoxTrouble::no_events:
    case CoxTrouble::separation:
      return NoEstimate::separation;
    case CoxTrouble::not_converged:
      return NoEstimate::not_converged;
  }
  return NoEstimate::not_converged;
}

void fill_test(ScreenedColumn& column) {
  column.z = column.std_error > 0 ? column.coef / column.std_error : 0;
  column.p = normal_two_sided(column.z);
}

}  // namespace

ScreenedColumn without_estimate(ScreenedColumn column, NoEstimate reason) {
  column.coef = column.std_error = column.z = column.p = no_estimate;
  column.reason = reason;
  return column;
}

ScreenedColumn ScreenPart::by_cox(std::span<const double> column) const {
  ScreenedColumn result{rows_.n, rows_.events};
  CoxOptions options;
  options.ties = options_.ties;
  options.tolerance = options_.tolerance;
  options.max_iterations = options_.max_iterations;
  Matrix design(column.size(), rows_.adjusters.columns + 1);
  std::copy(rows_.adjusters.values.begin(), rows_.adjusters.values.end(), design.values.begin());
  std::copy(column.begin(), column.end(), design.column(rows_.adjusters.columns).begin());
  const Result<CoxFit> fit = cox(rows_.with(design), options);
  if (!fit) return without_estimate(result, NoEstimate::not_converged);
  const CoxTerm& term = fit->terms.back();
  if (term.trouble != CoxTrouble::none) return without_estimate(result, reason_of(term.trouble));
  result.coef = term.coef;
  result.std_error = term.robust_se.value_or(term.std_error);
  if (std::isnan(result.std_error)) return without_estimate(result, NoEstimate::no_variance);
  fill_test(result);
  return result;
}

/// The columns side by side in risk order, centred and scaled.
void ScreenPart::lay_down(std::span<const std::span<const double>> columns) {
  const RiskOrder& order = *rows_.order;
  own_.assign(order.size() * lane_count, 0.0);
  std::array<const double*, lane_count> from;
  for (std::size_t l = 0; l < lane_count; ++l)
    from[l] = columns[std::min(l, columns.size() - 1)].data();
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t l = 0; l < lane_count; ++l) own_[i * lane_count + l] = from[l][order.row[i]];
  kernels_.standardise(rows_.design.weight.data(), order.size(), own_.data(), scale_);
}

/// The likelihood of every search that is not done, at the point where it wants it.
void ScreenPart::evaluate(std::vector<NewtonSearch>& searches) {
  const std::size_t p = rows_.design.columns + 1;
  for (std::size_t l = 0; l < searches.size(); ++l)
    if (!searches[l].done())
      for (std::size_t j = 0; j < p; ++j) beta_[j * lane_count + l] = searches[l].at()[j];
  kernels_.evaluate({.order = *rows_.order,
                     .efron = options_.ties == Ties::efron,
                     .shared = rows_.design.columns,
                     .shared_columns = rows_.design.x.data(),
                     .own_column = own_.data(),
                     .weight = rows_.design.weight.data(),
                     .offset = rows_.design.offset.data(),
                     .start = rows_.start.data(),
                     .deaths = &rows_.deaths},
                    beta_.data(), at_);
  for (std::size_t l = 0; l < searches.size(); ++l) {
    if (searches[l].done() || beyond_[l]) continue;
    if (!(at_.top[l] < most_eta)) {
      beyond_[l] = true;
      continue;
    }
    Likelihood& likelihood = searches[l].likelihood();
    likelihood.loglik = at_.loglik[l];
    likelihood.score.resize(p);
    if (likelihood.information.rows != p) likelihood.information = Matrix(p, p);
    for (std::size_t i = 0, k = 0; i < p; ++i) {
      likelihood.score[i] = at_.score[i * lane_count + l];
      for (std::size_t j = 0; j <= i; ++j, ++k)
        likelihood.information(i, j) = at_.information[k * lane_count + l];
    }
    searches[l].take();
  }
}

/// False where cox() has to look at the column.
bool ScreenPart::fit_lane(std::size_t lane, NewtonSearch& search, ScreenedColumn& out) const {
  if (beyond_[lane]) return false;
  const NewtonOutcome outcome = search.outcome();
  const std::size_t last = rows_.design.columns;
  if (!outcome.converged || outcome.information.singular[last]) return false;
  // The last pivots are what the inverses have at their end.
  const auto last_of_inverse = [last](const Cholesky& information) {
    return information.singular[last] ? 0 : 1 / information.factor(last, last);
  };
  const double variance = last_of_inverse(outcome.information);
  const double before = last_of_inverse(outcome.information_start);
  // So is that a column does not vary (unvarying_columns.hpp).
  if (!(variance * static_cast<double>(rows_.n) < 1e6)) return false;
  // Separation is cox()'s verdict; the suspicions here are laxer than its own, and of this column
  // alone: a covariate that runs off without it does so beside every column. A step that no row
  // would notice is none: a scaled column has no value beyond n.
  const double step = std::abs(outcome.next[last]);
  if (!(variance > 0) || before < 0.1 * variance ||
      (step * static_cast<double>(rows_.n) > 1e-3 && step > 1e-5 * std::abs(outcome.beta[last])))
    return false;
  out.coef = outcome.beta[last] * scale_.factor[lane];
  out.std_error = std::sqrt(variance) * scale_.factor[lane];
  fill_test(out);
  return true;
}

void ScreenPart::fit(std::span<const std::span<const double>> columns,
                     std::span<ScreenedColumn> out) {
  for (ScreenedColumn& column : out) column = {rows_.n, rows_.events};
  if (!rows_.order) {
    for (std::size_t l = 0; l < columns.size(); ++l) out[l] = by_cox(columns[l]);
    return;
  }
  lay_down(columns);
  const std::size_t p = rows_.design.columns + 1;
  NewtonOptions newton;
  newton.tolerance = options_.tolerance;
  newton.max_iterations = options_.max_iterations;
  std::vector<NewtonSearch> searches(columns.size(),
                                     NewtonSearch(std::vector<double>(p, 0.0), newton));
  beyond_ = {};
  beta_.assign(p * lane_count, 0.0);
  const auto undone = [&] {
    for (std::size_t l = 0; l < searches.size(); ++l)
      if (!searches[l].done() && !beyond_[l]) return true;
    return false;
  };
  while (undone()) evaluate(searches);
  for (std::size_t l = 0; l < columns.size(); ++l)
    if (!fit_lane(l, searches[l], out[l])) out[l] = by_cox(columns[l]);
}

}  // namespace venscope::survival
