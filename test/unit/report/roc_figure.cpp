#include "venscope/report/figure/roc_figure.hpp"

#include "support/hostile.hpp"
#include "support/markup.hpp"
#include "support/scene_check.hpp"
#include "venscope/report/figure/svg.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

RocFigure two_curves() {
  RocFigure figure;
  figure.curves = {{"VEN-PRS", {0, 0.2, 1}, {0, 0.7, 1}, 0.75, 0.66, 0.84},
                   {"ELN", {0, 0.5, 1}, {0, 0.6, 1}, 0.55, {}, {}}};
  return figure;
}

TEST(RocFigure, SaysTheAreaAndItsIntervalBesideEachCurve) {
  const std::string texts = texts_of(roc_scene(two_curves()));
  EXPECT_NE(texts.find("AUC (95% CI)|"), std::string::npos) << texts;
  EXPECT_NE(texts.find("0.75 (0.66–0.84)|VEN-PRS|"), std::string::npos) << texts;
  EXPECT_NE(texts.find("0.55|ELN|"), std::string::npos) << texts;
  EXPECT_EQ(roc_scene(two_curves()).description,
            "Sensitivity against 1 − specificity. VEN-PRS: AUC (95% CI) 0.75 (0.66–0.84). ELN: AUC "
            "0.55.");
}

TEST(RocFigure, TheCurvesEndInTheCornersOfASquare) {
  std::vector<PlacedPath> curves;
  for (PlacedPath& placed : content_of(roc_scene(two_curves())).paths)
    if (!placed.groups.empty() && placed.groups[0] == "curves") curves.push_back(std::move(placed));
  ASSERT_EQ(curves.size(), 2u);
  const Point first = curves[0].path.lines[0].front(), last = curves[0].path.lines[0].back();
  EXPECT_NEAR(last.x - first.x, first.y - last.y, 1e-9);
  const Point middle = curves[0].path.lines[0][1];
  EXPECT_NEAR(middle.x - first.x, 0.2 * (last.x - first.x), 1e-9);
  EXPECT_NEAR(first.y - middle.y, 0.7 * (first.y - last.y), 1e-9);
}

TEST(RocFigure, NotesStandInACornerThatNoCurveEnters) {
  RocFigure figure = two_curves();
  figure.notes = {"cumulative cases"};
  EXPECT_EQ(faults_of(roc_scene(figure)), "");
  for (const PlacedText& placed : content_of(roc_scene(figure)).texts)
    if (placed.text.text == "cumulative cases") {
      EXPECT_GT(placed.left, 0.5 * figure.width);
    }
  // A curve that goes through every corner sends them above the plot.
  figure.curves.push_back({"all corners", {0, 0, 1, 1, 0}, {0, 1, 1, 0, 0}, {}, {}, {}});
  const Scene scene = roc_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  for (const PlacedText& placed : content_of(scene).texts)
    if (placed.text.text == "cumulative cases") {
      EXPECT_LT(placed.left, 50);
    }
}

TEST(RocFigure, TheNumbersBehindAreThoseGiven) {
  EXPECT_EQ(roc_csv(two_curves()),
            "curve,false_positive,true_positive,auc,lower,upper\n"
            "VEN-PRS,0,0,0.75,0.66,0.84\nVEN-PRS,0.2,0.7,0.75,0.66,0.84\n"
            "VEN-PRS,1,1,0.75,0.66,0.84\n"
            "ELN,0,0,0.55,,\nELN,0.5,0.6,0.55,,\nELN,1,1,0.55,,\n");
}

TEST(RocFigure, PanelsStandSideBySideEachWithItsAreas) {
  for (const std::size_t n : {0, 1, 2, 3, 4, 5, 7}) {
    std::vector<RocFigure> panels(n, two_curves());
    for (std::size_t i = 0; i < n; ++i) panels[i].title = std::to_string(i + 1) + " months";
    const Scene scene = roc_panels_scene(panels);
    EXPECT_EQ(faults_of(scene), "") << n;
    const std::string texts = texts_of(scene);
    std::size_t areas = 0;
    for (std::size_t at = texts.find("0.75 (0.66–0.84)|"); at != std::string::npos;
         at = texts.find("0.75 (0.66–0.84)|", at + 1))
      ++areas;
    EXPECT_EQ(areas, n);
    if (n > 1) {
      EXPECT_NE(scene.description.find("2 months: Sensitivity"), std::string::npos);
      EXPECT_NE(texts.find("2 months|"), std::string::npos);
    }
  }
}

TEST(RocFigure, AnyTextAndAnyNumberIsDrawn) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  RocFigure figure;
  for (const std::string& label : hostile_labels())
    figure.curves.push_back({label, {0, nan, 1}, {0, 0.5, 1}, {}, {}, {}});
  figure.title = hostile_labels()[0];
  const std::string svg = svg_file(roc_scene(figure));
  EXPECT_EQ(read_markup(svg).error, "");
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(faults_of(roc_scene(figure)), "");
}

TEST(RocFigure, AMillionPointsMakeASmallFile) {
  RocFigure figure;
  figure.curves.resize(1);
  for (int i = 0; i <= 1'000'000; ++i) {
    figure.curves[0].false_positive.push_back(i / 1e6);
    figure.curves[0].true_positive.push_back(std::sqrt(i / 1e6));
  }
  EXPECT_LT(svg_file(roc_scene(figure)).size(), 150'000u);
}

}  // namespace
