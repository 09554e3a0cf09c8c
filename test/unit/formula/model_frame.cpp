#include "venscope/formula/model_frame.hpp"

#include "unit/formula/tables.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using formula::FrameOptions;
using formula::model_frame;
using test::number_column;
using test::table_of;
using test::text_column;

namespace {

constexpr double na = std::numeric_limits<double>::quiet_NaN();

cohort::Table cohort_table() {
  return table_of({
      number_column("time", {5, 3, 8, 1, 9, 2}),
      number_column("event", {1, 0, 1, 1, 0, 1}),
      number_column("status", {2, 1, 2, 2, 1, 2}),
      number_column("age", {60, 71, na, 55, 48, 66}),
      number_column("wbc", {1, 2, 3, 0, 5, -6}),
      text_column("sex", {"M", "F", "F", "M", "", "M"}),
      text_column("dead", {"yes", "no", "yes", "yes", "no", "yes"}),
      text_column("one", {"x", "x", "x", "x", "x", "x"}),
      number_column("empty", {na, na, na, na, na, na}),
  });
}

Problems problems_of(std::string_view text, const FrameOptions& options = {}) {
  const auto frame = model_frame(text, cohort_table(), options);
  return frame ? Problems{} : frame.error();
}

/// Lines and texts of the problems with such times.
std::string problems_with_times(const std::vector<std::string>& times,
                                const FrameOptions& options) {
  std::vector<double> events(times.size(), 1);
  const cohort::Table table =
      table_of({text_column("time", times), number_column("event", std::move(events))});
  const auto frame = model_frame("Surv(time, event) ~ 1", table, options);
  return frame ? "" : to_text(frame.error());
}

}  // namespace

TEST(ModelFrame, LeavesOutRowsThatMissAUsedColumnAndCountsThem) {
  const auto frame = model_frame("Surv(time, event) ~ age + sex", cohort_table());
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->rows, (std::vector<std::size_t>{0, 1, 3, 5}));
  EXPECT_EQ(frame->n_missing, 2u);
  ASSERT_EQ(frame->missing.size(), 2u);
  EXPECT_EQ(frame->missing[0].name, "age");
  EXPECT_EQ(frame->missing[1].name, "sex");
  EXPECT_EQ(frame->terms[1].reference, "F");
  EXPECT_EQ(frame->column_names, (std::vector<std::string>{"age", "sexM"}));
}

TEST(ModelFrame, TakesTwoAsTheEventOfOneAndTwoAndSaysSo) {
  const auto frame = model_frame("Surv(time, status) ~ 1", cohort_table());
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->outcomes.event, (std::vector<std::int32_t>{1, 0, 1, 1, 0, 1}));
  ASSERT_EQ(frame->warnings.size(), 1u);
  EXPECT_NE(frame->warnings[0].find("2 was taken as the event"), std::string::npos);
  EXPECT_EQ(frame->design.columns, 0u);
}

TEST(ModelFrame, NamesEveryProblemOfAFormulaAtOnce) {
  const auto problems =
      problems_of("Surv(tme, age) ~ sxe + log(wbc) + log(sex) + foo(age) + strata()");
  std::vector<std::string> codes;
  for (const Problem& problem : problems) codes.push_back(problem.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"formula.unknown_column", "formula.event",
                                             "formula.unknown_column", "formula.not_finite",
                                             "formula.not_finite", "formula.type",
                                             "formula.function", "formula.arguments"}));
  EXPECT_NE(problems[0].remedy.find("did you mean 'time'?"), std::string::npos);
  EXPECT_EQ(problems[2].place.column, "character 18");
  EXPECT_EQ(problems[3].place.line, 5u) << "log(0) stands on line 5 of the file";
  EXPECT_EQ(problems[4].place.line, 7u) << "log(-6) on line 7";
}

TEST(ModelFrame, AsksWhichTextIsTheEvent) {
  const auto problems = problems_of("Surv(time, dead) ~ age");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].remedy.find("dead == \"yes\""), std::string::npos);
  EXPECT_TRUE(problems_of("Surv(time, dead == 'yes') ~ age").empty());
}

