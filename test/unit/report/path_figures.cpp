#include "support/hostile.hpp"
#include "support/scene_check.hpp"
#include "venscope/report/figure/path_figure.hpp"
#include "venscope/report/figure/pooled_figure.hpp"
#include "venscope/report/figure/validation_path_figure.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

PathFigure two_columns() {
  PathFigure figure;
  figure.path = {{0.2, 0.1, 0.05}, {0, 1, 2}, 2, 1};
  figure.curves = {{"MCL1", {0, 0.5, 0.75}, true, false}, {"other", {0, 0, -0.25}, false, false}};
  return figure;
}

TEST(PathFigure, NamesStrongCurvesAndTheChosenPenalties) {
  const PathFigure figure = two_columns();
  const Scene scene = path_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  for (const char* text : {"MCL1|", "min|", "1se|", "Coefficients that are not 0|"})
    EXPECT_NE(texts_of(scene).find(text), std::string::npos) << text;
  EXPECT_EQ(texts_of(scene).find("other|"), std::string::npos);
  EXPECT_EQ(
      scene.description,
      "Coefficient of 2 columns over 3 penalties. lambda.min 0.05 (2 coefficients), lambda.1se "
      "0.1 (1 coefficient). MCL1: 0.75 at the smallest penalty.");
  EXPECT_EQ(path_csv(figure),
            "column,lambda,df,value\nMCL1,0.2,0,0\nMCL1,0.1,1,0.5\nMCL1,0.05,2,0.75\n"
            "other,0.2,0,0\nother,0.1,1,0\nother,0.05,2,-0.25\n");
}

TEST(PathFigure, TheLargestPenaltyStandsAtTheLeft) {
  const Axis axis = penalty_axis(two_columns().path, 10, 100);
  EXPECT_LT(axis.at(std::log(0.2)), axis.at(std::log(0.05)));
}

TEST(PathFigure, APenaltyOf0AndHostileNamesAreDrawn) {
  PathFigure figure = two_columns();
  figure.path.lambda[2] = 0;
  for (const std::string& label : hostile_labels())
    for (int i = 0; i < 5; ++i)
      figure.curves.push_back(
          {label, {0, 0.2, std::numeric_limits<double>::quiet_NaN()}, true, true});
  EXPECT_EQ(faults_of(path_scene(figure)), "");
}

TEST(ValidationPathFigure, ShowsMeansWithTheirErrors) {
  ValidationPathFigure figure;
  figure.path = two_columns().path;
  figure.curves = {{"", {9, 8, 8.5}, {0.5, 0.25, 0.5}}};
  const Scene scene = validation_path_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  EXPECT_EQ(
      scene.description,
      "Partial-likelihood deviance over 3 penalties, with its standard error. lambda.min 0.05 "
      "(2 coefficients), lambda.1se 0.1 (1 coefficient). 8.500 at lambda.min.");
  EXPECT_EQ(validation_path_csv(figure),
            "curve,lambda,df,mean,std_error\n,0.2,0,9,0.5\n,0.1,1,8,0.25\n,0.05,2,8.5,0.5\n");
}

TEST(PooledFigure, SquaresAreAsLargeAsTheirWeights) {
  PooledFigure figure;
  figure.rows = {{"A", 1.5, 1.2, 1.9, 0.8, ""}, {"B", 2, 0.5, 8, 0.2, ""}};
  figure.diamonds = {{"Fixed effect", 1.6, 1.3, 1.9, {}, {}}};
  const Scene scene = pooled_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  std::vector<double> areas;
  for (const PlacedPath& placed : content_of(scene).paths) {
    if (placed.path.fill != Tone::series_1 || placed.path.lines.empty()) continue;
    const auto& corners = placed.path.lines[0];
    areas.push_back(std::pow(corners[0].x - corners[2].x, 2));
  }
  ASSERT_EQ(areas.size(), 2u);
  EXPECT_NEAR(areas[0] / areas[1], 4, 1e-9);
  EXPECT_EQ(
      pooled_csv(figure),
      "row,label,estimate,lower,upper,weight\ncohort,A,1.5,1.2,1.9,0.8\ncohort,B,2,0.5,8,0.2\n"
      "pooled,Fixed effect,1.6,1.3,1.9,\n");
}

TEST(PooledFigure, HostileNamesAndOpenIntervalsAreDrawn) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  PooledFigure figure;
  for (const std::string& label : hostile_labels())
    figure.rows.push_back({label, 1.5, 0, inf, 0.1, "3 / 7"});
  figure.diamonds = {{"Random effects", 1.2, 0.1, 60, 0.0, 1e9}};
  EXPECT_EQ(faults_of(pooled_scene(figure)), "");
  EXPECT_EQ(pooled_csv(figure).find("nan"), std::string::npos);
}

}  // namespace
