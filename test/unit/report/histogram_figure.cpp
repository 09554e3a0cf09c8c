#include "venscope/report/figure/histogram_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

TEST(HistogramFigure, WholeNumbersOfASmallRangeStandInTheMiddleOfTheirBars) {
  const std::vector<HistogramBin> bins = histogram_bins({{"", {1, 2, 2, 4}}});
  ASSERT_EQ(bins.size(), 4u);
  EXPECT_EQ(bins[0].low, 0.5);
  EXPECT_EQ(bins[3].high, 4.5);
  EXPECT_EQ(bins[1].counts, std::vector<double>{2});
  EXPECT_EQ(bins[2].counts, std::vector<double>{0});
}

TEST(HistogramFigure, EveryValueIsInTheBarWhoseEdgesHoldIt) {
  // Hundredths, as the points of a score: their sums lie a rounding error beside the edges.
  HistogramGroup group;
  for (int i = -150; i <= 217; ++i) group.values.push_back(0.01 * i);
  const std::vector<HistogramBin> bins = histogram_bins({group});
  double n = 0;
  for (const HistogramBin& bin : bins) {
    double within = 0;
    for (int i = -150; i <= 217; ++i) {
      const double low = std::round(100 * bin.low), high = std::round(100 * bin.high);
      within += i >= low && i < high ? 1 : 0;
    }
    EXPECT_EQ(bin.counts[0], within) << bin.low;
    n += bin.counts[0];
  }
  EXPECT_EQ(n, 368);
  EXPECT_GE(bins.size(), 8u);
  EXPECT_LE(bins.size(), 40u);
}

TEST(HistogramFigure, CutPointsAreEdgesWhereARoundWidthAllowsIt) {
  HistogramGroup group;
  for (int i = 0; i < 174; ++i) group.values.push_back(-0.98 + 0.0196 * i);
  EXPECT_NEAR(histogram_bins({group})[0].high - histogram_bins({group})[0].low, 0.2, 1e-12);
  EXPECT_NEAR(
      histogram_bins({group}, {0.25, 0.75})[0].high - histogram_bins({group}, {0.25, 0.75})[0].low,
      0.25, 1e-12);
  // No round width has this one as an edge; it does not change the bars.
  EXPECT_EQ(histogram_bins({group}, {0.245}).size(), histogram_bins({group}).size());
}

TEST(HistogramFigure, LeavesOutWhatIsNotKnownAndSaysSo) {
  HistogramFigure figure;
  figure.groups = {{"Low", {1, std::numeric_limits<double>::quiet_NaN()}}, {"High", {2, 3, 3}}};
  figure.cuts = {1.5};
  figure.not_known = 7;
  const std::string texts = texts_of(histogram_scene(figure));
  for (const char* text : {"Low: 1 (25.0%)|", "High: 3 (75.0%)|", "n = 4; not known: 7|", "1.5|"})
    EXPECT_NE(texts.find(text), std::string::npos) << text << " in " << texts;
  EXPECT_EQ(histogram_csv(figure),
            "group,low,high,n\nLow,0.5,1.5,1\nLow,1.5,2.5,0\nLow,2.5,3.5,0\n"
            "High,0.5,1.5,0\nHigh,1.5,2.5,1\nHigh,2.5,3.5,2\n");
}

TEST(HistogramFigure, BarsOfTheGroupsStandOnEachOther) {
  HistogramFigure figure;
  figure.groups = {{"a", {1}}, {"b", {1, 1}}};
  std::vector<Path> bars;
  for (const PlacedPath& placed : content_of(histogram_scene(figure)).paths)
    if (!placed.groups.empty() && placed.groups[0] == "bars") bars.push_back(placed.path);
  ASSERT_EQ(bars.size(), 2u);
  const double foot = bars[0].lines[0][0].y, middle = bars[0].lines[0][1].y,
               top = bars[1].lines[0][1].y;
  EXPECT_EQ(bars[1].lines[0][0].y, middle);
  EXPECT_NEAR(middle - top, 2 * (foot - middle), 1e-9);
}

TEST(HistogramFigure, LabelsOfCloseCutPointsStandInRows) {
  HistogramFigure figure;
  figure.groups = {{"", {0, 10.5, 20}}};
  figure.cuts = {9.75, 9.8, 9.85, 15};
  EXPECT_EQ(faults_of(histogram_scene(figure)), "");
}

TEST(HistogramFigure, AnyValuesAndAnyTextAreDrawn) {
  for (const std::vector<double>& values : {std::vector<double>{},
                                            {0},
                                            {-0.7},
                                            {1e-12},
                                            {1e12, -1e12},
                                            {1e300},
                                            {-1e300, 1e300},
                                            {0.1, 0.1, 0.1}}) {
    HistogramFigure figure;
    figure.groups = {{"", values}};
    EXPECT_EQ(faults_of(histogram_scene(figure)), "");
  }
  HistogramFigure figure;
  for (const std::string& label : hostile_labels()) figure.groups.push_back({label, {1.5, 2.5}});
  EXPECT_EQ(faults_of(histogram_scene(figure)), "");
}

}  // namespace
