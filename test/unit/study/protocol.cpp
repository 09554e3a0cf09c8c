#include "venscope/study/protocol.hpp"

#include "venscope/study/kind.hpp"

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

struct Reading {
  Protocol protocol;
  Problems problems;
};

Reading read(const std::string& text, const std::vector<std::string>& overrides = {}) {
  Reading reading;
  reading.protocol = read_protocol(text, "dir/p.toml", overrides, reading.problems);
  return reading;
}

const std::string small =
    "[study]\nid = 'demo'\ntitle = 'A study'\ngroup = 'arm'\ncovariates = ['age', 'sex']\n"
    "[cohort]\nfile = 'c.csv'\n"
    "[[endpoint]]\nid = 'OS'\ntime = 'os_days'\nevent = 'died'\nunit = 'days'\n";

TEST(Protocol, TenLinesDeclareAFullReport) {
  const auto [protocol, problems] = read(small);
  ASSERT_TRUE(problems.empty()) << to_text(problems);
  EXPECT_EQ(protocol.cohort.path, "dir/c.csv");
  EXPECT_TRUE(protocol.default_analyses);
  ASSERT_EQ(protocol.analyses.size(), 4u);
  EXPECT_EQ(protocol.analyses[0].kind, AnalysisKind::baseline);
  EXPECT_EQ(protocol.analyses[1].by, "");
  EXPECT_EQ(protocol.analyses[2].by, "arm");
  EXPECT_EQ(protocol.analyses[3].variables, (std::vector<std::string>{"arm", "age", "sex"}));
  EXPECT_EQ(protocol.endpoints[0].output_unit, endpoint::TimeUnit::months);
}

TEST(Protocol, WhatAnAnalysisLeavesOutComesFromTheStudyAndTheReport) {
  const auto [protocol, problems] =
      read(small +
           "[report]\nconf_type = 'log-log'\nconf_level = 0.9\ntimes = [6, 12]\n"
           "[[analysis]]\nkind = 'km'\n[[analysis]]\nkind = 'km'\nid = 'all'\nby = ''\n"
           "times = [1]\n[[analysis]]\nkind = 'cox'\nendpoint = 'OS'\nties = 'breslow'\n");
  ASSERT_TRUE(problems.empty()) << to_text(problems);
  ASSERT_EQ(protocol.analyses.size(), 3u);
  EXPECT_EQ(protocol.analyses[0].id, "km");
  EXPECT_EQ(protocol.analyses[0].by, "arm");
  EXPECT_EQ(protocol.analyses[0].scale, survival::ConfidenceScale::log_log);
  EXPECT_EQ(protocol.analyses[0].times, (std::vector<double>{6, 12}));
  EXPECT_TRUE(protocol.analyses[0].endpoint_in_id);
  EXPECT_EQ(protocol.analyses[1].by, "");
  EXPECT_EQ(protocol.analyses[1].times, (std::vector<double>{1}));
  EXPECT_EQ(protocol.analyses[2].level, 0.9);
  EXPECT_EQ(protocol.analyses[2].ties, survival::Ties::breslow);
  EXPECT_FALSE(protocol.analyses[2].endpoint_in_id);
}

TEST(Protocol, EndpointFromDatesWithEveryRule) {
  const auto [protocol, problems] = read(
      "[study]\nid = 'a'\ntitle = 'b'\n"
      "[[endpoint]]\nid = 'EFS'\nunit = 'days'\noutput_unit = 'years'\norigin = 'start'\n"
      "last_contact = 'last'\nevents = [{label = 'death', when = 'died_on', terminal = true}, "
      "{when = 'relapse', indicator = 'relapsed'}]\ncensor_at = [{when = 'hsct'}]\n"
      "censor_on = 2020-12-31\ncensor_after = 1826.25\nlandmark = 30\nentry = 'enrolled'\n"
      "zero_time = 'keep'\n"
      "failure = {rule = 'failure-at-origin', remission = {when = 'cr'}, deadline = 180}\n");
  ASSERT_TRUE(problems.empty()) << to_text(problems);
  const endpoint::EndpointDefinition& efs = protocol.endpoints.at(0);
  EXPECT_EQ(efs.output_unit, endpoint::TimeUnit::years);
  ASSERT_EQ(efs.events.size(), 2u);
  EXPECT_TRUE(efs.events[0].terminal);
  EXPECT_EQ(efs.events[1].label, "relapse");
  EXPECT_EQ(efs.events[1].indicator, "relapsed");
  EXPECT_EQ(efs.censor_at.at(0).when, "hsct");
  EXPECT_EQ(efs.administrative_date, 18627.0);
  EXPECT_EQ(efs.landmark, 30.0);
  EXPECT_EQ(efs.zero_time, endpoint::ZeroTime::keep);
  EXPECT_EQ(efs.failure.rule, endpoint::FailureRule::at_origin);
  EXPECT_EQ(efs.failure.deadline, 180.0);
}

