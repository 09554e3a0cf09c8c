#include "venscope/derivation/sample_likelihood.hpp"

#include "venscope/survival/partial_likelihood.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

namespace venscope::derivation {
namespace {

/// One logarithm for many factors: of their product, before it leaves the range of a double.
class LogOfProduct {
public:
  void add(double factor) {
    product_ *= factor;
    if (product_ > 1e-200 && product_ < 1e200) return;
    sum_ += std::log(product_);
    product_ = 1;
  }
  double value() const { return sum_ + std::log(product_); }

private:
  double sum_ = 0, product_ = 1;
};

}  // namespace

SampleLikelihood::SampleLikelihood(const Sample& sample, survival::Ties ties)
    : sample_(sample),
      efron_(ties == survival::Ties::efron),
      eta_(sample.rows),
      risk_(sample.rows),
      lived_(sample.rows),
      residual_(sample.rows),
      hazard_(sample.sets.size()),
      hazard_dead_(sample.sets.size()),
      at_risk_(sample.sets.size()),
      dying_(sample.sets.size()),
      factors_(sample.sets.size()) {
  for (const Sample::TiedSet& set : sample.sets)
    if (set.deaths > 0) mean_rows_ += efron_ && set.deaths > 1 ? 2 : 1;
}

/// eta and what exp makes of it, relative to the largest; the sum of eta over the deaths.
double SampleLikelihood::risks(std::span<const std::size_t> columns, std::span<const double> beta) {
  const auto rows = static_cast<Eigen::Index>(sample_.rows);
  Eigen::Map<Eigen::VectorXd> eta(eta_.data(), rows);
  eta.setZero();
  for (std::size_t j = 0; j < columns.size(); ++j)
    eta += beta[j] * Eigen::Map<const Eigen::VectorXd>(sample_.column(columns[j]), rows);
  shift_ = eta.maxCoeff();
  double of_deaths = 0;
  for (std::size_t i = 0; i < eta_.size(); ++i) {
    of_deaths += sample_.deaths[i] * (eta_[i] - shift_);
    risk_[i] = sample_.copies[i] * std::exp(eta_[i] - shift_);
  }
  return of_deaths;
}

/// Risk sets from the latest time to the earliest; the sum of the logarithms of their denominators.
double SampleLikelihood::sums() {
  double at_risk = 0;
  LogOfProduct logs;
  for (std::size_t s = 0; s < sample_.sets.size(); ++s) {
    const Sample::TiedSet& set = sample_.sets[s];
    double dying = 0;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      at_risk += risk_[i];
      if (sample_.deaths[i] > 0) dying += risk_[i];
    }
    at_risk_[s] = at_risk;
    dying_[s] = dying;
    hazard_[s] = hazard_dead_[s] = 0;
    const double share = efron_ && set.deaths > 1 ? 1.0 / set.deaths : 0;
    for (std::uint32_t k = 0; k < set.deaths; ++k) {
      // As survival::tied_sums, without what only the second derivative needs.
      const double f = k * share;
      const double denominator = share > 0 ? (at_risk - dying) + (1 - f) * dying : at_risk;
      const double step = 1 / denominator;
      hazard_[s] += step;
      hazard_dead_[s] += step * f;
      logs.add(denominator);
    }
  }
  return logs.value();
}

double SampleLikelihood::evaluate(std::span<const std::size_t> columns,
                                  std::span<const double> beta, std::span<double> score) {
  const double of_deaths = risks(columns, beta);
  const double loglik = of_deaths - sums();
  double lived = 0;
  for (std::size_t s = sample_.sets.size(); s-- > 0;) {
    const Sample::TiedSet& set = sample_.sets[s];
    lived += hazard_[s];
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      lived_[i] = risk_[i] * (sample_.deaths[i] > 0 ? lived - hazard_dead_[s] : lived);
      residual_[i] = sample_.deaths[i] - lived_[i];
    }
  }
  const auto rows = static_cast<Eigen::Index>(sample_.rows);
  const Eigen::Map<const Eigen::VectorXd> residual(residual_.data(), rows);
  for (std::size_t j = 0; j < columns.size(); ++j)
    score[j] = residual.dot(Eigen::Map<const Eigen::VectorXd>(sample_.column(columns[j]), rows));
  return loglik;
}

/// The rows whose cross products are taken off: for every death time m_k, summed up over k as one
/// row, or two where Efron's ties ask for it. sum_k w m_k m_k' = a S1 S1' - b (S1 D1' + D1 S1') +
/// c D1 D1'.
void SampleLikelihood::means_of(const double* x, double* mean) const {
  double s1 = 0;
  for (std::size_t s = 0; s < sample_.sets.size(); ++s) {
    const Sample::TiedSet& set = sample_.sets[s];
    double d1 = 0;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const double moment = risk_[i] * x[i];
      s1 += moment;
      if (sample_.deaths[i] > 0) d1 += moment;
    }
    if (set.deaths == 0) continue;
    const MeanFactors& factors = factors_[s];
    *mean++ = factors.a * s1 - factors.b * d1;
    if (efron_ && set.deaths > 1) *mean++ = factors.c * d1;
  }
}

void SampleLikelihood::information(std::span<const std::size_t> columns, Matrix& out) {
  const std::size_t p = columns.size(), n = sample_.rows;
  for (std::size_t s = 0; s < sample_.sets.size(); ++s) {
    const std::uint32_t deaths = sample_.sets[s].deaths;
    if (deaths == 0) continue;
    const survival::TiedSums tied =
        survival::tied_sums(at_risk_[s], dying_[s], deaths, deaths, efron_);
    const double a = std::sqrt(tied.inverse_square), b = tied.cross / a;
    factors_[s] = {a, b, std::sqrt(std::max(0.0, tied.square - b * b))};
  }
  scaled_.resize(n * p);
  means_.resize(mean_rows_ * p);
  for (std::size_t j = 0; j < p; ++j) {
    const double* x = sample_.column(columns[j]);
    for (std::size_t i = 0; i < n; ++i) scaled_[j * n + i] = lived_[i] * x[i];
    means_of(x, means_.data() + j * mean_rows_);
  }
  out = Matrix(p, p);
  const auto column = [](const double* data, std::size_t size) {
    return Eigen::Map<const Eigen::VectorXd>(data, static_cast<Eigen::Index>(size));
  };
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = j; i < p; ++i)
      out(i, j) = column(scaled_.data() + j * n, n).dot(column(sample_.column(columns[i]), n)) -
                  column(means_.data() + j * mean_rows_, mean_rows_)
                      .dot(column(means_.data() + i * mean_rows_, mean_rows_));
}

double SampleLikelihood::cumulative_hazard(double time) const {
  double sum = 0;
  for (std::size_t s = sample_.sets.size(); s-- > 0 && sample_.sets[s].time <= time;)
    sum += hazard_[s];
  return sum * std::exp(-shift_);
}

}  // namespace venscope::derivation
