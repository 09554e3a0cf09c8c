// kind = "drug_sensitivity": a score, or two groups of it, against the responses of samples to many
// drugs.
#include "venscope/base/nearest.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/drug_sensitivity_finding.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/score_associations_finding.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

class DrugSensitivityRequest final : public KindRequest {
public:
  DrugSensitivityOptions options;

  std::string title(const Plan& plan) const override {
    const ValidationCohort* other = find_cohort(plan, options.cohort);
    return "Responses to drugs and " +
           within_sentence(label_of(other ? other->table : plan.table, options.score)) +
           (other ? " in " + within_sentence(other->label) : "");
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    if (!options.cohort.empty()) return {};
    return named();
  }
  std::vector<std::string> cohorts() const override {
    return options.cohort.empty() ? std::vector<std::string>{} : std::vector{options.cohort};
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override;

private:
  std::vector<std::pair<std::string, std::string>> named() const {
    std::vector<std::pair<std::string, std::string>> all{{"score", options.score}};
    for (const std::string& column : options.how.adjust) all.emplace_back("adjust", column);
    return all;
  }
  void check_score(const cohort::Table& table, const Place& place, Problems& problems) const;
  std::optional<ResponseColumns> response_columns(const Records& records, const Place& place,
                                                  Problems& problems) const;
  void check_highlight(const cohort::Column& drugs, const Place& place, Problems& problems) const;
};

Place entry_of(const Place& place, const char* entry) {
  Place at = place;
  at.column += fmt::format(".{}", entry);
  return at;
}

/// The responses of the step's patients.
Result<ResponseTable> responses_of(const Plan& plan, const Step& step, const Records& records,
                                   const ResponseColumns& columns,
                                   const DrugSensitivityOptions& options) {
  const ValidationCohort* other = find_cohort(plan, options.cohort);
  const cohort::Table& table = other ? patients_of(*other, step) : *step.table;
  return drug_responses(
      records.table,
      other ? patients_of_step(*other, step, records) : patients_of_step(plan, step, records),
      table.rows, columns, options.limits, options.duplicates);
}

/// The levels of a score that are compared, as the column writes them.
std::vector<std::string> compared_levels(const cohort::Column& score,
                                         const DrugSensitivityOptions& options) {
  if (!options.groups.empty()) return options.groups;
  std::vector<std::string> names;
  for (std::size_t k = 0; k < score.levels.size(); ++k)
    if (std::find(score.code.begin(), score.code.end(), static_cast<std::int32_t>(k)) !=
        score.code.end())
      names.push_back(score.levels[k]);
  return names;
}

void DrugSensitivityRequest::check_score(const cohort::Table& table, const Place& place,
                                         Problems& problems) const {
  const cohort::Column* score = table.find(options.score);
  if (!score) return;
  const bool category = score->type == cohort::ColumnType::category;
  if (!category && score->type != cohort::ColumnType::number) {
    problems.push_back(
        {"study.not_a_variable", entry_of(place, "score"),
         fmt::format("column '{}' holds neither numbers nor categories", score->name),
         "a column of numbers or of categories", "declare it in [dictionary] if it is one",
         Fault::input});
    return;
  }
  if (!category && !options.groups.empty())
    problems.push_back({"study.not_categories", entry_of(place, "groups"),
                        fmt::format("column '{}' holds numbers, which have no groups", score->name),
                        "a column of categories", "leave out groups", Fault::input});
  if (!category) return;
  for (const std::string& group : options.groups)
    if (std::find(score->levels.begin(), score->levels.end(), group) == score->levels.end())
      problems.push_back({"study.unknown_level", entry_of(place, "groups"),
                          fmt::format("column '{}' has no level '{}'", score->name, group),
                          fmt::format("{}", fmt::join(score->levels, ", ")), "", Fault::input});
  if (options.groups.empty() && compared_levels(*score, options).size() > 2)
    problems.push_back({"study.not_two_groups", entry_of(place, "score"),
                        fmt::format("column '{}' has more than two levels", score->name),
                        "two groups", "groups = ['ONE', 'OTHER'] names those to be compared",
                        Fault::input});
}

std::optional<ResponseColumns> DrugSensitivityRequest::response_columns(const Records& records,
                                                                        const Place& place,
                                                                        Problems& problems) const {
  const std::size_t before = problems.size();
  const auto column = [&](const std::string& name, const char* entry, bool numbers) {
    const cohort::Column* found = records_column(records, name, place, entry, problems);
    if (!found) return found;
    if (numbers ? found->type != cohort::ColumnType::number : found->numeric())
      problems.push_back(
          {numbers ? "study.not_numbers" : "study.not_categories", entry_of(place, entry),
           fmt::format("column '{}' of {} holds {}", name, records.file,
                       numbers ? "no numbers" : "numbers"),
           numbers ? "a column of numbers" : "a column of names of drugs",
           fmt::format("declare its type in [records.dictionary.{}]", name), Fault::input});
    return found;
  };
  ResponseColumns columns{column(options.drug, "drug", false), column(options.value, "value", true),
                          column(options.cap, "cap", true), column(options.floor, "floor", true)};
  // One that is not named at all was said where the protocol was read.
  if (problems.size() > before || !columns.drug || !columns.value) return {};
  return columns;
}

void DrugSensitivityRequest::check_highlight(const cohort::Column& drugs, const Place& place,
                                             Problems& problems) const {
  for (const std::string& drug : options.highlight) {
    if (std::find(drugs.levels.begin(), drugs.levels.end(), drug) != drugs.levels.end()) continue;
    const std::string near = nearest_name(drug, drugs.levels);
    problems.push_back({"study.unknown_drug", entry_of(place, "highlight"),
                        fmt::format("no row names the drug '{}'", drug), "a drug of the records",
                        near.empty() ? "" : fmt::format("write '{}' if that is meant", near),
                        Fault::input});
  }
}

void DrugSensitivityRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  const Place& place = step.request->place;
  const ValidationCohort* other = find_cohort(plan, options.cohort);
  if (!options.cohort.empty() && !other) return;  // said where cohorts are read
  const cohort::Table& table = other ? other->table : plan.table;
  for (const auto& [entry, name] : named())
    if (other && !table.find(name))
      problems.push_back({"study.unknown_column", entry_of(place, entry.c_str()),
                          fmt::format("there is no column '{}' in {}", name, other->cohort.file),
                          "", "name a column of that cohort", Fault::input});
  check_score(table, place, problems);
  const Records* records = plan.records(options.records, options.cohort);
  if (!records) return;  // which was said
  const auto columns = response_columns(*records, place, problems);
  if (!columns) return;
  check_highlight(*columns->drug, place, problems);
  const auto responses = responses_of(plan, step, *records, *columns, options);
  if (!responses)
    problems.insert(problems.end(), responses.error().begin(), responses.error().end());
}

