#include "venscope/response/baseline_test.hpp"

#include "venscope/response/fisher.hpp"
#include "venscope/response/mean_test.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/response/standardised_difference.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace venscope::response {
namespace {

/// About two seconds: a baseline table has many variables.
constexpr std::int64_t fisher_steps = 20'000'000;

template <class T>
BaselineTest as_test(std::string name, const Result<T>& result) {
  BaselineTest test{std::move(name), {}, {}, {}};
  if (result) {
    test.statistic = result->statistic;
    test.p = result->p;
  } else {
    test.note = result.error().front().what;
  }
  return test;
}

BaselineTest fisher_test(const ContingencyTable& table, std::uint64_t seed) {
  BaselineTest test{"Fisher's exact test", {}, {}, {}};
  FisherOptions options;
  options.step_limit = fisher_steps;
  Result<Fisher> exact = fisher(table, options);
  if (!exact && exact.error().front().code == "response.fisher_too_large") {
    exact = fisher_monte_carlo(table, seed);
    if (exact)
      test.note = fmt::format("p simulated from {} tables, seed {}, standard error {:.2g}",
                              exact->replicates, seed, exact->p_std_error);
  }
  if (exact)
    test.p = exact->p;
  else
    test.note = exact.error().front().what;
  return test;
}

/// The mean of |difference(a, b)| over the pairs of `count` groups.
template <class Difference>
std::optional<double> mean_over_pairs(std::size_t count, Difference difference) {
  double sum = 0.0;
  std::size_t pairs = 0;
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = a + 1; b < count; ++b) {
      const Result<double> one = difference(a, b);
      if (!one) return std::nullopt;
      sum += std::fabs(*one);
      ++pairs;
    }
  }
  if (pairs == 0) return std::nullopt;
  return sum / static_cast<double>(pairs);
}

GroupedValues without_empty_groups(const GroupedValues& groups) {
  GroupedValues filled;
  for (const std::vector<double>& group : groups)
    if (!group.empty()) filled.push_back(group);
  return filled;
}

}  // namespace

BaselineTest test_counts(const ContingencyTable& groups_by_levels, VariableTest choice,
                         std::uint64_t seed) {
  const ContingencyTable table = without_empty_levels(groups_by_levels);
  const auto untested = [](const char* why) { return BaselineTest{"none", {}, {}, why}; };
  if (table.rows() < 2) return untested("fewer than two groups have values");
  if (table.columns() < 2) return untested("all values are the same");
  const Result<ChiSquared> plain = pearson(table);
  const bool doubtful = plain && plain->expected_below_five > 0;
  if (choice == VariableTest::fisher || (choice != VariableTest::pearson && doubtful))
    return fisher_test(table, seed);
  BaselineTest test = as_test("Pearson's chi-squared test", plain);
  if (doubtful)
    test.note = fmt::format("{} expected counts are below 5", plain->expected_below_five);
  return test;
}

BaselineTest test_values(const GroupedValues& groups, VariableTest choice, bool by_means) {
  const GroupedValues filled = without_empty_groups(groups);
  if (filled.size() < 2) return {"none", {}, {}, "fewer than two groups have values"};
  const bool two = filled.size() == 2;
  const bool equal = choice == VariableTest::equal_variance;
  const bool means =
      equal || choice == VariableTest::welch || (choice == VariableTest::fitting && by_means);
  const Variances variances = equal ? Variances::equal : Variances::unequal;
  if (two && means)
    return as_test(equal ? "Student's t-test" : "Welch's t-test",
                   t_test(filled[0], filled[1], variances));
  if (two) {
    const Result<RankTest> ranks = mann_whitney(filled[0], filled[1]);
    return as_test(ranks && ranks->exact ? "Mann-Whitney test (exact)" : "Mann-Whitney test",
                   ranks);
  }
  std::vector<double> values;
  std::vector<std::int32_t> group;
  for (std::size_t g = 0; g < filled.size(); ++g) {
    values.insert(values.end(), filled[g].begin(), filled[g].end());
    group.insert(group.end(), filled[g].size(), static_cast<std::int32_t>(g));
  }
  if (means)
    return as_test(equal ? "analysis of variance" : "Welch's analysis of variance",
                   one_way_anova(values, group, filled.size(), variances));
  return as_test("Kruskal-Wallis test", kruskal_wallis(values, group, filled.size()));
}

std::optional<double> difference_of_counts(const ContingencyTable& groups_by_levels) {
  const ContingencyTable table = without_empty_levels(groups_by_levels);
  return mean_over_pairs(table.rows(), [&](std::size_t a, std::size_t b) {
    ContingencyTable pair = make_table(2, table.columns(), {});
    for (std::size_t j = 0; j < table.columns(); ++j) {
      pair.counts[j] = table(a, j);
      pair.counts[table.columns() + j] = table(b, j);
    }
    return standardised_difference(pair);
  });
}

std::optional<double> difference_of_values(const GroupedValues& groups) {
  const GroupedValues filled = without_empty_groups(groups);
  return mean_over_pairs(filled.size(), [&](std::size_t a, std::size_t b) {
    return standardised_difference(filled[a], filled[b]);
  });
}

}  // namespace venscope::response
