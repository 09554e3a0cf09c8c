#include "venscope/report/figure/alluvial_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

AlluvialFigure two_scores() {
  AlluvialFigure figure;
  figure.scores = {{"VEN-PRS", {"Low", "High"}}, {"ELN", {"Low", "High"}}};
  figure.flows = {{{0, 0}, 30}, {{0, 1}, 10}, {{1, 1}, 50}, {{1, -1}, 10}, {{0, 0}, 0}};
  return figure;
}

double height_of(const std::vector<Point>& outline) {
  double low = 1e300, high = -1e300;
  for (const Point& point : outline) low = std::min(low, point.y), high = std::max(high, point.y);
  return high - low;
}

TEST(AlluvialFigure, LevelsSayNumberAndShareAndWhoCouldNotBeClassified) {
  const std::string texts = texts_of(alluvial_scene(two_scores()));
  EXPECT_EQ(texts,
            "VEN-PRS|ELN|Low|40 (40%)|High|60 (60%)|Low|30 (30%)|High|60 (60%)|"
            "Not classifiable|10 (10%)|");
  EXPECT_EQ(alluvial_scene(two_scores()).description,
            "100 patients. VEN-PRS: Low 40 (40%), High 60 (60%). ELN: Low 30 (30%), High 60 (60%), "
            "Not classifiable 10 (10%). From VEN-PRS to ELN: Low to Low 30, Low to High 10, High "
            "to High 50, High to Not classifiable 10.");
}

TEST(AlluvialFigure, BlocksAreProportionalAndBandsFillThem) {
  std::vector<double> blocks;
  double leaving = 0;
  for (const PlacedPath& placed : content_of(alluvial_scene(two_scores())).paths) {
    if (placed.groups[0] == "blocks") blocks.push_back(height_of(placed.path.lines[0]));
    if (placed.groups[0] == "bands")
      for (const auto& band : placed.path.lines) leaving += band.back().y - band.front().y;
  }
  ASSERT_EQ(blocks.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_NEAR(blocks[i] / (blocks[0] + blocks[1]),
                (std::vector<double>{0.4, 0.6, 0.3, 0.6, 0.1})[i], 1e-9);
  EXPECT_NEAR(leaving, blocks[0] + blocks[1], 1e-9);
}

TEST(AlluvialFigure, BandsOfABlockLieUnderEachOtherOnBothSides) {
  struct End {
    double x, top, bottom;
  };
  std::vector<End> ends;
  for (const PlacedPath& placed : content_of(alluvial_scene(two_scores())).paths)
    if (placed.groups[0] == "bands")
      for (const auto& band : placed.path.lines) {
        ends.push_back({band.front().x, band.front().y, band.back().y});
        const std::size_t half = band.size() / 2;
        ends.push_back({band[half - 1].x, band[half - 1].y, band[half].y});
      }
  ASSERT_EQ(ends.size(), 8u);
  for (const End& a : ends)
    for (const End& b : ends)
      if (&a != &b && a.x == b.x) {
        EXPECT_TRUE(a.bottom <= b.top + 1e-9 || b.bottom <= a.top + 1e-9);
      }
}

TEST(AlluvialFigure, SmallLevelsKeepTheirLabelsApart) {
  for (const std::size_t scores : {1, 2, 3, 5}) {
    AlluvialFigure figure;
    figure.width = scores > 2 ? double_column : single_column;
    AlluvialFlow big{{}, 1000};
    for (std::size_t s = 0; s < scores; ++s) {
      figure.scores.push_back({"Score", {"a", "b", "c", "d", "e", "f"}});
      big.levels.push_back(0);
    }
    figure.flows = {big};
    for (int level = -1; level < 6; ++level)
      figure.flows.push_back({std::vector<int>(scores, level), 1});
    EXPECT_EQ(faults_of(alluvial_scene(figure)), "") << scores;
  }
}

TEST(AlluvialFigure, TheNumbersBehindAreTheFlowsMadeOne) {
  AlluvialFigure figure = two_scores();
  figure.flows.push_back({{0, 0}, 5});
  EXPECT_EQ(alluvial_csv(figure),
            "VEN-PRS,ELN,n\nLow,Low,35\nLow,High,10\nHigh,High,50\nHigh,Not classifiable,10\n");
}

TEST(AlluvialFigure, AnyTextIsDrawn) {
  AlluvialFigure figure;
  figure.scores.resize(3);
  for (AlluvialScore& score : figure.scores) {
    score.levels = hostile_labels();
    score.label = hostile_labels()[0];
  }
  for (int level = 0; level < 11; ++level) figure.flows.push_back({{level, 10 - level, level}, 1});
  EXPECT_EQ(faults_of(alluvial_scene(figure)), "");
}

}  // namespace
