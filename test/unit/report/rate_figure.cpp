// The rates of two arms and their difference.
#include "venscope/report/figure/rate_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"
#include "venscope/report/figure/ratio_figure.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::report;
using namespace venscope::test;

namespace {

RateFigure rates_example() {
  RateFigure figure;
  figure.rates = {{"other", "20/30", 0.6667, 0.488, 0.808}, {"nobody", "0/12", 0, 0, 0.2425}};
  figure.differences = {{"Newcombe", "", -0.6667, -0.8, -0.4}};
  figure.rate_label = "CR (%)";
  figure.lower = "more under other";
  figure.higher = "more under nobody";
  return figure;
}

TEST(RateFigure, SaysTheNumbersItDraws) {
  const Scene scene = rate_scene(rates_example());
  EXPECT_EQ(faults_of(scene), "");
  const std::string texts = texts_of(scene);
  for (const char* text : {"20/30", "66.7% (48.8–80.8%)", "0.0% (0.0–24.2%)",
                           "−66.7 (−80.0 to −40.0)", "more under nobody →"})
    EXPECT_NE(texts.find(text), std::string::npos) << text << " in " << texts;
  EXPECT_NE(scene.description.find("nobody: 0/12, 0.0%"), std::string::npos) << scene.description;
  EXPECT_EQ(rate_csv(rates_example()),
            "row,kind,estimate,low,high\nother,rate,0.6667,0.488,0.808\n"
            "nobody,rate,0,0,0.2425\nNewcombe,difference,-0.6667,-0.8,-0.4\n");
}

// The marks of the two rates stand as far apart as the axis from 0 to 100% says.
TEST(RateFigure, MarksStandAtTheirRates) {
  const Scene scene = rate_scene(rates_example());
  std::vector<double> centres;
  for (const PlacedPath& placed : content_of(scene).paths)
    if (!placed.groups.empty() && placed.groups[0] == "rates" && placed.path.closed) {
      double low = 1e9, high = -1e9;
      for (const Point& point : placed.path.lines[0]) {
        low = std::min(low, point.x);
        high = std::max(high, point.x);
      }
      centres.push_back(0.5 * (low + high));
    }
  std::vector<double> ends;
  for (const PlacedPath& placed : content_of(scene).paths)
    if (!placed.groups.empty() && placed.groups[0] == "rates" && !placed.path.closed &&
        placed.path.lines[0][0].y == placed.path.lines[0][1].y)
      ends.push_back(placed.path.lines[0][1].x);
  ASSERT_EQ(centres.size(), 2u);
  ASSERT_EQ(ends.size(), 2u);
  const double unit = (ends[1] - centres[1]) / 0.2425;  // of 0/12: from 0 to its upper limit
  EXPECT_NEAR(centres[0] - centres[1], 0.6667 * unit, 0.1);
  EXPECT_NEAR(ends[0] - centres[1], 0.808 * unit, 0.1);
}

TEST(RateFigure, NothingAndAnyTextAreDrawn) {
  EXPECT_EQ(faults_of(rate_scene({})), "");
  for (const double width : {single_column, double_column}) {
    RateFigure figure = rates_example();
    figure.width = width;
    for (const std::string& label : hostile_labels()) {
      figure.rates.push_back({label, "1/2", 0.5, 0.013, 0.987});
      figure.differences.push_back({label, "", 0, -1, 1});
    }
    EXPECT_EQ(faults_of(rate_scene(figure)), "");
  }
}

TEST(RatioFigure, HasAColumnOfPWhereARowHasOne) {
  RatioFigure figure;
  figure.rows = {{"Adjusted", "46/63", 1.3, 0.4, 4.5, {}, "", false}};
  const auto heads = [&] {
    std::size_t n = 0;
    for (const auto& placed : content_of(ratio_scene(figure)).texts) n += placed.text.text == "p";
    return n;
  };
  EXPECT_EQ(heads(), 0u);
  EXPECT_EQ(faults_of(ratio_scene(figure)), "");
  figure.rows[0].p = 0.6;
  EXPECT_EQ(heads(), 1u);
}

}  // namespace
