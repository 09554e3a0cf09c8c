/// Each rule on patients whose answer can be read off the table.
#include "venscope/endpoint/endpoint.hpp"

#include "support/table.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::endpoint;
using test::missing;
using test::TableOf;

namespace {

using Times = std::vector<double>;
using Codes = std::vector<std::int32_t>;
using Rows = std::vector<std::size_t>;

/// Days in, days out.
EndpointDefinition in_days(std::string id) {
  EndpointDefinition definition;
  definition.id = std::move(id);
  definition.output_unit = TimeUnit::days;
  return definition;
}

Endpoint made(const TableOf& data, const EndpointDefinition& definition) {
  auto endpoint = make_endpoint(data.table, definition);
  EXPECT_TRUE(endpoint) << to_text(endpoint.error());
  return endpoint ? *endpoint : Endpoint{};
}

EndpointDefinition overall_survival() {
  EndpointDefinition definition = in_days("os");
  definition.time = "os_days";
  definition.event = "dead";
  definition.event_label = "death";
  return definition;
}

}  // namespace

TEST(EndpointByHand, TimeAndEvent) {
  const TableOf data = TableOf(3).number("os_days", {100, 250, 30}).number("dead", {1, 0, 1});
  const Endpoint os = made(data, overall_survival());
  EXPECT_EQ(os.outcomes.time, (Times{100, 250, 30}));
  EXPECT_EQ(os.outcomes.event, (Codes{1, 0, 1}));
  EXPECT_TRUE(os.outcomes.entry.empty());
  EXPECT_EQ(os.rows, (Rows{0, 1, 2}));
  EXPECT_EQ(os.n, 3U);
  EXPECT_EQ(os.events, 2U);
  EXPECT_EQ(os.censored, 1U);
  EXPECT_EQ(os.missing, 0U);
  EXPECT_EQ(os.kinds, (std::vector<std::string>{"censored", "death"}));
}

TEST(EndpointByHand, DaysBecomeMonthsOf30Point4375Days) {
  EndpointDefinition definition = overall_survival();
  definition.output_unit = TimeUnit::months;
  const TableOf data = TableOf(2).number("os_days", {30.4375, 365.25}).number("dead", {1, 0});
  EXPECT_EQ(made(data, definition).outcomes.time, (Times{1, 12}));
}

TEST(EndpointByHand, MissingTimeOrEventIsCountedNotGuessed) {
  const TableOf data =
      TableOf(4).number("os_days", {100, missing, 30, 5}).number("dead", {1, 0, missing, 0});
  const Endpoint os = made(data, overall_survival());
  EXPECT_EQ(os.rows, (Rows{0, 3}));
  EXPECT_EQ(os.missing, 2U);
}

TEST(EndpointByHand, FirstOfSeveralDates) {
  // Relapse before death, death alone, neither, and one without a last contact but with a death.
  const TableOf data = TableOf(4)
                           .date("start", {1000, 1000, 1000, 1000})
                           .date("relapse", {1050, missing, missing, missing})
                           .date("death", {1090, 1040, missing, 1007})
                           .date("last_seen", {1090, 1040, 1200, missing});
  EndpointDefinition definition = in_days("efs");
  definition.origin = "start";
  definition.last_contact = "last_seen";
  definition.events = {{"relapse", "relapse", "", false}, {"death", "death", "", true}};
  const Endpoint efs = made(data, definition);
  EXPECT_EQ(efs.outcomes.time, (Times{50, 40, 200, 7}));
  EXPECT_EQ(efs.outcomes.event, (Codes{1, 1, 0, 1}));
  EXPECT_EQ(efs.kind, (Codes{1, 2, 0, 2}));
}

