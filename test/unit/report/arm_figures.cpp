// Balance, propensities and ratios of two arms.
#include "support/hostile.hpp"
#include "support/scene_check.hpp"
#include "venscope/report/figure/balance_figure.hpp"
#include "venscope/report/figure/forest_figure.hpp"
#include "venscope/report/figure/mirror_figure.hpp"
#include "venscope/report/figure/ratio_figure.hpp"
#include "venscope/report/figure/subgroup_figure.hpp"
#include "venscope/report/figure/survival_figure.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::report;
using namespace venscope::test;

namespace {

BalanceFigure balance_example() {
  BalanceFigure figure;
  figure.series = {"Before", "Overlap weights"};
  figure.rows = {{"Age", {-0.4, 0.0}}, {"NPM1", {2.5, 0.05}}, {"Sex", {{}, 0.1}}};
  return figure;
}

TEST(BalanceFigure, MarksStandAtTheSizeOfTheDifference) {
  const Scene scene = balance_scene(balance_example());
  EXPECT_EQ(faults_of(scene), "");
  std::vector<double> centres;
  for (const PlacedPath& placed : content_of(scene).paths)
    if (!placed.groups.empty() && placed.groups[0] == "balance" && placed.path.closed) {
      double low = 1e9, high = -1e9;
      for (const Point& point : placed.path.lines[0]) {
        low = std::min(low, point.x);
        high = std::max(high, point.x);
      }
      centres.push_back(0.5 * (low + high));
    }
  // By row, the last series first: 0, 0.4; 0.05, beyond; 0.1.
  ASSERT_EQ(centres.size(), 5u);
  const double zero = centres[0], unit = (centres[1] - zero) / 0.4;
  EXPECT_NEAR(centres[2], zero + 0.05 * unit, 0.1);
  EXPECT_NEAR(centres[4], zero + 0.1 * unit, 0.1);
  EXPECT_NEAR(centres[3], zero + 1.03 * unit, 0.1);
  EXPECT_NE(texts_of(scene).find("2.5"), std::string::npos);
}

TEST(BalanceFigure, TheNumbersKeepTheirSign) {
  EXPECT_EQ(balance_csv(balance_example()),
            "covariate,series,difference\nAge,Before,-0.4\nAge,Overlap weights,0\n"
            "NPM1,Before,2.5\nNPM1,Overlap weights,0.05\nSex,Before,\nSex,Overlap weights,0.1\n");
}

TEST(BalanceFigure, NothingAndAnyTextAreDrawn) {
  BalanceFigure figure;
  EXPECT_EQ(faults_of(balance_scene(figure)), "");
  figure.series = {"Before", "Matched 1:1", "Weights, everyone (ATE)", "Weights, treated (ATT)",
                   "Overlap weights"};
  for (const std::string& label : hostile_labels())
    figure.rows.push_back({label, {0.5, 0.1, {}, 0.0, -7.0}});
  EXPECT_EQ(faults_of(balance_scene(figure)), "");
}

TEST(MirrorFigure, CountsTwentiethsOfBothArms) {
  MirrorFigure figure;
  figure.up = {"Treated", {0.0, 0.049, 0.05, 1.0}};
  figure.down = {"Reference", {0.5}};
  const std::string csv = mirror_csv(figure);
  EXPECT_NE(csv.find("Treated,0,0.05,2\nTreated,0.05,0.1,1\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("Treated,0.95,1,1\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("Reference,0.5,0.55,1\n"), std::string::npos) << csv;
  EXPECT_EQ(faults_of(mirror_scene(figure)), "");
  EXPECT_EQ(mirror_scene(figure).description,
            "Propensity by arm. Treated (n = 4): 0.00 to 1.00. Reference (n = 1): 0.50 to 0.50.");
}

TEST(MirrorFigure, NothingAndAnyTextAreDrawn) {
  MirrorFigure figure;
  EXPECT_EQ(faults_of(mirror_scene(figure)), "");
  for (const std::string& label : hostile_labels()) {
    figure.up.label = figure.down.label = label;
    EXPECT_EQ(faults_of(mirror_scene(figure)), "") << label;
  }
}

RatioFigure ratio_example() {
  RatioFigure figure;
  figure.counts_heading = "Events / n";
  figure.lower = "fewer events: A";
  figure.higher = "fewer events: B";
  figure.rows = {{"Unadjusted", "9 / 20", 0.5, 0.2, 1.25, 0.14, "", false},
                 {"Overlap weights, primary", "9 / 20", 0.6, 0.3, 1.2, 0.15, "", true},
                 {"Matched", "", {}, {}, {}, {}, "no answer", false}};
  return figure;
}

TEST(RatioFigure, SaysWhatHasNoAnswerAndWhichIsPrimary) {
  const Scene scene = ratio_scene(ratio_example());
  EXPECT_EQ(faults_of(scene), "");
  EXPECT_NE(texts_of(scene).find("no answer"), std::string::npos);
  EXPECT_NE(scene.description.find("Overlap weights, primary (primary): 0.60 (0.30–1.20)"),
            std::string::npos)
      << scene.description;
  EXPECT_EQ(ratio_csv(ratio_example()),
            "label,counts,ratio,low,high,p,marked\nUnadjusted,9 / 20,0.5,0.2,1.25,0.14,no\n"
            "\"Overlap weights, primary\",9 / 20,0.6,0.3,1.2,0.15,yes\nMatched,,,,,,no\n");
}

TEST(RatioFigure, IntervalsBeyondTheAxisStayOnThePage) {
  RatioFigure ratios = ratio_example();
  ratios.rows = {{"Share of cells", "9 / 20", 1e6, 1e5, 1e7, 0.001, "", false},
                 {"Its complement", "9 / 20", 1e-6, 1e-7, 1e-5, 0.001, "", true}};
  EXPECT_EQ(faults_of(ratio_scene(ratios)), "");
  SubgroupFigure subgroups;
  for (const RatioRow& row : ratios.rows) {
    SubgroupRow& one = subgroups.rows.emplace_back();
    one.label = row.label;
    one.estimate = {*row.ratio, *row.low, *row.high};
  }
  EXPECT_EQ(faults_of(subgroup_scene(subgroups)), "");
  ForestFigure forest;
  for (const RatioRow& row : ratios.rows) {
    HazardRow& one = forest.rows.emplace_back();
    one.label = row.label;
    one.adjusted = HazardRatio{*row.ratio, *row.low, *row.high, *row.p, true};
  }
  EXPECT_EQ(faults_of(forest_scene(forest)), "");
}

TEST(RatioFigure, EndlessIntervalsNothingAndAnyTextAreDrawn) {
  RatioFigure figure = ratio_example();
  figure.rows.push_back({"Wide", "1 / 2", 40, 1e-9, 1e9, 0.9, "", false});
  EXPECT_EQ(faults_of(ratio_scene(figure)), "");
  EXPECT_EQ(faults_of(ratio_scene({})), "");
  for (const std::string& label : hostile_labels())
    figure.rows.push_back({label, "3 / 4 vs 5 / 6", 1.1, 0.7, 1.6, 0.4, "", false});
  EXPECT_EQ(faults_of(ratio_scene(figure)), "");
}

TEST(WeightedCurves, HaveTheirPatientsBelowTheWeightedNumbers) {
  const endpoint::Outcomes outcomes{{}, {2, 4, 6, 8}, {1, 0, 1, 0}};
  const std::vector<double> weights{0.5, 1.5, 0.25, 1};
  const auto weighted = survival::kaplan_meier(outcomes, weights);
  const auto plain = survival::kaplan_meier(outcomes);
  SurvivalFigure figure;
  figure.curves = {{"A", &*weighted, &*plain}};
  const Scene scene = survival_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  const std::string texts = texts_of(scene);
  EXPECT_NE(texts.find("Number at risk, weighted|"), std::string::npos) << texts;
  EXPECT_NE(texts.find("Number at risk, patients|"), std::string::npos) << texts;
  figure.curves[0].unweighted = nullptr;
  EXPECT_EQ(texts_of(survival_scene(figure)).find("patients"), std::string::npos);
}

}  // namespace
