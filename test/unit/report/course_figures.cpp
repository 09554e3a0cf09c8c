#include "support/hostile.hpp"
#include "support/scene_check.hpp"
#include "venscope/report/figure/course_figure.hpp"
#include "venscope/report/figure/swimmer_figure.hpp"
#include "venscope/report/figure/waterfall_figure.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

const double none = std::nan("");

std::vector<Path> paths_in(const Scene& scene, const std::string& group) {
  std::vector<Path> paths;
  for (const PlacedPath& placed : content_of(scene).paths)
    if (std::find(placed.groups.begin(), placed.groups.end(), group) != placed.groups.end())
      paths.push_back(placed.path);
  return paths;
}

double text_x(const Scene& scene, const std::string& text) {
  for (const PlacedText& placed : content_of(scene).texts)
    if (placed.text.text == text) return placed.text.at.x;
  ADD_FAILURE() << "no text " << text;
  return none;
}

CourseFigure two_arms() {
  CourseFigure figure;
  figure.visits = {0, 7, 28};
  figure.groups = {
      {"VEN", {4, 16, 2}, {3, 9, none}, {5, 30, none}, {{{0, 7}, {3, 9}}}, {"3/3", "2/3", "1/2"}},
      {"Other", {4, 8, 4}, {2, 6, 3}, {8, 11, 5}, {}, {"2/2", "2/2", "0/1"}}};
  figure.p_values = {"0.90", "0.04", ""};
  return figure;
}

TEST(CourseFigure, NumbersStandUnderTheirVisits) {
  const Scene scene = course_scene(two_arms());
  EXPECT_EQ(faults_of(scene), "");
  EXPECT_EQ(text_x(scene, "3/3"), text_x(scene, "0.90"));
  EXPECT_EQ(text_x(scene, "2/3"), text_x(scene, "7"));
  EXPECT_EQ(text_x(scene, "1/2"), text_x(scene, "28"));
  EXPECT_EQ(
      scene.description,
      "Value. Across: Days since infusion. VEN: 4 at 0, 16 at 7, 2 at 28. Other: 4 at 0, 8 at 7, "
      "4 at 28.");
  EXPECT_EQ(course_csv(two_arms()),
            "group,time,estimate,lower,upper\nVEN,0,4,3,5\nVEN,7,16,9,30\nVEN,28,2,,\n"
            "Other,0,4,2,8\nOther,7,8,6,11\nOther,28,4,3,5\n");
}

TEST(CourseFigure, LargeNumbersKeepTheirThousandsApart) {
  CourseFigure figure;
  figure.visits = {0, 7};
  figure.logarithmic = true;
  figure.groups = {{"", {12.345, 2500000}, {}, {}, {}, {}}};
  const Scene scene = course_scene(figure);
  EXPECT_EQ(scene.description,
            "Value. Across: Days since infusion. All patients: 12.3 at 0, 2,500,000 at 7.");
  EXPECT_NE(texts_of(scene).find("100,000|"), std::string::npos) << texts_of(scene);
}

TEST(CourseFigure, EqualRatiosAreEqualDistancesOnALogarithmicAxis) {
  CourseFigure figure = two_arms();
  figure.logarithmic = true;
  // The line of the second group: 4, 8, 4 of which 4 to 8 is as far as 8 to 4.
  std::vector<Point> line;
  for (const Path& path : paths_in(course_scene(figure), "groups"))
    if (path.stroke == Tone::series_2 && path.lines.size() == 1 && path.lines[0].size() == 3)
      line = path.lines[0];
  ASSERT_EQ(line.size(), 3u);
  EXPECT_NEAR(line[0].y - line[1].y, line[2].y - line[1].y, 1e-9);
  std::vector<Point> first;
  for (const Path& path : paths_in(course_scene(figure), "groups"))
    if (path.stroke == Tone::series_1 && path.lines.size() == 1 && path.lines[0].size() == 3)
      first = path.lines[0];
  ASSERT_EQ(first.size(), 3u);
  EXPECT_NEAR(first[0].y - first[1].y, 2 * (line[0].y - line[1].y), 1e-9);  // 4 to 16
}

TEST(CourseFigure, CrowdedVisitsGiveUpTheirTextsAndNotTheirMarks) {
  CourseFigure figure = two_arms();
  figure.width = single_column;
  figure.visits.clear();
  for (int day = 0; day < 29; ++day) figure.visits.push_back(day);
  for (CourseGroup& group : figure.groups) {
    group.centre.assign(29, 3);
    group.low = group.high = {};
    group.numbers.assign(29, "33/33");
  }
  figure.p_values.assign(29, "0.12");
  const Scene scene = course_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  std::size_t numbers = 0;
  for (const PlacedText& placed : content_of(scene).texts) numbers += placed.text.text == "33/33";
  EXPECT_GT(numbers, 6u);
  EXPECT_LT(numbers, 40u);
}

