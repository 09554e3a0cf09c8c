/// The reporting checklist: what a report on a prediction model has to contain, what this run knows
/// of it, and what only the authors can say.
#pragma once

#include "venscope/study/limitation.hpp"
#include "venscope/study/run.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// One item, as the data file has it: reporting/tripod-ai.toml.
struct ChecklistItem {
  std::string number, part, topic, asks;
  std::vector<std::string> answers;  ///< keys of what a run may know
  std::string add;                   ///< what only the authors can say; "" where nothing
};

struct Checklist {
  std::string title, source;  ///< `source` is a key of the bibliography
  std::vector<ChecklistItem> items;
};

/// TRIPOD+AI, as it is built in.
const Checklist& tripod_ai();

/// Where the report of this run has one: `checklist` of [report], else where a model is derived or
/// judged.
bool wants_checklist(const Plan& plan);

enum class ChecklistStatus {
  answered,  ///< by the run
  partly,    ///< the authors have to add something
  authors,   ///< the run knows nothing of it
  absent,    ///< the run could say it and has nothing to say: not done in this run
};
std::string_view name_of(ChecklistStatus status);

struct ChecklistRow {
  const ChecklistItem* item = nullptr;
  ChecklistStatus status = ChecklistStatus::authors;
  std::string answer;  ///< sentences; "" where the run knows nothing
};

/// Every item, in the order of the list. Right by: unit/study/reporting.
std::vector<ChecklistRow> fill_checklist(const Plan& plan, const StudyResult& result,
                                         std::span<const Limitation> limitations,
                                         std::string_view version);

/// Limitations and checklist as sections of a report, or the first alone (`limitations` of
/// [report]); the table of the second is `reporting-checklist`.
std::vector<report::Section> reporting_sections(const Plan& plan, const StudyResult& result,
                                                std::string_view version);

/// `reporting` of results.json; null where the run has none.
report::Json reporting_json(const Plan& plan, const StudyResult& result, std::string_view version);

}  // namespace venscope::study
