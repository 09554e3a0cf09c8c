#include "venscope/survival/exact_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::survival {

/// The moments of sum_A x for subsets of sizes 0 … `largest`.
struct ExactLikelihood::Subsets {
  Subsets(std::size_t columns, std::size_t largest)
      : p(columns),
        triangle(columns * (columns + 1) / 2),
        ratio(largest + 1, 0.0),
        mean((largest + 1) * p, 0.0),
        variance((largest + 1) * triangle, 0.0),
        away(p) {
    clear();
  }
  void clear() {
    std::fill(ratio.begin(), ratio.end(), 0.0);
    std::fill(mean.begin(), mean.end(), 0.0);
    std::fill(variance.begin(), variance.end(), 0.0);
    ratio[0] = std::numeric_limits<double>::infinity();
    rows = 0;
  }
  void add(double r, const double* x, std::size_t largest);

  std::size_t p, triangle, rows = 0;
  std::vector<double> ratio, mean, variance, away;
};

void ExactLikelihood::Subsets::add(double r, const double* x, std::size_t largest) {
  ++rows;
  // Downwards, so that size k - 1 is still that without the new row.
  for (std::size_t k = std::min(largest, rows); k >= 1; --k) {
    const bool all = k == rows;  // no subset of this size without the new row
    const double q = all ? 1 : r / (ratio[k] + r);
    double *m = mean.data() + k * p, *v = variance.data() + k * triangle;
    const double *m_less = m - p, *v_less = v - triangle;
    for (std::size_t j = 0; j < p; ++j) away[j] = m_less[j] + x[j] - m[j];
    const double spread = q * (1 - q);
    for (std::size_t j = 0, index = 0; j < p; ++j)
      for (std::size_t i = 0; i <= j; ++i, ++index)
        v[index] = (1 - q) * v[index] + q * v_less[index] + spread * away[i] * away[j];
    for (std::size_t j = 0; j < p; ++j) m[j] += q * away[j];
    const double grown = ratio[k] + r;
    ratio[k] = k == 1 ? grown : grown / (1 + r / ratio[k - 1]);
  }
}

ExactLikelihood::ExactLikelihood(const RiskOrder& order, const SortedDesign& design)
    : order_(order),
      design_(design),
      deaths_(order.sets.size()),
      to_come_(order.sets.size()),
      eta_(order.size()) {
  for (const RiskOrder::Stratum& stratum : order.strata) {
    std::size_t most = 0;
    for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
      for (std::uint32_t i = order.sets[s].begin; i < order.sets[s].end; ++i)
        deaths_[s] += order.event[i] != 0 && design.weight[i] > 0;
      most = std::max(most, deaths_[s]);
      to_come_[s] = most;
    }
  }
}

double ExactLikelihood::cost() const {
  const auto p = static_cast<double>(design_.columns);
  double visits = 0;
  for (const RiskOrder::Stratum& stratum : order_.strata)
    for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
      const RiskOrder::TiedSet& set = order_.sets[s];
      visits += order_.delayed_entry()
                    ? static_cast<double>(deaths_[s]) * static_cast<double>(set.end - stratum.begin)
                    : static_cast<double>(to_come_[s]) * static_cast<double>(set.end - set.begin);
    }
  return visits * (p + 1) * (p + 2);
}

void ExactLikelihood::evaluate(std::span<const double> beta, Likelihood& out) {
  const std::size_t p = design_.columns;
  out.loglik = 0;
  out.score.assign(p, 0.0);
  out.information = Matrix(p, p);
  for (std::size_t i = 0; i < design_.rows; ++i) {
    eta_[i] = design_.offset[i];
    for (std::size_t j = 0; j < p; ++j) eta_[i] += beta[j] * design_.row(i)[j];
  }
  for (const RiskOrder::Stratum& stratum : order_.strata) {
    const double shift =
        *std::max_element(eta_.begin() + stratum.begin, eta_.begin() + stratum.end);
    const auto relative = [&](std::uint32_t i) {
      // Not 0: a row may have next to no chance, but it can be chosen.
      return std::max(std::exp(eta_[i] - shift), std::numeric_limits<double>::min());
    };
    Subsets subsets(p, to_come_[stratum.first_set]);
    for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
      const RiskOrder::TiedSet& set = order_.sets[s];
      if (order_.delayed_entry()) {
        if (deaths_[s] == 0) continue;
        subsets.clear();
        for (std::uint32_t i = stratum.begin; i < set.end; ++i)
          if (order_.entry[i] < set.time && design_.weight[i] > 0)
            subsets.add(relative(i), design_.row(i), deaths_[s]);
      } else {
        for (std::uint32_t i = set.begin; i < set.end; ++i)
          if (design_.weight[i] > 0) subsets.add(relative(i), design_.row(i), to_come_[s]);
      }
      if (deaths_[s] > 0) add_term(set, subsets, deaths_[s], shift, out);
    }
  }
}

void ExactLikelihood::add_term(const RiskOrder::TiedSet& set, const Subsets& subsets,
                               std::size_t deaths, double shift, Likelihood& out) const {
  const std::size_t p = design_.columns;
  for (std::uint32_t i = set.begin; i < set.end; ++i) {
    if (order_.event[i] == 0 || design_.weight[i] <= 0) continue;
    out.loglik += eta_[i] - shift;
    for (std::size_t j = 0; j < p; ++j) out.score[j] += design_.row(i)[j];
  }
  for (std::size_t k = 1; k <= deaths; ++k) out.loglik -= std::log(subsets.ratio[k]);
  const double* mean = subsets.mean.data() + deaths * p;
  const double* variance = subsets.variance.data() + deaths * subsets.triangle;
  for (std::size_t j = 0, index = 0; j < p; ++j) {
    out.score[j] -= mean[j];
    for (std::size_t i = 0; i <= j; ++i, ++index) out.information(j, i) += variance[index];
  }
}

}  // namespace venscope::survival
