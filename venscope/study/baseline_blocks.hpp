/// The baseline table in the report and in results.json.
#pragma once

#include "venscope/report/json.hpp"
#include "venscope/report/page.hpp"
#include "venscope/response/baseline_table.hpp"
#include "venscope/study/plan.hpp"

#include <vector>

namespace venscope::study {

/// Describes the request's variables; without any, the group's covariates that are columns, else
/// every column that neither an endpoint uses nor names a patient.
Result<response::BaselineTable> make_baseline(const Plan& plan, const Step& step);

std::vector<report::Block> baseline_blocks(const Step& step,
                                           const response::BaselineTable& baseline);

report::Json to_json(const response::BaselineTable& baseline);

}  // namespace venscope::study
