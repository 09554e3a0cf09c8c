#include "venscope/base/adjust.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/course/visits.hpp"
#include "venscope/response/mean_test.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/response/summary.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace venscope::course {

namespace {

bool all_positive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
}

std::vector<double> logarithms(const std::vector<double>& values) {
  std::vector<double> logs;
  logs.reserve(values.size());
  for (const double value : values) logs.push_back(std::log(value));
  return logs;
}

Estimate mean_with_interval(const std::vector<double>& values, double level) {
  Estimate estimate{response::mean(values), {}};
  if (values.size() < 2) return estimate;
  const auto n = static_cast<double>(values.size());
  const double variance = response::squared_deviations(values, estimate.value) / (n - 1);
  const double half = student_t_quantile(0.5 + level / 2, n - 1) * std::sqrt(variance / n);
  estimate.interval = response::Interval{estimate.value - half, estimate.value + half};
  return estimate;
}

Estimate exponential(Estimate estimate) {
  estimate.value = std::exp(estimate.value);
  if (estimate.interval)
    estimate.interval =
        response::Interval{std::exp(estimate.interval->low), std::exp(estimate.interval->high)};
  return estimate;
}

/// Of the means, second minus first.
Estimate mean_difference(const std::vector<double>& first, const std::vector<double>& second,
                         double level) {
  if (const auto test = response::t_test(second, first, response::Variances::unequal, level))
    return {test->difference, test->interval};
  return {response::mean(second) - response::mean(first), {}};
}

/// Doubles in their order as whole numbers, so that halving finds any of them in 64 steps.
std::int64_t order_of(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value + 0.0);  // -0 is 0
  return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
}
double at_order(std::int64_t order) {
  return std::bit_cast<double>(order < 0 ? std::numeric_limits<std::int64_t>::min() - order
                                         : order);
}

/// How many of the differences y - x are at most `bound`; both ascend.
std::size_t differences_up_to(const std::vector<double>& x, const std::vector<double>& y,
                              double bound) {
  std::size_t count = 0, below = 0;
  for (const double from : x) {
    while (below < y.size() && y[below] - from <= bound) ++below;
    count += below;
  }
  return count;
}

/// The k-th smallest difference, from 0: the least number that k + 1 of them do not exceed.
double kth_difference(const std::vector<double>& x, const std::vector<double>& y, std::size_t k) {
  std::int64_t low = order_of(y.front() - x.back()), high = order_of(y.back() - x.front());
  while (low < high) {
    const std::int64_t middle = std::midpoint(low, high);  // below high
    if (differences_up_to(x, y, at_order(middle)) > k)
      high = middle;
    else
      low = middle + 1;
  }
  return at_order(low);
}

/// How many differences are below `bound`, and the largest of them.
struct Below {
  double largest = -std::numeric_limits<double>::infinity();
  std::size_t n = 0;
};
Below differences_below(const std::vector<double>& x, const std::vector<double>& y, double bound) {
  Below found;
  std::size_t below = 0;
  for (const double from : x) {
    while (below < y.size() && y[below] - from < bound) ++below;
    found.n += below;
    if (below > 0) found.largest = std::max(found.largest, y[below - 1] - from);
  }
  return found;
}

}  // namespace

double median_difference(std::vector<double> first, std::vector<double> second) {
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  const std::size_t pairs = first.size() * second.size();
  const double upper = kth_difference(first, second, pairs / 2);
  if (pairs % 2 == 1) return upper;
  // The one before it is as large, unless exactly that many are smaller.
  const Below below = differences_below(first, second, upper);
  return below.n == pairs / 2 ? std::midpoint(below.largest, upper) : upper;
}

namespace {

std::optional<Estimate> difference_of(const std::vector<double>& first,
                                      const std::vector<double>& second, Centre centre,
                                      double level) {
  switch (centre) {
    case Centre::mean:
      return mean_difference(first, second, level);
    case Centre::geometric_mean:
      if (!all_positive(first) || !all_positive(second)) return {};
      return exponential(mean_difference(logarithms(first), logarithms(second), level));
    case Centre::median:
      return Estimate{median_difference(first, second), {}};
  }
  return {};
}

void test_two(const GroupedValues& values, GroupComparison& comparison) {
  const auto test = response::mann_whitney(values[0], values[1]);
  if (!test) return;
  comparison.statistic = test->statistic;
  comparison.p = test->p;
  comparison.exact = test->exact;
}

void test_several(const GroupedValues& values, GroupComparison& comparison) {
  std::vector<double> all;
  std::vector<std::int32_t> group;
  for (std::size_t g = 0; g < values.size(); ++g)
    for (const double value : values[g]) {
      all.push_back(value);
      group.push_back(static_cast<std::int32_t>(g));
    }
  const auto test = response::kruskal_wallis(all, group, values.size());
  if (!test) return;
  comparison.statistic = test->statistic;
  comparison.p = test->p;
}

}  // namespace

VisitGroup summarise_values(const std::vector<double>& values, double level) {
  VisitGroup group;
  group.measured = values.size();
  if (values.empty()) return group;
  group.mean = mean_with_interval(values, level);
  if (all_positive(values))
    group.geometric_mean = exponential(mean_with_interval(logarithms(values), level));
  const response::Summary summary = response::summarise(values);
  group.low = summary.low;
  group.q1 = summary.q1;
  group.median = summary.median;
  group.q3 = summary.q3;
  group.high = summary.high;
  return group;
}

GroupComparison compare_groups(const GroupedValues& values, Centre centre, double level) {
  GroupComparison comparison;
  if (values.size() < 2) return comparison;
  if (values.size() > 2) {
    test_several(values, comparison);
    return comparison;
  }
  if (values[0].empty() || values[1].empty()) return comparison;
  test_two(values, comparison);
  comparison.difference = difference_of(values[0], values[1], centre, level);
  return comparison;
}

void adjust_comparisons(std::vector<GroupComparison*> comparisons) {
  std::vector<double> p;
  for (const GroupComparison* comparison : comparisons)
    p.push_back(comparison->p.value_or(std::nan("")));
  const std::vector<double> with_holm = adjusted(p, Adjustment::holm);
  for (std::size_t i = 0; i < p.size(); ++i)
    if (comparisons[i]->p) comparisons[i]->p_adjusted = with_holm[i];
}

}  // namespace venscope::course