/// The score as it is compared: of groups the two alone, in their order.
cohort::Column compared_score(const cohort::Column& score, const std::vector<std::string>& levels) {
  if (score.numeric()) return score;
  cohort::Column two = score;
  two.levels = levels;
  for (std::int32_t& code : two.code) {
    if (code < 0) continue;
    const auto at =
        std::find(levels.begin(), levels.end(), score.levels[static_cast<std::size_t>(code)]);
    code =
        at == levels.end() ? cohort::missing_code : static_cast<std::int32_t>(at - levels.begin());
  }
  return two;
}

Result<std::unique_ptr<const Finding>> DrugSensitivityRequest::run(const Plan& plan,
                                                                   const Step& step,
                                                                   const RunContext&) const {
  const ValidationCohort* other = find_cohort(plan, options.cohort);
  const cohort::Table& table = other ? patients_of(*other, step) : *step.table;
  const Records* records = plan.records(options.records, options.cohort);
  const cohort::Column* scored = table.find(options.score);
  if (!records || !scored)
    return cannot_analyse("study.no_score", fmt::format("there is no '{}' or no '{}'",
                                                        options.score, options.records));
  Problems wrong;
  const auto columns = response_columns(*records, step.request->place, wrong);
  if (!columns) return failure(std::move(wrong));
  const auto responses = responses_of(plan, step, *records, *columns, options);
  if (!responses) return failure(responses.error());
  auto finding = std::make_unique<DrugSensitivityFinding>();
  finding->options = options;
  finding->options.how.seed = plan.protocol.seed;
  finding->score_label = scored->label.empty() ? options.score : scored->label;
  finding->cohort_label = other ? other->label : "";
  finding->value_label = heading_of(records->table, options.value);
  finding->number = scored->numeric();
  finding->learnt = learnt_here(plan, options.score, options.cohort);
  for (const std::string& column : options.how.adjust)
    finding->adjusted_for.push_back(within_sentence(label_of(table, column)));
  const cohort::Column score = compared_score(*scored, compared_levels(*scored, options));
  for (std::size_t row = 0; row < table.rows; ++row)
    ++(score.missing(row) ? finding->without_score : finding->scored);
  if (!finding->number) finding->groups = used_groups(score);
  if (finding->scored == 0 || (!finding->number && finding->groups.size() != 2))
    return cannot_analyse("study.nobody_scored",
                          finding->scored == 0
                              ? fmt::format("no patient has a value of '{}'", options.score)
                              : fmt::format("all patients are of one group of '{}'", options.score),
                          "look at what became of the score");
  test_drugs(table, score, *responses, *finding);
  return finding;
}

