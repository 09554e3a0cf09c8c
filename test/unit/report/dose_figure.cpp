#include "venscope/report/figure/dose_figure.hpp"

#include "support/scene_check.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

/// Untreated wells and `decades` powers of ten above the lowest dose, in each panel.
DoseFigure panels_of(std::size_t panels, double lowest, int decades) {
  DosePanel panel{"A drug", {{}}};
  DoseSeries& series = panel.series[0];
  series.label = "Cells";
  series.dose = {0};
  series.response = {1};
  for (int power = 0; power <= decades; ++power) {
    series.dose.push_back(lowest * std::pow(10.0, power));
    series.response.push_back(1 - 0.1 * power);
  }
  DoseFigure figure;
  figure.panels.assign(panels, panel);
  return figure;
}

TEST(DoseFigure, NoTickStandsOnThatOfUntreatedWells) {
  for (const double lowest : {1e-9, 1e-6, 1e-3, 1.0, 1e3})
    for (const std::size_t panels : {1, 2, 3, 4})
      for (int decades = 1; decades <= 7; ++decades)
        EXPECT_EQ(faults_of(dose_scene(panels_of(panels, lowest, decades))), "")
            << lowest << ' ' << panels << ' ' << decades;
}

TEST(DoseFigure, TicksArePowersOfTenBesideTheZero) {
  const std::string texts = texts_of(dose_scene(panels_of(1, 0.01, 4)));
  for (const char* text : {"0|", "0.01|", "0.1|", "1|", "10|", "100|"})
    EXPECT_NE(texts.find(text), std::string::npos) << text << " in " << texts;
}

}  // namespace
