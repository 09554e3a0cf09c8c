#include "venscope/study/kinds/assay_table.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/study/records.hpp"
#include "venscope/study/wording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {
namespace {

/// The column of the cohort, a row to each of `patients`.
cohort::Column of_patients(const cohort::Column& column, const std::vector<std::size_t>& patients) {
  cohort::Column joined = column;
  joined.number.clear();
  joined.code.clear();
  for (const std::size_t patient : patients) {
    if (column.numeric())
      joined.number.push_back(column.number[patient]);
    else
      joined.code.push_back(column.code[patient]);
  }
  return joined;
}

}  // namespace

cohort::Table assay_table(const Plan& plan, const Step& step, const std::string& records_id,
                          const std::vector<NamedColumn>& columns) {
  const Records* records = plan.records(records_id);
  if (!records) return *step.table;
  const std::vector<std::size_t> of_step = patients_of_step(plan, step, *records);
  std::vector<std::size_t> rows, patients;
  for (std::size_t row = 0; row < of_step.size(); ++row)
    if (of_step[row] != not_in_step) {
      rows.push_back(row);
      patients.push_back(of_step[row]);
    }
  cohort::Table table = cohort::select_rows(records->table, rows);
  for (const auto& [entry, name] : columns) {
    if (name.empty() || table.find(name)) continue;
    if (const cohort::Column* column = step.table->find(name))
      table.columns.push_back(of_patients(*column, patients));
  }
  return table;
}

bool check_assay_columns(const Plan& plan, const Step& step, const std::string& records_id,
                         const std::vector<NamedColumn>& columns, Problems& problems) {
  const Records* records = plan.records(records_id);
  if (!records_id.empty() && !records) return false;
  bool all = true;
  for (const auto& [entry, name] : columns) {
    if (name.empty() || plan.table.find(name) || (records && records->table.find(name))) continue;
    all = false;
    std::vector<std::string> names;
    if (records)
      for (const cohort::Column& column : records->table.columns) names.push_back(column.name);
    else
      for (const cohort::Column& column : plan.table.columns) names.push_back(column.name);
    const std::string near = nearest_name(name, names);
    Place place = step.request->place;
    place.column += "." + entry;
    problems.push_back(
        {"study.unknown_column", place,
         fmt::format("there is no column '{}' in {}", name,
                     records ? records->file + " or " + plan.cohort.file : plan.cohort.file),
         "", near.empty() ? "" : fmt::format("did you mean '{}'?", near)});
  }
  return all;
}

std::string read_assay_records(Section& section, const Protocol& protocol) {
  return section.has("records") ? read_records_id(section, protocol, "") : "";
}

std::string_view spread_words(Spread spread) {
  switch (spread) {
    case Spread::sd:
      return "SD";
    case Spread::se:
      return "standard error";
    case Spread::ci:
      return "confidence interval";
  }
  return "";
}

void read_assay_design(Section& section, const AnalysisDefaults& defaults, AssayDesign& design) {
  design.unit = section.text("unit").value_or("");
  design.control = section.text("control").value_or("");
  design.method =
      section.choice<assay::Method>("method", {method_words[0], method_words[1], method_words[2],
                                               method_words[3], method_words[4], method_words[5]});
  const auto pairing = section.choice<bool>("units", {{"paired", true}, {"nested", false}});
  design.paired = pairing.value_or(false);
  design.nested = pairing && !*pairing;
  design.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
}

Spread read_spread(Section& section) {
  return section
      .choice<Spread>("spread", {{"sd", Spread::sd}, {"se", Spread::se}, {"ci", Spread::ci}})
      .value_or(Spread::ci);
}

void add_input_problems(const Problems& found, const Place& place, Problems& problems) {
  for (Problem problem : found) {
    if (problem.fault != Fault::input) continue;
    if (problem.place.file.empty()) {
      const std::string column = problem.place.column;
      problem.place = place;
      if (!column.empty()) problem.what = column + ": " + problem.what;
    }
    problems.push_back(std::move(problem));
  }
}

std::string assay_label(const Plan& plan, const std::string& records_id,
                        const std::string& column) {
  const Records* records = plan.records(records_id);
  return records && records->table.find(column) ? label_of(records->table, column)
                                                : label_of(plan.table, column);
}

std::string assay_unit(const Plan& plan, const std::string& records_id, const std::string& column) {
  const Records* records = plan.records(records_id);
  const cohort::Column* found = records ? records->table.find(column) : nullptr;
  if (!found) found = plan.table.find(column);
  return found ? found->unit : "";
}

std::string assay_heading(const Plan& plan, const std::string& records_id,
                          const std::string& column) {
  const Records* records = plan.records(records_id);
  return records && records->table.find(column) ? heading_of(records->table, column)
                                                : heading_of(plan.table, column);
}

}  // namespace venscope::study
