#include "venscope/report/figure/decision_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

DecisionFigure one_model() {
  DecisionFigure figure;
  figure.models = {
      {"VEN-PRS", {0.1, 0.2, 0.4}, {0.5, 0.45, 0.3}, {0.4, 0.3, 0.2}, {0.6, 0.5, 0.4}}};
  figure.treat_all = {"", {0.1, 0.2, 0.4}, {0.48, 0.4, -5}, {}, {}};
  return figure;
}

TEST(DecisionFigure, NamesModelsAndBothReferences) {
  const std::string texts = texts_of(decision_scene(one_model()));
  for (const char* text : {"VEN-PRS|", "Treat all|", "Treat none|", "Net benefit|"})
    EXPECT_NE(texts.find(text), std::string::npos) << text << " in " << texts;
  EXPECT_EQ(faults_of(decision_scene(one_model())), "");
}

TEST(DecisionFigure, TreatingAllDoesNotStretchTheAxisDown) {
  // Its -5 would press all else into a line; 0.5 lies in the upper nine tenths of the plot.
  Rect clip;
  for (const Node& node : decision_scene(one_model()).nodes)
    if (const auto* group = std::get_if<Group>(&node.value); group && group->name == "curves")
      clip = *group->clip;
  double first = 0;
  for (const PlacedPath& placed : content_of(decision_scene(one_model())).paths)
    if (placed.clipped && placed.path.stroke == Tone::series_1)
      first = placed.path.lines[0].front().y;
  EXPECT_GT(first, clip.y);
  EXPECT_LT(first, clip.y + 0.3 * clip.height);
}

TEST(DecisionFigure, TreatingAllMayLeadFarOffThePage) {
  DecisionFigure figure = one_model();
  figure.notes = {"One note"};
  for (const double benefit : {-1e9, -1e30, -1e300}) {
    figure.treat_all.benefit.back() = benefit;
    EXPECT_EQ(faults_of(decision_scene(figure)), "") << benefit;
  }
}

TEST(DecisionFigure, TheNumbersBehindAreThoseGiven) {
  EXPECT_EQ(decision_csv(one_model()),
            "strategy,threshold,net_benefit,lower,upper\n"
            "VEN-PRS,0.1,0.5,0.4,0.6\nVEN-PRS,0.2,0.45,0.3,0.5\nVEN-PRS,0.4,0.3,0.2,0.4\n"
            "Treat all,0.1,0.48,,\nTreat all,0.2,0.4,,\nTreat all,0.4,-5,,\n");
}

TEST(DecisionFigure, UselessModelsAndAnyTextAreDrawn) {
  DecisionFigure figure;
  for (const std::string& label : hostile_labels()) {
    figure.models.push_back({label, {0.5}, {-0.3}, {}, {}});
    figure.notes.push_back(label);
  }
  EXPECT_EQ(faults_of(decision_scene(figure)), "");
}

}  // namespace
