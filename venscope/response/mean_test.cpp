#include "venscope/response/mean_test.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/response/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

namespace venscope::response {
namespace {

struct Sample {
  double n = 0, mean = 0, squares = 0;
  double variance() const { return squares / (n - 1.0); }
};

Sample sample_of(std::span<const double> values) {
  Sample sample;
  sample.n = static_cast<double>(values.size());
  if (values.empty()) return sample;
  sample.mean = mean(values);
  sample.squares = squared_deviations(values, sample.mean);
  return sample;
}

bool any_missing(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

tl::unexpected<Problems> missing_value() {
  return cannot_analyse("response.missing_value", "a value to average is missing",
                        "leave patients without a value out");
}

tl::unexpected<Problems> too_few(std::string what) {
  return cannot_analyse("response.too_few", std::move(what));
}

tl::unexpected<Problems> constant() {
  return cannot_analyse("response.constant",
                        "the values of a group do not vary: their mean has no standard error",
                        "compare them by ranks");
}

Result<GroupTest> classical(const std::vector<Sample>& samples) {
  double n = 0, grand = 0, between = 0, within = 0;
  for (const Sample& s : samples) n += s.n;
  for (const Sample& s : samples) grand += s.n / n * s.mean;
  for (const Sample& s : samples) {
    between += s.n * (s.mean - grand) * (s.mean - grand);
    within += s.squares;
  }
  const double k = static_cast<double>(samples.size());
  if (n <= k) return too_few("no group has more than one value");
  if (!(within > 0.0)) return constant();
  GroupTest result;
  result.df = k - 1.0;
  result.df2 = n - k;
  result.statistic = (between / result.df) / (within / result.df2);
  result.p = f_upper(result.statistic, result.df, result.df2);
  return result;
}

Result<GroupTest> welch(const std::vector<Sample>& samples) {
  double weights = 0, centre = 0, spread = 0, h = 0;
  for (const Sample& s : samples) {
    if (s.n < 2.0) return too_few("a group has one value only: its variance is unknown");
    if (!(s.variance() > 0.0)) return constant();
    weights += s.n / s.variance();
  }
  for (const Sample& s : samples) centre += s.n / s.variance() / weights * s.mean;
  const double k = static_cast<double>(samples.size());
  for (const Sample& s : samples) {
    const double weight = s.n / s.variance();
    spread += weight * (s.mean - centre) * (s.mean - centre);
    h += (1.0 - weight / weights) * (1.0 - weight / weights) / (s.n - 1.0);
  }
  h /= k * k - 1.0;
  GroupTest result;
  result.df = k - 1.0;
  result.df2 = 1.0 / (3.0 * h);
  result.statistic = spread / ((k - 1.0) * (1.0 + 2.0 * (k - 2.0) * h));
  result.p = f_upper(result.statistic, result.df, result.df2);
  return result;
}

}  // namespace

Result<TTest> t_test(std::span<const double> x, std::span<const double> y, Variances variances,
                     double confidence) {
  if (!(confidence > 0.0 && confidence < 1.0))
    return failure({"response.confidence_level",
                    {},
                    fmt::format("the confidence level is {}", confidence),
                    "a number between 0 and 1",
                    {},
                    Fault::input});
  const bool equal = variances == Variances::equal;
  const std::size_t least = equal ? 1 : 2;
  if (x.size() < least || y.size() < least || x.size() + y.size() < 3)
    return too_few(fmt::format("{} and {} values are too few for a t test", x.size(), y.size()));
  if (any_missing(x) || any_missing(y)) return missing_value();
  const Sample a = sample_of(x), b = sample_of(y);
  TTest result;
  double square = 0.0;
  if (equal) {
    result.df = a.n + b.n - 2.0;
    square = (a.squares + b.squares) / result.df * (1.0 / a.n + 1.0 / b.n);
  } else {
    const double of_a = a.variance() / a.n, of_b = b.variance() / b.n;
    square = of_a + of_b;
    result.df = square * square / (of_a * of_a / (a.n - 1.0) + of_b * of_b / (b.n - 1.0));
  }
  const double std_error = std::sqrt(square);
  const double magnitude = std::max(std::fabs(a.mean), std::fabs(b.mean));
  if (!(std_error > 0.0) || std_error < 10.0 * std::numeric_limits<double>::epsilon() * magnitude)
    return constant();
  result.difference = a.mean - b.mean;
  result.statistic = result.difference / std_error;
  result.p = student_t_two_sided(result.statistic, result.df);
  const double half = -student_t_quantile((1.0 - confidence) / 2.0, result.df) * std_error;
  result.interval = {result.difference - half, result.difference + half};
  return result;
}

Result<GroupTest> one_way_anova(std::span<const double> values, std::span<const std::int32_t> group,
                                std::size_t k, Variances variances) {
  std::vector<std::vector<double>> of(k);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (group[i] >= 0) of[static_cast<std::size_t>(group[i])].push_back(values[i]);
  std::vector<Sample> samples;
  for (const std::vector<double>& one : of) {
    if (any_missing(one)) return missing_value();
    if (!one.empty()) samples.push_back(sample_of(one));
  }
  if (samples.size() < 2)
    return cannot_analyse("response.one_group", "fewer than two groups have values to compare");
  return variances == Variances::equal ? classical(samples) : welch(samples);
}

}  // namespace venscope::response
