#include "venscope/report/figure/pairs_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

PairsFigure three_genes() {
  PairsFigure figure;
  figure.labels = {"NPM1", "DNMT3A", "TP53"};
  figure.cells = {{0, 1, 3.0, 12, true}, {0, 2, 0.0, 0, false}, {2, 1, 1.2, 3, false}};
  figure.marked_label = "Adjusted p < 0.05";
  return figure;
}

TEST(PairsFigure, SaysTheNumbersAndReadsOutWhatIsMarked) {
  const Scene scene = pairs_scene(three_genes());
  EXPECT_EQ(faults_of(scene), "");
  EXPECT_NE(texts_of(scene).find("12|0|3|"), std::string::npos) << texts_of(scene);
  EXPECT_EQ(scene.description,
            "3 pairs of 3. NPM1 with DNMT3A: odds ratio 3.00, 12 with both, Adjusted p < 0.05.");
}

TEST(PairsFigure, TheSideOfOneIsSeenWithoutColours) {
  std::size_t more = 0, less = 0, diagonals = 0, outlines = 0;
  for (const PlacedPath& placed : content_of(pairs_scene(three_genes())).paths) {
    if (placed.groups.empty()) continue;
    outlines += placed.groups[0] == "outlines" ? 1 : 0;
    if (placed.groups[0] != "cells") continue;
    more += placed.path.fill == Tone::series_1 ? 1 : 0;
    less += placed.path.fill == Tone::series_2 ? 1 : 0;
    diagonals += placed.path.closed ? 0 : 1;
  }
  EXPECT_EQ(more, 2u);
  EXPECT_EQ(less, 1u);
  EXPECT_EQ(diagonals, 1u);
  EXPECT_EQ(outlines, 1u);
}

TEST(PairsFigure, AnyNumberOfLabelsAndAnyTextAreDrawn) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const std::size_t n : {0, 1, 2, 15, 60}) {
    PairsFigure figure;
    for (std::size_t i = 0; i < n; ++i) {
      figure.labels.push_back("GENE" + std::to_string(i));
      for (std::size_t j = 0; j < i; ++j)
        figure.cells.push_back({j, i, (i + j) % 3 == 0 ? infinity : 0.5, 1234, i % 2 == 0});
    }
    EXPECT_EQ(faults_of(pairs_scene(figure)), "") << n;
  }
  PairsFigure figure = three_genes();
  figure.labels = hostile_labels();
  figure.cells.push_back({90, 91, 1, 1, true});  // of labels that are not there
  EXPECT_EQ(faults_of(pairs_scene(figure)), "");
}

}  // namespace
