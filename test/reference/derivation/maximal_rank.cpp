// Maximally selected statistics against R's package maxstat (maximal_rank.R).
#include "venscope/derivation/maximal_rank.hpp"

#include "support/reference.hpp"
#include "venscope/derivation/log_rank_scores.hpp"

#include <map>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

TEST(ReferenceMaximalRank, EqualsMaxstat) {
  const auto cases = reference("derivation/maximal_rank");
  EXPECT_EQ(cases.size(), 7u);
  for (const auto& json : cases) {
    const endpoint::Outcomes outcomes{
        {}, numbers(json["time"]), json["event"].get<std::vector<std::int32_t>>()};
    const Matrix design(outcomes.size(), 1);
    const std::vector<Candidate> candidates{{"x", false}};
    const SortedCohort cohort = sorted_cohort({outcomes, design, candidates}).value();
    const Sample sample = take(cohort, everyone(outcomes.size()));
    const std::vector<double> scores = log_rank_scores(sample);
    const std::vector<double> marker = numbers(json["marker"]), expected = numbers(json["scores"]);
    std::map<double, ScoredValue> values;
    double squares = 0;
    for (std::size_t i = 0; i < sample.rows; ++i) {
      EXPECT_NEAR(scores[i], expected[sample.from[i]], 1e-12);
      ScoredValue& value = values[marker[sample.from[i]]];
      value.value = marker[sample.from[i]];
      value.patients += 1;
      value.score += scores[i];
      squares += scores[i] * scores[i];
    }
    std::vector<ScoredValue> list;
    for (const auto& [key, value] : values) list.push_back(value);
    const double least = json["least"].get<double>();
    const MaximalRank found = maximal_rank(list, squares, least);
    const auto n = static_cast<double>(outcomes.size());
    EXPECT_NEAR(found.statistic, number(json["statistic"]), 1e-10);
    EXPECT_EQ(found.cut, number(json["cut"]));
    EXPECT_EQ(found.below.size(), json["cuts"].get<std::size_t>());
    EXPECT_NEAR(p_of_bridge(found.statistic, least), number(json["lausen92"]), 1e-10);
    // R lets the bound exceed 1.
    EXPECT_NEAR(p_by_pairs(found.statistic, n, found.below),
                std::min(1.0, number(json["lausen94"])), 1e-10);
    // R's integral is by Monte Carlo: 1e-5 asked for, not always reached.
    EXPECT_NEAR(p_of_normal(found.statistic, n, found.below), number(json["gauss"]), 3e-4);
  }
}
