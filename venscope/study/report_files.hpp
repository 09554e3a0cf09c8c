/// Everything that lies in the folder of a report.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/report/page.hpp"
#include "venscope/study/run.hpp"

#include <string_view>
#include <vector>

namespace venscope::study {

/// index.html, results.json, tables/ and figures/, in memory. The same plan and result give the
/// same bytes. Figures are drawn on `threads` threads.
Result<std::vector<report::File>> report_files(const Plan& plan, const StudyResult& result,
                                               std::string_view version, unsigned threads = 1);

}  // namespace venscope::study
