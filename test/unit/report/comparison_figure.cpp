#include "venscope/report/figure/comparison_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

ComparisonFigure three_scores() {
  ComparisonFigure figure;
  figure.rows = {"A", "B", "C"};
  figure.panels = {{"C-index (95% CI)", {{0.6, 0.5, 0.7}, {}, {0.7, 0.6, 0.8}}, 2, 0.5, "x"},
                   {"ΔAIC", {{-3, {}, {}}, {-20.04, {}, {}}, {5, {}, {}}}, 1, 0.0, "y"}};
  figure.width = double_column;
  return figure;
}

TEST(ComparisonFigure, RowsStandByTheMeasureAskedFor) {
  ComparisonFigure figure = three_scores();
  EXPECT_NE(texts_of(comparison_scene(figure)).find("A|0.60 (0.50–0.70)|B|–|C|0.70 (0.60–0.80)|"),
            std::string::npos)
      << texts_of(comparison_scene(figure));
  figure.sort_by = 0;
  EXPECT_NE(texts_of(comparison_scene(figure)).find("C|0.70 (0.60–0.80)|A|0.60 (0.50–0.70)|B|–|"),
            std::string::npos);
  figure.sort_by = 1;
  figure.smallest_first = true;
  EXPECT_EQ(
      comparison_csv(figure),
      "row,measure,value,lower,upper\n"
      "B,C-index (95% CI),,,\nA,C-index (95% CI),0.6,0.5,0.7\nC,C-index (95% CI),0.7,0.6,0.8\n"
      "B,ΔAIC,-20.04,,\nA,ΔAIC,-3,,\nC,ΔAIC,5,,\n");
}

TEST(ComparisonFigure, TheReferenceIsAlwaysOnTheAxis) {
  ComparisonFigure figure = three_scores();
  figure.panels = {{"C", {{0.9, 0.85, 0.95}, {0.9, {}, {}}, {}}, 2, 0.5, ""}};
  EXPECT_EQ(faults_of(comparison_scene(figure)), "");
  double reference = 0, least = 1e300;
  for (const PlacedPath& placed : content_of(comparison_scene(figure)).paths) {
    if (!placed.path.dash.empty()) reference = placed.path.lines[0][0].x;
    if (placed.path.fill == Tone::series_1) least = std::min(least, placed.path.lines[0][12].x);
  }
  EXPECT_GT(reference, 0);
  EXPECT_LT(reference, least);
}

TEST(ComparisonFigure, PanelsStandBelowEachOtherInAColumn) {
  ComparisonFigure figure = three_scores();
  const double abreast = comparison_scene(figure).height;
  figure.width = single_column;
  const Scene column = comparison_scene(figure);
  EXPECT_GT(column.height, 1.7 * abreast);
  EXPECT_EQ(faults_of(column), "");
}

TEST(ComparisonFigure, AnyNumberAndAnyTextAreDrawn) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  ComparisonFigure figure;
  figure.rows = hostile_labels();
  figure.panels = {{hostile_labels()[0], {{1e12, -1e12, infinity}, {infinity, {}, {}}}, 2, {}, ""},
                   {"", {}, 0, 1e-9, hostile_labels()[1]}};
  figure.sort_by = 0;
  EXPECT_EQ(faults_of(comparison_scene(figure)), "");
}

}  // namespace
