// kind = "score_associations": a score, or its groups, against many variables of the patients.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/score_associations_finding.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace venscope::study {

namespace {

class ScoreAssociationsRequest final : public KindRequest {
public:
  std::string score, cohort;
  std::vector<std::string> variables;
  std::map<std::string, double, std::less<>> caps;
  AssociationOptions options;

  std::string title(const Plan& plan) const override {
    const ValidationCohort* other = find_cohort(plan, cohort);
    const cohort::Table& table = other ? other->table : plan.table;
    return "What goes with " + within_sentence(label_of(table, score)) +
           (other ? " in " + within_sentence(other->label) : "");
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    if (!cohort.empty()) return {};
    return named();
  }
  std::vector<std::string> cohorts() const override {
    return cohort.empty() ? std::vector<std::string>{} : std::vector{cohort};
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override;

private:
  std::vector<std::pair<std::string, std::string>> named() const {
    std::vector<std::pair<std::string, std::string>> all{{"score", score}};
    for (const std::string& variable : variables) all.emplace_back("variables", variable);
    for (const std::string& column : options.adjust) all.emplace_back("adjust", column);
    return all;
  }
};

void ScoreAssociationsRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  const ValidationCohort* other = find_cohort(plan, cohort);
  if (!cohort.empty() && !other) return;  // said where cohorts are read
  const cohort::Table& table = other ? other->table : plan.table;
  for (const auto& [entry, name] : named()) {
    Place place = step.request->place;
    place.column += "." + entry;
    const cohort::Column* column = table.find(name);
    if (!column && other)
      problems.push_back({"study.unknown_column", place,
                          fmt::format("there is no column '{}' in {}", name, other->cohort.file),
                          "", "name a column of that cohort", Fault::input});
    if (!column) continue;
    if (column->type == cohort::ColumnType::text || column->type == cohort::ColumnType::date)
      problems.push_back({"study.not_a_variable", place,
                          fmt::format("column '{}' holds neither numbers nor categories", name),
                          "a column of numbers or of categories",
                          "declare it in [dictionary] if it is one", Fault::input});
    else if (caps.contains(name) && !column->numeric())
      problems.push_back({"study.not_numbers", place,
                          fmt::format("column '{}' holds no numbers, and has a cap", name),
                          "a column of numbers", "leave it out of censored_above", Fault::input});
  }
}

Result<std::unique_ptr<const Finding>> ScoreAssociationsRequest::run(const Plan& plan,
                                                                     const Step& step,
                                                                     const RunContext&) const {
  const ValidationCohort* other = find_cohort(plan, cohort);
  const cohort::Table& table = other ? patients_of(*other, step) : *step.table;
  const cohort::Column* scored = table.find(score);
  if (!scored) return cannot_analyse("study.no_score", fmt::format("there is no '{}'", score));
  auto finding = std::make_unique<ScoreAssociationsFinding>();
  finding->score = score;
  finding->score_label = scored->label.empty() ? score : scored->label;
  finding->options = options;
  finding->options.seed = plan.protocol.seed;
  finding->cohort = cohort;
  finding->learnt = learnt_here(plan, score, cohort);
  for (const std::string& column : options.adjust)
    finding->adjusted_for.push_back(within_sentence(label_of(table, column)));
  for (std::size_t row = 0; row < table.rows; ++row)
    ++(scored->missing(row) ? finding->without_score : finding->scored);
  if (finding->scored == 0)
    return cannot_analyse("study.nobody_scored",
                          fmt::format("no patient has a value of '{}'", score),
                          "look at what became of the score");
  finding->number = scored->numeric();
  for (const std::string& variable : variables) {
    const cohort::Column* column = table.find(variable);
    if (!column) continue;
    const auto cap = caps.find(variable);
    finding->all.push_back(
        associate(table, *scored, *column,
                  cap == caps.end() ? CensoringLimits() : CensoringLimits{cap->second, {}},
                  finding->options));
  }
  adjust_associations(finding->all);
  if (!finding->number) finding->groups = used_groups(*scored);
  return finding;
}

void read_caps(Section& section, ScoreAssociationsRequest& request) {
  std::optional<Section> caps = section.table("censored_above");
  const Node* node = section.node("censored_above");
  if (!caps || !node) return;
  for (const std::string& name : node->names) {
    const std::optional<double> cap = caps->number(name, -1e300, 1e300);
    if (std::find(request.variables.begin(), request.variables.end(), name) ==
        request.variables.end())
      caps->reject(name, "study.unknown_variable",
                   fmt::format("'{}' is not among the variables", name), "a name of variables");
    else if (cap)
      request.caps.emplace(name, *cap);
  }
}

std::unique_ptr<const KindRequest> read_score_associations(Section& section, const Protocol&,
                                                           const AnalysisDefaults& defaults) {
  using expression::CorrelationMethod;
  auto request = std::make_unique<ScoreAssociationsRequest>();
  request->score = section.required_text(
      "score", "a column, such as ID.score or ID.group of a [[signature]] or [[score]]");
  for (const std::string& variable : section.texts("variables"))
    if (variable == request->score)
      section.reject("variables", "study.score_variable", "the score is among the variables",
                     "other columns");
    else if (std::find(request->variables.begin(), request->variables.end(), variable) !=
             request->variables.end())
      section.reject("variables", "study.twice", fmt::format("'{}' stands twice", variable));
    else
      request->variables.push_back(variable);
  if (!section.has("variables") || (request->variables.empty() && section.has("variables")))
    section.reject(section.has("variables") ? "variables" : "", "study.no_variables",
                   "the analysis names no variables", "variables = ['age', 'eln_risk', …]");
  request->cohort = section.text("cohort").value_or("");
  read_caps(section, *request);
  AssociationOptions& options = request->options;
  options.adjust = section.texts("adjust");
  options.method =
      section
          .choice<CorrelationMethod>("method", {{"spearman", CorrelationMethod::spearman},
                                                {"pearson", CorrelationMethod::pearson},
                                                {"kendall", CorrelationMethod::kendall}})
          .value_or(CorrelationMethod::spearman);
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  return request;
}

}  // namespace

Kind score_associations_kind() {
  return {
      "score_associations", "Associations of the score", false, read_score_associations, {}, true};
}

}  // namespace venscope::study
