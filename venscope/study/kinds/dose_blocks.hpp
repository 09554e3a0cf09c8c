/// Dose-response curves in a report: figure, tables, sentences.
#pragma once

#include "venscope/report/page.hpp"
#include "venscope/study/dose_analysis.hpp"

#include <string>
#include <vector>

namespace venscope::study {

/// The doses of the wells by row, for the figure.
struct DoseWells {
  std::vector<double> dose;
  DoseWells() = default;
  DoseWells(const cohort::Table& wells, const DoseColumns& columns)
      : dose(wells.find(columns.dose)->number) {}
};

struct DoseLabels {
  std::string unit;             ///< of the doses: "µM"
  std::string dose;             ///< "" : "Dose"
  std::string response;         ///< of the axis; "" : the column's label, or percent of the control
  std::string response_column;  ///< label of the column
  DoseWells wells;
};

std::vector<report::Block> dose_blocks(const DoseAnalysis& analysis, const DoseLabels& labels,
                                       const std::string& id, const std::string& title);
std::vector<std::string> dose_methods(const DoseAnalysis& analysis);

}  // namespace venscope::study
