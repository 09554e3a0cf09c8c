#include "venscope/report/figure/replicates_figure.hpp"

#include "support/scene_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

ReplicatesCell cell(std::vector<double> values, double half) {
  ReplicatesCell one;
  one.values = std::move(values);
  for (const double value : one.values)
    one.centre =
        (std::isnan(one.centre) ? 0 : one.centre) + value / static_cast<double>(one.values.size());
  one.low = one.centre - half;
  one.high = one.centre + half;
  return one;
}

ReplicatesFigure three_conditions() {
  ReplicatesFigure figure;
  figure.value_label = "Apoptotic cells (%)";
  figure.conditions = {"control", "knockdown 1", "knockdown 2"};
  figure.cells = {cell({10, 12, 14}, 3), cell({20, 25, 24}, 5), cell({30, 31, 38}, 8)};
  return figure;
}

std::vector<PlacedPath> in_group(const Scene& scene, const std::string& name) {
  std::vector<PlacedPath> found;
  for (const PlacedPath& path : content_of(scene).paths)
    if (std::find(path.groups.begin(), path.groups.end(), name) != path.groups.end())
      found.push_back(path);
  return found;
}

}  // namespace

TEST(ReplicatesFigure, EveryReplicateIsAPoint) {
  const Scene scene = replicates_scene(three_conditions());
  EXPECT_EQ(faults_of(scene), "");
  EXPECT_EQ(in_group(scene, "replicates").size(), 9u);
  const std::string texts = texts_of(scene);
  EXPECT_NE(texts.find("control|n = 3|"), std::string::npos) << texts;
  EXPECT_NE(scene.description.find("knockdown 2: n = 3, 33"), std::string::npos)
      << scene.description;
}

TEST(ReplicatesFigure, BracketsThatWouldMeetStandAboveEachOther) {
  ReplicatesFigure figure = three_conditions();
  figure.brackets = {{0, 1, "p = 0.02"}, {1, 2, "p = 0.04"}, {0, 2, "p < 0.001"}};
  const Scene scene = replicates_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  const std::vector<PlacedPath> brackets = in_group(scene, "brackets");
  ASSERT_EQ(brackets.size(), 3u);
  // The widest is above the others, which share an end and so cannot be at one height.
  std::vector<double> heights;
  for (const PlacedPath& bracket : brackets) heights.push_back(bracket.path.lines[0][1].y);
  EXPECT_LT(*std::min_element(heights.begin(), heights.end()), heights[0] - 5);
  EXPECT_NE(heights[0], heights[1]);
  EXPECT_NE(heights[1], heights[2]);
}

TEST(ReplicatesFigure, DosesStandBesideEachOtherWithALegend) {
  ReplicatesFigure figure;
  figure.value_label = "Apoptotic cells (%)";
  figure.dose_label = "Venetoclax (nM)";
  figure.conditions = {"control", "knockdown"};
  figure.doses = {"0", "10", "50", "100"};
  figure.width = double_column;
  for (int d = 0; d < 4; ++d)
    for (int c = 0; c < 2; ++c) figure.cells.push_back(cell({5.0 + d * 8 + c * 6, 8.0 + d * 9}, 4));
  for (std::size_t d = 0; d < 4; ++d) figure.brackets.push_back({2 * d, 2 * d + 1, "p = 0.003"});
  const Scene scene = replicates_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  const std::string texts = texts_of(scene);
  for (const char* text : {"control|", "knockdown|", "100|", "Venetoclax (nM)|"})
    EXPECT_NE(texts.find(text), std::string::npos) << text;
}

TEST(ReplicatesFigure, NoBarsWhereThereIsNoZero) {
  ReplicatesFigure figure = three_conditions();
  figure.logarithmic = true;
  const Scene scene = replicates_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  for (const PlacedPath& path : in_group(scene, "centres"))
    EXPECT_EQ(path.path.fill, Tone::none) << "a bar on a logarithmic axis";
}

TEST(ReplicatesFigure, AnIntervalOfTwoReplicatesDoesNotSetTheAxis) {
  ReplicatesFigure figure = three_conditions();
  EXPECT_FALSE(intervals_are_cut(figure));
  figure.cells[1].low = -300;
  figure.cells[1].high = 350;
  EXPECT_TRUE(intervals_are_cut(figure));
  EXPECT_EQ(faults_of(replicates_scene(figure)), "");
}

TEST(ReplicatesFigure, NegativeValuesAndOneUnitAndNothing) {
  ReplicatesFigure figure = three_conditions();
  figure.cells = {cell({-4, -6}, 1), cell({3}, std::nan("")), {}};
  figure.paired = true;
  EXPECT_EQ(faults_of(replicates_scene(figure)), "");
  figure.cells.clear();
  EXPECT_EQ(faults_of(replicates_scene(figure)), "");
  EXPECT_EQ(faults_of(replicates_scene({})), "");
}

TEST(ReplicatesFigure, LongNamesOfManyConditions) {
  ReplicatesFigure figure;
  for (int i = 0; i < 9; ++i) {
    figure.conditions.push_back("short hairpin against CLEC12A, clone " + std::to_string(i));
    figure.cells.push_back(cell({1.0 + i, 2.0 + i, 2.5}, 1));
  }
  EXPECT_EQ(faults_of(replicates_scene(figure)), "");
}

TEST(ReplicatesFigure, TheNumbersBehindIt) {
  ReplicatesFigure figure;
  figure.conditions = {"a", "b"};
  figure.cells = {cell({1, 3}, 1), {}};
  EXPECT_EQ(replicates_csv(figure),
            "condition,dose,what,value\na,,replicate,1\na,,replicate,3\na,,centre,2\na,,low,1\n"
            "a,,high,3\nb,,centre,\nb,,low,\nb,,high,\n");
}
