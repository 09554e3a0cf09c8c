#include "venscope/survival/partial_likelihood.hpp"

#include "venscope/survival/column_kernels.hpp"
#include "venscope/survival/compensated_sum.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

TiedSums tied_sums(double risk, double risk_dead, double weight_dead, std::size_t deaths,
                   bool efron) {
  TiedSums sums;
  if (!efron || deaths == 1) {
    sums.hazard = weight_dead / risk;
    sums.inverse_square = sums.hazard / risk;
    sums.log_denominator = weight_dead * std::log(risk);
    return sums;
  }
  const auto d = static_cast<double>(deaths);
  const double weight = weight_dead / d;
  for (std::size_t k = 0; k < deaths; ++k) {
    const double f = static_cast<double>(k) / d;
    // Not risk - f * risk_dead: with everybody dying at once that would cancel.
    const double denominator = (risk - risk_dead) + (1 - f) * risk_dead;
    const double step = weight / denominator;
    sums.hazard += step;
    sums.hazard_dead += step * f;
    sums.inverse_square += step / denominator;
    sums.cross += step * f / denominator;
    sums.square += step * f * f / denominator;
    sums.log_denominator += weight * std::log(denominator);
  }
  return sums;
}

/// Rows waiting for a rank update of the lower triangle of `target`, column by column.
struct PartialLikelihood::Block {
  static constexpr std::size_t capacity = ColumnKernels::rows_together, together = 8;
  Block(Matrix& matrix, double sign_of_update)
      : target(matrix),
        sign(sign_of_update),
        columns(matrix.columns * capacity),
        own(matrix.columns * together),
        products(matrix.columns * together) {
    for (std::size_t j = 0; j < matrix.columns; ++j) at.push_back(columns.data() + j * capacity);
  }

  /// factor x, which stays where it is until the next flush().
  void add(const double* x, double factor) {
    if (waiting == together) place();
    row[waiting] = x;
    scale[waiting++] = factor;
  }
  /// The next row, to be filled by the caller.
  double* next() {
    double* x = own.data() + waiting % together * target.columns;
    add(x, 1);
    return x;
  }
  void flush() {
    place();
    multiply();
  }

private:
  void multiply() {
    const std::size_t p = target.columns;
    for (std::size_t first = 0; first < p && used > 0; first += together) {
      const std::size_t left = p - first, count = std::min(together, left);
      column_kernels().products(at.data() + first, left, at.data() + first, count, used,
                                products.data(), left);
      for (std::size_t l = 0; l < count; ++l)
        for (std::size_t k = l; k < left; ++k)
          target(first + k, first + l) += sign * products[l * left + k];
    }
    used = 0;
  }
  /// Eight rows at a time, so that a line of memory is written whole.
  void place() {
    for (std::size_t j = 0; j < target.columns; ++j)
      for (std::size_t k = 0; k < waiting; ++k)
        columns[j * capacity + used + k] = scale[k] * row[k][j];
    used += waiting;
    waiting = 0;
    if (used == capacity) multiply();
  }

  Matrix& target;
  double sign;
  std::vector<double> columns, own, products;
  std::vector<const double*> at;
  const double* row[together] = {};
  double scale[together] = {};
  std::size_t used = 0, waiting = 0;
};

/// S0, S1 over the risk set and D0, D1 over the dying of the current time.
struct PartialLikelihood::Sums {
  explicit Sums(std::size_t p) : s1(p), s1_low(p), d1(p) {}

  void clear() {
    s0 = {};
    std::fill(s1.begin(), s1.end(), 0.0);
    std::fill(s1_low.begin(), s1_low.end(), 0.0);
  }
  void rescale(double factor) {
    s0.high *= factor;
    for (double& value : s1) value *= factor;
  }
  template <bool Compensated>
  void add(double risk, const double* x) {
    if constexpr (Compensated) {
      s0.add(risk);
      for (std::size_t j = 0; j < s1.size(); ++j) {
        CompensatedSum sum{s1[j], s1_low[j]};
        sum.add(risk * x[j]);
        s1[j] = sum.high;
        s1_low[j] = sum.low;
      }
    } else {
      s0.high += risk;
      for (std::size_t j = 0; j < s1.size(); ++j) s1[j] += risk * x[j];
    }
  }

  CompensatedSum s0;
  std::vector<double> s1, s1_low, d1;
  double shift = 0;
};

PartialLikelihood::PartialLikelihood(const RiskOrder& order, const SortedDesign& design, bool efron)
    : order_(order),
      design_(design),
      efron_(efron),
      eta_(order.size()),
      risk_(order.size()),
      shift_(order.sets.size()),
      hazard_(order.sets.size()),
      hazard_dead_(order.sets.size()),
      lived_before_(order.entry.size()),
      lived_before_low_(order.entry.size()) {}

