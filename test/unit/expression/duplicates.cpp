#include "venscope/expression/duplicates.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::expression;

namespace {

using Numbers = std::vector<double>;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

struct Answer {
  Numbers values;
  std::optional<std::size_t> row;
};

Answer by(DuplicateRule rule, const std::vector<Numbers>& rows) {
  std::vector<std::span<const double>> views(rows.begin(), rows.end());
  Answer answer{Numbers(rows[0].size()), {}};
  answer.row = resolve_duplicates(views, rule, answer.values);
  return answer;
}

}  // namespace

TEST(Duplicates, EachRuleByHand) {
  const std::vector<Numbers> rows{{1, 2, 3}, {5, 5, 5}, {0, 4, 2}};
  EXPECT_EQ(by(DuplicateRule::mean, rows).values, (Numbers{2, 11.0 / 3, 10.0 / 3}));
  EXPECT_EQ(by(DuplicateRule::sum, rows).values, (Numbers{6, 11, 10}));
  EXPECT_FALSE(by(DuplicateRule::sum, rows).row);
  EXPECT_EQ(by(DuplicateRule::highest_mean, rows).row, 1u);
  EXPECT_EQ(by(DuplicateRule::highest_variance, rows).row, 2u);
  EXPECT_EQ(by(DuplicateRule::first, rows).row, 0u);
  EXPECT_EQ(by(DuplicateRule::highest_variance, rows).values, rows[2]);
}

TEST(Duplicates, MissingValuesTakeNoPart) {
  const std::vector<Numbers> rows{
      {missing, missing, missing}, {1, missing, missing}, {-4, -6, missing}};
  const Answer mean = by(DuplicateRule::mean, rows);
  EXPECT_EQ(mean.values[0], -1.5);
  EXPECT_EQ(mean.values[1], -6);
  EXPECT_TRUE(std::isnan(mean.values[2]));
  EXPECT_EQ(by(DuplicateRule::highest_mean, rows).row, 1u);
  // One value has no variance.
  EXPECT_EQ(by(DuplicateRule::highest_variance, rows).row, 2u);
}

TEST(Duplicates, OfEqualsTheFirst) {
  EXPECT_EQ(by(DuplicateRule::highest_mean, {{1, 3}, {3, 1}}).row, 0u);
  EXPECT_EQ(by(DuplicateRule::highest_variance, {{1, 3}, {3, 1}}).row, 0u);
}

TEST(Duplicates, RulesHaveNames) {
  for (const std::string& word : duplicate_rule_words()) {
    ASSERT_TRUE(duplicate_rule(word)) << word;
    EXPECT_EQ(word_of(*duplicate_rule(word)), word);
  }
  EXPECT_FALSE(duplicate_rule("median"));
}
