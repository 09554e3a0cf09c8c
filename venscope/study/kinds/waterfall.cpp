// kind = "waterfall": the best change of a quantity, such as the share of blasts, per patient.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/waterfall_finding.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

std::string quantity_of(const Plan& plan, const WaterfallOptions& options) {
  if (!options.label.empty()) return options.label;
  if (!options.records) return label_of(plan.table, options.baseline);
  return timed_label(plan, *options.records);
}

class WaterfallRequest final : public KindRequest {
public:
  WaterfallOptions options;

  std::string title(const Plan& plan) const override {
    return "Best change of " + within_sentence(quantity_of(plan, options));
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> named;
    for (const auto& [entry, column] : {std::pair<std::string, std::string>{"group", options.group},
                                        {"colour", options.colour},
                                        {"baseline", options.baseline},
                                        {"best", options.best}})
      if (!column.empty()) named.emplace_back(entry, column);
    if (options.records && !options.records->origin.empty())
      named.emplace_back("origin", options.records->origin);
    return named;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override;
};

void WaterfallRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  const Place& place = step.request->place;
  for (const std::string& column : {options.group, options.colour})
    if (!column.empty()) {
      check_categories(plan, column, place, problems);
      check_group_count(plan, step, column, problems);
    }
  for (const std::string& column : {options.baseline, options.best})
    if (!column.empty()) check_numbers(plan, column, place, problems);
  if (options.records) check_timed_records(plan, step, *options.records, problems);
}

Problem below_zero(const std::string& quantity, std::size_t n, const std::string& lines) {
  return {"study.negative",
          {},
          fmt::format("{} of {} {} below zero ({}), of which there is no percentage change",
                      count_words(n, "value", "values"), within_sentence(quantity),
                      plural(n, "is", "are"), lines),
          "values from 0 on",
          "correct the values",
          Fault::analysis};
}

/// The lines of the cohort in which one of the two columns is negative.
std::vector<std::size_t> negative_lines(const cohort::Table& table,
                                        const WaterfallOptions& options) {
  std::vector<std::size_t> lines;
  const auto &baseline = table.find(options.baseline)->number,
             &best = table.find(options.best)->number;
  for (std::size_t row = 0; row < table.rows; ++row)
    if (baseline[row] < 0 || best[row] < 0) lines.push_back(table.line[row]);
  return lines;
}

/// Baseline and best value of each patient, from wherever the options say.
Result<course::BestValues> values_of(const Plan& plan, const Step& step,
                                     const WaterfallOptions& options,
                                     const course::Patients& patients) {
  const std::string quantity = quantity_of(plan, options);
  if (!options.records) {
    const auto lines = negative_lines(*step.table, options);
    if (!lines.empty())
      return failure(below_zero(quantity, lines.size(), lines_text(lines, step.table->file)));
    return course::BestValues{step.table->find(options.baseline)->number,
                              step.table->find(options.best)->number};
  }
  const auto read = read_timed_records(plan, step, *options.records);
  if (!read) return failure(read.error());
  const auto courses = course::make_courses(read->measurements, patients);
  if (!courses) return failure(courses.error());
  if (!courses->negative.empty())
    return failure(
        below_zero(quantity, courses->negative.size(), lines_of(*read, courses->negative)));
  return course::best_values(*courses, 0, options.baseline_within, options.until);
}

Result<std::unique_ptr<const Finding>> WaterfallRequest::run(const Plan& plan, const Step& step,
                                                             const RunContext&) const {
  auto finding = std::make_unique<WaterfallFinding>();
  finding->options = options;
  finding->quantity = quantity_of(plan, options);
  finding->groups = patient_groups(plan, *step.table, options.group);
  finding->colours =
      options.colour.empty() ? finding->groups : patient_groups(plan, *step.table, options.colour);
  const course::Patients patients = course_patients(*step.table, finding->groups);
  const auto values = values_of(plan, step, options, patients);
  if (!values) return failure(values.error());
  auto changes = course::best_changes(values->baseline, values->best);
  if (!changes) return failure(std::move(changes.error()));
  finding->changes = std::move(*changes);
  finding->order = course::waterfall_order(finding->changes, patients);
  if (finding->order.empty())
    return cannot_analyse("study.nobody_evaluated",
                          "no patient has a baseline above zero and a later value",
                          "look at the columns that the analysis names");
  finding->change_summary =
      course::summarise_changes(finding->changes, patients, options.thresholds, options.level);
  return finding;
}

std::unique_ptr<const KindRequest> read_waterfall(Section& section, const Protocol& protocol,
                                                  const AnalysisDefaults& defaults) {
  auto request = std::make_unique<WaterfallRequest>();
  WaterfallOptions& options = request->options;
  options.group = section.text("group").value_or(protocol.group);
  options.colour = section.text("colour").value_or("");
  options.label = section.text("label").value_or("");
  if (section.has("records")) {
    options.records = read_timed_request(section, protocol);
    options.baseline_within = section.number("baseline_within", 0, 1e6);
    options.until = section.number("until", 0, 1e6);
  } else {
    options.baseline = section.required_text(
        "baseline", "the column of values before treatment; or records, a file of measurements");
    options.best = section.required_text("best", "the column of the best values after it");
  }
  options.thresholds =
      section.has("thresholds") ? section.numbers("thresholds") : std::vector<double>{-50};
  options.most = section.number("most", 1, 1e6).value_or(100);
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  return request;
}

}  // namespace

Kind waterfall_kind() {
  return {"waterfall", "Best change", false, read_waterfall};
}

}  // namespace venscope::study
