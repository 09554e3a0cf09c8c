// Nobody, one level, all alike: a named problem or an absent value, never a number that is none.
#include "venscope/response/baseline_table.hpp"
#include "venscope/response/contingency.hpp"
#include "venscope/response/fisher.hpp"
#include "venscope/response/mean_test.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/response/standardised_difference.hpp"
#include "venscope/response/summary.hpp"
#include "venscope/response/trend.hpp"
#include "venscope/response/two_way.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "none" : result.error().front().code;
}

cohort::Column numbers(std::string name, std::vector<double> values) {
  cohort::Column column;
  column.name = std::move(name);
  column.number = std::move(values);
  return column;
}

cohort::Column category(std::string name, std::vector<std::string> levels,
                        std::vector<std::int32_t> codes) {
  cohort::Column column;
  column.name = std::move(name);
  column.type = cohort::ColumnType::category;
  column.levels = std::move(levels);
  column.code = std::move(codes);
  return column;
}

using Values = std::vector<double>;

}  // namespace

TEST(Degenerate, Tables) {
  EXPECT_EQ(code_of(pearson(make_table(2, 2, {0, 0, 0, 0}))), "response.no_observations");
  EXPECT_EQ(code_of(pearson(make_table(1, 2, {3, 4}))), "response.one_level");
  EXPECT_EQ(code_of(pearson(make_table(2, 2, {3, 4, 0, 0}))), "response.empty_level");
  EXPECT_EQ(code_of(pearson(make_table(0, 0, {}))), "response.no_observations");
  EXPECT_EQ(code_of(pearson_yates(make_table(2, 3, {1, 2, 3, 4, 5, 6}))),
            "response.not_two_by_two");
  EXPECT_EQ(code_of(fisher(make_table(2, 2, {0, 0, 0, 0}))), "response.no_observations");
  EXPECT_EQ(code_of(fisher(make_table(1, 3, {1, 2, 3}))), "response.one_level");
  EXPECT_EQ(code_of(fisher(make_table(2, 2, {1, 2, 3, 4}), {.confidence = 1.0})),
            "response.confidence_level");
  EXPECT_EQ(code_of(mcnemar(make_table(2, 2, {5, 0, 0, 7}))), "response.no_observations");
  EXPECT_EQ(code_of(cochran_armitage(make_table(2, 2, {5, 0, 7, 0}), 0)), "response.constant");
}

TEST(Degenerate, FisherWithOnePossibleTable) {
  const auto exact = fisher(make_table(2, 2, {3, 4, 0, 0}));
  ASSERT_TRUE(exact);
  EXPECT_EQ(exact->p, 1.0);
  EXPECT_FALSE(exact->odds_ratio);
  EXPECT_EQ(*exact->conf_low, 0.0);
  EXPECT_TRUE(std::isinf(*exact->conf_high));
  EXPECT_EQ(fisher(make_table(3, 3, {3, 4, 5, 0, 0, 0, 0, 0, 0}))->p, 1.0);
}

