/// Dose-response curves: wells, fitted curves, IC50s with their intervals; one panel or many.
/// And a checkerboard of two drugs as a heat map. docs/methods/figures.md says what each mark
/// means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// Which way an IC50 lies beyond the doses tested.
enum class DoseBeyond { none, above, below };

struct DoseSeries {
  std::string label;
  std::vector<double> dose, response;              ///< of its wells; dose 0: untreated
  std::vector<double> curve_dose, curve_response;  ///< empty without a curve
  std::vector<double> curve_low, curve_high;       ///< a band about it; empty without one
  std::optional<double> ic50;  ///< where it is known, or the limit that it is beyond
  DoseBeyond beyond = DoseBeyond::none;
  std::optional<double> low, high;  ///< of the IC50; an open end is absent
};

struct DosePanel {
  std::string title;
  std::vector<DoseSeries> series;  ///< the i-th of each panel in the i-th tone
};

struct DoseFigure {
  std::vector<DosePanel> panels;
  std::string title, subtitle;
  std::string dose_label = "Dose", response_label = "Response";
  std::optional<double> half;  ///< a dotted line: the response of the absolute IC50
  double width = double_column;
};

/// All panels have the same axes. Any number of panels and series, also none. The wells of several
/// series at one dose stand side by side: their doses are exact in the CSV, not in the drawing.
Scene dose_scene(const DoseFigure& figure);

/// panel,series,mark,dose,response — wells, points of the curve and of its band, and the IC50 with
/// its interval.
std::string dose_csv(const DoseFigure& figure);

struct SynergyFigure {
  std::vector<double> doses_a, doses_b;      ///< ascending
  std::vector<std::optional<double>> value;  ///< a by a, b within
  std::vector<std::string> text;             ///< of each cell
  std::string title, subtitle, label_a = "A", label_b = "B";
  double width = single_column;
};

/// Each cell as deep as its value is far from 0: two tones, for above and below it.
Scene synergy_scene(const SynergyFigure& figure);

/// dose_a,dose_b,value
std::string synergy_csv(const SynergyFigure& figure);

}  // namespace venscope::report
