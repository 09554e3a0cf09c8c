#include "venscope/survival/pattern_likelihood.hpp"

#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <Eigen/Core>

namespace venscope::survival {

namespace {

constexpr std::size_t most_levels = 16, most_codes = 4096, block = 1024;

/// The distinct values of a column in the order met; false if there are more than `most_levels`.
bool find_levels(std::span<const double> column, std::vector<double>& levels) {
  levels = {column.front()};
  for (std::size_t begin = 0; begin < column.size(); begin += block) {
    const auto part = column.subspan(begin, std::min(block, column.size() - begin));
    const double first = levels.front(), last = levels.back();
    bool known = true;
    for (const double value : part) known &= (value == first) | (value == last);
    if (known) continue;
    for (const double value : part) {
      if (std::find(levels.begin(), levels.end(), value) != levels.end()) continue;
      if (levels.size() == most_levels) return false;
      levels.push_back(value);
    }
  }
  return true;
}

/// code = code * levels + the value's place among them.
void append_level(std::span<const double> values, const std::vector<double>& levels,
                  std::span<std::uint16_t> codes) {
  if (levels.size() == 1) return;
  if (levels.size() == 2) {
    for (std::size_t i = 0; i < values.size(); ++i)
      codes[i] = static_cast<std::uint16_t>(2 * codes[i] + (values[i] == levels[1]));
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto at = std::find(levels.begin(), levels.end(), values[i]) - levels.begin();
    codes[i] = static_cast<std::uint16_t>(codes[i] * levels.size() + static_cast<std::size_t>(at));
  }
}

/// Strata as 0, 1, 2 …
struct StratumIndex {
  std::vector<std::int32_t> codes;
  explicit StratumIndex(std::span<const std::int32_t> strata)
      : codes(strata.begin(), strata.end()) {
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  }
  std::size_t count() const { return std::max<std::size_t>(1, codes.size()); }
  std::size_t of(std::int32_t code) const {
    return static_cast<std::size_t>(std::lower_bound(codes.begin(), codes.end(), code) -
                                    codes.begin());
  }
};

}  // namespace

/// Of every row which pattern it has.
struct PatternLikelihood::Codes {
  std::vector<std::vector<double>> levels;  ///< by column
  std::size_t count = 1;                    ///< of codes there can be
  std::vector<std::uint16_t> row;

  static std::optional<Codes> make(const Matrix& design, std::size_t most) {
    Codes codes;
    codes.levels.resize(design.columns);
    for (std::size_t j = 0; j < design.columns; ++j) {
      if (!find_levels(design.column(j), codes.levels[j])) return {};
      codes.count *= codes.levels[j].size();
      if (codes.count > std::min(most, most_codes)) return {};
    }
    codes.row.assign(design.rows, 0);
    for (std::size_t begin = 0; begin < design.rows; begin += block) {
      const std::size_t size = std::min(block, design.rows - begin);
      for (std::size_t j = 0; j < design.columns; ++j)
        append_level(design.column(j).subspan(begin, size), codes.levels[j],
                     std::span(codes.row).subspan(begin, size));
    }
    return codes;
  }

  double value(std::size_t code, std::size_t column) const {
    for (std::size_t j = levels.size(); j-- > column + 1;) code /= levels[j].size();
    return levels[column][code % levels[column].size()];
  }
};

/// Weights by time (stratum after stratum, the latest time first), code, and fate.
struct PatternLikelihood::Cells {
  std::size_t times = 0, codes = 0;
  std::vector<double> weight;         ///< [(time * codes + code) * 2 + dies]
  std::vector<std::uint32_t> deaths;  ///< by time
  std::vector<std::uint8_t> occurs;   ///< by code: some row has it
  std::vector<std::size_t> stratum_end;