void read_responses(Section& section, DrugSensitivityOptions& options) {
  options.drug = section.text("drug").value_or("drug");
  options.value =
      section.required_text("value", "the column of responses, such as an AUC or an IC50");
  options.cap = section.text("cap").value_or("");
  options.floor = section.text("floor").value_or("");
  options.limits.above = section.number("censored_above", -1e300, 1e300);
  options.limits.below = section.number("censored_below", -1e300, 1e300);
  if (options.limits.above && options.limits.below &&
      *options.limits.above <= *options.limits.below)
    section.reject("censored_below", "study.limits", "is not below censored_above",
                   "a lower limit");
  using enum RepeatedResponse;
  options.duplicates =
      section
          .choice<RepeatedResponse>("duplicates", {{"refuse", refuse},
                                                   {"first", first},
                                                   {"lowest", lowest},
                                                   {"highest", highest},
                                                   {"median", median},
                                                   {"mean", mean},
                                                   {"geometric_mean", geometric_mean}})
          .value_or(refuse);
  options.higher_resists =
      section.choice<bool>("higher", {{"resistant", true}, {"sensitive", false}}).value_or(true);
}

std::unique_ptr<const KindRequest> read_drug_sensitivity(Section& section, const Protocol& protocol,
                                                         const AnalysisDefaults& defaults) {
  using expression::CorrelationMethod;
  auto request = std::make_unique<DrugSensitivityRequest>();
  DrugSensitivityOptions& options = request->options;
  options.score = section.required_text(
      "score", "a column, such as ID.score or ID.group of a [[signature]] or [[score]]");
  options.cohort = section.text("cohort").value_or("");
  options.records = read_records_id(section, protocol, "drugs", options.cohort);
  read_responses(section, options);
  options.groups = section.texts("groups");
  if (section.has("groups") &&
      (options.groups.size() != 2 || options.groups[0] == options.groups[1]))
    section.reject("groups", "study.not_two_groups", "does not name two groups",
                   "groups = ['low', 'high']: the second is set against the first");
  options.highlight = section.texts("highlight");
  options.least = static_cast<std::size_t>(section.whole("least", 4, 1'000'000).value_or(20));
  options.cut = section.number("q", 0.0, 1.0).value_or(0.05);
  options.how.adjust = section.texts("adjust");
  options.how.method =
      section
          .choice<CorrelationMethod>("method", {{"spearman", CorrelationMethod::spearman},
                                                {"pearson", CorrelationMethod::pearson},
                                                {"kendall", CorrelationMethod::kendall}})
          .value_or(CorrelationMethod::spearman);
  const bool limited = options.limits.above || options.limits.below || !options.cap.empty() ||
                       !options.floor.empty();
  if (limited && options.how.method == CorrelationMethod::pearson)
    section.reject("method", "study.censored_method",
                   "Pearson's correlation takes a value at a limit for a number",
                   "spearman (ties at the limit) or kendall");
  // One measure for all drugs, whether or not any of its values is censored.
  options.how.capped_as_ties = options.how.method == CorrelationMethod::spearman;
  options.how.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  return request;
}

}  // namespace

Kind drug_sensitivity_kind() {
  return {"drug_sensitivity", "Drug responses", false, read_drug_sensitivity, {}, true};
}

}  // namespace venscope::study
