// kind = "validate": a score in the patients of a validation cohort.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/case_mix_table.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/validate_finding.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// The columns that the card asks for.
std::vector<std::string> columns_of(const JudgedModel& model) {
  std::vector<std::string> names;
  for (const std::size_t input : model.card.inputs) {
    std::string name = risk::aml_dictionary().variables[input].name;
    for (const auto& [variable, column] : model.request.columns)
      if (variable == name) name = column;
    names.push_back(std::move(name));
  }
  return names;
}

/// Patients whose value of a number lies outside those that the card was made from.
void note_ranges(const JudgedModel& model, const JudgedPatients& patients,
                 const cohort::Table& table, std::vector<std::string>& warnings) {
  for (const risk::Term& term : model.card.terms) {
    if (!term.slope) continue;
    const cohort::Column* column = table.find(term.variable);
    if (!column || !column->numeric()) continue;
    const auto outside =
        std::count_if(patients.rows.begin(), patients.rows.end(), [&](std::size_t row) {
          return column->number[row] < term.slope->low || column->number[row] > term.slope->high;
        });
    if (outside > 0)
      warnings.push_back(fmt::format(
          "{}: {} of {} patients have a value of {} outside {} to {}, which the score was made "
          "from: other patients, or another unit",
          patients.label, outside, patients.size(), term.variable, term.slope->low,
          term.slope->high));
  }
}

class ValidateRequest final : public KindRequest {
public:
  std::string model, cohort;
  BaselineFrom baseline = BaselineFrom::card;
  std::optional<double> time;
  std::vector<double> times;
  std::vector<std::string> variables;
  ValidationOptions options;

  std::string title(const Plan& plan) const override {
    const ValidationCohort* other = find_cohort(plan, cohort);
    return "External validation in " + (other ? within_sentence(other->label) : cohort);
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> result;
    for (const std::string& variable : variables) result.emplace_back("variables", variable);
    return result;
  }
  std::vector<std::string> cohorts() const override { return {cohort}; }
  bool last() const override { return true; }

  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    Place place = step.request->place;
    place.column += ".model";
    check_model(plan, model, place, problems);
    const ValidationCohort* other = find_cohort(plan, cohort);
    if (!other) return;
    check_variables(plan, model, *step.table, plan.cohort.file, place, problems);
    check_variables(plan, model, patients_of(*other, step), other->cohort.file, place, problems);
    place = step.request->place;
    place.column += ".variables";
    for (const std::string& variable : variables)
      if (!other->table.find(variable))
        problems.push_back(
            {"study.unknown_column", place,
             fmt::format("there is no column '{}' in {}", variable, other->cohort.file), "", "",
             Fault::input});
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    const ValidationCohort* second = find_cohort(plan, cohort);
    if (!second) return cannot_analyse("study.no_cohort", fmt::format("'{}' was not read", cohort));
    auto judged = judged_model(plan, context.earlier, model);
    if (!judged) return failure(std::move(judged.error()));
    const endpoint::EndpointDefinition& definition = plan.endpoints[*step.endpoint].definition;
    const cohort::Table& table = patients_of(*second, step);
    auto own = judged_patients(*judged, *step.table, definition.id, own_label(plan));
    if (!own) return failure(std::move(own.error()));
    auto other = judged_patients(*judged, table, definition.id, second->label);
    if (!other) return failure(std::move(other.error()));

    std::vector<std::string> warnings;
    std::optional<BaselineHazard> hazard;
    if (baseline == BaselineFrom::cohort && judged->card.log_hazard) {
      auto estimated = baseline_in(*own);
      if (!estimated) return failure(std::move(estimated.error()));
      hazard = std::move(*estimated);
    } else {
      hazard = baseline_of(judged->card, baseline, definition.output_unit);
    }
    CaseMixTable both(*own, *step.table, *other, table);
    for (const std::string& column : columns_of(*judged)) both.add(column, warnings);
    for (const std::string& column : variables) both.add(column, warnings);
    both.add_score(*judged);
    note_ranges(*judged, *other, table, warnings);
    auto case_mix = both.made();
    if (!case_mix) return failure(std::move(case_mix.error()));

    ValidationOptions chosen = options;
    chosen.time =
        time.value_or(endpoint::convert(1, endpoint::TimeUnit::years, definition.output_unit));
    chosen.times = times.empty() ? std::vector{chosen.time} : times;
    auto found =
        validate_score(*judged, std::move(*own), std::move(*other), std::move(hazard), chosen);
    if (!found) return failure(std::move(found.error()));
    warnings.insert(warnings.begin(), found->warnings.begin(), found->warnings.end());
    const bool updated_here = judged->made_here && judged->made_in == cohort;
    return std::make_unique<ValidateFinding>(std::move(*judged), std::move(chosen),
                                             std::move(*found), std::move(*case_mix), updated_here,
                                             std::move(warnings));
  }

private:
  static std::string own_label(const Plan& plan) {
    return plan.protocol.cohort.label.empty() ? "Study cohort" : plan.protocol.cohort.label;
  }
};

std::unique_ptr<const KindRequest> read_validate(Section& section, const Protocol&,
                                                 const AnalysisDefaults& defaults) {
  auto request = std::make_unique<ValidateRequest>();
  request->model = section.required_text(
      "model", "the prefix of a [[score]], or the model of an analysis that derives one");
  request->cohort = section.required_text("cohort", "the id of a [[validation_cohort]]");
  request->baseline =
      section
          .choice<BaselineFrom>("baseline", {{"card", BaselineFrom::card},
                                             {"reconstructed", BaselineFrom::reconstructed},
                                             {"cohort", BaselineFrom::cohort}})
          .value_or(BaselineFrom::card);
  request->time = section.number("time", 0, 1e6);
  request->times = section.numbers("times");
  if (request->time == 0.0 ||
      std::any_of(request->times.begin(), request->times.end(), [](double t) { return !(t > 0); }))
    section.reject(request->time == 0.0 ? "time" : "times", "study.out_of_range", "is not above 0",
                   "a time in the unit of the endpoint's report");
  request->variables = section.texts("variables");
  request->options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  request->options.until_time = section.flag("until_time").value_or(false);
  return request;
}

}  // namespace

Kind validate_kind() {
  return {"validate", "External validation", true, read_validate};
}

}  // namespace venscope::study
