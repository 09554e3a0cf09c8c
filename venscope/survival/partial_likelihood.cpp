#include "venscope/survival/partial_likelihood.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/survival/compensated_sum.hpp"
#include "venscope/survival/row_kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace venscope::survival {

/// S0, S1 over the risk set and D0, D1 over the dying of the current time.
struct PartialLikelihood::Sums {
  explicit Sums(std::size_t p) : s1(RowKernels::padded(p)), s1_low(p), d1(s1.size()) {}

  void clear() {
    s0 = {};
    std::fill(s1.begin(), s1.end(), 0.0);
    std::fill(s1_low.begin(), s1_low.end(), 0.0);
  }
  void rescale(double factor) {
    s0.high *= factor;
    for (double& value : s1) value *= factor;
  }
  /// Compensated, for rows that will be taken away again.
  void add(double risk, const double* x) {
    s0.add(risk);
    add_compensated(risk, x, s1.data(), s1_low);
  }

  CompensatedSum s0;
  std::vector<double> s1, s1_low, d1;
  double shift = 0;
};

PartialLikelihood::PartialLikelihood(const RiskOrder& order, const SortedDesign& design, bool efron,
                                     unsigned threads)
    : order_(order),
      design_(design),
      efron_(efron),
      threads_(threads),
      eta_(order.size()),
      risk_(order.size()),
      lived_(order.size()),
      shift_(order.sets.size()),
      hazard_(order.sets.size()),
      hazard_dead_(order.sets.size()),
      lived_before_(order.entry.size()),
      lived_before_low_(order.entry.size()),
      means_(RowKernels::rows_together * design.columns + RowKernels::lanes) {
  // As many parts as the rows ask for, not the threads: sums must not depend on these.
  const std::size_t pieces =
      (design.rows + RowKernels::rows_together - 1) / RowKernels::rows_together;
  const std::size_t count = std::clamp<std::size_t>(pieces / 32, 1, 8);
  const std::size_t rows = (pieces + count - 1) / count * RowKernels::rows_together;
  const std::size_t stride = RowKernels::padded(design.columns);
  for (std::size_t begin = 0; begin < design.rows; begin += rows)
    parts_.push_back({begin, std::min(begin + rows, design.rows), std::vector<double>(stride),
                      std::vector<double>(stride * stride)});
  cross_.resize(stride * stride);
  // A thread takes longer to start than fewer numbers than these to be multiplied.
  if (design.rows * stride * stride < 2'000'000) threads_ = 1;
}

void PartialLikelihood::evaluate(std::span<const double> beta, Likelihood& out) {
  const std::size_t p = design_.columns;
  beta_.assign(beta.begin(), beta.end());
  beta_.resize(RowKernels::padded(p));
  std::fill(cross_.begin(), cross_.end(), 0.0);
  out.loglik = 0;
  predicted_ = 0;
  if (threads_ > 1) {
    parallel_for(parts_.size(), threads_,
                 [&](std::size_t k) { predict(parts_[k].begin, parts_[k].end); });
    predicted_ = design_.rows;
  }
  Sums sums(p);
  for (const RiskOrder::Stratum& stratum : order_.strata)
    order_.delayed_entry() ? forward<true>(stratum, sums, out) : forward<false>(stratum, sums, out);
  if (p > 0) {
    flush_means();
    for (const RiskOrder::Stratum& stratum : order_.strata)
      order_.delayed_entry() ? backward<true>(stratum) : backward<false>(stratum);
  }
  cross_rows(out);
}

/// eta of the positions [begin, end).
void PartialLikelihood::predict(std::size_t begin, std::size_t end) {
  row_kernels().predict(design_.row(begin), design_.columns, end - begin, beta_.data(),
                        eta_.data() + begin);
  for (std::size_t i = begin; i < end; ++i) eta_[i] += design_.offset[i];
}

/// eta of the positions before `end`, if they have none: some rows together, so that they are near
/// when they are summed.
void PartialLikelihood::predict_until(std::size_t end) {
  while (predicted_ < end) {
    const std::size_t begin = predicted_;
    predicted_ = std::min(begin + RowKernels::rows_together, design_.rows);
    predict(begin, predicted_);
  }
}

/// The weighted means of one time, as rows that will be taken off the information.
void PartialLikelihood::add_means(const TiedSums& tied, const Sums& sums) {
  // sum_k w m_k m_k' = a S1 S1' - b (S1 D1' + D1 S1') + c D1 D1', as two rank-one terms.
  const std::size_t p = design_.columns;
  const double a = std::sqrt(tied.inverse_square), b = tied.cross / a;
  const double c = std::sqrt(std::max(0.0, tied.square - b * b));
  if (waiting_ + 2 > RowKernels::rows_together) flush_means();
  double* mean = means_.data() + waiting_++ * p;
  for (std::size_t j = 0; j < p; ++j) mean[j] = a * (sums.s1[j] + sums.s1_low[j]) - b * sums.d1[j];
  if (c == 0) return;
  mean = means_.data() + waiting_++ * p;
  for (std::size_t j = 0; j < p; ++j) mean[j] = c * sums.d1[j];
}

