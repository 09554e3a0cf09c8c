#include "venscope/survival/fine_gray_sums.hpp"

#include "venscope/survival/risk_sums.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

namespace venscope::survival {
namespace {

constexpr std::uint32_t no_event_time = UINT32_MAX;

using DesignRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// target += factor * x
void add_scaled(double factor, const double* x, std::size_t p, double* target) {
  for (std::size_t j = 0; j < p; ++j) target[j] += factor * x[j];
}

}  // namespace

CensoringWeights censoring_weights(const RiskOrder& order,
                                   std::span<const std::uint8_t> competing) {
  CensoringWeights weights;
  weights.before.resize(order.sets.size());
  weights.at_risk.resize(order.sets.size());
  weights.censored.resize(order.sets.size());
  for (const RiskOrder::Stratum& stratum : order.strata) {
    double g = 1;
    for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
      const RiskOrder::TiedSet& set = order.sets[s];
      std::uint32_t censored = 0;
      for (std::uint32_t i = set.begin; i < set.end; ++i)
        censored += order.event[i] == 0 && competing[i] == 0;
      weights.before[s] = g;
      weights.at_risk[s] = set.end - stratum.begin;
      weights.censored[s] = censored;
      g *= 1 - static_cast<double>(censored) / static_cast<double>(weights.at_risk[s]);
    }
  }
  return weights;
}

Subdistribution::Subdistribution(const RiskOrder& order, const SortedDesign& design,
                                 std::vector<std::uint8_t> competing)
    : order_(order),
      design_(design),
      competing_(std::move(competing)),
      censoring_(censoring_weights(order, competing_)),
      time_of_set_(order.sets.size(), no_event_time) {
  for (std::uint32_t s = 0; s < order.sets.size(); ++s) {
    std::uint32_t events = 0;
    for (std::uint32_t i = order.sets[s].begin; i < order.sets[s].end; ++i)
      events += order.event[i];
    if (events == 0) continue;
    time_of_set_[s] = static_cast<std::uint32_t>(times_.size());
    times_.push_back({s, events, censoring_.before[s], 0});
  }
}

/// Rows with a competing event before each event time, from the first time to the last.
void Subdistribution::add_earlier(const RiskOrder::Stratum& stratum,
                                  SubdistributionSums& sums) const {
  const std::size_t p = design_.columns;
  double c0 = 0;
  std::vector<double> c1(p, 0.0);
  for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
    if (const std::uint32_t t = time_of_set_[s]; t != no_event_time) {
      sums.times[t].risk += times_[t].g * c0;
      add_scaled(times_[t].g, c1.data(), p, sums.mean.data() + t * p);
    }
    for (std::uint32_t i = order_.sets[s].begin; i < order_.sets[s].end; ++i) {
      if (competing_[i] == 0) continue;
      const double risk = sums.relative[i] / censoring_.before[s];
      c0 += risk;
      add_scaled(risk, design_.row(i), p, c1.data());
    }
  }
}

/// Rows still at risk, from the last time to the first; then the sums are whole.
void Subdistribution::add_at_risk(const RiskOrder::Stratum& stratum,
                                  SubdistributionSums& sums) const {
  const std::size_t p = design_.columns;
  double r0 = 0;
  std::vector<double> r1(p, 0.0);
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    for (std::uint32_t i = order_.sets[s].begin; i < order_.sets[s].end; ++i) {
      r0 += sums.relative[i];
      add_scaled(sums.relative[i], design_.row(i), p, r1.data());
    }
    const std::uint32_t t = time_of_set_[s];
    if (t == no_event_time) continue;
    sums.times[t].risk += r0;
    double* mean = sums.mean.data() + t * p;
    add_scaled(1, r1.data(), p, mean);
    for (std::size_t j = 0; j < p; ++j) mean[j] /= sums.times[t].risk;
  }
}

