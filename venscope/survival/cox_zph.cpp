#include "venscope/survival/cox_zph.hpp"

#include "venscope/base/cholesky.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/endpoint/tied_times.hpp"
#include "venscope/survival/cox_context.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

namespace venscope::survival {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// 1 - S(t-) at each row's time; delayed entries enter the risk set after their entry.
std::vector<double> km_of(const endpoint::Outcomes& outcomes) {
  const std::size_t n = outcomes.size();
  const std::vector<std::uint32_t> by_time = endpoint::order_of_times(outcomes.time);
  const std::vector<std::uint32_t> by_entry = endpoint::order_of_times(outcomes.entry);
  std::vector<double> result(n);
  double survival = 1;
  std::size_t entered = 0;
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    const double time = outcomes.time[by_time[begin]];
    double deaths = 0;
    for (end = begin; end < n && outcomes.time[by_time[end]] == time; ++end) {
      result[by_time[end]] = 1 - survival;
      deaths += outcomes.event[by_time[end]] != 0;
    }
    while (entered < by_entry.size() && outcomes.entry[by_entry[entered]] < time) ++entered;
    const std::size_t at_risk = (outcomes.delayed_entry() ? entered : n) - begin;
    survival *= 1 - deaths / static_cast<double>(at_risk);
  }
  return result;
}

std::vector<double> ranks_of(std::span<const double> time) {
  const std::vector<std::uint32_t> order = endpoint::order_of_times(time);
  std::vector<double> rank(time.size());
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && time[order[end]] == time[order[begin]]) ++end;
    const double average = 0.5 * static_cast<double>(begin + 1 + end);
    for (std::size_t i = begin; i < end; ++i) rank[order[i]] = average;
  }
  return rank;
}

std::vector<double> transformed_times(const endpoint::Outcomes& outcomes, TimeTransform transform) {
  std::vector<double> time = outcomes.time;
  switch (transform) {
    case TimeTransform::km:
      return km_of(outcomes);
    case TimeTransform::rank:
      return ranks_of(time);
    case TimeTransform::log:
      for (double& value : time) value = std::log(value);
      return time;
    case TimeTransform::identity:
      break;
  }
  return time;
}

/// sum_t g(t)^power V(t).
Eigen::MatrixXd information(const CoxContext& context, const RiskSums& sums,
                            std::span<const double> g, int power) {
  const auto p = static_cast<Eigen::Index>(context.design.columns);
  std::vector<double> weight(g.size());
  for (std::size_t t = 0; t < g.size(); ++t) weight[t] = std::pow(g[t], power);
  std::vector<double> lived = lived_by_position(context.order, sums, weight);
  for (std::size_t i = 0; i < lived.size(); ++i) lived[i] *= context.design.weight[i];
  const Eigen::Map<const RowMajor> x(context.design.x.data(),
                                     static_cast<Eigen::Index>(lived.size()), p);
  const Eigen::Map<const Eigen::VectorXd> hazard(lived.data(), x.rows());
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(p, p);
  // In blocks, so that no second copy of the design is made.
  for (Eigen::Index first = 0; first < x.rows(); first += 256) {
    const Eigen::Index rows = std::min<Eigen::Index>(256, x.rows() - first);
    result.noalias() += x.middleRows(first, rows).transpose() *
                        hazard.segment(first, rows).asDiagonal() * x.middleRows(first, rows);
  }
  for (std::size_t t = 0; t < sums.times.size(); ++t) {
    const TiedSums& tied = sums.times[t].tied;
    const Eigen::Map<const Eigen::VectorXd> s1(sums.risk_moment(t), p), d1(sums.dead_moment(t), p);
    result.noalias() -= weight[t] * (s1 * (tied.inverse_square * s1 - tied.cross * d1).transpose() +
                                     d1 * (tied.square * d1 - tied.cross * s1).transpose());
  }
  return result;
}

/// sum_t g(t) sum_{dead at t} w (x - xbar(t)).
Eigen::VectorXd weighted_score(const CoxContext& context, const RiskSums& sums,
                               std::span<const double> g) {
  const SortedDesign& design = context.design;
  Eigen::VectorXd u = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(design.columns));
  for (std::size_t t = 0; t < sums.times.size(); ++t) {
    const EventTime& at = sums.times[t];
    const RiskOrder::TiedSet& set = context.order.sets[at.set];
    const Eigen::Map<const Eigen::VectorXd> s1(sums.risk_moment(t), u.size()),
        d1(sums.dead_moment(t), u.size());
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      if (context.order.event[i] != 0)
        u += g[t] * design.weight[i] * Eigen::Map<const Eigen::VectorXd>(design.row(i), u.size());
    u -= g[t] * (at.tied.hazard * s1 - at.tied.hazard_dead * d1);
  }
  return u;
}

