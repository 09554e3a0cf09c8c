#include "venscope/base/distributions.hpp"
#include "venscope/base/hypergeometric.hpp"
#include "venscope/base/root.hpp"
#include "venscope/response/two_proportions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::response {
namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();

/// The counts as numbers, and what the score statistics share.
struct Score {
  double x1, n1, x2, n2, z, inflation;

  double p1() const { return x1 / n1; }
  double p2() const { return x2 / n2; }
  double variance(double r1, double r2, double factor) const {
    return (r1 * (1 - r1) / n1 + factor * factor * r2 * (1 - r2) / n2) * inflation;
  }
};

Result<Score> score_of(const TwoCounts& counts, double confidence, ScoreVariance variance) {
  Problems problems;
  for (const auto& [x, n] : {std::pair{counts.x1, counts.n1}, std::pair{counts.x2, counts.n2}})
    if (const auto checked = wilson(x, n, confidence); !checked) {
      problems.insert(problems.end(), checked.error().begin(), checked.error().end());
      if (problems.back().code == "response.confidence_level") break;
    }
  if (!problems.empty()) return failure(std::move(problems));
  const double total = static_cast<double>(counts.n1 + counts.n2);
  return Score{static_cast<double>(counts.x1),
               static_cast<double>(counts.n1),
               static_cast<double>(counts.x2),
               static_cast<double>(counts.n2),
               -normal_quantile((1 - confidence) / 2),
               variance == ScoreVariance::unbiased ? total / (total - 1) : 1};
}

