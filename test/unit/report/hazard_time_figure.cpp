#include "venscope/report/figure/hazard_time_figure.hpp"

#include "support/markup.hpp"
#include "venscope/report/figure/svg.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::report;
using venscope::test::read_markup;

namespace {

HazardTimeFigure with_events(int n) {
  HazardTimeFigure figure;
  figure.term = "age <years>";
  figure.coef = -0.03;
  figure.residual_variance = 0.004;
  figure.p = 0.02;
  for (int i = 0; i < n; ++i) {
    figure.time.push_back(1.0 + i);
    figure.transformed.push_back(std::log1p(i));
    figure.residual.push_back((i * 37 % 11) * 0.1 - 0.5);
  }
  return figure;
}

TEST(HazardTimeFigure, DrawsFromNoEventToMany) {
  for (const int n : {0, 1, 2, 4, 5, 6, 200}) {
    const std::string svg = svg_file(hazard_time_scene(std::vector{with_events(n)}));
    EXPECT_EQ(read_markup(svg).error, "") << n;
    EXPECT_EQ(svg.find("nan"), std::string::npos) << n;
    EXPECT_EQ(svg.find("too few events for a smooth") != std::string::npos, n < 5) << n;
  }
}

TEST(HazardTimeFigure, TheNumbersBehindAreTheResiduals) {
  EXPECT_EQ(hazard_time_csv(std::vector{with_events(1)}),
            "term,time,transformed,residual\nage <years>,1,0,-0.5\n");
}

TEST(HazardTimeFigure, PanelsStandSideBySideWithoutLeavingTheFigure) {
  for (const std::size_t panels : {2, 3, 4, 5, 9}) {
    const Scene scene = hazard_time_scene(std::vector(panels, with_events(50)));
    EXPECT_EQ(scene.width, double_column);
    const std::size_t rows = panels == 2 ? 1 : panels == 4 ? 2 : (panels + 2) / 3;
    EXPECT_LT(scene.height,
              (panels == 2 || panels == 4 ? 190.0 : 150.0) * static_cast<double>(rows))
        << panels;
    const auto markup = read_markup(svg_file(scene));
    EXPECT_EQ(markup.error, "") << panels;
    // The time axis is named once in each column.
    std::size_t named = 0;
    const std::string svg = svg_file(scene);
    for (std::size_t at = svg.find(">Time (months)<"); at != std::string::npos;
         at = svg.find(">Time (months)<", at + 1))
      ++named;
    EXPECT_EQ(named, panels == 2 || panels == 4 ? 2u : 3u) << panels;
  }
}

TEST(HazardTimeFigure, OneTableOfNumbersForAllPanels) {
  const std::string csv = hazard_time_csv(std::vector(2, with_events(1)));
  EXPECT_EQ(csv, "term,time,transformed,residual\nage <years>,1,0,-0.5\nage <years>,1,0,-0.5\n");
}

}  // namespace