Matrix to_matrix(const Eigen::MatrixXd& values) {
  Matrix result(static_cast<std::size_t>(values.rows()), static_cast<std::size_t>(values.cols()));
  std::copy(values.data(), values.data() + values.size(), result.values.begin());
  return result;
}

/// u' (I22 - I21 I11^-1 I12)^-1 u over the chosen columns.
ChiSquaredTest score_test(const Eigen::MatrixXd& variance, const Eigen::VectorXd& u,
                          const std::vector<Eigen::Index>& columns) {
  const auto count = static_cast<Eigen::Index>(columns.size());
  Eigen::MatrixXd block(count, count);
  std::vector<double> score(columns.size());
  for (Eigen::Index j = 0; j < count; ++j) {
    score[static_cast<std::size_t>(j)] = u(columns[static_cast<std::size_t>(j)]);
    for (Eigen::Index i = 0; i < count; ++i)
      block(i, j) =
          variance(columns[static_cast<std::size_t>(i)], columns[static_cast<std::size_t>(j)]);
  }
  const Cholesky factor = factorise(to_matrix(block));
  std::vector<double> solved = score;
  factor.solve(solved);
  ChiSquaredTest test;
  for (std::size_t j = 0; j < score.size(); ++j) test.statistic += score[j] * solved[j];
  test.df = static_cast<double>(factor.rank);
  test.p = factor.rank > 0 ? chi_squared_upper(std::max(0.0, test.statistic), test.df) : 1;
  return test;
}

/// I22 - I21 I11^-1 I12, zero in collinear columns.
Eigen::MatrixXd schur_complement(const Eigen::MatrixXd& i11, const Eigen::MatrixXd& i12,
                                 const Eigen::MatrixXd& i22) {
  const Cholesky factor = factorise(to_matrix(i11));
  Matrix solved = to_matrix(i12);
  for (std::size_t j = 0; j < solved.columns; ++j) factor.solve(solved.column(j));
  Eigen::MatrixXd result =
      i22 - i12.transpose() *
                Eigen::Map<const Eigen::MatrixXd>(solved.values.data(), i11.rows(), i11.cols());
  for (Eigen::Index j = 0; j < result.cols(); ++j) {
    // What is left by rounding of a g(t) that never varies with a column is nothing.
    const bool gone = result(j, j) <= 1e-13 * i22(j, j);
    if (!gone && !factor.singular[static_cast<std::size_t>(j)]) continue;
    result.row(j).setZero();
    result.col(j).setZero();
  }
  return result;
}

}  // namespace

Result<ProportionalHazardsTest> proportional_hazards_test(const CoxData& data, const CoxFit& fit,
                                                          std::span<const ColumnGroup> terms,
                                                          TimeTransform transform) {
  const Result<CoxContext> context = cox_context(data, fit);
  if (!context) return failure(context.error());
  const Result<endpoint::Tied> tied = endpoint::with_tied_times(data.outcomes);
  if (!tied) return failure(tied.error());
  const std::vector<double> g_of_row = transformed_times(tied->outcomes, transform);
  ProportionalHazardsTest result;
  result.transform = transform;
  Result<SchoenfeldResiduals> residuals = scaled_schoenfeld_residuals(data, fit);
  if (!residuals) return failure(residuals.error());
  result.residuals = std::move(*residuals);
  double mean = 0;
  for (const std::size_t row : result.residuals.row) {
    result.transformed.push_back(g_of_row[row]);
    mean += g_of_row[row] / static_cast<double>(result.residuals.row.size());
  }
  if (!std::isfinite(mean))
    return cannot_analyse("cox_zph.log", "the logarithm of a time that is not positive",
                          "use another transform");

  const RiskSums sums = context->sums(true);
  std::vector<double> g;
  for (const EventTime& time : sums.times)
    g.push_back(g_of_row[context->order.row[context->order.sets[time.set].begin]] - mean);
  const Eigen::MatrixXd variance =
      schur_complement(information(*context, sums, g, 0), information(*context, sums, g, 1),
                       information(*context, sums, g, 2));
  const Eigen::VectorXd u = weighted_score(*context, sums, g);
  std::vector<Eigen::Index> all;
  for (const ColumnGroup& term : terms) {
    std::vector<Eigen::Index> columns;
    for (std::size_t j = term.first; j < term.first + term.count; ++j)
      if (fit.terms[j].trouble != CoxTrouble::collinear)
        columns.push_back(static_cast<Eigen::Index>(j));
    all.insert(all.end(), columns.begin(), columns.end());
    if (!columns.empty()) result.terms.push_back({term.name, score_test(variance, u, columns)});
  }
  result.global = score_test(variance, u, all);
  return result;
}

}  // namespace venscope::survival
