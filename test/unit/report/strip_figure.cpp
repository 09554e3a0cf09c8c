#include "venscope/report/figure/strip_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

TEST(StripFigure, EveryKnownValueIsADotAtItsPlace) {
  StripFigure figure;
  figure.low = 0;
  figure.high = 1;
  figure.rows = {{"TP53", {0.75, std::numeric_limits<double>::quiet_NaN(), 0.25}, 0.5, 0.3, 0.7}};
  const Scene scene = strip_scene(figure);
  const std::string texts = texts_of(scene);
  EXPECT_NE(texts.find("TP53|2|0.50 (0.30–0.70)|"), std::string::npos) << texts;
  const Path* dots = nullptr;
  double median = 0;
  const SceneContent content = content_of(scene);
  for (const PlacedPath& placed : content.paths) {
    if (placed.path.fill == Tone::series_1) dots = &placed.path;
    if (placed.clipped && placed.path.stroke == Tone::ink) median = placed.path.lines[0][0].x;
  }
  ASSERT_TRUE(dots);
  ASSERT_EQ(dots->lines.size(), 2u);
  const auto centre = [&](std::size_t i) {
    double x = 0;
    for (const Point& point : dots->lines[i])
      x += point.x / static_cast<double>(dots->lines[i].size());
    return x;
  };
  EXPECT_NEAR(0.5 * (centre(0) + centre(1)), median, 1e-9);
  EXPECT_LT(centre(0), centre(1));
  EXPECT_EQ(strip_csv(figure), "group,value\nTP53,0.25\nTP53,0.75\n");
}

TEST(StripFigure, EqualValuesSpreadAndStayInTheirRow) {
  StripFigure figure;
  figure.rows = {{"a", std::vector<double>(40, 0.5), {}, {}, {}}, {"b", {0, 1}, {}, {}, {}}};
  const SceneContent content = content_of(strip_scene(figure));
  std::set<double> heights;
  double low = 1e300, high = 0, of_b = 0;
  for (const PlacedPath& placed : content.paths) {
    if (placed.path.fill != Tone::series_1) continue;
    if (placed.path.lines.size() == 2) of_b = placed.path.lines[0][0].y;
    if (placed.path.lines.size() != 40) continue;
    for (const auto& dot : placed.path.lines) {
      heights.insert(dot[0].y);
      low = std::min(low, dot[0].y);
      high = std::max(high, dot[0].y);
    }
  }
  EXPECT_EQ(heights.size(), 40u);
  EXPECT_LT(high - low, 15);
  EXPECT_LT(high, of_b);
}

TEST(StripFigure, OneValueNoValueAndAnyTextAreDrawn) {
  StripFigure figure;
  for (const std::string& label : hostile_labels()) figure.rows.push_back({label, {}, {}, {}, {}});
  EXPECT_EQ(faults_of(strip_scene(figure)), "");
  figure.rows[0].values = {-1e12, 3, 1e12};
  EXPECT_EQ(faults_of(strip_scene(figure)), "");
}

}  // namespace