TEST(Degenerate, TooLargeForTheExactSum) {
  ContingencyTable large = make_table(6, 6, {});
  for (std::size_t k = 0; k < 36; ++k)
    large.counts[k] = 20 + static_cast<std::int64_t>((k * k) % 11);
  FisherOptions few;
  few.step_limit = 10'000;
  EXPECT_EQ(code_of(fisher(large, few)), "response.fisher_too_large");
  const auto simulated = fisher_monte_carlo(large, 1, 2'000);
  ASSERT_TRUE(simulated);
  EXPECT_GT(simulated->p_std_error, 0.0);
  EXPECT_LE(simulated->p, 1.0);
}

TEST(Degenerate, Proportions) {
  EXPECT_EQ(code_of(wilson(0, 0)), "response.no_observations");
  EXPECT_EQ(code_of(clopper_pearson(5, 4)), "response.count_out_of_range");
  EXPECT_EQ(code_of(wilson(1, 4, 0.0)), "response.confidence_level");
  EXPECT_EQ(code_of(risk_ratio(0, 5, 2, 5)), "response.zero_cell");
  EXPECT_EQ(code_of(odds_ratio(5, 5, 2, 5)), "response.zero_cell");
}

TEST(Degenerate, Values) {
  EXPECT_EQ(code_of(mann_whitney(Values{}, Values{1})), "response.no_observations");
  EXPECT_EQ(code_of(mann_whitney(Values{2, 2}, Values{2})), "response.constant");
  EXPECT_EQ(code_of(mann_whitney(Values{missing}, Values{2})), "response.missing_value");
  EXPECT_EQ(code_of(mann_whitney(Values{1, 1}, Values{2}, {.method = RankP::exact})),
            "response.ties");
  EXPECT_EQ(code_of(signed_rank(Values{0, 0})), "response.no_observations");
  EXPECT_EQ(code_of(kruskal_wallis(Values{1, 2}, std::vector<std::int32_t>{0, 0}, 2)),
            "response.one_group");
  EXPECT_EQ(code_of(kruskal_wallis(Values{2, 2}, std::vector<std::int32_t>{0, 1}, 2)),
            "response.constant");
  EXPECT_EQ(code_of(t_test(Values{1}, Values{1, 2})), "response.too_few");
  EXPECT_EQ(code_of(t_test(Values{1, 1}, Values{2, 2})), "response.constant");
  EXPECT_EQ(code_of(one_way_anova(Values{1, 2, 3}, std::vector<std::int32_t>{0, 0, 1}, 2)),
            "response.too_few");
  EXPECT_EQ(code_of(standardised_difference(Values{1, 1}, Values{2, 2})), "response.separated");
  EXPECT_EQ(code_of(standardised_difference(make_table(2, 2, {5, 0, 0, 5}))), "response.separated");
  EXPECT_EQ(*standardised_difference(make_table(2, 2, {5, 0, 3, 0})), 0.0);
}

TEST(Degenerate, Summaries) {
  const Summary none = summarise(Values{missing, missing});
  EXPECT_EQ(none.n, 0u);
  EXPECT_EQ(none.n_missing, 2u);
  EXPECT_FALSE(none.mean || none.sd || none.median || none.low);
  const Summary one = summarise(Values{7});
  EXPECT_EQ(*one.q1, 7.0);
  EXPECT_FALSE(one.sd);
}

TEST(Degenerate, TwoWay) {
  const auto group = category("arm", {"A", "B", "C"}, {0, 0, 1, 1, -1, 0});
  const auto nobody = two_way(numbers("y", Values(6, missing)), group);
  EXPECT_EQ(code_of(nobody), "response.no_observations");
  const auto one_level = two_way(numbers("y", {1, 1, 1, 1, 1, missing}), group);
  ASSERT_TRUE(one_level);
  EXPECT_FALSE(one_level->pearson || one_level->fisher || one_level->yates);
  EXPECT_EQ(one_level->table.rows(), 2u);  // nobody is in C
  EXPECT_EQ(one_level->n_missing(), 2u);
  EXPECT_GE(one_level->warnings.size(), 2u);
  EXPECT_EQ(one_level->proportions[0].p, 1.0);
  TwoWayOptions unknown;
  unknown.counted_level = "2";
  EXPECT_EQ(code_of(two_way(numbers("y", {0, 1, 1, 0, 1, 0}), group, unknown)),
            "response.unknown_level");
}

TEST(TwoWayLevels, TheOneThatHappened) {
  const auto level = [](std::vector<std::string> levels) { return levels[counted_level(levels)]; };
  EXPECT_EQ(level({"0", "1"}), "1");
  EXPECT_EQ(level({"no", "yes"}), "yes");
  EXPECT_EQ(level({"CR", "NR"}), "CR");
  EXPECT_EQ(level({"CRi", "non-responder"}), "CRi");
  EXPECT_EQ(level({"alive", "dead"}), "dead");
  EXPECT_EQ(level({"1", "2"}), "2");
  EXPECT_EQ(level({"0", "1", "2", "3"}), "3");
  EXPECT_EQ(level({"1"}), "1");
  EXPECT_EQ(level({"1", "unknown"}), "1");
  EXPECT_EQ(level({"mutated", "not tested", "wild_type"}), "mutated");
  EXPECT_EQ(level({"a", "b", "c"}), "c");
  EXPECT_EQ(level({"FALSE", "TRUE"}), "TRUE");
}

TEST(BaselineTable, GroupOfNobodyOneLevelAndAllMissing) {
  cohort::Table table;
  table.rows = 6;
  table.columns = {category("arm", {"A", "B", "none"}, {0, 0, 0, 1, 1, -1}),
                   category("same", {"x", "y"}, {0, 0, 0, 0, 0, 1}),
                   numbers("absent", Values(6, missing)),
                   numbers("age", {60, 70, 65, missing, missing, 50}),
                   category("name", {"p", "q"}, {0, 1, 0, 1, 0, 1})};
  table.columns[4].type = cohort::ColumnType::text;
  BaselineOptions options;
  options.group = "arm";
  for (const char* name : {"same", "absent", "age", "name"}) options.variables.push_back({name});
  const auto made = baseline_table(table, options);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->columns, (std::vector<std::string>{"Overall", "A", "B", "none"}));
  EXPECT_EQ(made->n, (std::vector<std::size_t>{6, 3, 2, 0}));
  EXPECT_EQ(made->n_without_group, 1u);
  EXPECT_EQ(made->warnings.size(), 2u);
  const auto& same = made->rows[0];
  EXPECT_EQ(same.test->note, "all values are the same");
  EXPECT_FALSE(same.test->p);
  EXPECT_EQ(*same.standardised_difference, 0.0);
  EXPECT_FALSE(same.levels[0].percent[3]);
  EXPECT_EQ(*same.levels[0].percent[1], 100.0);
  for (std::size_t k : {1u, 2u}) {
    EXPECT_EQ(made->rows[k].test->note, "fewer than two groups have values");
    EXPECT_FALSE(made->rows[k].test->p || made->rows[k].standardised_difference);
  }
  EXPECT_EQ(made->rows[2].n_missing, (std::vector<std::size_t>{2, 0, 2, 0}));
  EXPECT_TRUE(made->rows[3].levels.empty() && made->rows[3].summary.empty());
  EXPECT_EQ(made->rows[3].n[0], 6u);
}

TEST(BaselineTable, NamesEveryUnknownColumnAtOnce) {
  cohort::Table table;
  table.rows = 1;
  table.columns = {numbers("age", {60})};
  BaselineOptions options;
  options.group = "arm";
  options.variables = {{"sex"}, {"age"}, {"eln"}};
  const auto made = baseline_table(table, options);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().size(), 3u);
  EXPECT_EQ(made.error()[0].place.column, "arm");
}