SubdistributionSums Subdistribution::sums(std::span<const double> beta) const {
  SubdistributionSums sums{
      times_, std::vector<double>(times_.size() * design_.columns, 0.0), eta_of(design_, beta), {}};
  for (const RiskOrder::Stratum& stratum : order_.strata) {
    const auto begin = sums.relative.begin() + stratum.begin;
    const auto end = sums.relative.begin() + stratum.end;
    const double top = *std::max_element(begin, end);
    sums.shift.push_back(top);
    std::transform(begin, end, begin, [top](double eta) { return std::exp(eta - top); });
    add_earlier(stratum, sums);
    add_at_risk(stratum, sums);
  }
  return sums;
}

/// Of each tied set, summed over the event times: `hazard` those up to the time, d / S0, and `mean`
/// times that; `later_…` those after the time, with G(s-).
struct Subdistribution::Lived {
  std::vector<double> hazard, later_hazard;
  std::vector<double> mean, later_mean;  ///< sets x columns
  std::uint32_t first_set = 0;

  std::size_t index(std::uint32_t set) const { return set - first_set; }
};

Subdistribution::Lived Subdistribution::lived(const RiskOrder::Stratum& stratum,
                                              const SubdistributionSums& sums) const {
  const std::size_t p = design_.columns, sets = stratum.last_set - stratum.first_set;
  Lived lived{std::vector<double>(sets), std::vector<double>(sets), std::vector<double>(sets * p),
              std::vector<double>(sets * p), stratum.first_set};
  double hazard = 0;
  std::vector<double> mean(p, 0.0);
  for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
    if (const std::uint32_t t = time_of_set_[s]; t != no_event_time) {
      const double step = sums.times[t].events / sums.times[t].risk;
      hazard += step;
      add_scaled(step, sums.mean.data() + t * p, p, mean.data());
    }
    lived.hazard[lived.index(s)] = hazard;
    std::copy(mean.begin(), mean.end(), lived.mean.begin() + static_cast<long>(lived.index(s) * p));
  }
  hazard = 0;
  std::fill(mean.begin(), mean.end(), 0.0);
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    lived.later_hazard[lived.index(s)] = hazard;
    std::copy(mean.begin(), mean.end(),
              lived.later_mean.begin() + static_cast<long>(lived.index(s) * p));
    const std::uint32_t t = time_of_set_[s];
    if (t == no_event_time) continue;
    const double step = sums.times[t].g * sums.times[t].events / sums.times[t].risk;
    hazard += step;
    add_scaled(step, sums.mean.data() + t * p, p, mean.data());
  }
  return lived;
}

void Subdistribution::evaluate(std::span<const double> beta, Likelihood& out) const {
  const std::size_t n = design_.rows, p = design_.columns;
  const SubdistributionSums sums = this->sums(beta);
  const auto columns = static_cast<Eigen::Index>(p);
  out.loglik = 0;
  out.score.assign(p, 0.0);
  out.information = Matrix(p, p);
  Eigen::Map<Eigen::MatrixXd> information(out.information.values.data(), columns, columns);
  DesignRows weighted(static_cast<Eigen::Index>(n), columns);
  for (std::size_t k = 0; k < order_.strata.size(); ++k) {
    const RiskOrder::Stratum& stratum = order_.strata[k];
    double hazard = 0, later = 0;  // of the event times after this one, with G(s-)
    std::vector<double> total(stratum.last_set - stratum.first_set);
    for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
      if (const std::uint32_t t = time_of_set_[s]; t != no_event_time)
        hazard += sums.times[t].events / sums.times[t].risk;
      total[s - stratum.first_set] = hazard;
    }
    for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
      for (std::uint32_t i = order_.sets[s].begin; i < order_.sets[s].end; ++i) {
        double lived = total[s - stratum.first_set];
        if (competing_[i] != 0) lived += later / censoring_.before[s];
        const double weight = sums.relative[i] * lived;
        for (std::size_t j = 0; j < p; ++j)
          weighted(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
              weight * design_.row(i)[j];
        if (order_.event[i] == 0) continue;
        out.loglik += std::log(sums.relative[i]);
        add_scaled(1, design_.row(i), p, out.score.data());
      }
      const std::uint32_t t = time_of_set_[s];
      if (t == no_event_time) continue;
      const double d = sums.times[t].events;
      const Eigen::Map<const Eigen::VectorXd> mean(sums.mean.data() + t * p, columns);
      out.loglik -= d * std::log(sums.times[t].risk);
      add_scaled(-d, mean.data(), p, out.score.data());
      information.noalias() -= d * mean * mean.transpose();
      later += sums.times[t].g * d / sums.times[t].risk;
    }
  }
  const Eigen::Map<const DesignRows> rows(design_.x.data(), static_cast<Eigen::Index>(n), columns);
  information.noalias() += rows.transpose() * weighted;
}

