/// What is wrong with a cohort or a definition is said with its line, all at once.
#include "venscope/endpoint/endpoint.hpp"

#include "support/table.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::endpoint;
using test::missing;
using test::TableOf;

namespace {

EndpointDefinition simple() {
  EndpointDefinition definition;
  definition.id = "os";
  definition.time = "time";
  definition.event = "event";
  return definition;
}

Problems problems_of(const TableOf& data, const EndpointDefinition& definition) {
  const auto made = make_endpoint(data.table, definition);
  EXPECT_FALSE(made);
  return made ? Problems{} : made.error();
}

std::vector<std::string> codes_of(const Problems& problems) {
  std::vector<std::string> codes;
  for (const Problem& problem : problems) codes.push_back(problem.code);
  return codes;
}

}  // namespace

TEST(EndpointProblems, UnknownColumnsWithTheNearestName) {
  const TableOf data = TableOf(1).number("times", {3}).number("status", {1});
  const Problems problems = problems_of(data, simple());
  EXPECT_EQ(problems.size(), 3U);  // the time is both an event's date and the last contact
  EXPECT_EQ(problems[0].code, "endpoint.unknown_column");
  EXPECT_EQ(problems[0].expected, "perhaps 'times'");
}

TEST(EndpointProblems, EveryRowWithItsLine) {
  const TableOf data =
      TableOf(5).number("time", {-1, 5, missing, 7, -2}).number("event", {1, 3, 1, 0.5, 0});
  const Problems problems = problems_of(data, simple());
  std::vector<std::pair<std::string, std::size_t>> found;
  for (const Problem& problem : problems) found.emplace_back(problem.code, problem.place.line);
  // The codes come first, and do not hide what is wrong elsewhere.
  EXPECT_EQ(found, (std::vector<std::pair<std::string, std::size_t>>{{"endpoint.event_code", 3},
                                                                     {"endpoint.event_code", 5},
                                                                     {"endpoint.before_origin", 2},
                                                                     {"endpoint.before_origin", 6},
                                                                     {"endpoint.no_time", 4}}));

  // The time on line 4 was wrong rather than missing, and that was said.
  const auto wrong = make_endpoint(data.table, simple(), {false, false, true, false, false});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().size(), 4U);

  const TableOf readable = TableOf(3).number("time", {-1, missing, -2}).number("event", {1, 1, 0});
  found.clear();
  for (const Problem& problem : problems_of(readable, simple()))
    found.emplace_back(problem.code, problem.place.line);
  EXPECT_EQ(found, (std::vector<std::pair<std::string, std::size_t>>{{"endpoint.before_origin", 2},
                                                                     {"endpoint.before_origin", 4},
                                                                     {"endpoint.no_time", 3}}));
}

TEST(EndpointProblems, NothingAfterDeath) {
  const TableOf data =
      TableOf(1).number("death", {10}).number("relapse", {12}).number("seen", {15});
  EndpointDefinition definition;
  definition.id = "efs";
  definition.last_contact = "seen";
  definition.events = {{"relapse", "relapse", "", false}, {"death", "death", "", true}};
  EXPECT_EQ(codes_of(problems_of(data, definition)),
            (std::vector<std::string>{"endpoint.after_terminal", "endpoint.after_terminal"}));
}

TEST(EndpointProblems, DatesNeedAnOrigin) {
  const TableOf data = TableOf(1).date("time", {100}).number("event", {1});
  const Problems problems = problems_of(data, simple());
  EXPECT_EQ(problems[0].code, "endpoint.no_origin");
}

TEST(EndpointProblems, AnOriginIsADateAndATimeIsNoText) {
  const TableOf data =
      TableOf(1).category("time", {"long"}, {0}).number("event", {1}).number("start", {7});
  EndpointDefinition definition = simple();
  definition.origin = "start";
  const auto codes = codes_of(problems_of(data, definition));
  EXPECT_EQ(codes[0], "endpoint.origin_type");
  EXPECT_EQ(codes[1], "endpoint.time_type");
}

TEST(EndpointProblems, EntryAfterTheEnd) {
  const TableOf data = TableOf(1).number("time", {5}).number("event", {0}).number("entry", {9});
  EndpointDefinition definition = simple();
  definition.entry = "entry";
  EXPECT_EQ(codes_of(problems_of(data, definition)),
            std::vector<std::string>{"endpoint.entry_after_end"});
}