TEST(ModelFrame, NoticesAnEventThatNoRowHas) {
  const auto frame = model_frame("Surv(time, dead == 'yse') ~ age", cohort_table());
  ASSERT_TRUE(frame);
  ASSERT_EQ(frame->warnings.size(), 1u);
  EXPECT_NE(frame->warnings[0].find("did you mean 'yes'?"), std::string::npos);
}

TEST(ModelFrame, SaysWhyNoRowIsLeft) {
  const auto problems = problems_of("Surv(time, event) ~ age + empty");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].fault, Fault::analysis);
  EXPECT_NE(problems[0].what.find("empty on 6"), std::string::npos);
}

TEST(ModelFrame, CountsWhatAnOutcomeMissesByColumn) {
  cohort::Table table = cohort_table();
  table.columns[0].number = {5, na, 8, na, 9, 2};
  const auto frame =
      model_frame("Surv(time, ifelse(dead == 'yes' & age > 0, 1, 0)) ~ wbc", table).value();
  std::vector<std::string> counts;
  for (const auto& count : frame.missing)
    counts.push_back(count.name + " " + std::to_string(count.rows));
  EXPECT_EQ(counts, (std::vector<std::string>{"time 2", "age 1"}));
  // is.na() has a value where its column has none, and an interval without time lacks nothing.
  const auto known = model_frame("Surv(time, ifelse(is.na(age), 0, event)) ~ 1", table).value();
  ASSERT_EQ(known.missing.size(), 1u);
  EXPECT_EQ(known.missing[0].name, "time");
  const auto vanished =
      model_frame("Surv(pmin(time, 5) - 1, time - 1, event) ~ 1", cohort_table()).value();
  ASSERT_EQ(vanished.missing.size(), 1u);
  EXPECT_EQ(vanished.missing[0].name, "Surv(pmin(time, 5) - 1, time - 1, event)");
}

TEST(ModelFrame, NamesTheColumnOfAnEmptyOutcome) {
  const auto problems = problems_of("Surv(empty, event) ~ age");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].what.find("missing is empty on 6, age on 1"), std::string::npos);
  EXPECT_EQ(problems[0].remedy, "the outcome's empty is empty: name the column that holds it");
  EXPECT_EQ(problems_of("empty ~ sex", {.grouping = true, .categorical_response = true})[0].remedy,
            problems[0].remedy);
  EXPECT_EQ(problems_of("Surv(time, event) ~ empty")[0].remedy,
            "leave out the variable that is missing most");
  cohort::Table table = cohort_table();
  table.columns[0].number = {na, na, na, na, 9, 2};
  table.columns[1].number = {1, 0, 1, 1, na, na};
  const auto torn = model_frame("Surv(time, event) ~ age", table);
  ASSERT_FALSE(torn);
  EXPECT_EQ(torn.error()[0].remedy,
            "no row has the whole outcome, and most miss time: name the columns that hold it");
}

TEST(ModelFrame, SaysWhichGroupsStandInTheOrderOfTheirText) {
  const auto alphabetical = [](std::string_view right) {
    return model_frame("Surv(time, event) ~ " + std::string(right), cohort_table(),
                       {.grouping = true})
        ->groups.alphabetical;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(alphabetical("sex"), Names{"sex"});
  EXPECT_EQ(alphabetical("factor(sex) + event"), Names{"factor(sex)"});
  EXPECT_EQ(alphabetical("ifelse(wbc > 2, 'high', 'low')").size(), 1u);
  EXPECT_EQ(alphabetical("factor(sex, levels = c('M', 'F'))"), Names{});
  EXPECT_EQ(alphabetical("event + cut(wbc, c(-9, 0, 9))"), Names{});
}

TEST(ModelFrame, RefusesACategoryOfOneLevel) {
  const auto problems = problems_of("Surv(time, event) ~ one + one:age");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, "formula.one_level");
  EXPECT_EQ(problems[0].fault, Fault::analysis);
}

TEST(ModelFrame, RefusesTimesAndIntervalsThatCannotBe) {
  EXPECT_EQ(problems_of("Surv(wbc, event) ~ 1").at(0).code, "formula.time");
  EXPECT_EQ(problems_of("Surv(age, time, event) ~ 1").size(), 5u) << "one row misses age";
  EXPECT_EQ(problems_of("Surv(sex, event) ~ 1").at(0).code, "formula.time");
  EXPECT_EQ(problems_of("age ~ sex").at(0).code, "formula.outcome");
  EXPECT_EQ(problems_of("age + sex").at(0).code, "formula.no_outcome");
  EXPECT_EQ(problems_of("~ sex").at(0).code, "formula.no_outcome");
}