std::vector<double> Subdistribution::residuals(std::span<const double> beta) const {
  const std::size_t p = design_.columns;
  const SubdistributionSums sums = this->sums(beta);
  std::vector<double> residuals(design_.rows * p, 0.0);
  for (const RiskOrder::Stratum& stratum : order_.strata) {
    const Lived lived = this->lived(stratum, sums);
    for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
      const std::size_t at = lived.index(s);
      for (std::uint32_t i = order_.sets[s].begin; i < order_.sets[s].end; ++i) {
        const double* x = design_.row(i);
        double* residual = residuals.data() + i * p;
        const double later = competing_[i] != 0 ? 1 / censoring_.before[s] : 0;
        for (std::size_t j = 0; j < p; ++j)
          residual[j] -=
              sums.relative[i] * (x[j] * (lived.hazard[at] + later * lived.later_hazard[at]) -
                                  lived.mean[at * p + j] - later * lived.later_mean[at * p + j]);
        if (order_.event[i] == 0) continue;
        add_scaled(1, x, p, residual);
        add_scaled(-1, sums.mean.data() + time_of_set_[s] * p, p, residual);
      }
    }
    add_censoring(stratum, sums, lived, residuals);
  }
  return residuals;
}

/// psi, from the first time to the last: q(u) needs the competing events before u and the event
/// times from u on.
void Subdistribution::add_censoring(const RiskOrder::Stratum& stratum,
                                    const SubdistributionSums& sums, const Lived& lived,
                                    std::vector<double>& residuals) const {
  const std::size_t p = design_.columns;
  double c0 = 0;
  std::vector<double> c1(p, 0.0), q(p), spent(p, 0.0);
  for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    const std::size_t at = lived.index(s);
    const double censored = censoring_.censored[s], at_risk = censoring_.at_risk[s];
    if (censored > 0) {
      // Events at the very time of the censoring count: s >= u.
      double hazard = lived.later_hazard[at], step = 0;
      const std::uint32_t t = time_of_set_[s];
      if (t != no_event_time) step = sums.times[t].g * sums.times[t].events / sums.times[t].risk;
      hazard += step;
      for (std::size_t j = 0; j < p; ++j) {
        double mean = lived.later_mean[at * p + j];
        if (t != no_event_time) mean += step * sums.mean[t * p + j];
        q[j] = c1[j] * hazard - c0 * mean;
        spent[j] += q[j] * censored / (at_risk * at_risk);
      }
    }
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      double* residual = residuals.data() + i * p;
      add_scaled(-1, spent.data(), p, residual);
      if (order_.event[i] == 0 && competing_[i] == 0)
        add_scaled(1 / at_risk, q.data(), p, residual);
    }
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      if (competing_[i] == 0) continue;
      const double risk = sums.relative[i] / censoring_.before[s];
      c0 += risk;
      add_scaled(risk, design_.row(i), p, c1.data());
    }
  }
}

}  // namespace venscope::survival
