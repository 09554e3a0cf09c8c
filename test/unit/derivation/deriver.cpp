// What a derivation refuses, and what it leaves out.
#include "venscope/derivation/deriver.hpp"

#include "support/random_derivation.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

std::vector<std::string> codes(const Result<Deriver>& result) {
  std::vector<std::string> all;
  if (!result)
    for (const Problem& problem : result.error()) all.push_back(problem.code);
  return all;
}

risk::Decimal decimal(const char* text) {
  return risk::Decimal::parse(text).value();
}

}  // namespace

TEST(UnitDeriver, SaysAllThatIsWrongAtOnce) {
  RandomRegistry registry(30, 3, 1);
  registry.design(4, 1) = 2;
  registry.outcomes.entry.assign(30, -1);
  DerivationOptions options;
  options.screen = 0;
  options.decimals = 7;
  options.lasso = {.alpha = 0, .folds = 2};
  options.ties = survival::Ties::exact;
  options.cut_points = {CutPointOptions::By::given, {{decimal("1")}, {decimal("0.5")}}};
  EXPECT_EQ(
      codes(Deriver::make(registry.data(), options)),
      (std::vector<std::string>{"derivation.alpha", "derivation.folds", "derivation.screen",
                                "derivation.decimals", "derivation.ties", "derivation.cut_points",
                                "derivation.delayed_entry", "derivation.bad_value"}));
  registry.outcomes.event.assign(30, 0);
  registry.outcomes.entry.clear();
  registry.design(4, 1) = 1;
  EXPECT_EQ(codes(Deriver::make(registry.data(), {})),
            std::vector<std::string>{"derivation.no_event"});
}

TEST(UnitDeriver, LeavesOutIndicatorsOfTooFewEvents) {
  RandomRegistry registry(80, 4, 2);
  std::size_t events_with = 0;
  for (std::size_t i = 0; i < 80; ++i) {
    // The third column: two patients with the event; the fourth: everybody.
    const bool mark = registry.outcomes.event[i] != 0 && events_with < 2;
    events_with += mark;
    registry.design(i, 2) = mark;
    registry.design(i, 3) = 1;
  }
  for (const double least : {1.0, 2.0, 3.0}) {
    const Deriver deriver = Deriver::make(registry.data(), {.least_events = least}).value();
    const auto derived = deriver.derive(take(deriver.cohort(), everyone(80)));
    ASSERT_TRUE(derived);
    const auto has = [&](std::size_t column) {
      return std::count(derived->usable.begin(), derived->usable.end(), column) == 1;
    };
    EXPECT_EQ(has(2), least < 3);
    EXPECT_FALSE(has(3));
  }
}

TEST(UnitDeriver, NumbersKeepDigitsByTheirRange) {
  RandomRegistry registry(60, 2, 3);
  for (std::size_t i = 0; i < 60; ++i) registry.design(i, 2) = static_cast<double>(i);
  const Deriver two = Deriver::make(registry.data(), {.decimals = 2}).value();
  EXPECT_EQ(two.digits(0), 2);
  EXPECT_EQ(two.digits(2), 4);  // a range of 59 is two orders of magnitude
  const Deriver none = Deriver::make(registry.data(), {.decimals = 0}).value();
  EXPECT_EQ(none.digits(0), 0);
  const auto derived = none.derive(take(none.cohort(), everyone(60)));
  ASSERT_TRUE(derived);
  for (std::size_t k = 0; k < derived->rule.columns.size(); ++k)
    EXPECT_EQ(derived->rule.points[k].millionths() % (derived->rule.indicator[k] ? 1000000 : 10000),
              0);
}

TEST(UnitDeriver, NothingSelectedIsARule) {
  const RandomRegistry registry(60, 3, 4, {});
  const Deriver deriver = Deriver::make(registry.data(), {.penalty = 1000}).value();
  const auto derived = deriver.derive(take(deriver.cohort(), everyone(60)));
  ASSERT_TRUE(derived);
  EXPECT_TRUE(derived->rule.columns.empty());
  EXPECT_TRUE(derived->rule.cuts.empty());
  EXPECT_EQ(derived->scores, std::vector<double>(60, 0.0));
}

TEST(UnitRule, ScoresAreExactAndEndsBelongWhereTheyAreDeclared) {
  // 0.57 + 0.45 + 0.60 - 0.87 is 0.75, where doubles give 0.7500000000000001.
  Matrix design(1, 4, 1.0);
  const endpoint::Outcomes outcomes{{}, {1}, {1}};
  const std::vector<Candidate> candidates(4, {"x", true});
  const Sample sample = take(sorted_cohort({outcomes, design, candidates}).value(), everyone(1));
  Rule rule{{0, 1, 2, 3},
            {decimal("0.57"), decimal("0.45"), decimal("0.60"), decimal("-0.87")},
            {true, true, true, true},
            {{decimal("0.25"), false}, {decimal("0.75"), true}}};
  const double score = scores_of(rule, sample).front();
  EXPECT_EQ(score, 0.75);
  EXPECT_EQ(group_of(rule, score), 1u);
  rule.cuts[1].below_with = false;
  EXPECT_EQ(group_of(rule, score), 2u);
  EXPECT_EQ(group_of(rule, 0.25), 1u);
  EXPECT_EQ(group_of(rule, 0.2499), 0u);
}
