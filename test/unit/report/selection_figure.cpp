#include "venscope/report/figure/selection_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

SelectionFigure three_variables() {
  SelectionFigure figure;
  figure.resamples = 200;
  figure.rows = {{"NF1", 50, false}, {"TP53", 180, true}, {"Age", 50, true}};
  figure.threshold = 0.5;
  return figure;
}

TEST(SelectionFigure, TheMostFrequentStandsFirstAndTiesAsGiven) {
  const Scene scene = selection_scene(three_variables());
  EXPECT_EQ(faults_of(scene), "");
  EXPECT_NE(texts_of(scene).find("TP53|90.0%|NF1|25.0%|Age|25.0%|"), std::string::npos)
      << texts_of(scene);
  EXPECT_EQ(scene.description,
            "Share of 200 resamples in which each variable was selected. TP53: 90.0%, in the "
            "model. NF1: 25.0%. Age: 25.0%, in the model.");
  EXPECT_EQ(selection_csv(three_variables()),
            "variable,selected,resamples,share,in_model\nTP53,180,200,0.9,yes\n"
            "NF1,50,200,0.25,no\nAge,50,200,0.25,yes\n");
}

TEST(SelectionFigure, BarsAreAsLongAsTheirShare) {
  std::vector<double> lengths;
  double threshold = 0, foot = 0;
  for (const PlacedPath& placed : content_of(selection_scene(three_variables())).paths) {
    if (placed.groups.empty() || placed.groups[0] != "bars") continue;
    if (placed.path.closed) {
      foot = placed.path.lines[0][0].x;
      lengths.push_back(placed.path.lines[0][1].x - foot);
    } else {
      threshold = placed.path.lines[0][0].x;
    }
  }
  ASSERT_EQ(lengths.size(), 3u);
  EXPECT_NEAR(lengths[0] / 0.9, lengths[1] / 0.25, 1e-9);
  EXPECT_NEAR(threshold - foot, lengths[0] / 0.9 * 0.5, 1e-9);
}

TEST(SelectionFigure, NoResamplesAndAnyTextAreDrawn) {
  SelectionFigure figure;
  for (const std::string& label : hostile_labels()) figure.rows.push_back({label, 3, false});
  EXPECT_EQ(faults_of(selection_scene(figure)), "");
  figure.resamples = 2;  // fewer than it was selected in
  EXPECT_EQ(faults_of(selection_scene(figure)), "");
}

}  // namespace
