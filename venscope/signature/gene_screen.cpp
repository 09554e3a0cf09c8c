#include "venscope/signature/gene_screen.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::signature {

namespace {

/// Standardised units: a hazard ratio of e^20 per standard deviation is no estimate.
constexpr double farthest = 20;
constexpr double enough = 1e-9;
constexpr int most_iterations = 60, most_halvings = 30;

}  // namespace

GeneScreen::GeneScreen(const endpoint::Outcomes& outcomes, std::span<const std::size_t> rows)
    : rows_(rows.begin(), rows.end()) {
  std::stable_sort(rows_.begin(), rows_.end(), [&](std::size_t a, std::size_t b) {
    return outcomes.time[a] > outcomes.time[b];
  });
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (i == 0 || outcomes.time[rows_[i]] != outcomes.time[rows_[i - 1]]) begin_.push_back(i);
    event_.push_back(outcomes.event[rows_[i]] != 0 ? 1 : 0);
  }
  begin_.push_back(rows_.size());
}

GeneScreen::Derivatives GeneScreen::at(double beta, std::span<const double> x,
                                       std::vector<double>& risk) const {
  for (std::size_t i = 0; i < x.size(); ++i) risk[i] = std::exp(beta * x[i]);
  Derivatives sum;
  double s0 = 0, s1 = 0, s2 = 0;
  for (std::size_t t = 0; t + 1 < begin_.size(); ++t) {
    double d0 = 0, d1 = 0, d2 = 0, deaths = 0;
    for (std::size_t i = begin_[t]; i < begin_[t + 1]; ++i) {
      const double r = risk[i], rx = r * x[i], rxx = rx * x[i];
      s0 += r;
      s1 += rx;
      s2 += rxx;
      if (event_[i] == 0) continue;
      deaths += 1;
      d0 += r;
      d1 += rx;
      d2 += rxx;
      sum.loglik += beta * x[i];
      sum.score += x[i];
    }
    // Efron: the deaths of one time leave the risk set share by share.
    for (double k = 0; k < deaths; k += 1) {
      const double gone = k / deaths, left = s0 - gone * d0;
      const double mean = (s1 - gone * d1) / left;
      sum.loglik -= std::log(left);
      sum.score -= mean;
      sum.information += (s2 - gone * d2) / left - mean * mean;
    }
  }
  return sum;
}

GeneHazard GeneScreen::fit(std::span<const double> column) const {
  const auto n = static_cast<double>(rows_.size());
  std::vector<double> x(rows_.size()), risk(rows_.size());
  double mean = 0, squares = 0, largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = column[rows_[i]];
    mean += x[i] / n;
    largest = std::max(largest, std::abs(x[i]));
  }
  for (double& value : x) {
    value -= mean;
    squares += value * value;
  }
  const double deviation = std::sqrt(squares / n);
  if (!(deviation > 1e-14 * largest)) return {};
  for (double& value : x) value /= deviation;
  double beta = 0;
  Derivatives now = at(beta, x, risk);
  for (int iteration = 0; iteration < most_iterations; ++iteration) {
    if (!(now.information > 0)) return {};
    double step = now.score / now.information;
    const double least = now.loglik - 1e-12 * std::abs(now.loglik);
    Derivatives next = at(beta + step, x, risk);
    for (int halving = 0; halving < most_halvings && !(next.loglik >= least); ++halving) {
      step /= 2;
      next = at(beta + step, x, risk);
    }
    beta += step;
    now = next;
    if (std::abs(beta) > farthest) return {};
    if (std::abs(step) < enough) break;
  }
  if (!(now.information > 0)) return {};
  GeneHazard hazard;
  hazard.coef = beta / deviation;
  hazard.std_error = 1 / (std::sqrt(now.information) * deviation);
  hazard.p = normal_two_sided(hazard.coef / hazard.std_error);
  hazard.estimated = true;
  return hazard;
}

std::vector<GeneHazard> screen_genes(const endpoint::Outcomes& outcomes, const Matrix& expression,
                                     std::span<const std::size_t> genes,
                                     std::span<const std::size_t> rows) {
  const GeneScreen screen(outcomes, rows);
  std::vector<GeneHazard> hazards;
  hazards.reserve(genes.size());
  for (const std::size_t gene : genes) hazards.push_back(screen.fit(expression.column(gene)));
  return hazards;
}

}  // namespace venscope::signature
