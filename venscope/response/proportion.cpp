#include "venscope/response/proportion.hpp"

#include "venscope/base/distributions.hpp"

#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace venscope::response {
namespace {

std::optional<Problem> problem_of(std::int64_t x, std::int64_t n, double confidence) {
  const auto problem = [](const char* code, std::string what) {
    return Problem{code, {}, std::move(what), {}, {}, Fault::analysis};
  };
  if (!(confidence > 0.0 && confidence < 1.0))
    return Problem{
        "response.confidence_level", {}, fmt::format("the confidence level is {}", confidence),
        "a number between 0 and 1",  {}, Fault::input};
  if (n == 0) return problem("response.no_observations", "a proportion of nobody is undefined");
  if (n < 0 || x < 0 || x > n)
    return problem("response.count_out_of_range", fmt::format("{} of {} is no proportion", x, n));
  return std::nullopt;
}

double z_of(double confidence) {
  return -normal_quantile((1.0 - confidence) / 2.0);
}

Interval wilson_unchecked(std::int64_t x, std::int64_t n, double z) {
  const double size = static_cast<double>(n), yes = static_cast<double>(x), no = size - yes;
  const double square = z * z;
  const double half = z * std::sqrt(yes * no / size + square / 4.0);
  const double whole = size + square;
  // Each end from the nearer side, so that a limit close to 0 keeps its digits: the limits are the
  // roots of a quadratic, and low * high = x^2 / (n (n + z^2)).
  const double high = (yes + square / 2.0 + half) / whole;
  const double low = x == 0 ? 0.0 : yes * yes / (size * whole) / high;
  const double high_other = (no + square / 2.0 + half) / whole;  // 1 - low
  const double low_other = x == n ? 0.0 : no * no / (size * whole) / high_other;
  return {low, high > 0.5 ? 1.0 - low_other : high};
}

Problem zero_cell(const char* what) {
  return {"response.zero_cell", {}, what, {}, "use Fisher's exact test", Fault::analysis};
}

Effect on_log_scale(double estimate, double std_error, double z) {
  const double factor = std::exp(z * std_error);
  return {estimate, {estimate / factor, estimate * factor}};
}

Problems problems_of(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2,
                     double confidence) {
  Problems problems;
  for (const auto& [x, n] : {std::pair{x1, n1}, std::pair{x2, n2}})
    if (auto problem = problem_of(x, n, confidence)) problems.push_back(*problem);
  return problems;
}

}  // namespace

Result<Interval> wilson(std::int64_t x, std::int64_t n, double confidence) {
  if (auto problem = problem_of(x, n, confidence)) return failure(*problem);
  return wilson_unchecked(x, n, z_of(confidence));
}

Result<Interval> clopper_pearson(std::int64_t x, std::int64_t n, double confidence) {
  if (auto problem = problem_of(x, n, confidence)) return failure(*problem);
  const double tail = (1.0 - confidence) / 2.0;
  const double yes = static_cast<double>(x), no = static_cast<double>(n - x);
  // The upper limit is 1 - quantile of the mirrored beta: 1 - tail would round for small tails.
  return Interval{x == 0 ? 0.0 : beta_quantile(tail, yes, no + 1.0),
                  x == n ? 1.0 : 1.0 - beta_quantile(tail, no, yes + 1.0)};
}

Result<Effect> risk_difference(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2,
                               double confidence) {
  if (Problems problems = problems_of(x1, n1, x2, n2, confidence); !problems.empty())
    return failure(std::move(problems));
  const double p1 = static_cast<double>(x1) / static_cast<double>(n1);
  const double p2 = static_cast<double>(x2) / static_cast<double>(n2);
  const double z = z_of(confidence);
  const Interval first = wilson_unchecked(x1, n1, z), second = wilson_unchecked(x2, n2, z);
  const double difference = p1 - p2;
  return Effect{difference,
                {difference - std::hypot(p1 - first.low, second.high - p2),
                 difference + std::hypot(first.high - p1, p2 - second.low)}};
}

Result<Effect> risk_ratio(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2,
                          double confidence) {
  if (Problems problems = problems_of(x1, n1, x2, n2, confidence); !problems.empty())
    return failure(std::move(problems));
  if (x1 == 0 || x2 == 0)
    return failure(zero_cell("a group without the event leaves the risk ratio without interval"));
  const double a = static_cast<double>(x1), n_a = static_cast<double>(n1);
  const double b = static_cast<double>(x2), n_b = static_cast<double>(n2);
  const double variance = (n_a - a) / (a * n_a) + (n_b - b) / (b * n_b);
  return on_log_scale((a / n_a) / (b / n_b), std::sqrt(variance), z_of(confidence));
}

Result<Effect> odds_ratio(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2,
                          double confidence) {
  if (Problems problems = problems_of(x1, n1, x2, n2, confidence); !problems.empty())
    return failure(std::move(problems));
  if (x1 == 0 || x2 == 0 || x1 == n1 || x2 == n2)
    return failure(zero_cell("an empty cell leaves the odds ratio without interval"));
  const double a = static_cast<double>(x1), b = static_cast<double>(n1 - x1);
  const double c = static_cast<double>(x2), d = static_cast<double>(n2 - x2);
  const double variance = 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d;
  return on_log_scale((a / b) * (d / c), std::sqrt(variance), z_of(confidence));
}

}  // namespace venscope::response
