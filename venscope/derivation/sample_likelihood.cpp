#include "venscope/derivation/sample_likelihood.hpp"

#include "venscope/derivation/log_of_product.hpp"
#include "venscope/survival/column_kernels.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::derivation {

SampleLikelihood::SampleLikelihood(const Sample& sample, survival::Ties ties)
    : sample_(sample),
      efron_(ties == survival::Ties::efron),
      eta_(sample.rows),
      risk_(sample.rows),
      lived_(sample.rows),
      residual_(sample.rows),
      of_pattern_(sample.first_of.size()),
      sets_(sample.sets.size()) {
  for (const Sample::TiedSet& set : sample.sets)
    if (set.deaths > 0) mean_rows_ += efron_ && set.deaths > 1 ? 2 : 1;
}

/// eta and what exp makes of it, relative to the largest; the sum of eta over the deaths.
double SampleLikelihood::risks(std::span<const std::size_t> columns, std::span<const double> beta) {
  x_.clear();
  for (const std::size_t column : columns) x_.push_back(sample_.column(column));
  std::fill(eta_.begin(), eta_.end(), 0.0);
  survival::column_kernels().add(x_.data(), beta.data(), x_.size(), eta_.size(), eta_.data());
  shift_ = *std::max_element(eta_.begin(), eta_.end());
  for (std::size_t q = 0; q < of_pattern_.size(); ++q)
    of_pattern_[q] = std::exp(eta_[sample_.first_of[q]] - shift_);
  double of_deaths = 0;
  for (std::size_t i = 0; i < eta_.size(); ++i) {
    of_deaths += sample_.deaths[i] * (eta_[i] - shift_);
    risk_[i] = sample_.copies[i] * of_pattern_[sample_.pattern[i]];
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
    // As survival::tied_sums, but for the logarithms.
    SetSums sums;
    const double share = efron_ && set.deaths > 1 ? 1.0 / set.deaths : 0;
    for (std::uint32_t k = 0; k < set.deaths; ++k) {
      const double f = k * share;
      const double denominator = share > 0 ? (at_risk - dying) + (1 - f) * dying : at_risk;
      const double step = 1 / denominator, square = step * step;
      sums.hazard += step;
      sums.hazard_dead += step * f;
      sums.inverse_square += square;
      sums.cross += square * f;
      sums.square += square * f * f;
      logs.add(denominator);
    }
    sets_[s] = sums;
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
    lived += sets_[s].hazard;
    const double lived_dying = lived - sets_[s].hazard_dead;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      lived_[i] = risk_[i] * (sample_.deaths[i] > 0 ? lived_dying : lived);
      residual_[i] = sample_.deaths[i] - lived_[i];
    }
  }
  const double* residual = residual_.data();
  survival::column_kernels().products(x_.data(), x_.size(), &residual, 1, residual_.size(),
                                      score.data(), x_.size());
  return loglik;
}

/// The columns asked for, row by row in blocks of as many as are summed side by side; kept for as
/// long as the same are asked for.
void SampleLikelihood::pack() {
  if (packed_ == x_) return;
  packed_ = x_;
  const std::size_t n = sample_.rows, blocks = (x_.size() + together - 1) / together;
  rows_.assign(blocks * n * together, 0.0);
  for (std::size_t j = 0; j < x_.size(); ++j)
    for (std::size_t i = 0; i < n; ++i)
      rows_[(j / together * n + i) * together + j % together] = x_[j][i];
}

/// The rows whose cross products are taken off: for every death time m_k, summed up over k as one
/// row, or two where Efron's ties ask for it. sum_k w m_k m_k' = a^2 S1 S1' - a b (S1 D1' + D1 S1')
/// + (b^2 + c^2) D1 D1'. `rows` are those of the columns from `first` on.
void SampleLikelihood::find_means(const double* rows, std::size_t first) {
  const std::size_t count = std::min(together, x_.size() - first);
  double s1[together] = {};
  std::size_t mean = first * mean_rows_;
  for (std::size_t s = 0; s < sample_.sets.size(); ++s) {
    const Sample::TiedSet& set = sample_.sets[s];
    double d1[together] = {};
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const double risk = risk_[i], dying = sample_.deaths[i] > 0 ? risk : 0;
      for (std::size_t j = 0; j < together; ++j) {
        s1[j] += risk * rows[i * together + j];
        d1[j] += dying * rows[i * together + j];
      }
    }
    if (set.deaths == 0) continue;
    const double a = std::sqrt(sets_[s].inverse_square), b = sets_[s].cross / a;
    for (std::size_t j = 0; j < count; ++j) means_[mean + j * mean_rows_] = a * s1[j] - b * d1[j];
    ++mean;
    if (!efron_ || set.deaths == 1) continue;
    const double c = std::sqrt(std::max(0.0, sets_[s].square - b * b));
    for (std::size_t j = 0; j < count; ++j) means_[mean + j * mean_rows_] = c * d1[j];
    ++mean;
  }
}

void SampleLikelihood::information(std::span<const std::size_t> columns, Matrix& out) {
  const std::size_t p = columns.size(), n = sample_.rows;
  x_.clear();
  for (const std::size_t column : columns) x_.push_back(sample_.column(column));
  pack();
  means_.resize(mean_rows_ * p);
  for (std::size_t j = 0; j < p; j += together) find_means(rows_.data() + j * n, j);
  scaled_.resize(n * p);
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = 0; i < n; ++i) scaled_[j * n + i] = lived_[i] * x_[j][i];
  const auto columns_of = [p](const std::vector<double>& values, std::size_t rows,
                              std::vector<const double*>& at) {
    at.clear();
    for (std::size_t j = 0; j < p; ++j) at.push_back(values.data() + j * rows);
  };
  out = Matrix(p, p);
  products_.resize(p * p);
  const auto& kernels = survival::column_kernels();
  columns_of(scaled_, n, at_);
  kernels.products(x_.data(), p, at_.data(), p, n, out.values.data(), p);
  columns_of(means_, mean_rows_, at_);
  kernels.products(at_.data(), p, at_.data(), p, mean_rows_, products_.data(), p);
  for (std::size_t k = 0; k < p * p; ++k) out.values[k] -= products_[k];
}

}  // namespace venscope::derivation
