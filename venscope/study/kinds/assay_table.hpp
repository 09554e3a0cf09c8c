/// The rows that a kind of the laboratory reads: those of a [[records]], with the columns of the
/// cohort beside them, or the cohort itself.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/base/section.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/assay_design.hpp"
#include "venscope/study/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::study {

/// A column that an entry of the analysis names.
using NamedColumn = std::pair<std::string, std::string>;  // entry, column

/// The rows of the step's patients (or cultures). A column that the records lack is taken from the
/// cohort, by patient.
cohort::Table assay_table(const Plan& plan, const Step& step, const std::string& records,
                          const std::vector<NamedColumn>& columns);

/// Notes columns that neither the records nor the cohort has (study.unknown_column). False where
/// there is one, or where the records could not be read.
bool check_assay_columns(const Plan& plan, const Step& step, const std::string& records,
                         const std::vector<NamedColumn>& columns, Problems& problems);

/// `records`, which may be left out; "" for the cohort.
std::string read_assay_records(Section& section, const Protocol& protocol);

/// `unit`, `units`, `control`, `method`, `conf_level`.
void read_assay_design(Section& section, const AnalysisDefaults& defaults, AssayDesign& design);

/// What the bars of a figure show.
enum class Spread { sd, se, ci };
std::string_view spread_words(Spread spread);
Spread read_spread(Section& section);

/// `problems` as those of the analysis at `place`: what is wrong with the declaration itself.
void add_input_problems(const Problems& found, const Place& place, Problems& problems);

/// The label of a column, of the records if they have it, else of the cohort; with its unit.
std::string assay_label(const Plan& plan, const std::string& records, const std::string& column);
std::string assay_unit(const Plan& plan, const std::string& records, const std::string& column);
std::string assay_heading(const Plan& plan, const std::string& records, const std::string& column);

}  // namespace venscope::study