TEST(Protocol, SetChangesWhatTheFileSays) {
  const auto [protocol, problems] =
      read(small, {"study.title=\"Another\"", "endpoint.OS.landmark=30", "endpoint.1.unit='weeks'",
                   "report.times=[3, 6]", "study.seed=7"});
  ASSERT_TRUE(problems.empty()) << to_text(problems);
  EXPECT_EQ(protocol.title, "Another");
  EXPECT_EQ(protocol.endpoints[0].landmark, 30.0);
  EXPECT_EQ(protocol.endpoints[0].unit, endpoint::TimeUnit::weeks);
  EXPECT_EQ(protocol.analyses[1].times, (std::vector<double>{3, 6}));
  EXPECT_EQ(protocol.seed, 7u);
  EXPECT_EQ(protocol.overrides.size(), 5u);
}

/// A wrong protocol and what is said of it.
struct Wrong {
  std::string name;
  std::string text;
  std::vector<std::string> overrides;
  std::string said;
};

class WrongProtocol : public testing::TestWithParam<Wrong> {};

TEST_P(WrongProtocol, IsSaidWhereAndWhatToDo) {
  const auto [protocol, problems] = read(GetParam().text, GetParam().overrides);
  EXPECT_EQ(to_text(problems), GetParam().said);
  for (const Problem& problem : problems) EXPECT_EQ(problem.fault, Fault::input);
}

std::string all_kinds() {
  std::string text = "baseline, km, logrank, cox, table, concordance";
  for (const Kind& kind : kinds()) text += ", " + std::string(kind.name);
  return text;
}

const std::string head = "[study]\nid = 'a'\ntitle = 'b'\n";
const std::string os = "[[endpoint]]\nid = 'OS'\ntime = 't'\nevent = 'e'\nunit = 'days'\n";

