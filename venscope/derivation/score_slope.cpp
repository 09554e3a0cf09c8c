#include "venscope/derivation/score_slope.hpp"

#include "venscope/derivation/log_of_product.hpp"
#include "venscope/survival/risk_kernels.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::derivation {
namespace {

constexpr int most_slope_steps = 40, most_slope_halvings = 30;
/// What a step may still promise of log-likelihood at the end.
constexpr double slope_promise = 1e-14;
/// A hazard ratio of 3 million between the highest and the lowest score: no estimate exists.
constexpr double slope_runs_off = 15;
/// Information that is so small a part of the second moments is rounding.
constexpr double no_information = 1e-12;

}  // namespace

DeathOrder::DeathOrder(const Sample& sample, survival::Ties ties)
    : row_(sample.rows + 1),
      copies_(sample.rows),
      deaths_(sample.rows),
      death_(static_cast<std::size_t>(sample.events)) {
  std::size_t death = 0;
  for (const Sample::TiedSet& set : sample.sets) {
    // Who dies is a matter of luck: each row is written to where the next of both kinds would be.
    std::uint32_t rest = set.begin, dying = 0;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      row_[rest] = i;
      rest += sample.deaths[i] == 0;
    }
    for (std::uint32_t i = set.begin; i < set.end && set.deaths > 0; ++i) {
      row_[rest + dying] = i;
      dying += sample.deaths[i] > 0;
    }
    const double share = ties == survival::Ties::efron ? 1.0 / set.deaths : 0;
    for (std::uint32_t k = 0; k < set.deaths; ++k) death_[death++] = {rest, set.end, 1 - k * share};
  }
  row_.pop_back();
  for (std::size_t k = 0; k < row_.size(); ++k) {
    copies_[k] = sample.copies[row_[k]];
    deaths_[k] = sample.deaths[row_[k]];
  }
}

/// The partial likelihood of a score, its slope and curvature along beta.
class ScoreLikelihood {
public:
  ScoreLikelihood(const DeathOrder& order, const RankedScores& scores)
      : order_(order),
        centred_(scores.values),
        eta_(2 * scores.values.size()),
        by_rank_(scores.values.size()) {
    // Second moments keep their digits about the middle.
    const double middle = centred_[centred_.size() / 2];
    for (double& value : centred_) value -= middle;
    rank_.resize(order.row_.size());
    for (std::size_t k = 0; k < rank_.size(); ++k) {
      rank_[k] = scores.rank[order.row_[k]];
      of_deaths_ += order.deaths_[k] * centred_[rank_[k]];
    }
    running_.resize(rank_.size() + 1);
  }

  struct Point {
    double beta = 0, loglik = 0, score = 0, information = 0, moments = 0;
    bool finite() const { return std::isfinite(loglik) && std::isfinite(score); }
  };

  Point at(double beta) {
    const double shift = beta * (beta > 0 ? centred_.back() : centred_.front());
    const std::size_t distinct = by_rank_.size();
    double* const risks = eta_.data() + distinct;
    for (std::size_t k = 0; k < distinct; ++k) eta_[k] = beta * centred_[k];
    survival::risk_kernels().exponentials(eta_.data(), distinct, shift, risks);
    for (std::size_t k = 0; k < distinct; ++k) {
      const double x = centred_[k], risk = risks[k];
      by_rank_[k] = {risk, risk * x, risk * x * x};
    }
    Moments sum;
    for (std::size_t k = 0; k < rank_.size(); ++k) {
      const double copies = order_.copies_[k];
      const Moments& one = by_rank_[rank_[k]];
      sum = {sum.s0 + copies * one.s0, sum.s1 + copies * one.s1, sum.s2 + copies * one.s2};
      running_[k + 1] = sum;
    }
    Point point{beta, beta * of_deaths_, of_deaths_, 0, 0};
    LogOfProduct logs;
    for (const DeathOrder::Death& death : order_.death_) {
      const Moments &rest = running_[death.rest], &all = running_[death.all];
      const double denominator = rest.s0 + death.left * (all.s0 - rest.s0);
      const double inverse = 1 / denominator;
      const double mean = (rest.s1 + death.left * (all.s1 - rest.s1)) * inverse,
                   square = (rest.s2 + death.left * (all.s2 - rest.s2)) * inverse;
      point.score -= mean;
      point.information += square - mean * mean;
      point.moments += square;
      logs.add(denominator);
    }
    point.loglik -= logs.value() + shift * static_cast<double>(order_.death_.size());
    return point;
  }

private:
  struct Moments {
    double s0 = 0, s1 = 0, s2 = 0;
  };

  const DeathOrder& order_;
  std::vector<double> centred_, eta_;
  std::vector<std::uint32_t> rank_;  ///< by place in the order
  std::vector<Moments> by_rank_, running_;
  double of_deaths_ = 0;
};

namespace {

using Point = ScoreLikelihood::Point;

/// A step, halved until it does not go down.
std::optional<Point> slope_step_up(ScoreLikelihood& likelihood, const Point& from, double step) {
  for (int halvings = 0; halvings < most_slope_halvings; ++halvings, step /= 2) {
    const Point next = likelihood.at(from.beta + step);
    // Rounding of a sum over the deaths is no way down.
    if (next.finite() && next.loglik >= from.loglik - 1e-9) return next;
  }
  return std::nullopt;
}

std::optional<double> newton(ScoreLikelihood& likelihood, double start) {
  Point point = likelihood.at(start);
  if (!point.finite()) return std::nullopt;
  for (int i = 0; i < most_slope_steps; ++i) {
    if (!(point.information > no_information * point.moments)) return std::nullopt;
    const double step = point.score / point.information;
    // Taken, but not looked at again: Newton's last step is the best one.
    if (step * point.score / 2 < slope_promise) return point.beta + step;
    const auto next = slope_step_up(likelihood, point, step);
    if (!next) return std::nullopt;
    point = *next;
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> DeathOrder::slope(const RankedScores& scores) const {
  if (scores.values.size() < 2) return std::nullopt;
  ScoreLikelihood likelihood(*this, scores);
  auto found = newton(likelihood, 1);
  if (!found) found = newton(likelihood, 0);
  if (!found ||
      !(std::abs(*found) * (scores.values.back() - scores.values.front()) < slope_runs_off))
    return std::nullopt;
  return found;
}

}  // namespace venscope::derivation