TEST(CourseFigure, MeasurementsFarFromTheVisitsDoNotMoveTheAxes) {
  CourseFigure figure = two_arms();
  figure.groups[0].patients = {{{-400, 0, 7}, {1e6, 3, 9}}};
  figure.margin = 3;
  const Scene near = course_scene(two_arms()), far = course_scene(figure);
  EXPECT_EQ(faults_of(far), "");
  for (const char* text : {"2/3", "28", "30"}) EXPECT_EQ(text_x(far, text), text_x(near, text));
  figure.groups[0].patients[0].time[0] = -2;  // within the margin: it is part of the figure
  EXPECT_GT(text_x(course_scene(figure), "1/2") - text_x(course_scene(figure), "2/3"), 0);
  EXPECT_NE(text_x(course_scene(figure), "2/3"), text_x(near, "2/3"));
}

TEST(CourseFigure, NothingOneValueZerosAndAnyTextAreDrawn) {
  EXPECT_EQ(faults_of(course_scene({})), "");
  CourseFigure one;
  one.visits = {3};
  one.groups = {{"", {5}, {none}, {none}, {}, {"1"}}};
  EXPECT_EQ(faults_of(course_scene(one)), "");
  CourseFigure zeros = two_arms();
  zeros.logarithmic = true;
  zeros.groups[0].centre = {0, -1, none};
  zeros.groups[0].low = {-3, 0, none};
  zeros.groups[0].patients = {{{0, 1, 2}, {0, 5, none}}};
  zeros.limit = 0.5;
  EXPECT_EQ(faults_of(course_scene(zeros)), "");
  for (const std::string& label : hostile_labels()) {
    if (label.size() > 100) continue;
    CourseFigure figure = two_arms();
    figure.groups[0].label = figure.value_label = label;
    EXPECT_EQ(faults_of(course_scene(figure)), "") << label;
  }
}

SwimmerFigure three_lanes() {
  SwimmerFigure figure;
  figure.groups = {"VEN", "Other"};
  figure.phases = {"Bridging", "Response"};
  figure.marks = {"Transplantation"};
  figure.lanes = {{"P1", -2, 10, false, 0, {{0, -2, 0}, {1, 3, 10}}, {{0, 5}}},
                  {"P2", 0, 6, true, 1, {}, {}},
                  {"P3", 0, 4, true, -1, {{1, 2, 2}}, {}}};
  return figure;
}

TEST(SwimmerFigure, LanesAreAsLongAsTheirTimes) {
  const SwimmerFigure figure = three_lanes();
  const Scene scene = swimmer_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  std::vector<double> widths, begins;
  for (const Path& path : paths_in(scene, "lanes"))
    if (path.fill == Tone::rule && path.fill_opacity < 1) {
      begins.push_back(path.lines[0][0].x);
      widths.push_back(path.lines[0][1].x - path.lines[0][0].x);
    }
  ASSERT_EQ(widths.size(), 3u);
  EXPECT_NEAR(widths[0] / widths[1], 2, 1e-9);  // 12 and 6 months
  EXPECT_NEAR(widths[1] / widths[2], 1.5, 1e-9);
  EXPECT_NEAR(begins[1] - begins[0], widths[0] / 6, 1e-9);  // two months before time zero
  EXPECT_EQ(
      scene.description,
      "3 patients, one lane each. Across: Months since diagnosis. 2 end with Death, 1 with Alive "
      "at last contact; the longest is 10.0 months. Bridging: 1. Response: 2. "
      "Transplantation: 1.");
  EXPECT_EQ(swimmer_csv(figure),
            "lane,patient,group,what,from,to\n1,P1,VEN,follow-up: Alive at last contact,0,10\n"
            "1,P1,VEN,Bridging,-2,0\n1,P1,VEN,Response,3,10\n1,P1,VEN,Transplantation,5,5\n"
            "2,P2,Other,follow-up: Death,0,6\n3,P3,,follow-up: Death,0,4\n3,P3,,Response,2,2\n");
}

TEST(SwimmerFigure, WhatCameBeforeTimeZeroMayBeTheLongerSide) {
  SwimmerFigure figure = three_lanes();
  figure.lanes = {{"P1", -60, 0, true, 0, {{0, -60, 0}}, {}}, {"P2", 0, 0, true, 1, {}, {}}};
  for (const double longest : {0.0, 1e-3, 3.0, 59.0, 60.0, 61.0, 600.0}) {
    figure.lanes[1].end = longest;
    EXPECT_EQ(faults_of(swimmer_scene(figure)), "") << longest;
  }
}

