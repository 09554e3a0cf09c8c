#include "venscope/report/figure/calibration_figure.hpp"

#include "support/hostile.hpp"
#include "support/markup.hpp"
#include "support/scene_check.hpp"
#include "venscope/report/figure/svg.hpp"

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

CalibrationFigure three_groups() {
  CalibrationFigure figure;
  figure.outcome = "10-month survival";
  figure.points = {{"Favourable", 0.7, 0.75, 0.6, 0.86, 60},
                   {"Intermediate", 0.45, 0.4, 0.28, 0.52, 60},
                   {"Adverse", 0.2, {}, {}, {}, 54}};
  figure.curve = {{0.2, 0.7}, {0.15, 0.75}, {0.1, 0.6}, {0.3, 0.9}};
  figure.predictions = {0.2, 0.45, 0.7};
  return figure;
}

TEST(CalibrationFigure, NamesGroupsCurveAndAxes) {
  const std::string texts = texts_of(calibration_scene(three_groups()));
  for (const char* text :
       {"Favourable|", "Intermediate|", "Adverse|", "Smooth with 95% band|", "Ideal|",
        "Observed 10-month survival|", "Predicted 10-month survival|", "3 patients|"})
    EXPECT_NE(texts.find(text), std::string::npos) << text << " in " << texts;
  EXPECT_EQ(faults_of(calibration_scene(three_groups())), "");
}

TEST(CalibrationFigure, ReadsOutPredictedAndObserved) {
  EXPECT_EQ(calibration_scene(three_groups()).description,
            "Predicted against observed 10-month survival. Favourable: predicted 0.70, observed "
            "0.75 (95% CI 0.60–0.86). Intermediate: predicted 0.45, observed 0.40 (95% CI "
            "0.28–0.52). Adverse: predicted 0.20, observed not estimable.");
}

TEST(CalibrationFigure, AGroupStandsWhereItsNumbersSay) {
  CalibrationFigure figure;
  figure.points = {{"", 0.25, 0.75, {}, {}, 10}};
  double x = 0, y = 0;
  Point origin, corner;
  for (const PlacedPath& placed : content_of(calibration_scene(figure)).paths) {
    if (!placed.groups.empty() && placed.groups[0] == "calibration" && placed.path.closed &&
        !placed.path.lines.empty()) {
      for (const Point& point : placed.path.lines[0]) x += point.x / 24, y += point.y / 24;
    } else if (placed.path.dash == std::vector<double>{1.5, 1.5}) {
      origin = placed.path.lines[0][0];
      corner = placed.path.lines[0][1];
    }
  }
  EXPECT_NEAR((x - origin.x) / (corner.x - origin.x), 0.25, 1e-9);
  EXPECT_NEAR((y - origin.y) / (corner.y - origin.y), 0.75, 1e-9);
}

TEST(CalibrationFigure, SplitsHaveADotEachAndOneForTheirMean) {
  CalibrationFigure figure;
  figure.splits = {{"Adverse", {0.2, 0.3, 0.25}, {0.1, 0.2, 0.3}, 0.25, 0.2}};
  const Scene scene = calibration_scene(figure);
  std::vector<std::size_t> dots;
  for (const PlacedPath& placed : content_of(scene).paths)
    if (placed.clipped && placed.path.fill == Tone::series_1)
      dots.push_back(placed.path.lines.size());
  EXPECT_EQ(dots, (std::vector<std::size_t>{3, 1}));
  EXPECT_NE(scene.description.find("Adverse: 3 random splits, mean predicted 0.25, observed 0.20."),
            std::string::npos)
      << scene.description;
}

TEST(CalibrationFigure, TheNumbersBehindAreThoseGiven) {
  CalibrationFigure figure = three_groups();
  figure.splits = {{"Adverse", {0.5}, {0.25}, 0.5, 0.25}};
  EXPECT_EQ(calibration_csv(figure),
            "what,label,n,predicted,observed,lower,upper\n"
            "group,Favourable,60,0.7,0.75,0.6,0.86\ngroup,Intermediate,60,0.45,0.4,0.28,0.52\n"
            "group,Adverse,54,0.2,,,\n"
            "curve,,,0.2,0.15,0.1,0.3\ncurve,,,0.7,0.75,0.6,0.9\n"
            "split,Adverse,,0.5,0.25,,\nmean,Adverse,,0.5,0.25,,\n"
            "prediction,,,0.2,,,\nprediction,,,0.45,,,\nprediction,,,0.7,,,\n");
}

TEST(CalibrationFigure, AnyTextIsDrawn) {
  CalibrationFigure figure = three_groups();
  for (const std::string& label : hostile_labels()) {
    figure.points.push_back({label, 0.5, 0.5, 0.0, 1.0, 1});
    figure.notes.push_back(label);
  }
  EXPECT_EQ(read_markup(svg_file(calibration_scene(figure))).error, "");
  EXPECT_EQ(faults_of(calibration_scene(figure)), "");
}

}  // namespace