/// The r2 of highest likelihood with r1 = r2 + d: where the falling derivative of the log
/// likelihood is 0, or the end that it points to. The cubic it comes from loses its digits near the
/// ends.
double r2_at_difference(const Score& s, double d) {
  double low = std::max(0.0, -d), high = std::min(1.0, 1 - d);
  const auto slope = [&](double r) {
    // At an end of the range a share that should be 0 may come out as minus one rounding.
    const auto term = [](double count, double share) {
      return count > 0 ? count / std::max(share, 0.0) : 0.0;
    };
    return term(s.x1, r + d) - term(s.n1 - s.x1, 1 - r - d) + term(s.x2, r) -
           term(s.n2 - s.x2, 1 - r);
  };
  if (!(slope(low) > 0)) return low;
  if (!(slope(high) < 0)) return high;
  for (int k = 0; k < 100; ++k) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (slope(middle) > 0 ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

/// Falls from the inside through 0 at the limit: 1 at the estimate.
double room_at_difference(const Score& s, double d) {
  const double distance = std::abs(s.p1() - s.p2() - d);
  if (distance == 0) return 1;
  const double r2 = r2_at_difference(s, d);
  const double variance = s.variance(std::clamp(r2 + d, 0.0, 1.0), r2, 1);
  return variance > 0 ? 1 - distance / (s.z * std::sqrt(variance)) : -unbounded;
}

double limit_of_difference(const Score& s, double end) {
  const double estimate = s.p1() - s.p2();
  if (estimate == end) return end;
  return bracketed_root([&](double d) { return room_at_difference(s, d); }, estimate, 1.0, end,
                        -unbounded);
}

/// Signed root of the score statistic of a ratio f = e^u, falling in u.
double score_at_ratio(const Score& s, double u) {
  const double f = std::exp(u), events = s.x1 + s.x2;
  const double b = f * (s.n1 + s.x2) + s.x1 + s.n2;
  const double root = std::sqrt(std::max(0.0, b * b - 4 * (s.n1 + s.n2) * f * events));
  const double r2 = std::min(2 * events / (b + root), 1.0);
  const double r1 = std::min(f * r2, 1.0);
  const double gap = s.p1() - f * s.p2();
  return gap == 0 ? 0 : gap / std::sqrt(s.variance(r1, r2, f));
}

double score_at_odds_ratio(const Score& s, double u) {
  const double f = std::exp(u), events = s.x1 + s.x2;
  const double a = s.n2 * (f - 1), b = s.n1 * f + s.n2 - events * (f - 1);
  const double root = std::sqrt(std::max(0.0, b * b + 4 * a * events));
  const double r2 = b > 0 ? 2 * events / (b + root) : (root - b) / (2 * a);
  const double r1 = r2 * f / (1 + r2 * (f - 1));
  const double gap = s.x1 - s.n1 * r1;
  if (gap == 0) return 0;
  const double spread = 1 / (s.n1 * r1 * (1 - r1)) + 1 / (s.n2 * r2 * (1 - r2));
  return gap * std::sqrt(spread / s.inflation);
}

/// e^u at which a function falling in u comes down to 0.
template <class Falling>
double exp_of_root(Falling&& f) {
  double low = 0, high = 0, step = 1;
  double at_low = f(low), at_high = at_low;
  for (; !(at_low > 0) && low > -700; step *= 2) at_low = f(low -= step);
  for (step = 1; !(at_high <= 0) && high < 700; step *= 2) at_high = f(high += step);
  if (!(at_low > 0)) return 0;
  if (!(at_high <= 0)) return unbounded;
  return std::exp(bracketed_root(f, low, at_low, high, at_high));
}

template <class Statistic>
Interval limits_of_ratio(const Score& s, bool open_below, bool open_above, Statistic&& statistic) {
  Interval interval{0, unbounded};
  if (!open_below) interval.low = exp_of_root([&](double u) { return statistic(s, u) - s.z; });
  if (!open_above) interval.high = exp_of_root([&](double u) { return statistic(s, u) + s.z; });
  return interval;
}

std::optional<double> quotient(double above, double below) {
  if (above == 0 && below == 0) return {};
  return below == 0 ? unbounded : above / below;
}

}  // namespace

Result<Effect> score_difference(const TwoCounts& counts, double confidence,
                                ScoreVariance variance) {
  const auto s = score_of(counts, confidence, variance);
  if (!s) return tl::unexpected(s.error());
  return Effect{s->p1() - s->p2(), {limit_of_difference(*s, -1), limit_of_difference(*s, 1)}};
}

Result<RatioInterval> score_ratio(const TwoCounts& counts, double confidence,
                                  ScoreVariance variance) {
  const auto s = score_of(counts, confidence, variance);
  if (!s) return tl::unexpected(s.error());
  return RatioInterval{quotient(s->x1 * s->n2, s->x2 * s->n1),
                       limits_of_ratio(*s, counts.x1 == 0, counts.x2 == 0, score_at_ratio)};
}

Result<RatioInterval> score_odds_ratio(const TwoCounts& counts, double confidence,
                                       ScoreVariance variance) {
  const auto s = score_of(counts, confidence, variance);
  if (!s) return tl::unexpected(s.error());
  return RatioInterval{
      quotient(s->x1 * (s->n2 - s->x2), s->x2 * (s->n1 - s->x1)),
      limits_of_ratio(*s, counts.x1 == 0 || counts.x2 == counts.n2,
                      counts.x2 == 0 || counts.x1 == counts.n1, score_at_odds_ratio)};
}

Result<Interval> mid_p_odds_interval(const TwoCounts& counts, double confidence) {
  const auto s = score_of(counts, confidence, ScoreVariance::plain);
  if (!s) return tl::unexpected(s.error());
  // The first cell is hypergeometric: x1 of the x1 + x2 with the outcome are of the first group.
  const Hypergeometric cell(counts.n1, counts.n2, counts.x1 + counts.x2);
  const double tail = (1 - confidence) / 2;
  // Half the observed table: P(X > x) + P(X = x) / 2 = (1 + upper - lower) / 2, rising in theta.
  const auto upper_mid = [&](double theta) {
    const auto at = cell.moments(theta, counts.x1);
    return (1 + at.upper - at.lower) / 2;
  };
  Interval interval{0, unbounded};
  if (counts.x1 > cell.lowest())
    interval.low = exp_of_root([&](double theta) { return tail - upper_mid(theta); });
  if (counts.x1 < cell.highest())
    interval.high = exp_of_root([&](double theta) { return 1 - tail - upper_mid(theta); });
  return interval;
}

}  // namespace venscope::response