TEST(EndpointByHand, WithoutOriginNotAtRisk) {
  // Relapse-free survival from remission: the second patient never reached it.
  const TableOf data = TableOf(2)
                           .date("remission", {1010, missing})
                           .date("death", {1090, 1040})
                           .date("last_seen", {1090, 1040});
  EndpointDefinition definition = in_days("rfs");
  definition.origin = "remission";
  definition.last_contact = "last_seen";
  definition.events = {{"death", "death", "", true}};
  const Endpoint rfs = made(data, definition);
  EXPECT_EQ(rfs.outcomes.time, Times{80});
  ASSERT_EQ(rfs.left_out.size(), 1U);
  EXPECT_EQ(rfs.left_out[0].reason, "no date in remission");
  EXPECT_EQ(rfs.left_out[0].n, 1U);
  EXPECT_EQ(rfs.missing, 0U);
}

namespace {

/// Deadline day 60; A reached remission on day 30 and relapsed on day 300, B reached it too late
/// and relapsed on day 200, C never and is alive on day 400, D died without it on day 20, E was
/// lost without it on day 40, F reached it on day 60 itself and is alive on day 500.
TableOf remissions() {
  return TableOf(6)
      .number("remission", {30, 90, missing, missing, missing, 60})
      .number("relapse", {300, 200, missing, missing, missing, missing})
      .number("death", {missing, missing, missing, 20, missing, missing})
      .number("seen", {300, 200, 400, 20, 40, 500})
      .number("assessed", {missing, 45, 50, missing, missing, missing});
}

EndpointDefinition event_free(FailureRule rule) {
  EndpointDefinition definition = in_days("efs");
  definition.last_contact = "seen";
  definition.events = {{"relapse", "relapse", "", false}, {"death", "death", "", true}};
  definition.failure.rule = rule;
  definition.failure.remission = {"CR", "remission", "", false};
  definition.failure.assessment = {"", "assessed", "", false};
  definition.failure.deadline = 60;
  return definition;
}

}  // namespace

TEST(EndpointByHand, FailureAtOrigin) {
  const Endpoint efs = made(remissions(), event_free(FailureRule::at_origin));
  EXPECT_EQ(efs.outcomes.time, (Times{300, 0, 0, 0, 40, 500}));
  EXPECT_EQ(efs.kind, (Codes{1, 3, 3, 3, 0, 0}));
  EXPECT_EQ(efs.kinds[3], "no remission");
}

TEST(EndpointByHand, FailureAtDeadline) {
  const Endpoint efs = made(remissions(), event_free(FailureRule::at_deadline));
  EXPECT_EQ(efs.outcomes.time, (Times{300, 60, 60, 20, 40, 500}));
  EXPECT_EQ(efs.kind, (Codes{1, 3, 3, 2, 0, 0}));
}

TEST(EndpointByHand, FailureAtAssessment) {
  const Endpoint efs = made(remissions(), event_free(FailureRule::at_assessment));
  EXPECT_EQ(efs.outcomes.time, (Times{300, 45, 50, 20, 40, 500}));
  EXPECT_EQ(efs.kind, (Codes{1, 3, 3, 2, 0, 0}));
}

TEST(EndpointByHand, WithoutFailureRuleOnlyTheListedEventsCount) {
  const Endpoint efs = made(remissions(), event_free(FailureRule::none));
  EXPECT_EQ(efs.outcomes.time, (Times{300, 200, 400, 20, 40, 500}));
  EXPECT_EQ(efs.kind, (Codes{1, 1, 0, 2, 0, 0}));
}

TEST(EndpointByHand, CensoredAtTransplantationUnlessTheEventCameFirstOrThatDay) {
  const TableOf data = TableOf(4)
                           .number("os_days", {100, 100, 100, 100})
                           .number("dead", {1, 1, 1, 0})
                           .number("transplant", {60, 100, missing, 120});
  EndpointDefinition definition = overall_survival();
  definition.censor_at = {{"transplantation", "transplant", "", false}};
  const Endpoint os = made(data, definition);
  EXPECT_EQ(os.outcomes.time, (Times{60, 100, 100, 100}));
  EXPECT_EQ(os.outcomes.event, (Codes{0, 1, 1, 0}));
}