INSTANTIATE_TEST_SUITE_P(
    Study, WrongProtocol,
    testing::Values(
        Wrong{"Syntax",
              "[study]\nid = \n",
              {},
              "dir/p.toml:2: not valid TOML: Error while parsing key-value pair: expected "
              "value, saw '\\n'; see docs/files/protocol.md for the form of a protocol\n"},
        Wrong{"Empty",
              "",
              {},
              "dir/p.toml: there is no [study], expected [study] with id and title\n"},
        Wrong{"UnknownTable",
              head + "[cohrt]\nfile = 'x'\n",
              {},
              "dir/p.toml:4: cohrt: there is no such entry here, expected one of study, cohort, "
              "dictionary, simulate, derive, include, validation_cohort, records, expression, "
              "gene_sets, score, endpoint, signature, "
              "report, analysis, emulation; write 'cohort' if that is meant\n"},
        Wrong{"NoTitleAndABadId",
              "[study]\nid = '../x'\n",
              {},
              "dir/p.toml:1: study.title: is not given, expected the title of the report\n"
              "dir/p.toml:2: study.id: '../x' cannot name a file, expected a letter, then letters, "
              "digits, '-' or '_'\n"},
        Wrong{"EndpointHalfDeclared",
              head + "[[endpoint]]\nid = 'OS'\ntime = 't'\nunits = 'days'\n",
              {},
              "dir/p.toml:4: endpoint.OS.unit: is not given, expected the unit of the times in the "
              "cohort: days, weeks, months or years; say days where every time is a date\n"
              "dir/p.toml:4: endpoint.OS.event: is not given, expected the column of the event, 0 "
              "or 1\n"
              "dir/p.toml:7: endpoint.OS.units: there is no such entry here, expected one of id, "
              "title, unit, output_unit, time, event, event_label, last_contact, events, origin, "
              "origin_label, "
              "entry, failure, censor_at, censor_on, censor_after, landmark, zero_time; write "
              "'unit' if that is meant\n"},
        Wrong{"EndpointTwiceAndAWrongUnit",
              head + os + "[[endpoint]]\nid = 'os'\ntime = 't'\nevent = 'e'\nunit = 'day'\n",
              {},
              "dir/p.toml:10: endpoint.os.id: 'os' is taken by another endpoint, expected an id of "
              "its own\n"
              "dir/p.toml:13: endpoint.os.unit: 'day' is not known, expected days, weeks, months, "
              "years; write 'days' if that is meant\n"},
        Wrong{
            "Dates",
            head + os + "censor_on = '2020-02-30'\nlandmark = -1\n",
            {},
            "dir/p.toml:9: endpoint.OS.censor_on: is no date, expected year-month-day, for "
            "instance 2020-12-31\n"
            "dir/p.toml:10: endpoint.OS.landmark: -1 is out of range, expected a finite number of "
            "at least 0\n"},
        Wrong{"AnalysisOfNothing",
              head + os +
                  "[[analysis]]\nkind = 'kaplan'\n[[analysis]]\nkind = 'cox'\nendpoint = 'EFS'\n"
                  "[[analysis]]\n",
              {},
              "dir/p.toml:10: analysis.1.kind: 'kaplan' is not known, expected " + all_kinds() +
                  "\n"
                  "dir/p.toml:11: analysis.2.variables: is not given, expected the terms of the "
                  "model; "
                  "list them here, or as covariates in [study]\n"
                  "dir/p.toml:13: analysis.2.endpoint: 'EFS' is no endpoint, expected OS; declare "
                  "it as "
                  "[[endpoint]]\n"
                  "dir/p.toml:14: analysis.3.kind: is not given, expected " +
                  all_kinds() + "\n"},
        Wrong{"AnEntryOfAnotherKind",
              head + os + "[[analysis]]\nkind = 'baseline'\nties = 'efron'\n",
              {},
              "dir/p.toml:11: analysis.1.ties: there is no such entry here, expected one of kind, "
              "id, title, where, population, by, variables, p\n"},
        Wrong{"TimesOutOfOrder",
              head + os + "[report]\ntimes = [12, 6]\nconf_level = 95\n",
              {},
              "dir/p.toml:10: report.times: are not in order, expected ascending times of 0 or "
              "more\n"
              "dir/p.toml:11: report.conf_level: 95 is out of range, expected 0.5 to 0.9999\n"},
        Wrong{"SetWithoutValue",
              head,
              {"study.seed"},
              "--set study.seed: is no key and value, expected key=value, for instance "
              "report.conf_level=0.9\n"},
        Wrong{
            "SetWithoutQuotes",
            head,
            {"study.title=New"},
            "--set study.title=New: 'New' is not a value of TOML, expected a number, true, false, "
            "a list, or a text in quotes; write --set 'study.title=\"New\"' if a text is meant\n"},
        Wrong{"SetOfAnUnknownKey",
              head,
              {"study.sede=3"},
              "--set study.sede=3: study.sede: there is no such entry here, expected one of id, "
              "title, description, authors, language, date, group, covariates, seed; write 'seed' "
              "if that is meant\n"},
        Wrong{"SetOfAnUnknownEndpoint",
              head + os,
              {"endpoint.SO.landmark=3"},
              "--set endpoint.SO.landmark=3: there is no 'SO' to change, expected one of OS or a "
              "number from 1 to 1; write 'OS' if that is meant\n"},
        Wrong{"SetThroughAValue",
              head,
              {"study.title.x=3"},
              "--set study.title.x=3: 'title' is a text, which holds no entries, expected the path "
              "of a single value\n"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace venscope::study
