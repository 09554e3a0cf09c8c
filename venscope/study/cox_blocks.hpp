/// Cox models in the report.
#pragma once

#include "venscope/report/page.hpp"
#include "venscope/study/run.hpp"

#include <cstddef>
#include <vector>

namespace venscope::study {

/// Table and forest plot of all models of the [[analysis]] that step `index` is the first of; the
/// adjusted model's tests, concordance and test of proportional hazards.
std::vector<report::Block> cox_blocks(const Plan& plan, const StudyResult& result,
                                      std::size_t index);

}  // namespace venscope::study
