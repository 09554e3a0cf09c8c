/// Competing causes: how the event column is read with FrameOptions::competing.
#include "unit/formula/tables.hpp"
#include "venscope/formula/model_frame.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using formula::model_frame;
using test::number_column;
using test::table_of;
using test::text_column;

namespace {

constexpr double na = std::numeric_limits<double>::quiet_NaN();

cohort::Table cohort_table() {
  return table_of(
      {number_column("time", {5, 3, 8, 1, 9, 2}), number_column("cause", {0, 1, 3, 3, na, 1}),
       number_column("status", {1, 2, 2, 1, 2, 2}), number_column("half", {0, 0.5, 1, 1, 0, 1}),
       number_column("nine", {9, 1, 2, 9, 1, 2}),
       text_column("how", {"Censored", "relapse", "death", "", "relapse", "Censored"}),
       text_column("state", {"alive", "relapse", "dead", "alive", "dead", "dead"}),
       text_column("yes", {"True", "False", "True", "True", "False", "True"})});
}

Result<formula::ModelFrame> frame_of(const std::string& event,
                                     std::optional<std::string> censored = {}) {
  return model_frame("Surv(time, " + event + ") ~ 1", cohort_table(),
                     {.competing = true, .censored = std::move(censored), .grouping = true});
}

std::vector<std::string> names(const formula::ModelFrame& frame) {
  std::vector<std::string> found;
  for (const formula::Cause& cause : frame.causes) found.push_back(cause.name);
  return found;
}

using Codes = std::vector<std::int32_t>;
using Names = std::vector<std::string>;

}  // namespace

TEST(Causes, NumbersStandAsTheyAre) {
  const auto frame = frame_of("cause");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->outcomes.event, (Codes{0, 1, 3, 3, 1}));
  EXPECT_EQ(names(*frame), (Names{"1", "3"}));
  EXPECT_EQ(frame->causes[1].code, 3);
  EXPECT_FALSE(frame->named_causes);
  EXPECT_EQ(frame->n_missing, 1U);
}

TEST(Causes, OneAndTwoAreTwoCausesAndThatIsSaid) {
  const auto frame = frame_of("status");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->outcomes.event, (Codes{1, 2, 2, 1, 2, 2}));
  ASSERT_EQ(frame->warnings.size(), 1U);
  EXPECT_NE(frame->warnings[0].find("no row is censored"), std::string::npos);
}

TEST(Causes, TextHasAWordForCensoredOrIsToldIt) {
  const auto frame = frame_of("how");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->outcomes.event, (Codes{0, 2, 1, 2, 0}));
  EXPECT_EQ(names(*frame), (Names{"death", "relapse"}));
  EXPECT_TRUE(frame->named_causes);

  const auto open = frame_of("state");
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error()[0].code, "formula.event");
  const auto told = frame_of("state", "alive");
  ASSERT_TRUE(told);
  EXPECT_EQ(told->outcomes.event, (Codes{0, 2, 1, 0, 1, 1}));
  EXPECT_FALSE(frame_of("state", "Alive"));
}

TEST(Causes, AnotherNumberMayMeanCensoredWhereNoneIsZero) {
  const auto frame = frame_of("nine", "9");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->outcomes.event, (Codes{0, 1, 2, 0, 1, 2}));
  EXPECT_TRUE(frame_of("cause", "0"));
  EXPECT_FALSE(frame_of("cause", "3"));
  EXPECT_FALSE(frame_of("nine", "7"));
  EXPECT_FALSE(frame_of("nine", "none"));
}

TEST(Causes, TruthIsOneCauseAndFractionsAreNone) {
  const auto frame = frame_of("yes");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->outcomes.event, (Codes{1, 0, 1, 1, 0, 1}));
  EXPECT_EQ(names(*frame), (Names{"1"}));
  EXPECT_FALSE(frame_of("half"));
}

TEST(Causes, SurvivalRefusesThemAndNamesTheOtherCommands) {
  const auto frame = model_frame("Surv(time, cause) ~ 1", cohort_table());
  ASSERT_FALSE(frame);
  EXPECT_NE(frame.error()[0].remedy.find("fit cuminc"), std::string::npos);
}