TEST(ModelFrame, LeavesOutIntervalsThatHoldNoTime) {
  const auto frame = model_frame("Surv(pmin(time, 5) - 1, time - 1, event) ~ 1", cohort_table());
  ASSERT_TRUE(frame) << to_text(frame.error());
  EXPECT_EQ(frame->rows, (std::vector<std::size_t>{2, 4}));
  EXPECT_EQ(frame->n_missing, 4u);
  ASSERT_EQ(frame->warnings.size(), 1u);
  EXPECT_NE(frame->warnings[0].find("first on line 2"), std::string::npos);
}

TEST(ModelFrame, CalculatesABranchOfIfelseOnlyWhereItIsTaken) {
  const auto frame =
      model_frame("Surv(time, event) ~ I(ifelse(wbc > 0, log(wbc), 0))", cohort_table());
  ASSERT_TRUE(frame) << to_text(frame.error());
  EXPECT_EQ(frame->design(1, 0), std::log(2.0));
  EXPECT_EQ(frame->design(5, 0), 0.0);
}

TEST(ModelFrame, KeepsMissingMissing) {
  const auto frame = model_frame(
      "Surv(time, event) ~ I(sex %in% c('M', 'X')) + I(age > 50 | wbc > 4)", cohort_table());
  ASSERT_TRUE(frame);
  // Row 2 misses age and wbc is 3: undecided. Row 4 misses sex.
  EXPECT_EQ(frame->rows, (std::vector<std::size_t>{0, 1, 3, 5}));
}

TEST(ModelFrame, GroupsOnlyByWhatHasNoInteraction) {
  const FrameOptions grouping{.grouping = true};
  EXPECT_EQ(problems_of("Surv(time, event) ~ sex * dead", grouping).at(0).code,
            "formula.interaction");
  EXPECT_EQ(problems_of("Surv(time, event) ~ sex + offset(age)", grouping).at(0).code,
            "formula.offset");
  const auto frame =
      model_frame("Surv(time, event) ~ dead + strata(sex)", cohort_table(), grouping);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->groups.names, (std::vector<std::string>{"dead=no", "dead=yes"}));
  EXPECT_EQ(frame->strata.names, (std::vector<std::string>{"sex=F", "sex=M"}));
}

TEST(ModelFrame, TakesACategoryAsTheResponseOfATable) {
  const auto frame =
      model_frame("dead ~ sex", cohort_table(), {.grouping = true, .categorical_response = true});
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->response.names, (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(frame->response.group, (std::vector<std::int32_t>{1, 0, 1, 1, 1}));
  EXPECT_EQ(frame->groups.names, (std::vector<std::string>{"sex=F", "sex=M"}));
}

TEST(ModelFrame, SaysThatAFileHasNoRows) {
  auto table = table_of({number_column("time", {}), number_column("event", {})});
  const auto frame = model_frame("Surv(time, event) ~ 1", table);
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().at(0).what, "cohort.csv has no rows");
  EXPECT_EQ(frame.error().at(0).fault, Fault::analysis);
}

TEST(ModelFrame, ReadsWeights) {
  FrameOptions options;
  options.weights = "age";
  const auto frame = model_frame("Surv(time, event) ~ 1", cohort_table(), options);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->weights, (std::vector<double>{60, 71, 55, 48, 66}));
  options.weights = "wbc";
  EXPECT_EQ(problems_of("Surv(time, event) ~ 1", options).at(0).code, "formula.weights");
  options.weights = "sex";
  EXPECT_EQ(problems_of("Surv(time, event) ~ 1", options).at(0).code, "formula.weights");
}

