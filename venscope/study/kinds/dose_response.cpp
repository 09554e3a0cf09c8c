// kind = "dose_response": curves of wells that stand in a [[records]], their IC50s and comparisons.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/dose_analysis.hpp"
#include "venscope/study/kinds/dose_blocks.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/records.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

/// "role = DMSO" as the protocol writes it: control = {column = "role", value = "DMSO"}.
std::optional<WellsNamed> read_wells_named(Section& section, std::string_view entry) {
  auto table = section.table(entry);
  if (!table) return {};
  WellsNamed named{table->required_text("column", "a column of the records"),
                   table->required_text("value", "the value of it that these wells have")};
  table->finish();
  return named;
}

class DoseFinding final : public Finding {
public:
  DoseAnalysis analysis;
  DoseLabels labels;

  report::Json json() const override { return to_json(analysis); }
  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    return dose_blocks(analysis, labels, step.id, step.title);
  }
  std::vector<std::string> warnings() const override { return analysis.warnings; }
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return dose_methods(analysis);
  }
  std::vector<Limitation> limitations(const Plan&, const Step&) const override {
    std::size_t none = 0;
    for (const DoseCurve& curve : analysis.curves) none += !curve.fit.converged;
    std::vector<Limitation> found;
    if (none > 0)
      found.push_back(
          {"no_curve",
           fmt::format("{} of {} dose-response curves have no least-squares estimate of every "
                       "parameter",
                       none, analysis.curves.size()),
           {{"curves", static_cast<double>(analysis.curves.size())},
            {"without", static_cast<double>(none)}}});
    if (!analysis.comparisons.empty() && analysis.cultures.empty())
      found.push_back({"wells_not_cultures",
                       "curves are compared by wells, which are not independent cultures"});
    return found;
  }
};

class DoseRequest final : public KindRequest {
public:
  std::string records;
  DoseAnalysisOptions options;
  DoseLabels labels;

  std::string title(const Plan& plan) const override {
    const Records* found = plan.records(records);
    return "Dose-response curves" + (found && !found->title.empty() ? ": " + found->title : "");
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    const Records* found = plan.records(records);
    if (!found) return;  // which was said
    const Place& place = step.request->place;
    const DoseColumns& names = options.columns;
    for (const auto& [entry, name] :
         {std::pair<const char*, std::string>{"dose", names.dose}, {"response", names.response}}) {
      const cohort::Column* const column = records_column(*found, name, place, entry, problems);
      if (column && column->type != cohort::ColumnType::number)
        problems.push_back(
            {"study.not_numbers", place,
             fmt::format("the column '{}' of {} holds no numbers", name, found->file), "numbers",
             ""});
    }
    for (const auto& [entry, name] : {std::pair<const char*, std::string>{"curve", names.curve},
                                      {"replicate", names.replicate},
                                      {"plate", names.plate},
                                      {"well", names.well}})
      records_column(*found, name, place, entry, problems);
    // A group may be one of wells or of patients.
    if (!names.group.empty() && !plan.table.find(names.group))
      records_column(*found, names.group, place, "group", problems);
    for (const auto& named : {options.negative, options.positive})
      if (named) records_column(*found, named->column, place, "control", problems);
  }
  std::size_t work() const override { return 2; }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override;
};

Result<std::unique_ptr<const Finding>> DoseRequest::run(const Plan& plan, const Step& step,
                                                        const RunContext& context) const {
  const Records& found = *plan.records(records);
  const std::vector<std::size_t> patients = patients_of_step(plan, step, found);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < patients.size(); ++row)
    if (patients[row] != not_in_step) rows.push_back(row);
  cohort::Table wells = cohort::select_rows(found.table, rows);
  if (const std::string& group = options.columns.group;
      !group.empty() && !found.table.find(group)) {
    std::vector<std::size_t> of_patient;
    for (const std::size_t row : rows) of_patient.push_back(patients[row]);
    cohort::Table one;
    one.rows = step.table->rows;
    one.line.assign(one.rows, 0);
    one.columns = {*step.table->find(group)};
    wells.columns.push_back(cohort::select_rows(one, of_patient).columns.front());
  }
  DoseAnalysisOptions asked = options;
  asked.threads = context.threads;
  auto finding = std::make_unique<DoseFinding>();
  finding->labels = labels;
  auto analysis = analyse_dose(wells, asked);
  if (context.tick) {
    context.tick();
    context.tick();
  }
  if (!analysis) return failure(std::move(analysis.error()));
  finding->analysis = std::move(*analysis);
  finding->labels.wells = DoseWells(wells, options.columns);
  const cohort::Column &dose = *wells.find(options.columns.dose),
                       &response = *wells.find(options.columns.response);
  if (dose.label != dose.name) finding->labels.dose = dose.label;
  if (finding->labels.unit.empty()) finding->labels.unit = dose.unit;
  finding->labels.response_column = options.negative || response.unit.empty()
                                        ? response.label
                                        : response.label + " (" + response.unit + ")";
  return finding;
}

std::unique_ptr<const KindRequest> read_dose(Section& section, const Protocol& protocol,
                                             const AnalysisDefaults& defaults) {
  auto request = std::make_unique<DoseRequest>();
  request->records = read_records_id(section, protocol, "wells");
  DoseColumns& names = request->options.columns;
  names.dose = section.required_text("dose", "the column of doses");
  names.response = section.required_text("response", "the column of responses");
  names.curve = section.text("curve").value_or("");
  names.group = section.text("group").value_or("");
  names.replicate = section.text("replicate").value_or("");
  names.plate = section.text("plate").value_or("");
  names.well = section.text("well").value_or("");
  request->options.negative = read_wells_named(section, "control");
  request->options.positive = read_wells_named(section, "positive");
  dose::CurveOptions& curve = request->options.curve;
  if (section.whole("parameters", 3, 4).value_or(4) == 3) curve.plateaus.lower = 0;
  if (const auto lower = section.number("lower", -1e12, 1e12)) curve.plateaus.lower = lower;
  curve.plateaus.upper = section.number("upper", -1e12, 1e12);
  if (curve.plateaus.lower && curve.plateaus.upper &&
      *curve.plateaus.lower >= *curve.plateaus.upper)
    section.reject("lower", "study.plateaus", "is not below upper", "lower < upper");
  curve.direction =
      section
          .choice<dose::Direction>("direction", {{"any", dose::Direction::any},
                                                 {"falling", dose::Direction::falling},
                                                 {"rising", dose::Direction::rising}})
          .value_or(dose::Direction::any);
  curve.robust = section
                     .choice<dose::Robust>("robust", {{"none", dose::Robust::none},
                                                      {"huber", dose::Robust::huber},
                                                      {"tukey", dose::Robust::tukey}})
                     .value_or(dose::Robust::none);
  curve.absolute_interval = true;
  curve.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  curve.control = section.number("control_response", 1e-12, 1e12);
  request->labels.unit = section.text("unit").value_or("");
  request->labels.response = section.text("response_label").value_or("");
  if (!names.plate.empty() && !request->options.negative)
    section.reject("plate", "study.no_control", "needs control beside it",
                   "control = { column = \"role\", value = \"DMSO\" }");
  if (!names.replicate.empty() && names.group.empty())
    section.reject("replicate", "study.no_group", "needs group beside it", "group = \"…\"");
  return request;
}

}  // namespace

Kind dose_response_kind() {
  return {"dose_response", "Dose-response", false, read_dose};
}

}  // namespace venscope::study
