#include "venscope/audit/count_tests.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/response/fisher.hpp"
#include "venscope/response/trend.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace venscope::audit {
namespace {

struct TestName {
  CountTest test;
  std::string_view name, words;
};

constexpr std::array test_names = {
    TestName{CountTest::pearson, "pearson", "Pearson's chi-squared without correction"},
    TestName{CountTest::yates, "yates", "Yates' corrected chi-squared"},
    TestName{CountTest::n_minus_one, "n_minus_one", "the N−1 chi-squared"},
    TestName{CountTest::fisher, "fisher", "Fisher's exact test"},
    TestName{CountTest::mid_p, "mid_p", "Fisher's mid-p"},
    TestName{CountTest::likelihood_ratio, "likelihood_ratio", "the likelihood ratio test"},
    TestName{CountTest::wald, "wald", "Wald's test of the difference"},
    TestName{CountTest::odds, "odds", "Wald's test of the odds ratio"},
    TestName{CountTest::trend, "trend", "Cochran and Armitage's test for trend"},
    TestName{CountTest::pearson_one_sided, "pearson_one_sided", "one-sided Pearson"},
    TestName{CountTest::fisher_one_sided, "fisher_one_sided", "one-sided Fisher"},
};

/// z of x1/n1 - x2/n2, variances not pooled; NaN where a group is without variance.
double wald_z(double a, double b, double c, double d) {
  const double n1 = a + b, n2 = c + d, p1 = a / n1, p2 = c / n2;
  if (a * b * c * d == 0) return std::nan("");  // a group without variance
  return (p1 - p2) / std::sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
}

double log_odds_z(double a, double b, double c, double d) {
  return std::log(a * d / (b * c)) / std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
}

void add_fisher(const response::ContingencyTable& table, bool two_by_two, std::int64_t steps,
                std::vector<TestedP>& tests) {
  const Result<response::Fisher> exact = response::fisher(table, {.step_limit = steps});
  if (!exact) return;
  tests.push_back({CountTest::fisher, exact->p});
  if (!two_by_two) return;
  tests.push_back({CountTest::mid_p, exact->mid_p});
  const bool more = table(0, 0) * table(1, 1) >= table(0, 1) * table(1, 0);
  const auto side = more ? response::Alternative::greater : response::Alternative::less;
  const Result<response::Fisher> one = response::fisher(table, {.alternative = side});
  if (one) tests.push_back({CountTest::fisher_one_sided, one->p});
}

void add_two_by_two(const response::ContingencyTable& table, double pearson_p,
                    std::vector<TestedP>& tests) {
  if (const auto yates = response::pearson_yates(table))
    tests.push_back({CountTest::yates, yates->p});
  tests.push_back({CountTest::pearson_one_sided, pearson_p / 2});
  const auto at = [&](std::size_t i, std::size_t j) { return static_cast<double>(table(i, j)); };
  const double wald = wald_z(at(0, 0), at(0, 1), at(1, 0), at(1, 1));
  if (std::isfinite(wald)) tests.push_back({CountTest::wald, normal_two_sided(wald)});
  const double odds = log_odds_z(at(0, 0), at(0, 1), at(1, 0), at(1, 1));
  if (std::isfinite(odds)) tests.push_back({CountTest::odds, normal_two_sided(odds)});
}

}  // namespace

std::string_view name_of(CountTest test) {
  return test_names[static_cast<std::size_t>(test)].name;
}

std::string_view words_of(CountTest test) {
  return test_names[static_cast<std::size_t>(test)].words;
}

std::optional<CountTest> count_test(std::string_view name) {
  for (const TestName& entry : test_names)
    if (entry.name == name) return entry.test;
  return {};
}

bool one_sided(CountTest test) {
  return test == CountTest::pearson_one_sided || test == CountTest::fisher_one_sided;
}

std::vector<TestedP> tests_of(const response::ContingencyTable& counts, std::int64_t exact_steps) {
  const response::ContingencyTable table = response::without_empty_levels(counts);
  const Result<response::ChiSquared> pearson = response::pearson(table);
  std::vector<TestedP> tests;
  if (!pearson) return tests;
  tests.push_back({CountTest::pearson, pearson->p});
  if (const auto smaller = response::pearson_n_minus_one(table))
    tests.push_back({CountTest::n_minus_one, smaller->p});
  if (const auto ratio = response::likelihood_ratio(table))
    tests.push_back({CountTest::likelihood_ratio, ratio->p});
  const bool two_by_two = table.rows() == 2 && table.columns() == 2;
  if (two_by_two) add_two_by_two(table, pearson->p, tests);
  if (table.rows() > 2 && table.columns() == 2)
    if (const auto trend = response::cochran_armitage(table, 0))
      tests.push_back({CountTest::trend, trend->p});
  if (exact_steps > 0) add_fisher(table, two_by_two, exact_steps, tests);
  std::sort(tests.begin(), tests.end(),
            [](const TestedP& a, const TestedP& b) { return a.test < b.test; });
  return tests;
}

}  // namespace venscope::audit
