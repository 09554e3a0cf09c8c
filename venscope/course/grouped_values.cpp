#include "venscope/base/adjust.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/course/visits.hpp"
#include "venscope/response/mean_test.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/response/summary.hpp"

#include <algorithm>
#include <cmath>

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

double hodges_lehmann(const std::vector<double>& first, const std::vector<double>& second) {
  std::vector<double> differences;
  differences.reserve(first.size() * second.size());
  for (const double x : first)
    for (const double y : second) differences.push_back(y - x);
  std::sort(differences.begin(), differences.end());
  return response::sorted_quantile(differences, 0.5);
}

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
      return Estimate{hodges_lehmann(first, second), {}};
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
