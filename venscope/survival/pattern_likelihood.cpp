#include "venscope/survival/pattern_likelihood.hpp"

#include "venscope/base/large_pages.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

namespace venscope::survival {

namespace {

/// Cells that are worth counting, next to the rows: an evaluation costs a few operations for each.
constexpr double cells_by_row = 6;

using Table = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

std::optional<PatternPlan> pattern_plan(const CoxData& data, unsigned threads) {
  const std::vector<double>& time = data.outcomes.time;
  const auto n = static_cast<double>(time.size());
  if (data.outcomes.delayed_entry() || !data.offset.empty() || data.design.columns == 0 || n == 0)
    return {};
  const auto range = endpoint::whole_range(time, endpoint::whole_time_limit);
  if (!range) return {};
  const double days = range->high - range->low + 1,
               times = days * static_cast<double>(strata_of(data));
  if (2 * times > n) return {};
  auto codes =
      PatternCodes::make(data.design, static_cast<std::size_t>(cells_by_row * n / times), threads);
  if (!codes) return {};
  return PatternPlan{std::move(*codes), range->low, static_cast<std::size_t>(days)};
}

PatternLikelihood::PatternLikelihood(const CoxData& data, PatternPlan plan, bool efron,
                                     unsigned threads)
    : efron_(efron), codes_(std::move(plan.codes)) {
  const PatternCells cells(data, codes_, plan.first_day, plan.days, threads);
  rows_ = cells.rows;
  for (const std::uint32_t deaths : cells.deaths) events_ += deaths;
  std::vector<std::size_t> kept;
  for (std::size_t code = 0; code < cells.codes; ++code)
    if (cells.occurs[code] != 0) kept.push_back(code);
  take_times(cells, kept);
  take_columns(data.design, kept);
}

void PatternLikelihood::take_times(const PatternCells& cells, std::span<const std::size_t> kept) {
  patterns_ = kept.size();
  for (const std::uint32_t deaths : cells.deaths)
    if (deaths > 0) deaths_.push_back(deaths);
  at_risk_.resize(times() * patterns_);
  dying_.resize(times() * patterns_);
  total_.assign(patterns_, 0.0);
  total_dead_.assign(patterns_, 0.0);
  std::vector<double> risk(patterns_);
  for (std::size_t time = 0, t = 0; time < cells.times; ++time) {
    if (time % cells.days == 0) std::fill(risk.begin(), risk.end(), 0.0);
    const bool dies = cells.deaths[time] > 0;
    double dead = 0;
    for (std::size_t m = 0; m < patterns_; ++m) {
      const double lived = cells.weight(time, kept[m], false),
                   died = cells.weight(time, kept[m], true);
      risk[m] += lived + died;
      total_[m] += lived + died;
      total_dead_[m] += died;
      dead += died;
      if (!dies) continue;
      at_risk_[t * patterns_ + m] = risk[m];
      dying_[t * patterns_ + m] = died;
    }
    if (!dies) continue;
    weight_dead_.push_back(dead);
    ++t;
  }
}

void PatternLikelihood::take_columns(const Matrix& design, std::span<const std::size_t> kept) {
  x_.resize(patterns_ * design.columns);
  design_.rows = design.rows;
  design_.columns = design.columns;
  for (std::size_t j = 0; j < design.columns; ++j) {
    const std::span<double> column(x_.data() + j * patterns_, patterns_);
    for (std::size_t m = 0; m < patterns_; ++m) column[m] = codes_.value(kept[m], j);
    const ColumnScale scale = column_scale(column, total_);
    design_.centre.push_back(scale.centre);
    design_.scale.push_back(scale.constant() ? 1 : scale.factor);
    design_.indicator.push_back(scale.indicator);
    for (double& value : column) value = (value - scale.centre) * scale.factor;
  }
}

std::vector<double> PatternLikelihood::linear_predictor(std::span<const double> means,
                                                        std::span<const double> coef,
                                                        unsigned threads) const {
  std::vector<double> of_code(codes_.count());
  for (std::size_t code = 0; code < of_code.size(); ++code)
    for (std::size_t j = 0; j < coef.size(); ++j)
      of_code[code] += (codes_.value(code, j) - means[j]) * coef[j];
  const std::span<const std::uint16_t> rows = codes_.rows();
  auto result = on_large_pages<double>(rows.size());
  constexpr std::size_t together = 1 << 18;
  parallel_for((rows.size() + together - 1) / together, threads, [&](std::size_t part) {
    const std::size_t end = std::min((part + 1) * together, rows.size());
    for (std::size_t i = part * together; i < end; ++i) result[i] = of_code[rows[i]];
  });
  return result;
}

void PatternLikelihood::evaluate(std::span<const double> beta, Likelihood& out) {
  using Eigen::Index;
  const auto p = static_cast<Index>(design_.columns), m = static_cast<Index>(patterns_);
  const auto times = static_cast<Index>(deaths_.size());
  const Eigen::Map<const Eigen::MatrixXd> x(x_.data(), m, p);
  const Eigen::Map<const Table> at_risk(at_risk_.data(), times, m), dying(dying_.data(), times, m);
  const Eigen::Map<const Eigen::VectorXd> dead(total_dead_.data(), m);

  Eigen::VectorXd eta = x * Eigen::Map<const Eigen::VectorXd>(beta.data(), p);
  const double shift = eta.maxCoeff();
  eta.array() -= shift;
  // exp(eta) and, beside it, exp(eta) times the columns.
  Eigen::MatrixXd weighted(m, 1 + p);
  for (Index k = 0; k < m; ++k) weighted(k, 0) = std::exp(eta[k]);
  weighted.rightCols(p) = (x.array().colwise() * weighted.col(0).array()).matrix();
  const Eigen::MatrixXd moments = at_risk * weighted, dead_moments = dying * weighted;

  Eigen::VectorXd hazard(times), spared(times);
  Eigen::MatrixXd means(times, p), rest(times, p);
  double log_denominators = 0;
  for (Index t = 0; t < times; ++t) {
    const auto k = static_cast<std::size_t>(t);
    const double risk = moments(t, 0), risk_dead = dead_moments(t, 0);
    const TiedSums tied = tied_sums(risk, risk_dead, weight_dead_[k], deaths_[k], efron_);
    hazard[t] = tied.hazard;
    spared[t] = tied.hazard_dead;
    log_denominators += tied.log_denominator;
    // sum_k w m_k m_k' as two rank-one terms, see PartialLikelihood.
    const double a = std::sqrt(tied.inverse_square), b = tied.cross / a;
    const double c = std::sqrt(std::max(0.0, tied.square - b * b));
    for (Index j = 0; j < p; ++j) {
      means(t, j) = a * moments(t, 1 + j) - b * dead_moments(t, 1 + j);
      rest(t, j) = c * dead_moments(t, 1 + j);
    }
  }
  out.loglik = dead.dot(eta) - log_denominators;
  const Eigen::VectorXd score = x.transpose() * dead - moments.rightCols(p).transpose() * hazard +
                                dead_moments.rightCols(p).transpose() * spared;
  out.score.assign(score.data(), score.data() + p);
  const Eigen::VectorXd lived =
      (at_risk.transpose() * hazard - dying.transpose() * spared).cwiseProduct(weighted.col(0));
  out.information = Matrix(design_.columns, design_.columns);
  Eigen::Map<Eigen::MatrixXd> information(out.information.values.data(), p, p);
  information =
      x.transpose() * lived.asDiagonal() * x - means.transpose() * means - rest.transpose() * rest;
}

}  // namespace venscope::survival