TEST(EndpointByHand, AdministrativeCensoring) {
  const TableOf data = TableOf(3)
                           .date("start", {1000, 1100, 1300})
                           .date("end", {1150, 1250, 1400})
                           .number("dead", {1, 1, 0});
  EndpointDefinition definition = overall_survival();
  definition.time = "end";
  definition.origin = "start";
  definition.administrative_date = 1200;
  const Endpoint at_date = made(data, definition);
  EXPECT_EQ(at_date.outcomes.time, (Times{150, 100}));
  EXPECT_EQ(at_date.outcomes.event, (Codes{1, 0}));
  ASSERT_EQ(at_date.left_out.size(), 1U);  // begins after the closing date
  EXPECT_EQ(at_date.left_out[0].n, 1U);

  definition.administrative_date.reset();
  definition.administrative_time = 150;
  const Endpoint at_time = made(data, definition);
  EXPECT_EQ(at_time.outcomes.time, (Times{150, 150, 100}));
  EXPECT_EQ(at_time.outcomes.event, (Codes{1, 1, 0}));
}

TEST(EndpointByHand, LandmarkDropsWhoEndedBeforeAndRestartsTime) {
  const TableOf data = TableOf(4).number("os_days", {59, 60, 61, 200}).number("dead", {1, 1, 0, 1});
  EndpointDefinition definition = overall_survival();
  definition.landmark = 60;
  const Endpoint os = made(data, definition);
  EXPECT_EQ(os.outcomes.time, (Times{0, 1, 140}));
  EXPECT_EQ(os.rows, (Rows{1, 2, 3}));
  ASSERT_EQ(os.left_out.size(), 1U);
  EXPECT_EQ(os.left_out[0].n, 1U);
}

TEST(EndpointByHand, DelayedEntry) {
  // From diagnosis; registered on day 50, before diagnosis, and on the day of death.
  const TableOf data = TableOf(3)
                           .date("diagnosis", {1000, 1000, 1000})
                           .date("registered", {1050, 990, 1080})
                           .date("end", {1100, 1070, 1080})
                           .number("dead", {1, 0, 1});
  EndpointDefinition definition = overall_survival();
  definition.time = "end";
  definition.origin = "diagnosis";
  definition.entry = "registered";
  const Endpoint os = made(data, definition);
  EXPECT_EQ(os.outcomes.entry, (Times{50, 0}));
  EXPECT_EQ(os.outcomes.time, (Times{100, 70}));
  ASSERT_EQ(os.left_out.size(), 1U);
  EXPECT_EQ(os.left_out[0].reason, "end of follow-up not after entry");

  definition.landmark = 40;
  const Endpoint late = made(data, definition);
  EXPECT_EQ(late.outcomes.time, Times{30});
  EXPECT_TRUE(late.outcomes.entry.empty());
  EXPECT_EQ(late.left_out[0].n, 2U);
}

TEST(EndpointByHand, ZeroTimeByPolicy) {
  const TableOf data = TableOf(2).number("os_days", {0, 10}).number("dead", {1, 1});
  EndpointDefinition definition = overall_survival();
  const auto refused = make_endpoint(data.table, definition);
  ASSERT_FALSE(refused);
  EXPECT_EQ(
      to_text(refused.error()[0]),
      "cohort.csv:2: os_days: follow-up is zero, expected a time above 0; correct it, or declare "
      "zero_time = \"keep\" or \"exclude\"");

  definition.zero_time = ZeroTime::keep;
  const Endpoint kept = made(data, definition);
  EXPECT_EQ(kept.outcomes.time, (Times{0, 10}));
  ASSERT_EQ(kept.warnings.size(), 1U);

  definition.zero_time = ZeroTime::exclude;
  const Endpoint excluded = made(data, definition);
  EXPECT_EQ(excluded.rows, Rows{1});
  EXPECT_EQ(excluded.left_out[0].reason, "follow-up of zero");
}
