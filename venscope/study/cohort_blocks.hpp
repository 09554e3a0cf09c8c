/// Who is in the study, in the report.
#pragma once

#include "venscope/report/page.hpp"
#include "venscope/study/plan.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::study {

/// Patients who left at one rule, and why; undecided ones apart.
struct Exclusion {
  std::string reason;
  std::size_t n = 0;
};

/// In the order of the rules. They and the included patients add up to the rows of the file.
std::vector<Exclusion> exclusions(const Plan& plan);

/// The flow chart, and what was assumed in reading.
std::vector<report::Block> cohort_blocks(const Plan& plan);

/// The [[validation_cohort]]s: files, rows, who was left out, what was assumed.
std::vector<report::Block> validation_cohort_blocks(const Plan& plan);

}  // namespace venscope::study