TEST(ModelFrame, TakesANumberAsTheResponse) {
  const auto frame = model_frame("log(age) ~ sex", cohort_table(), {.numeric_response = true});
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->rows, (std::vector<std::size_t>{0, 1, 3, 5}));
  EXPECT_DOUBLE_EQ(frame->number[1], std::log(71.0));
  EXPECT_EQ(frame->column_names, std::vector<std::string>{"sexM"});
  EXPECT_EQ(problems_of("sex ~ age", {.numeric_response = true})[0].code, "formula.outcome");
  EXPECT_EQ(problems_of("Surv(time, event) ~ age", {.numeric_response = true})[0].code,
            "formula.outcome");
  EXPECT_EQ(problems_of("~ age", {.numeric_response = true})[0].code, "formula.no_outcome");
}

TEST(ModelFrame, TakesTermsWithoutAResponse) {
  const auto frame = model_frame("~ sex + age", cohort_table(), {.no_response = true});
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->rows, (std::vector<std::size_t>{0, 1, 3, 5}));
  EXPECT_EQ(frame->column_names, (std::vector<std::string>{"sexM", "age"}));
  EXPECT_EQ(problems_of("time ~ age", {.no_response = true})[0].code, "formula.no_outcome");
  EXPECT_EQ(problems_of("~ agee", {.no_response = true})[0].code, "formula.unknown_column");
}

/// The text that an expression has in each row.
std::vector<std::string> texts_of(const std::string& expression) {
  const auto frame =
      model_frame(expression + " ~ 1", cohort_table(), {.categorical_response = true});
  if (!frame) return {to_text(frame.error())};
  std::vector<std::string> texts;
  for (const std::int32_t group : frame->response.group)
    texts.push_back(frame->response.names[static_cast<std::size_t>(group)]);
  return texts;
}

TEST(ModelFrame, ChoosesBetweenTextsOfAnyKind) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(texts_of("ifelse(event == 1, 'dead', ifelse(time > 5, 'late', 'early'))"),
            (Texts{"dead", "early", "dead", "dead", "late", "dead"}));
  // A column and a constant, a number and a text, a logical; where sex or the NA is missing the row
  // is.
  EXPECT_EQ(texts_of("ifelse(time > 2, sex, 'none')"), (Texts{"M", "F", "F", "none", "none"}));
  EXPECT_EQ(texts_of("ifelse(time > 5, time, 'short')"),
            (Texts{"short", "short", "8", "short", "9", "short"}));
  EXPECT_EQ(texts_of("ifelse(event == 1, time > 5, 'alive')"),
            (Texts{"FALSE", "alive", "TRUE", "FALSE", "alive", "FALSE"}));
  EXPECT_EQ(texts_of("ifelse(time > 2, 'long', NA)"), (Texts{"long", "long", "long", "long"}));
  EXPECT_NE(texts_of("ifelse(time > 2, c('a', 'b'), 'c')")[0].find("c(…) is no single value"),
            std::string::npos);
  EXPECT_NE(texts_of("ifelse(time > 2, ns(time, 2), 'c')")[0].find("spline"), std::string::npos);
  EXPECT_NE(texts_of("ifelse(sex, 'a', 'b')")[0].find("not TRUE or FALSE"), std::string::npos);
}

TEST(ModelFrame, TimesWithTheOtherDecimalMarkAreRefused) {
  const std::string comma =
      "has a decimal comma, but decimal points are read here; read the file "
      "with --decimal comma\n";
  EXPECT_EQ(problems_with_times({"25,7", "30", "", "3,5"}, {}),
            "cohort.csv:2: time: \"25,7\" " + comma + "cohort.csv:5: time: \"3,5\" " + comma);
  EXPECT_EQ(problems_with_times({"25,7", "30"}, {.values = true}),
            "cohort.csv:2: time: \"25,7\" " + comma);
  EXPECT_EQ(problems_with_times({"25.7", "30"}, {}),
            "cohort.csv:2: time: \"25.7\" has a decimal point, but decimal commas are read here; "
            "read the file with --decimal point\n");
  // Beside words either mark may have been understood.
  EXPECT_EQ(problems_with_times({"25,7", "lost"}, {}),
            "cohort.csv:3: time: \"lost\" is not a time, expected a number; correct the cell, or "
            "declare it as missing\n");
  // Numbers that were kept as text.
  EXPECT_NE(problems_with_times({"25", "30"}, {}).find("time is not a time"), std::string::npos);
}