void PartialLikelihood::flush_means() {
  static constexpr auto minus = [] {
    std::array<double, RowKernels::rows_together> ones{};
    ones.fill(-1);
    return ones;
  }();
  row_kernels().cross(means_.data(), design_.columns, waiting_, minus.data(), cross_.data());
  waiting_ = 0;
}

/// From the latest time to the earliest: the risk set grows, and every death time gives its terms.
template <bool Delayed>
void PartialLikelihood::forward(const RiskOrder::Stratum& stratum, Sums& sums, Likelihood& out) {
  const std::size_t p = design_.columns;
  sums.clear();
  sums.shift = first_shift<Delayed>(stratum);
  std::uint32_t leaving = stratum.begin;
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    predict_until(set.end);
    if constexpr (Delayed) {
      for (; leaving < stratum.end; ++leaving) {
        const std::uint32_t i = order_.by_entry[leaving];
        if (order_.entry[i] < set.time) break;
        sums.add(-risk_[i], design_.row(i));
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
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const double weight = design_.weight[i];
      const double risk = weight > 0 ? weight * std::exp(eta_[i] - sums.shift) : 0;
      risk_[i] = risk;
      lived_[i] = 0;  // for now the risk of the dying
      if constexpr (Delayed) {
        sums.add(risk, design_.row(i));
      } else {
        sums.s0.high += risk;
      }
      if (order_.event[i] == 0 || weight <= 0) continue;
      ++deaths;
      weight_dead += weight;
      risk_dead += risk;
      lived_[i] = risk;
      out.loglik += weight * (eta_[i] - sums.shift);
    }
    const std::size_t count = set.end - set.begin;
    if constexpr (!Delayed)
      row_kernels().combine(design_.row(set.begin), p, count, &risk_[set.begin], sums.s1.data());
    hazard_[s] = hazard_dead_[s] = 0;
    if (deaths == 0) continue;
    const TiedSums tied = tied_sums(sums.s0.value(), risk_dead, weight_dead, deaths, efron_);
    hazard_[s] = tied.hazard;
    hazard_dead_[s] = tied.hazard_dead;
    out.loglik -= tied.log_denominator;
    std::fill(sums.d1.begin(), sums.d1.end(), 0.0);
    if (efron_ && deaths > 1)
      row_kernels().combine(design_.row(set.begin), p, count, &lived_[set.begin], sums.d1.data());
    if (p > 0) add_means(tied, sums);
  }
}

/// What eta is taken relative to at first: with delayed entry for good.
template <bool Delayed>
double PartialLikelihood::first_shift(const RiskOrder::Stratum& stratum) {
  if constexpr (Delayed) {
    predict_until(stratum.end);
    return largest_eta(design_, eta_, stratum.begin, stratum.end);
  }
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    predict_until(set.end);
    const double top = largest_eta(design_, eta_, set.begin, set.end);
    if (std::isfinite(top)) return top;
  }
  return 0;
}

/// From the earliest time to the latest: the hazard that each row lived through, times its risk.
template <bool Delayed>
void PartialLikelihood::backward(const RiskOrder::Stratum& stratum) {
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
      lived_[i] = std::max(0.0, risk_[i] * hazard);
    }
  }
}

/// The part's score, which is the sum of each row's deaths less those expected of it, and its
/// information.
void PartialLikelihood::cross_part(Part& part) const {
  const std::size_t p = design_.columns;
  std::fill(part.score.begin(), part.score.end(), 0.0);
  std::fill(part.cross.begin(), part.cross.end(), 0.0);
  double residual[RowKernels::rows_together];
  for (std::size_t from = part.begin; from < part.end; from += RowKernels::rows_together) {
    const std::size_t count = std::min(RowKernels::rows_together, part.end - from);
    const double* x = design_.row(from);
    for (std::size_t i = 0; i < count; ++i)
      residual[i] = (order_.event[from + i] != 0 ? design_.weight[from + i] : 0) - lived_[from + i];
    row_kernels().combine(x, p, count, residual, part.score.data());
    row_kernels().cross(x, p, count, &lived_[from], part.cross.data());
  }
}

void PartialLikelihood::cross_rows(Likelihood& out) {
  const std::size_t p = design_.columns, stride = RowKernels::padded(p);
  out.score.assign(p, 0.0);
  out.information = Matrix(p, p);
  if (p == 0) return;
  parallel_for(parts_.size(), threads_, [&](std::size_t k) { cross_part(parts_[k]); });
  for (const Part& part : parts_) {
    for (std::size_t j = 0; j < p; ++j) out.score[j] += part.score[j];
    for (std::size_t k = 0; k < cross_.size(); ++k) cross_[k] += part.cross[k];
  }
  for (std::size_t l = 0; l < p; ++l)
    for (std::size_t k = l; k < p; ++k) out.information(k, l) = cross_[l * stride + k];
}

}  // namespace venscope::survival