void PartialLikelihood::evaluate(std::span<const double> beta, Likelihood& out) {
  const std::size_t p = design_.columns;
  out.loglik = 0;
  out.score.assign(p, 0.0);
  out.information = Matrix(p, p);
  for (std::size_t i = 0; i < design_.rows; ++i) {
    const double* x = design_.row(i);
    double eta = design_.offset[i];
    for (std::size_t j = 0; j < p; ++j) eta += beta[j] * x[j];
    eta_[i] = eta;
  }
  Sums sums(p);
  Block means(out.information, -1), rows(out.information, 1);
  for (const RiskOrder::Stratum& stratum : order_.strata) {
    if (order_.delayed_entry()) {
      forward<true>(stratum, sums, means, out);
      if (p > 0) backward<true>(stratum, rows);
    } else {
      forward<false>(stratum, sums, means, out);
      if (p > 0) backward<false>(stratum, rows);
    }
  }
  rows.flush();
  means.flush();
}

/// From the latest time to the earliest: the risk set grows, and every death time gives its terms.
template <bool Delayed>
void PartialLikelihood::forward(const RiskOrder::Stratum& stratum, Sums& sums, Block& means,
                                Likelihood& out) {
  const std::size_t p = design_.columns;
  sums.clear();
  sums.shift = Delayed ? largest_eta(design_, eta_, stratum.begin, stratum.end)
                       : first_eta(order_, stratum, design_, eta_);
  std::uint32_t leaving = stratum.begin;
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    if constexpr (Delayed) {
      for (; leaving < stratum.end; ++leaving) {
        const std::uint32_t i = order_.by_entry[leaving];
        if (order_.entry[i] < set.time) break;
        sums.add<true>(-risk_[i], design_.row(i));
      }
    } else {
      const double top = largest_eta(design_, eta_, set.begin, set.end);
      // Seldom, so that the sums keep the precision of additions alone.
      if (top > sums.shift + 30) {
        sums.rescale(std::exp(sums.shift - top));
        sums.shift = top;
      }
    }
    shift_[s] = sums.shift;
    double risk_dead = 0, weight_dead = 0;
    std::size_t deaths = 0;
    std::fill(sums.d1.begin(), sums.d1.end(), 0.0);
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const double weight = design_.weight[i];
      const double* x = design_.row(i);
      const double risk = weight > 0 ? weight * std::exp(eta_[i] - sums.shift) : 0;
      risk_[i] = risk;
      sums.add<Delayed>(risk, x);
      if (order_.event[i] == 0 || weight <= 0) continue;
      ++deaths;
      weight_dead += weight;
      risk_dead += risk;
      out.loglik += weight * (eta_[i] - sums.shift);
      for (std::size_t j = 0; j < p; ++j) {
        out.score[j] += weight * x[j];
        sums.d1[j] += risk * x[j];
      }
    }
    hazard_[s] = hazard_dead_[s] = 0;
    if (deaths == 0) continue;
    const TiedSums tied = tied_sums(sums.s0.value(), risk_dead, weight_dead, deaths, efron_);
    hazard_[s] = tied.hazard;
    hazard_dead_[s] = tied.hazard_dead;
    out.loglik -= tied.log_denominator;
    if (p == 0) continue;
    for (std::size_t j = 0; j < p; ++j)
      out.score[j] -= tied.hazard * (sums.s1[j] + sums.s1_low[j]) - tied.hazard_dead * sums.d1[j];
    // sum_k w m_k m_k' = a S1 S1' - b (S1 D1' + D1 S1') + c D1 D1', as two rank-one terms.
    const double a = std::sqrt(tied.inverse_square), b = tied.cross / a;
    const double c = std::sqrt(std::max(0.0, tied.square - b * b));
    double* mean = means.next();
    for (std::size_t j = 0; j < p; ++j)
      mean[j] = a * (sums.s1[j] + sums.s1_low[j]) - b * sums.d1[j];
    if (c > 0) {
      mean = means.next();
      for (std::size_t j = 0; j < p; ++j) mean[j] = c * sums.d1[j];
    }
  }
}

/// From the earliest time to the latest: the hazard that each row lived through.
template <bool Delayed>
void PartialLikelihood::backward(const RiskOrder::Stratum& stratum, Block& rows) {
  CompensatedSum lived;
  std::uint32_t entering = stratum.end;
  double shift = shift_[stratum.last_set - 1];
  for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    if constexpr (Delayed) {
      for (; entering > stratum.begin; --entering) {
        const std::uint32_t i = order_.by_entry[entering - 1];
        if (order_.entry[i] >= set.time) break;
        lived_before_[i] = lived.high;
        lived_before_low_[i] = lived.low;
      }
    } else if (shift_[s] != shift) {
      // exp(eta - shift) * lived must not depend on the shift.
      lived.high *= std::exp(shift_[s] - shift);
      shift = shift_[s];
    }
    if constexpr (Delayed) {
      lived.add(hazard_[s]);
    } else {
      lived.high += hazard_[s];
    }
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      double hazard = lived.value();
      if constexpr (Delayed)
        hazard = (lived.high - lived_before_[i]) + (lived.low - lived_before_low_[i]);
      if (order_.event[i] != 0) hazard -= hazard_dead_[s];
      const double factor = risk_[i] * hazard;
      if (factor > 0) rows.add(design_.row(i), std::sqrt(factor));
    }
  }
}

}  // namespace venscope::survival