TEST(SwimmerFigure, APhaseOverAnotherIsNarrowerSoThatBothAreSeen) {
  SwimmerFigure figure = three_lanes();
  figure.lanes.resize(1);
  const auto heights = [&] {
    std::vector<double> found;
    for (const Path& path : paths_in(swimmer_scene(figure), "lanes"))
      if (path.fill == series_tone(2) || path.fill == series_tone(3))
        found.push_back(path.lines[0][2].y - path.lines[0][0].y);
    return found;
  };
  ASSERT_EQ(heights().size(), 2u);
  EXPECT_NEAR(heights()[0], heights()[1], 1e-9);  // they touch at no time
  figure.lanes[0].phases[0].to = 4;               // the second begins at 3
  ASSERT_EQ(heights().size(), 2u);
  EXPECT_LT(heights()[1], 0.6 * heights()[0]);
  figure.lanes[0].phases[0].to = 3;  // they meet
  EXPECT_NEAR(heights()[0], heights()[1], 1e-9);
}

TEST(SwimmerFigure, AHundredLanesHaveReadableNamesAndStayOnAPage) {
  SwimmerFigure figure = three_lanes();
  figure.lanes.clear();
  for (std::size_t i = 0; i < most_lanes; ++i) {
    SwimmerLane lane = three_lanes().lanes[i % 3];
    lane.label = fmt::format("CART-{:03}", i + 1);
    figure.lanes.push_back(lane);
  }
  const Scene scene = swimmer_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  EXPECT_LT(scene.height, 240 * points_per_mm);
  EXPECT_NE(texts_of(scene).find("CART-100|"), std::string::npos);
}

TEST(SwimmerFigure, LongNamesBecomeNumbersAndNothingIsDrawn) {
  SwimmerFigure figure = three_lanes();
  figure.lanes[1].label = "a name that is as long as a name should never be";
  EXPECT_NE(texts_of(swimmer_scene(figure)).find("|1|2|3|"), std::string::npos);
  EXPECT_EQ(faults_of(swimmer_scene({})), "");
  for (const std::string& label : hostile_labels()) {
    if (label.size() > 100) continue;
    SwimmerFigure hostile = three_lanes();
    hostile.lanes[0].label = hostile.groups[0] = hostile.marks[0] = label;
    EXPECT_EQ(faults_of(swimmer_scene(hostile)), "") << label;
  }
}

WaterfallFigure bars() {
  WaterfallFigure figure;
  figure.groups = {"VEN", "Other"};
  figure.thresholds = {-50};
  figure.bars = {{"P1", 340, 1}, {"P2", 40, 0}, {"P3", 0, -1}, {"P4", -50, 0}, {"P5", -100, 1}};
  return figure;
}

TEST(WaterfallFigure, BarsEndAtTheirValuesAndLongOnesAreMarked) {
  const Scene scene = waterfall_scene(bars());
  EXPECT_EQ(faults_of(scene), "");
  const std::vector<Path> paths = paths_in(scene, "bars");
  ASSERT_EQ(paths.size(), 3u);  // not known, VEN, Other
  const auto height = [](const std::vector<Point>& bar) { return bar[0].y - bar[2].y; };
  const double clipped = height(paths[2].lines[0]), gone = height(paths[2].lines[1]);
  EXPECT_NEAR(clipped, -gone, 1e-9);  // 340 is drawn to 100
  EXPECT_NEAR(height(paths[1].lines[0]), 0.4 * clipped, 1e-9);
  EXPECT_NEAR(height(paths[1].lines[1]), -0.5 * clipped, 1e-9);
  EXPECT_GT(height(paths[0].lines[0]), 0.5) << "no change is seen too";
  const std::string texts = texts_of(scene);
  for (const char* text : {"+340|", "−50|", "Not known|", "(n = 5)|"})
    EXPECT_NE(texts.find(text), std::string::npos) << text << texts;
  EXPECT_EQ(scene.description,
            "Best change from baseline (%) in 5 patients. From +340% to −100%. −50% or less: 2.");
  EXPECT_EQ(waterfall_csv(bars()),
            "bar,patient,group,percent\n1,P1,Other,340\n2,P2,VEN,40\n3,P3,,0\n4,P4,VEN,-50\n"
            "5,P5,Other,-100\n");
}

TEST(WaterfallFigure, ManyClippedBarsNoneAndAnyTextAreDrawn) {
  WaterfallFigure figure = bars();
  figure.bars.assign(90, {"P", 1234, 0});
  EXPECT_EQ(faults_of(waterfall_scene(figure)), "");
  EXPECT_EQ(faults_of(waterfall_scene({})), "");
  WaterfallFigure one;
  one.bars = {{"P1", -30, -1}};
  EXPECT_EQ(faults_of(waterfall_scene(one)), "");
  for (const std::string& label : hostile_labels()) {
    if (label.size() > 100) continue;
    WaterfallFigure hostile = bars();
    hostile.groups[0] = hostile.value_label = label;
    EXPECT_EQ(faults_of(waterfall_scene(hostile)), "") << label;
  }
}

}  // namespace
