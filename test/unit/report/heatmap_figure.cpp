#include "venscope/report/figure/heatmap_figure.hpp"

#include "support/scene_check.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

HeatmapFigure heat_example(std::size_t rows, std::size_t columns) {
  HeatmapFigure figure;
  figure.title = "Gene set scores";
  figure.value_label = "Score (z)";
  figure.values = venscope::Matrix(rows, columns);
  for (std::size_t r = 0; r < rows; ++r) figure.rows.push_back(fmt::format("HALLMARK SET {}", r));
  for (std::size_t c = 0; c < columns; ++c) figure.columns.push_back(fmt::format("P{}", c));
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t r = 0; r < rows; ++r)
      figure.values(r, c) = std::sin(static_cast<double>(3 * r + 7 * c));
  HeatStrip group{"Risk group", {"low", "high"}, {}, {}}, score{"Score", {}, {}, {}};
  for (std::size_t c = 0; c < columns; ++c) {
    group.of.push_back(c % 5 == 4 ? -1 : static_cast<int>(c % 2));
    score.values.push_back(static_cast<double>(c));
  }
  figure.strips = {group, score};
  return figure;
}

std::size_t cells_drawn(const Scene& scene) {
  std::size_t count = 0;
  const SceneContent content = content_of(scene);
  for (const PlacedPath& placed : content.paths)
    if (!placed.groups.empty() && placed.groups.back() == "cells")
      count += placed.path.lines.size();
  return count;
}

TEST(HeatmapFigure, IsTidyAtEverySize) {
  for (const std::size_t rows : {1u, 3u, 30u, 200u})
    for (const std::size_t columns : {1u, 4u, 40u, 400u})
      EXPECT_EQ(faults_of(heatmap_scene(heat_example(rows, columns))), "")
          << rows << "x" << columns;
}

TEST(HeatmapFigure, EveryCellIsDrawnWhereTheyAreApart) {
  HeatmapFigure figure = heat_example(4, 5);
  figure.values(2, 3) = std::numeric_limits<double>::quiet_NaN();
  figure.values(1, 1) = 0;  // paper, as is (0, 0)
  EXPECT_EQ(cells_drawn(heatmap_scene(figure)), 18u);
}

TEST(HeatmapFigure, TreesAndNumbers) {
  HeatmapFigure figure = heat_example(3, 3);
  figure.strips.clear();
  figure.numbers = 2;
  figure.row_order = figure.column_order = {2, 0, 1};
  figure.row_tree = figure.column_tree = {{-1, -3}, {-2, 1}, {0.4, 1.0}};
  const Scene scene = heatmap_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  EXPECT_NE(texts_of(scene).find(fmt::format("{:.2f}|", figure.values(2, 2))), std::string::npos);
}

TEST(HeatmapFigure, NothingToShow) {
  EXPECT_EQ(faults_of(heatmap_scene(HeatmapFigure{})), "");
}

TEST(HeatmapFigure, CsvInTheOrderDrawn) {
  HeatmapFigure figure = heat_example(2, 2);
  figure.values = venscope::Matrix(2, 2, 0.5);
  figure.column_order = {1, 0};
  EXPECT_EQ(heatmap_csv(figure),
            "row,P1,P0\nRisk group,high,low\nScore,1,0\nHALLMARK SET 0,0.5,0.5\nHALLMARK SET "
            "1,0.5,0.5\n");
}

}  // namespace
