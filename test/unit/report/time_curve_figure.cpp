#include "venscope/report/figure/time_curve_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

TEST(TimeCurveFigure, NamesCurvesAxesAndNotes) {
  TimeCurveFigure figure;
  figure.curves = {{"VEN-PRS", {2, 10}, {0.75, 0.7}, {0.6, 0.6}, {0.8, 0.8}},
                   {"ELN", {2, 10}, {0.6, 0.55}, {}, {}}};
  figure.reference = 0.5;
  figure.notes = {"n = 174"};
  const Scene scene = time_curve_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  for (const char* text : {"VEN-PRS|", "ELN|", "AUC(t)|", "Months since diagnosis|", "n = 174|"})
    EXPECT_NE(texts_of(scene).find(text), std::string::npos) << text;
  EXPECT_EQ(scene.description,
            "AUC(t) over Time since diagnosis in months. VEN-PRS: 0.75 at 2, 0.70 at 10. ELN: 0.60 "
            "at 2, 0.55 at 10. n = 174.");
  EXPECT_EQ(time_curve_csv(figure),
            "curve,time,value,lower,upper\nVEN-PRS,2,0.75,0.6,0.8\nVEN-PRS,10,0.7,0.6,0.8\n"
            "ELN,2,0.6,,\nELN,10,0.55,,\n");
}

TEST(TimeCurveFigure, DotsMarkTheTimesAtWhichTheMeasureIsKnown) {
  TimeCurveFigure figure;
  figure.curves = {{"", {1, 2, 3}, {0.5, std::numeric_limits<double>::quiet_NaN(), 0.7}, {}, {}}};
  figure.dots = true;
  std::size_t dots = 0;
  for (const PlacedPath& placed : content_of(time_curve_scene(figure)).paths)
    if (placed.clipped && placed.path.fill == Tone::series_1) dots += placed.path.lines.size();
  EXPECT_EQ(dots, 2u);
}

TEST(TimeCurveFigure, ALineIsBrokenWhereTheMeasureIsNotDefined) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  TimeCurveFigure figure;
  figure.curves = {{"", {1, 2, 3, 4, 5}, {0.5, 0.6, nan, 0.7, 0.8}, {}, {}}};
  for (const PlacedPath& placed : content_of(time_curve_scene(figure)).paths)
    if (placed.clipped && !placed.path.lines.empty()) {
      ASSERT_EQ(placed.path.lines.size(), 2u);
      EXPECT_EQ(placed.path.lines[0].size(), 2u);
    }
  EXPECT_EQ(faults_of(time_curve_scene(figure)), "");
}

TEST(TimeCurveFigure, AnyNumberAndAnyTextAreDrawn) {
  TimeCurveFigure figure;
  for (const std::string& label : hostile_labels())
    figure.curves.push_back({label, {0, 1e9}, {-1e9, 1e9}, {}, {}});
  figure.value_label = hostile_labels()[1];
  EXPECT_EQ(faults_of(time_curve_scene(figure)), "");
}

}  // namespace
