/// Inclusion rules: the flow adds up, and who is in does not depend on how the rules were put.
#include "venscope/cohort/inclusion.hpp"

#include "venscope/cohort/read.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

using namespace venscope::cohort;

namespace {

using Rules = std::vector<InclusionRule>;

class InclusionLaw : public testing::Test {
protected:
  std::string test() {
    return std::vector<std::string>{"age >= 50",         "age < wbc",      "sex == f",
                                    "sex in (f, u)",     "age is missing", "wbc not in (1, 3)",
                                    "sex is not missing"}[draw_() % 7];
  }
  InclusionRule rule() {
    std::string keep = test();
    if (draw_() % 3 == 0)
      keep = "not (" + keep + (draw_() % 2 == 0 ? " or " : " and ") + test() + ")";
    return {keep, "", draw_() % 2 == 0 ? WhenMissing::exclude : WhenMissing::keep, {}};
  }
  Rules rules() {
    Rules made;
    for (std::size_t i = draw_() % 5 + 1; i > 0; --i) made.push_back(rule());
    return made;
  }

  /// Rows as text, in the order of `order`.
  std::vector<std::string> patients() {
    std::vector<std::string> rows;
    const auto number = [&] { return draw_() % 4 == 0 ? "NA" : std::to_string(draw_() % 100); };
    for (std::size_t i = 0; i < draw_() % 30 + 3; ++i)
      rows.push_back(number() + "," + number() + "," +
                     std::vector<std::string>{"m", "f", "u", "NA"}[draw_() % 4]);
    return rows;
  }
  static Table table(const std::vector<std::string>& rows) {
    // The first three see to it that every level occurs.
    std::string csv = "age,wbc,sex\n1,2,m\n3,4,f\n5,6,u\n";
    for (const std::string& row : rows) csv += row + "\n";
    return read_table_text(csv, "t.csv")->table;
  }
  static Inclusion applied(const Table& table, const Rules& rules) {
    auto included = include(table, rules);
    EXPECT_TRUE(included) << (included ? "" : venscope::to_text(included.error()));
    return included ? std::move(*included) : Inclusion{};
  }
  static std::vector<std::size_t> kept(const Table& table, const std::string& condition,
                                       WhenMissing missing = WhenMissing::exclude) {
    return applied(table, {{condition, "", missing, {}}}).rows;
  }

  std::mt19937 draw_{1};
};

}  // namespace

TEST_F(InclusionLaw, TheFlowAddsUp) {
  for (int round = 0; round < 300; ++round) {
    const Table cohort = table(patients());
    const Rules all = rules();
    const Inclusion included = applied(cohort, all);
    ASSERT_EQ(included.steps.size(), all.size());
    std::size_t n = cohort.rows;
    for (const InclusionStep& step : included.steps) {
      ASSERT_EQ(step.n_before, n);
      ASSERT_EQ(step.n_before, step.n_after + step.excluded + step.excluded_missing);
      ASSERT_LE(step.kept_missing, step.n_after);
      n = step.n_after;
    }
    ASSERT_EQ(included.rows.size(), n);
    for (std::size_t i = 1; i < n; ++i) ASSERT_LT(included.rows[i - 1], included.rows[i]);
  }
}

TEST_F(InclusionLaw, TheOrderOfTheRulesChangesNoMember) {
  for (int round = 0; round < 300; ++round) {
    const Table cohort = table(patients());
    Rules all = rules();
    const auto before = applied(cohort, all).rows;
    std::shuffle(all.begin(), all.end(), draw_);
    ASSERT_EQ(applied(cohort, all).rows, before);
    // Asked a second time, the same rules exclude nobody.
    Rules twice = all;
    twice.insert(twice.end(), all.begin(), all.end());
    const Inclusion again = applied(cohort, twice);
    ASSERT_EQ(again.rows, before);
    for (std::size_t i = all.size(); i < twice.size(); ++i)
      ASSERT_EQ(again.steps[i].n_after, before.size());
  }
}

TEST_F(InclusionLaw, TheOrderOfThePatientsChangesNoMember) {
  for (int round = 0; round < 300; ++round) {
    const std::vector<std::string> rows = patients();
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), draw_);
    std::vector<std::string> shuffled;
    for (const std::size_t i : order) shuffled.push_back(rows[i]);
    const Rules all = rules();
    std::vector<std::size_t> back;
    for (const std::size_t row : applied(table(shuffled), all).rows)
      back.push_back(row < 3 ? row : order[row - 3] + 3);
    std::sort(back.begin(), back.end());
    ASSERT_EQ(back, applied(table(rows), all).rows);
  }
}

TEST_F(InclusionLaw, RulesInARowAreOneConjunction) {
  for (int round = 0; round < 300; ++round) {
    const Table cohort = table(patients());
    const std::string a = rule().keep, b = rule().keep;
    for (const WhenMissing missing : {WhenMissing::exclude, WhenMissing::keep}) {
      const Rules both = {{a, "", missing, {}}, {b, "", missing, {}}};
      ASSERT_EQ(applied(cohort, both).rows, kept(cohort, a + " and " + b, missing)) << a << b;
      ASSERT_EQ(kept(cohort, "not (" + a + " and " + b + ")", missing),
                kept(cohort, "not " + a + " or not " + b, missing));
    }
  }
}

TEST_F(InclusionLaw, TheNegationKeepsWhoWasDecidedToLeave) {
  for (int round = 0; round < 300; ++round) {
    const Table cohort = table(patients());
    const std::string condition = test();
    const Rules keep = {{condition, "", WhenMissing::exclude, {}}};
    const Rules negation = {{"not (" + condition + ")", "", WhenMissing::exclude, {}}};
    const Inclusion in = applied(cohort, keep), out = applied(cohort, negation);
    ASSERT_EQ(in.steps[0].excluded_missing, out.steps[0].excluded_missing);
    ASSERT_EQ(in.steps[0].excluded, out.rows.size());
    ASSERT_EQ(out.steps[0].excluded, in.rows.size());
  }
}
