#include "venscope/report/figure/bars_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

BarsFigure two_groups() {
  BarsFigure figure;
  figure.categories = {"CR", "None"};
  figure.groups = {{"Low", 10, {5, 3}}, {"High", 0, {}}};
  return figure;
}

TEST(BarsFigure, SegmentsArePartsOfTheDenominatorAndTheRestIsNamed) {
  std::vector<double> widths;
  double axis = 0;
  const Scene scene = bars_scene(two_groups());
  for (const PlacedPath& placed : content_of(scene).paths) {
    if (!placed.groups.empty() && placed.groups[0] == "bars")
      widths.push_back(placed.path.lines[0][1].x - placed.path.lines[0][0].x);
    else if (!placed.path.closed && placed.path.lines[0][0].y == placed.path.lines[0][1].y)
      axis = std::max(axis, placed.path.lines[0][1].x - placed.path.lines[0][0].x);
  }
  ASSERT_EQ(widths.size(), 3u);
  EXPECT_NEAR(widths[0] / axis, 0.5, 1e-9);
  EXPECT_NEAR(widths[1] / axis, 0.3, 1e-9);
  EXPECT_NEAR(widths[2] / axis, 0.2, 1e-9);
  const std::string texts = texts_of(scene);
  for (const char* text : {"Low (n\u00a0=\u00a010)|", "High (n\u00a0=\u00a00)|", "5 (50%)|",
                           "3 (30%)|", "Not assessed|"})
    EXPECT_NE(texts.find(text), std::string::npos) << text << " in " << texts;
}

TEST(BarsFigure, SideBySideEveryBarSaysItsFraction) {
  BarsFigure figure = two_groups();
  figure.stacked = false;
  const std::string texts = texts_of(bars_scene(figure));
  for (const char* text : {"5/10 (50%)|", "3/10 (30%)|", "0/0|"})
    EXPECT_NE(texts.find(text), std::string::npos) << text << " in " << texts;
  EXPECT_EQ(faults_of(bars_scene(figure)), "");
}

TEST(BarsFigure, TheNumbersBehindIncludeTheRest) {
  EXPECT_EQ(bars_csv(two_groups()),
            "group,category,n,denominator,share\nLow,CR,5,10,0.5\nLow,None,3,10,0.3\n"
            "Low,Not assessed,2,10,0.2\nHigh,CR,0,0,\nHigh,None,0,0,\n");
}

TEST(BarsFigure, MoreThanTheDenominatorDoesNotLeaveThePage) {
  BarsFigure figure;
  figure.categories = {"a", "b"};
  figure.groups = {{"g", 2, {5, 9}}};
  for (const bool stacked : {true, false}) {
    figure.stacked = stacked;
    EXPECT_EQ(faults_of(bars_scene(figure)), "");
  }
}

TEST(BarsFigure, AnyTextIsDrawn) {
  BarsFigure figure;
  figure.categories = hostile_labels();
  for (const std::string& label : hostile_labels())
    figure.groups.push_back({label, 30, std::vector<double>(11, 2)});
  for (const bool stacked : {true, false}) {
    figure.stacked = stacked;
    EXPECT_EQ(faults_of(bars_scene(figure)), "");
  }
}

}  // namespace
