#include "venscope/report/figure/enrichment_figure.hpp"

#include "support/scene_check.hpp"

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

EnrichmentFigure sum_example(bool down) {
  EnrichmentFigure figure;
  figure.title = "HALLMARK TNFA SIGNALING VIA NFKB";
  figure.genes = 1000;
  figure.rank = {0};
  figure.height = {0};
  for (int i = 0; i < 20; ++i) {
    const double at = down ? 1000 - 10.0 * (20 - i) : 10.0 * i;
    figure.members.push_back(at);
    figure.edge.push_back(i % 2 == 0);
    figure.rank.insert(figure.rank.end(), {at, at + 1});
    const double miss = (at - i) / 980;
    figure.height.insert(figure.height.end(), {i / 20.0 - miss, (i + 1) / 20.0 - miss});
  }
  figure.rank.push_back(1000);
  figure.height.push_back(0);
  figure.score = down ? -0.8 : 0.8;
  figure.metric_rank = {0, 500, 999};
  figure.metric = {4, 0, -3};
  figure.metric_label = "Moderated t";
  figure.high_label = "higher in resistant";
  figure.low_label = "higher in sensitive";
  figure.notes = {"NES 2.1", "p 3e-08", "q <0.001"};
  return figure;
}

TEST(EnrichmentFigure, IsTidyBothWays) {
  for (const bool down : {false, true}) {
    const Scene scene = enrichment_scene(sum_example(down));
    EXPECT_EQ(faults_of(scene), "");
    EXPECT_NE(texts_of(scene).find("NES 2.1"), std::string::npos);
  }
  EXPECT_EQ(faults_of(enrichment_scene(EnrichmentFigure{})), "");
}

TEST(EnrichmentFigure, EveryMemberHasATick) {
  std::size_t ticks = 0;
  const SceneContent content = content_of(enrichment_scene(sum_example(false)));
  for (const PlacedPath& placed : content.paths)
    if (placed.path.lines.size() == 10) ticks += placed.path.lines.size();
  EXPECT_EQ(ticks, 20u);
}

TEST(EnrichmentFigure, DotsAreFilledWhereQIsSmall) {
  EnrichmentDots figure;
  figure.dots = {{"A SET WITH A LONG NAME THAT HAS TO BE BROKEN INTO SEVERAL LINES OF TYPE", 2.1,
                  120, 0.001, "<0.001"},
                 {"ANOTHER", -1.4, 20, 0.3, "0.30"},
                 {"NO Q", 0.2, 15, {}, "–"}};
  const Scene scene = enrichment_dots_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  std::size_t filled = 0, hollow = 0;
  const SceneContent content = content_of(scene);
  for (const PlacedPath& placed : content.paths) {
    filled += placed.path.closed && placed.path.fill == Tone::series_2;
    hollow += placed.path.closed && placed.path.fill == Tone::paper;
  }
  EXPECT_EQ(filled, 1u);
  EXPECT_EQ(hollow, 2u);
  EXPECT_EQ(faults_of(enrichment_dots_scene(EnrichmentDots{})), "");
  EnrichmentDots one;
  one.dots = {{"a", 1.5, 3, 0.5, ""}};
  EXPECT_EQ(enrichment_dots_csv(one), "set,value,count,q\na,1.5,3,0.5\n");
}

}  // namespace
