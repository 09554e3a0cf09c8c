/// One step in the report.
#pragma once

#include "venscope/report/page.hpp"
#include "venscope/study/run.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::study {

/// Figures and tables of step `index`; of a step that could not be done, the reason. The crude
/// models of a Cox analysis are shown once, together with the adjusted one.
std::vector<report::Block> step_blocks(const Plan& plan, const StudyResult& result,
                                       std::size_t index);

/// What the step warns of.
std::vector<std::string> step_warnings(const StepResult& result);

/// Paths of a step's figure and table below the report's folder; "" where it has none, the first
/// where it has several.
struct StepFiles {
  std::string figure, table;
};
StepFiles files_of(const Plan& plan, const Step& step, const StepResult& result);

}  // namespace venscope::study
