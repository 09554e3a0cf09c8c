#include "venscope/report/figure/oncoprint_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"
#include "venscope/report/figure/oncoprint_cells.hpp"
#include "venscope/report/figure/svg.hpp"

#include <map>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

constexpr GeneState M = GeneState::mutated, W = GeneState::wild_type, N = GeneState::not_tested;

OncoprintFigure five_patients() {
  OncoprintFigure figure;
  figure.patients = 5;
  figure.genes = {{"IDH2", {W, M, W, W, N}}, {"TP53", {M, W, M, W, W}}, {"NF1", {N, N, N, N, N}}};
  figure.strips = {{"Risk", {"Low", "High"}, {1, 0, 0, -1, 1}}};
  return figure;
}

TEST(OncoprintFigure, GenesByShareOfTheTestedAndPatientsByGroupThenGene) {
  const OncoprintOrder order = oncoprint_order(five_patients());
  EXPECT_EQ(order.genes, (std::vector<std::size_t>{1, 0, 2}));  // 2/5, 1/4, none tested
  EXPECT_EQ(order.patients, (std::vector<std::size_t>{2, 1, 0, 4, 3}));
  EXPECT_EQ(order.starts, (std::vector<std::size_t>{0, 2, 4}));
  OncoprintFigure as_given = five_patients();
  as_given.by_first_strip = as_given.most_frequent_first = false;
  EXPECT_EQ(oncoprint_order(as_given).genes, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(oncoprint_order(as_given).patients, (std::vector<std::size_t>{1, 0, 2, 3, 4}));
  EXPECT_EQ(oncoprint_order(as_given).starts, std::vector<std::size_t>{0});
}

TEST(OncoprintFigure, TheDenominatorIsTheTested) {
  const std::string texts = texts_of(oncoprint_scene(five_patients()));
  for (const char* text : {"TP53|2/5 (40%)|", "IDH2|1/4 (25%)|", "NF1|not tested|", "Low (2)|",
                           "High (2)|", "not known (1)|"})
    EXPECT_NE(texts.find(text), std::string::npos) << text << " in " << texts;
  EXPECT_EQ(faults_of(oncoprint_scene(five_patients())), "");
}

TEST(OncoprintFigure, NotTestedIsALineAndNeverABoxAsWildTypeIs) {
  OncoprintFigure figure;
  figure.patients = 3;
  figure.genes = {{"TP53", {M, W, N}}};
  std::map<std::string, std::size_t> marks;
  for (const PlacedPath& placed : content_of(oncoprint_scene(figure)).paths) {
    if (placed.groups.empty() || placed.groups[0] != "cells") continue;
    const Path& path = placed.path;
    marks[path.fill == Tone::ink    ? "mutated"
          : path.fill == Tone::rule ? "wild type"
          : path.fill == Tone::none ? "not tested"
                                    : "other"] += path.lines.size();
  }
  EXPECT_EQ(marks, (std::map<std::string, std::size_t>{
                       {"mutated", 1}, {"wild type", 1}, {"not tested", 1}}));
}

TEST(OncoprintFigure, StripsOfTheSameCategoriesShareTheirTones) {
  OncoprintFigure figure = five_patients();
  figure.strips.push_back({"Status", {"new", "relapsed", "refractory"}, {1, 1, 2, 2, 2}});
  figure.strips.push_back({"Other score", {"Low", "High"}, {0, 0, 0, 0, 0}});
  const auto tones = oncoprint_tones(figure);
  EXPECT_EQ(tones[0], (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(tones[1], (std::vector<std::size_t>{0, 2, 3}));  // nobody is "new"
  EXPECT_EQ(tones[2], tones[0]);
}

TEST(OncoprintFigure, TheNumbersBehindKeepNotTestedEmpty) {
  EXPECT_EQ(oncoprint_csv(five_patients()),
            "column,Risk,TP53,IDH2,NF1\n"
            "1,Low,1,0,\n2,Low,0,1,\n3,High,1,0,\n4,High,0,,\n5,,0,0,\n");
}

TEST(OncoprintFigure, ThousandsOfPatientsMakeASmallFileAndStayOnThePage) {
  for (const std::size_t n : {1, 2, 40, 300, 5000}) {
    OncoprintFigure figure;
    figure.patients = n;
    figure.strips = {{"Risk", {"Low", "High"}, {}}};
    for (std::size_t i = 0; i < n; ++i) figure.strips[0].of.push_back(static_cast<int>(i * 7 % 2));
    for (std::size_t g = 0; g < 30; ++g) {
      OncoprintGene gene{"G" + std::to_string(g), {}};
      for (std::size_t i = 0; i < n; ++i)
        gene.states.push_back((i * 31 + g * 17) % 23 < 5 ? M : i % 11 == 0 ? N : W);
      figure.genes.push_back(gene);
    }
    const Scene scene = oncoprint_scene(figure);
    EXPECT_EQ(faults_of(scene), "") << n;
    EXPECT_LT(svg_file(scene).size(), n <= 300 ? 250'000u : 1'500'000u) << n;
  }
}

TEST(OncoprintFigure, ShortListsAndAnyTextAreDrawn) {
  OncoprintFigure figure;
  figure.patients = 2;
  for (const std::string& label : hostile_labels()) {
    figure.genes.push_back({label, {M}});
    figure.strips.push_back({label, {label, "x"}, {7}});
  }
  EXPECT_EQ(faults_of(oncoprint_scene(figure)), "");
}

}  // namespace
