/// The three panels of a gene signature: scores in rising order with the cut points, times and
/// events of the same patients, and their genes as a heat map. docs/methods/figures.md says what
/// each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

struct RiskPanelPatient {
  double score = 0, time = 0;
  bool event = false;
  int group = 0;  ///< the lowest 0; -1 of nobody's
};

struct RiskPanelGene {
  std::string label;
  std::vector<double> z;  ///< by patient as given; NaN where there is no value
};

struct RiskPanelFigure {
  std::vector<RiskPanelPatient> patients;  ///< in any order; drawn by score
  std::vector<RiskPanelGene> genes;
  std::vector<std::string> groups;
  std::vector<double> cuts;
  std::string title, subtitle;
  std::string score_label = "Score", time_label = "Time";
  std::string event_label = "event";
  double width = double_column;
};

/// Values beyond 2.5 standard deviations are drawn as 2.5. Anything may be empty.
Scene risk_panel_scene(const RiskPanelFigure& figure);

/// rank,score,group,time,event,GENE… — a row per patient, by score.
std::string risk_panel_csv(const RiskPanelFigure& figure);

}  // namespace venscope::report