TEST(EndpointProblems, FailureNotDocumented) {
  const TableOf data = TableOf(1)
                           .number("time", {100})
                           .number("event", {0})
                           .number("cr", {missing})
                           .number("assessed", {missing});
  EndpointDefinition definition = simple();
  definition.failure = {FailureRule::at_assessment,
                        {"CR", "cr", "", false},
                        60,
                        {"", "assessed", "", false},
                        "no remission"};
  EXPECT_EQ(codes_of(problems_of(data, definition)),
            std::vector<std::string>{"endpoint.no_assessment"});
}

TEST(EndpointProblems, ManyOfAKindAreCounted) {
  const std::size_t rows = 1000;
  const TableOf data = TableOf(rows)
                           .number("time", std::vector<double>(rows, -1))
                           .number("event", std::vector<double>(rows, 1));
  const Problems problems = problems_of(data, simple());
  EXPECT_LT(problems.size(), 20U);
  EXPECT_NE(to_text(problems).find("995 more"), std::string::npos) << to_text(problems);
}

TEST(EventColumn, WordsAndCodes) {
  const TableOf words =
      TableOf(3).number("time", {1, 2, 3}).category("event", {"No", "YES"}, {1, 0, -1});
  const auto read = make_endpoint(words.table, simple());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->outcomes.event, (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(read->missing, 1U);

  const TableOf codes = TableOf(2).number("time", {1, 2}).number("event", {1, 2});
  const auto one_two = make_endpoint(codes.table, simple());
  ASSERT_TRUE(one_two);
  EXPECT_EQ(one_two->outcomes.event, (std::vector<std::int32_t>{0, 1}));
  ASSERT_EQ(one_two->warnings.size(), 1U);
  EXPECT_EQ(one_two->warnings[0], "column event holds 1 and 2: read as 1 = censored, 2 = event");

  const TableOf ones = TableOf(2).number("time", {1, 2}).number("event", {1, 1});
  EXPECT_EQ(make_endpoint(ones.table, simple())->outcomes.event, (std::vector<std::int32_t>{1, 1}));
}

TEST(Endpoint, OfNoRows) {
  const TableOf data = TableOf(0).number("time", {}).number("event", {});
  const auto made = make_endpoint(data.table, simple());
  ASSERT_TRUE(made);
  EXPECT_EQ(made->n, 0U);
}

TEST(RuleText, SaysFromWhatToWhat) {
  EndpointDefinition definition;
  definition.id = "efs";
  definition.title = "Event-free survival";
  definition.origin = "start";
  definition.last_contact = "seen";
  definition.events = {{"relapse", "r", "", false}, {"death", "d", "", true}};
  definition.failure = {FailureRule::at_deadline, {"CR or CRi", "cr", "", false}, 60, {}, ""};
  definition.censor_at = {{"transplantation", "tx", "", false}};
  EXPECT_EQ(
      rule_text(definition),
      "Event-free survival: time from start to the first of failure to reach CR or CRi by 60 "
      "days (counted at 60 days), relapse or death, in months of 30.4375 days; others censored "
      "at the last contact, at transplantation");
}

TEST(FailureRuleId, GoesBothWays) {
  for (const FailureRule rule : {FailureRule::none, FailureRule::at_origin,
                                 FailureRule::at_deadline, FailureRule::at_assessment})
    EXPECT_EQ(failure_rule(id_of(rule)), rule);
  EXPECT_FALSE(failure_rule("at some time"));
}

TEST(TimeUnits, ConvertExactly) {
  static_assert(convert(365.25, TimeUnit::days, TimeUnit::years) == 1.0);
  static_assert(convert(1, TimeUnit::years, TimeUnit::months) == 12.0);
  static_assert(convert(2, TimeUnit::weeks, TimeUnit::days) == 14.0);
  static_assert(convert(0.1, TimeUnit::months, TimeUnit::months) == 0.1);
  EXPECT_EQ(time_unit("month"), TimeUnit::months);
  EXPECT_EQ(time_unit("years"), TimeUnit::years);
  EXPECT_FALSE(time_unit("fortnights"));
  for (const TimeUnit unit : {TimeUnit::days, TimeUnit::weeks, TimeUnit::months, TimeUnit::years})
    EXPECT_EQ(time_unit(name_of(unit)), unit);
}
