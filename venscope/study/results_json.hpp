/// results.json of a study. docs/files/results-json.md names every key.
#pragma once

#include "venscope/study/run.hpp"

#include <string>
#include <string_view>

namespace venscope::study {

/// The text of results.json: UTF-8, two spaces of indentation, a line feed at the end. Numbers read
/// back as the same doubles; what is undefined is null.
std::string results_json(const Plan& plan, const StudyResult& result, std::string_view version);

}  // namespace venscope::study
