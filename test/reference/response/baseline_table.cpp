#include "venscope/response/baseline_table.hpp"

#include "support/from_r.hpp"
#include "venscope/response/two_way.hpp"

#include <limits>
#include <set>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;
using test::agrees;
using test::number;

namespace {

const nlohmann::json& r() {
  static const nlohmann::json values = test::from_r("response", "baseline_table");
  return values;
}

cohort::Column column_of(const std::string& name, const nlohmann::json& values) {
  cohort::Column column;
  column.name = name;
  std::set<std::string> levels;
  for (const auto& value : values)
    if (value.is_string() && value != "NA") levels.insert(value);
  if (levels.empty()) {
    for (const auto& value : values) column.number.push_back(number(value));
    return column;
  }
  column.type = cohort::ColumnType::category;
  column.levels.assign(levels.begin(), levels.end());
  for (const auto& value : values) {
    const auto place = value.is_string() ? levels.find(value) : levels.end();
    column.code.push_back(place == levels.end()
                              ? -1
                              : static_cast<std::int32_t>(std::distance(levels.begin(), place)));
  }
  return column;
}

const cohort::Table& cohort_table() {
  static const cohort::Table table = [] {
    cohort::Table made;
    for (const auto& [name, values] : r()["data"].items()) {
      made.columns.push_back(column_of(name, values));
      made.rows = values.size();
    }
    return made;
  }();
  return table;
}

BaselineRow row_of(const nlohmann::json& one, Display display = Display::fitting,
                   VariableTest choice = VariableTest::fitting) {
  BaselineOptions options;
  options.group = one["by"].get<std::string>();
  options.variables = {{one["variable"], display, choice}};
  const auto table = baseline_table(cohort_table(), options);
  EXPECT_TRUE(table);
  return table->rows.front();
}

}  // namespace

TEST(BaselineTableReference, CountsOfGroups) {
  for (const auto& one : r()["compared"]) {
    SCOPED_TRACE(one["variable"].get<std::string>() + " by " + one["by"].get<std::string>());
    const BaselineRow row = row_of(one);
    ASSERT_EQ(row.n.size(), one["n"].size() + 1);
    for (std::size_t g = 0; g < one["n"].size(); ++g) {
      EXPECT_EQ(static_cast<double>(row.n[g + 1]), number(one["n"][g]));
      if (one.contains("mean")) {
        EXPECT_TRUE(agrees(*row.summary[g + 1].mean, number(one["mean"][g]), 1e-14));
        EXPECT_TRUE(agrees(*row.summary[g + 1].median, number(one["median"][g]), 1e-15));
        continue;
      }
      for (std::size_t level = 0; level < row.levels.size(); ++level) {
        const double count = number(one["counts"][g * row.levels.size() + level]);
        EXPECT_EQ(static_cast<double>(row.levels[level].count[g + 1]), count);
        EXPECT_TRUE(
            agrees(*row.levels[level].percent[g + 1], 100 * count / number(one["n"][g]), 1e-14));
      }
    }
    EXPECT_TRUE(agrees(*row.standardised_difference, number(one["smd"]), 1e-11));
  }
}

TEST(BaselineTableReference, TestsOfValues) {
  for (const auto& one : r()["compared"]) {
    if (!one.contains("ranks")) continue;
    const bool two = one["n"].size() == 2;
    const BaselineRow ranks = row_of(one);
    EXPECT_EQ(ranks.test->name, two ? "Mann-Whitney test" : "Kruskal-Wallis test");
    EXPECT_TRUE(agrees(*ranks.test->p, number(one["ranks"]), 1e-11));
    const BaselineRow means = row_of(one, Display::mean_sd);
    EXPECT_EQ(means.test->name, two ? "Welch's t-test" : "Welch's analysis of variance");
    EXPECT_TRUE(agrees(*means.test->p, number(one["welch"]), 1e-11));
    const BaselineRow equal = row_of(one, Display::mean_sd, VariableTest::equal_variance);
    EXPECT_EQ(equal.test->name, two ? "Student's t-test" : "analysis of variance");
    EXPECT_TRUE(agrees(*equal.test->p, number(one["equal"]), 1e-11));
    EXPECT_FALSE(row_of(one, Display::fitting, VariableTest::none).test);
  }
}

TEST(BaselineTableReference, TestsOfCounts) {
  std::size_t fishers = 0;
  for (const auto& one : r()["compared"]) {
    if (!one.contains("pearson")) continue;
    const bool rare = number(one["fewest"]) < 5.0;
    fishers += rare;
    const BaselineRow row = row_of(one);
    EXPECT_EQ(row.test->name, rare ? "Fisher's exact test" : "Pearson's chi-squared test");
    EXPECT_TRUE(agrees(*row.test->p, number(one[rare ? "fisher" : "pearson"]), 1e-9));
    const BaselineRow plain = row_of(one, Display::fitting, VariableTest::pearson);
    EXPECT_TRUE(agrees(*plain.test->p, number(one["pearson"]), 1e-11));
    EXPECT_EQ(plain.test->note.empty(), !rare);
    const BaselineRow exact = row_of(one, Display::fitting, VariableTest::fisher);
    EXPECT_TRUE(agrees(*exact.test->p, number(one["fisher"]), 1e-9));
  }
  EXPECT_GE(fishers, 2u);
}

TEST(TwoWayReference, ResponseByArm) {
  const auto& one = r()["two_way"];
  const auto answer = two_way(*cohort_table().find("response"), *cohort_table().find("arm"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->counted_level, "1");
  EXPECT_GT(answer->n_missing(), 0u);
  for (std::size_t k = 0; k < 4; ++k)
    EXPECT_EQ(static_cast<double>(answer->table.counts[k]), number(one["counts"][k]));
  EXPECT_TRUE(agrees(answer->pearson->statistic, number(one["chisq"]), 1e-13));
  EXPECT_TRUE(agrees(answer->pearson->p, number(one["p"]), 1e-12));
  EXPECT_TRUE(agrees(answer->yates->p, number(one["yates"]), 1e-12));
  EXPECT_TRUE(agrees(answer->fisher->p, number(one["fisher"]), 1e-12));
  for (std::size_t g = 0; g < 2; ++g) {
    EXPECT_EQ(static_cast<double>(answer->proportions[g].x), number(one["x"][g]));
    EXPECT_TRUE(agrees(answer->proportions[g].wilson.low, number(one["wilson"][g][0]), 1e-13));
    EXPECT_TRUE(agrees(answer->proportions[g].wilson.high, number(one["wilson"][g][1]), 1e-13));
  }
}