  Cells(const CoxData& data, const Codes& of, double first_day, std::size_t days)
      : codes(of.count), occurs(of.count) {
    const StratumIndex strata(data.strata);
    times = days * strata.count();
    weight.resize(times * codes * 2);
    deaths.resize(times);
    for (std::size_t k = 1; k <= strata.count(); ++k) stratum_end.push_back(k * days);
    const double* at = data.outcomes.time.data();
    const std::int32_t* event = data.outcomes.event.data();
    for (std::size_t i = 0; i < of.row.size(); ++i) {
      const double mass = data.weights.empty() ? 1 : data.weights[i];
      const bool dies = event[i] != 0;
      // Days fit 32 bits, whose conversion is one instruction.
      const auto day = static_cast<std::size_t>(static_cast<std::int32_t>(at[i] - first_day));
      const std::size_t stratum = data.strata.empty() ? 0 : strata.of(data.strata[i]);
      const std::size_t time = stratum * days + (days - 1 - day);
      const std::size_t code = of.row[i];
      weight[(time * codes + code) * 2 + dies] += mass;
      deaths[time] += dies && mass > 0;
      occurs[code] = 1;
    }
  }
};

std::optional<PatternLikelihood> PatternLikelihood::make(const CoxData& data, bool efron) {
  const std::vector<double>& time = data.outcomes.time;
  const std::size_t n = time.size();
  if (data.outcomes.delayed_entry() || !data.offset.empty() || data.design.columns == 0 || n == 0)
    return {};
  const auto range = endpoint::whole_range(time, endpoint::whole_time_limit);
  if (!range) return {};
  const double days = range->high - range->low + 1,
               strata = static_cast<double>(StratumIndex(data.strata).count());
  if (2 * days * strata > static_cast<double>(n)) return {};
  const auto most = static_cast<std::size_t>(static_cast<double>(n) / (days * strata));
  const std::optional<Codes> codes = Codes::make(data.design, most);
  if (!codes) return {};
  const Cells cells(data, *codes, range->low, static_cast<std::size_t>(days));
  PatternLikelihood likelihood;
  likelihood.efron_ = efron;
  likelihood.take_patterns(data, *codes, cells);
  likelihood.take_times(*codes, cells);
  return likelihood;
}

void PatternLikelihood::take_patterns(const CoxData& data, const Codes& codes, const Cells& cells) {
  const std::size_t p = data.design.columns;
  std::vector<std::size_t> kept;
  for (std::size_t code = 0; code < codes.count; ++code)
    if (cells.occurs[code] != 0) kept.push_back(code);
  patterns_ = kept.size();
  total_.assign(patterns_, 0.0);
  total_dead_.assign(patterns_, 0.0);
  for (std::size_t time = 0; time < cells.times; ++time)
    for (std::size_t m = 0; m < patterns_; ++m) {
      const double* weight = &cells.weight[(time * cells.codes + kept[m]) * 2];
      total_[m] += weight[0] + weight[1];
      total_dead_[m] += weight[1];
    }
  x_.resize(patterns_ * p);
  design_.rows = data.design.rows;
  design_.columns = p;
  for (std::size_t j = 0; j < p; ++j) {
    const std::span<double> column(x_.data() + j * patterns_, patterns_);
    for (std::size_t m = 0; m < patterns_; ++m) column[m] = codes.value(kept[m], j);
    const ColumnScale scale = column_scale(column, total_);
    design_.centre.push_back(scale.centre);
    design_.scale.push_back(scale.constant() ? 1 : scale.factor);
    design_.indicator.push_back(scale.indicator);
    for (double& value : column) value = (value - scale.centre) * scale.factor;
  }
  for (std::size_t i = 0; i < data.outcomes.size(); ++i) {
    const bool counts = data.weights.empty() || data.weights[i] > 0;
    rows_ += counts;
    events_ += counts && data.outcomes.event[i] != 0;
  }
}

void PatternLikelihood::take_times(const Codes& codes, const Cells& cells) {
  times_ = static_cast<std::size_t>(std::count_if(cells.deaths.begin(), cells.deaths.end(),
                                                  [](auto deaths) { return deaths > 0; }));
  at_risk_.resize(times_ * patterns_);
  dying_.resize(times_ * patterns_);
  weight_dead_.assign(times_, 0.0);
  for (std::size_t code = 0, m = 0; code < codes.count; ++code) {
    if (cells.occurs[code] == 0) continue;
    double at_risk = 0;
    std::size_t stratum = 0;
    for (std::size_t time = 0, t = 0; time < cells.times; ++time) {
      if (time == cells.stratum_end[stratum]) {
        ++stratum;
        at_risk = 0;
      }
      const double* weight = &cells.weight[(time * cells.codes + code) * 2];
      at_risk += weight[0] + weight[1];
      if (cells.deaths[time] == 0) continue;
      at_risk_[m * times_ + t] = at_risk;
      dying_[m * times_ + t] = weight[1];
      weight_dead_[t++] += weight[1];
    }
    ++m;
  }
  for (const std::uint32_t deaths : cells.deaths)
    if (deaths > 0) deaths_.push_back(deaths);
}

void PatternLikelihood::evaluate(std::span<const double> beta, Likelihood& out) {
  using Eigen::Index;
  const auto p = static_cast<Index>(design_.columns), m = static_cast<Index>(patterns_);
  const auto times = static_cast<Index>(times_);
  const Eigen::Map<const Eigen::MatrixXd> x(x_.data(), m, p);
  const Eigen::Map<const Eigen::MatrixXd> at_risk(at_risk_.data(), times, m),
      dying(dying_.data(), times, m);
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
