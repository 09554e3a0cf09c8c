#include "venscope/report/figure/survival_figure.hpp"

#include "support/hostile.hpp"
#include "support/markup.hpp"
#include "venscope/report/figure/svg.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::report;
using venscope::test::Element;
using venscope::test::Markup;
using venscope::test::read_markup;

namespace {

survival::KaplanMeier fitted(std::vector<double> time, std::vector<std::int32_t> event) {
  endpoint::Outcomes outcomes;
  outcomes.time = std::move(time);
  outcomes.event = std::move(event);
  auto fit = survival::kaplan_meier(outcomes);
  EXPECT_TRUE(fit.has_value());
  return *fit;
}

/// 6-MP arm of Freireich 1963, in weeks; 21 patients.
survival::KaplanMeier freireich() {
  return fitted({6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35},
                {1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0});
}

bool is_in(const Element& element, const std::string& group) {
  return std::count(element.inside.begin(), element.inside.end(), group) > 0;
}

struct Placed {
  std::string x, text;
};

std::vector<Placed> texts_in(const Scene& scene, const std::string& group, bool centred) {
  std::vector<Placed> found;
  for (const Element& element : read_markup(svg_file(scene)).elements)
    if (element.name == "text" && is_in(element, group) &&
        (element.attributes.count("text-anchor") > 0) == centred)
      found.push_back({element.attributes.at("x"), element.text});
  return found;
}

// Two causes of the same patients: curves begin at 0, there is one row of numbers and no median.
TEST(SurvivalFigure, IncidencesRiseFromZeroAboveOneRowOfNumbers) {
  survival::KaplanMeier first, second;
  first.n = second.n = 10;
  first.n_weighted = second.n_weighted = 10;
  first.events = 6;
  first.curve = {{2, 10, 6, 0, 0.6, 0.15, 0.4, 0.9}, {8, 4, 0, 4, 0.6, 0.15, 0.4, 0.9}};
  second.curve = {{2, 10, 0, 0, 0, 0, 0, 0}, {8, 4, 0, 4, 0, 0, 0, 0}};
  SurvivalFigure figure;
  figure.curves = {{"Relapse", &first}, {"Death", &second}};
  figure.outcome = "Cumulative incidence";
  figure.incidence = true;
  figure.same_patients = true;
  figure.censoring = false;
  const Scene scene = survival_scene(figure);
  EXPECT_EQ(texts_in(scene, "numbers", true).size(), texts_in(scene, "axis-labels", true).size());
  EXPECT_EQ(texts_in(scene, "numbers", false).size(), 1u);  // the heading
  EXPECT_NE(scene.description.find("6 events, 0.60 at the end"), std::string::npos);
  EXPECT_EQ(scene.description.find("median"), std::string::npos);
  EXPECT_EQ(survival_csv(figure).find("group,time,n_risk,n_event,n_censor,incidence,"), 0u);
  figure.incidence = false;
  EXPECT_NE(survival_scene(figure).description.find("median"), std::string::npos);
}

TEST(SurvivalFigure, NumbersAtRiskStandAtTheTicksOfTheAxis) {
  const survival::KaplanMeier fit = freireich();
  for (const double width : {single_column, double_column}) {
    SurvivalFigure figure;
    figure.curves = {{"6-MP", &fit},
                     {"again, under a label that is much too long for the margin", &fit}};
    figure.unit = "weeks";
    figure.width = width;
    figure.cumulative_events = true;
    const Scene scene = survival_scene(figure);
    const std::vector<Placed> ticks = texts_in(scene, "axis-labels", true);
    const std::vector<Placed> numbers = texts_in(scene, "numbers", true);
    ASSERT_GE(ticks.size(), 3u);
    ASSERT_EQ(numbers.size(), 4 * ticks.size());
    for (std::size_t i = 0; i < numbers.size(); ++i)
      EXPECT_EQ(numbers[i].x, ticks[i % ticks.size()].x);
  }
}

TEST(SurvivalFigure, NumbersAtRiskAreThoseOfTheData) {
  const survival::KaplanMeier fit = freireich();
  SurvivalFigure figure;
  figure.curves = {{"6-MP", &fit}};
  figure.unit = "weeks";
  figure.last_time = 35;
  figure.cumulative_events = true;
  figure.cumulative_censored = true;
  const Scene scene = survival_scene(figure);
  std::map<std::string, std::vector<std::string>> by_time;
  const std::vector<Placed> ticks = texts_in(scene, "axis-labels", true);
  const std::vector<Placed> numbers = texts_in(scene, "numbers", true);
  ASSERT_EQ(numbers.size(), 3 * ticks.size());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    by_time[ticks[i % ticks.size()].text].push_back(numbers[i].text);
  // Weeks 0, 8 and 16: at risk just before, events and censorings up to and including.
  EXPECT_EQ(by_time["0"], (std::vector<std::string>{"21", "0", "0"}));
  EXPECT_EQ(by_time["8"], (std::vector<std::string>{"16", "4", "1"}));
  EXPECT_EQ(by_time["16"], (std::vector<std::string>{"11", "7", "4"}));
}

TEST(SurvivalFigure, HasOneCurvePerGroupInItsToneAndDash) {
  const survival::KaplanMeier fit = freireich();
  for (const std::size_t groups : {1u, 2u, 3u, 8u, 10u}) {
    SurvivalFigure figure;
    for (std::size_t i = 0; i < groups; ++i) figure.curves.push_back({std::to_string(i), &fit});
    figure.censoring = figure.medians = figure.bands = false;
    const Markup markup = read_markup(svg_file(survival_scene(figure)));
    ASSERT_EQ(markup.error, "");
    std::size_t curves = 0;
    for (const Element& element : markup.elements)
      if (element.name == "path" && is_in(element, "curves")) ++curves;
    EXPECT_EQ(curves, groups);
  }
}

TEST(SurvivalFigure, SurvivesExtremeData) {
  const survival::KaplanMeier one_censored = fitted({1.5}, {0}), one_event = fitted({1.5}, {1}),
                              at_zero = fitted({0}, {1}), short_time = fitted({1e-9, 2e-9}, {1, 0}),
                              long_time = fitted({1e9, 2e9}, {1, 0}),
                              no_event = fitted({1, 2, 3}, {0, 0, 0});
  for (const auto* fit : {&one_censored, &one_event, &at_zero, &short_time, &long_time, &no_event})
    for (const char* unit : {"days", "months", "years", ""}) {
      SurvivalFigure figure;
      figure.curves = {{"", fit}};
      figure.unit = unit;
      const Scene scene = survival_scene(figure);
      const std::string svg = svg_file(scene);
      EXPECT_EQ(read_markup(svg).error, "");
      EXPECT_EQ(svg.find("nan"), std::string::npos);
      EXPECT_GT(scene.height, 100);
    }
  EXPECT_EQ(read_markup(svg_file(survival_scene({}))).error, "");
  const survival::KaplanMeier empty;
  SurvivalFigure figure;
  figure.curves = {{"nobody", &empty}, {"no fit", nullptr}};
  EXPECT_EQ(read_markup(svg_file(survival_scene(figure))).error, "");
}

TEST(SurvivalFigure, HostileLabelsStayInsideTheFigure) {
  const survival::KaplanMeier fit = freireich();
  SurvivalFigure figure;
  for (const std::string& label : venscope::test::hostile_labels()) {
    figure.curves.push_back({label, &fit});
    figure.notes.push_back(label);
  }
  figure.title = figure.subtitle = figure.outcome = figure.time_label =
      "<script>" + std::string(300, 'W');
  const Markup markup = read_markup(svg_file(survival_scene(figure)));
  EXPECT_EQ(markup.error, "");
  for (const Element& element : markup.elements) EXPECT_NE(element.name, "script");
}

TEST(SurvivalFigure, NotesKeepClearOfTheCurves) {
  // Everyone lives: the lower half is free. Everyone dies at once: the upper half is.
  const survival::KaplanMeier flat =
      fitted(std::vector<double>(50, 10.0), std::vector<std::int32_t>(50, 0));
  std::vector<double> early(50, 0.01);
  early.push_back(10);
  const survival::KaplanMeier steep = fitted(early, std::vector<std::int32_t>(51, 1));
  const auto note_height = [](const survival::KaplanMeier& fit) {
    SurvivalFigure figure;
    figure.curves = {{"", &fit}};
    figure.notes = {"the note"};
    for (const Element& element : read_markup(svg_file(survival_scene(figure))).elements)
      if (element.text == "the note") return std::stod(element.attributes.at("y"));
    return -1.0;
  };
  EXPECT_GT(note_height(flat), 60);
  EXPECT_LT(note_height(steep), 60);
}

TEST(SurvivalFigure, NotesKeepClearOfTheMedians) {
  // The upper places are taken by one group; the other leaves the lower left free, but for the line
  // of its median.
  std::vector<double> time{40};
  std::vector<std::int32_t> event{0};
  for (int i = 0; i < 30; ++i) {
    time.push_back(i < 20 ? 9.0 : 40.0);
    event.push_back(i < 20 ? 1 : 0);
  }
  const survival::KaplanMeier fit = fitted(time, event), alive = fitted({40, 40}, {0, 0});
  SurvivalFigure figure;
  figure.curves = {{"alive", &alive}, {"dead", &fit}};
  figure.bands = false;
  figure.notes = {"Log-rank test: p < 0.001"};
  for (const bool medians : {false, true}) {
    figure.medians = medians;
    for (const Element& element : read_markup(svg_file(survival_scene(figure))).elements) {
      if (!element.text.starts_with("Log-rank")) continue;
      EXPECT_EQ(std::stod(element.attributes.at("x")) > 0.5 * figure.width, medians);
    }
  }
}

TEST(SurvivalFigure, AMillionPatientsMakeASmallFile) {
  std::vector<double> time;
  for (int i = 0; i < 1000000; ++i) time.push_back(0.001 + i * 0.00006);
  const survival::KaplanMeier fit = fitted(std::move(time), std::vector<std::int32_t>(1000000, 1));
  SurvivalFigure figure;
  figure.curves = {{"all", &fit}};
  const std::string svg = svg_file(survival_scene(figure));
  EXPECT_LT(svg.size(), 300000u);
  // Thinning moves no step by more than it may: the curve still ends where the data do, at zero.
  EXPECT_EQ(read_markup(svg).error, "");
}

TEST(SurvivalFigure, TheNumbersBehindAreTheFit) {
  const survival::KaplanMeier fit = fitted({1, 2, 3}, {1, 0, 1});
  SurvivalFigure figure;
  figure.curves = {{"=cmd, \"x\"", &fit}};
  const std::string csv = survival_csv(figure);
  EXPECT_EQ(csv.substr(0, csv.find('\n')),
            "group,time,n_risk,n_event,n_censor,survival,std_error,lower,upper");
  EXPECT_NE(csv.find("\"'=cmd, \"\"x\"\"\",2,2,0,1,0.666666666666666"), std::string::npos) << csv;
  // At S = 0 Greenwood's error and the limits are undefined: empty, not "nan".
  EXPECT_NE(csv.find(",3,1,1,0,0,,,\n"), std::string::npos) << csv;
}

TEST(SurvivalFigure, SameInputSameBytes) {
  const survival::KaplanMeier fit = freireich();
  SurvivalFigure figure;
  figure.curves = {{"a", &fit}, {"b", &fit}};
  EXPECT_EQ(svg_file(survival_scene(figure)), svg_file(survival_scene(figure)));
}

}  // namespace
