#include "venscope/study/cohort_blocks.hpp"

#include "venscope/report/figure/flow_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/response/contingency.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

std::vector<report::FlowStep> arms(const Plan& plan) {
  const cohort::Column* group = plan.table.find(plan.protocol.group);
  if (!group) return {};
  const response::Levels levels = response::levels_of(*group);
  std::vector<report::FlowStep> arms;
  std::size_t known = 0;
  for (std::size_t level = 0; level < levels.names.size(); ++level) {
    const auto code = static_cast<std::int32_t>(level);
    const auto n =
        static_cast<std::size_t>(std::count(levels.code.begin(), levels.code.end(), code));
    known += n;
    if (n > 0) arms.push_back({report::level_words(levels.names[level]), n, {}});
  }
  if (known < plan.table.rows) arms.push_back({"Not known", plan.table.rows - known, {}});
  return arms;
}

/// "a: x", "b: x" as "a, b: x", at the place of the first.
std::vector<std::string> together(const std::vector<std::string>& assumptions) {
  std::vector<std::pair<std::string, std::string>> said;  // what, of which columns
  for (const std::string& assumption : assumptions) {
    const std::size_t colon = assumption.find(": ");
    const std::string of = colon == std::string::npos ? "" : assumption.substr(0, colon);
    const std::string what = of.empty() ? assumption : assumption.substr(colon + 2);
    const auto earlier = std::find_if(said.begin(), said.end(), [&](const auto& one) {
      return !of.empty() && !one.second.empty() && one.first == what;
    });
    if (earlier == said.end())
      said.emplace_back(what, of);
    else
      earlier->second += ", " + of;
  }
  std::vector<std::string> points;
  for (const auto& [what, of] : said) points.push_back(of.empty() ? what : of + ": " + what);
  return points;
}

/// "events.csv: 412 rows, of 68 of the 70 patients; 12 rows of patients who are not included".
std::string records_text(const Plan& plan, const Cohort& cohort, std::size_t included,
                         const Records& records) {
  std::string text = fmt::format("{}: {} {}, of {} of the {} {}", records.file, records.table.rows,
                                 plural(records.table.rows, "row", "rows"), records.patients,
                                 included, plan.protocol.noun.many);
  if (records.excluded > 0)
    text += fmt::format("; {} {} of {} {} are not included", records.excluded,
                        plural(records.excluded, "row", "rows"), plan.protocol.noun.many,
                        plan.protocol.noun.patients() ? "who" : "which");
  if (records.unknown > 0)
    text += fmt::format("; {} {} of nobody in {}, left out as declared", records.unknown,
                        plural(records.unknown, "row", "rows"), cohort.file);
  return text;
}

/// Files of records of one cohort, and what was taken for granted in reading them.
void add_records_blocks(const Plan& plan, const Cohort& cohort, std::size_t included,
                        std::vector<report::Block>& blocks) {
  if (cohort.records.empty()) return;
  report::PointList list{fmt::format("Files with several rows per {}:", plan.protocol.noun.one),
                         {}};
  for (const Records& records : cohort.records)
    list.points.push_back(records_text(plan, cohort, included, records));
  blocks.emplace_back(std::move(list));
  for (const Records& records : cohort.records)
    if (!records.assumptions.empty())
      blocks.emplace_back(report::PointList{"Taken for granted in reading " + records.file + ":",
                                            records.assumptions});
}

/// Matrices of genes by samples: whose, how many, and what was taken for granted.
void add_expression_blocks(const std::vector<Expression>& expressions, const RowNoun& noun,
                           std::vector<report::Block>& blocks) {
  if (expressions.empty()) return;
  report::PointList list{"Matrices of genes by samples:", {}};
  for (const Expression& expression : expressions)
    list.points.push_back(expression_text(expression, noun));
  blocks.emplace_back(std::move(list));
  for (const Expression& expression : expressions)
    if (!expression.assumptions.empty())
      blocks.emplace_back(report::PointList{"Taken for granted in reading " + expression.file + ":",
                                            expression.assumptions});
}

/// "Sets of genes:" with what each holds.
void add_gene_set_blocks(const Plan& plan, std::vector<report::Block>& blocks) {
  if (plan.gene_sets.empty()) return;
  report::PointList list{"Sets of genes:", {}};
  for (const GeneSets& sets : plan.gene_sets) {
    std::string text = fmt::format("{}: {} genes", sets.title, sets.genes().size());
    if (sets.sets.size() > 1) text += fmt::format(" in {} sets", sets.sets.size());
    text += sets.file.empty() ? ", listed in the protocol" : ", of " + sets.file;
    for (const std::string& assumption : sets.assumptions) text += "; " + assumption;
    list.points.push_back(std::move(text));
  }
  blocks.emplace_back(std::move(list));
}

}  // namespace

std::vector<Exclusion> exclusions(const Plan& plan) {
  std::vector<Exclusion> list;
  for (const cohort::InclusionStep& step : plan.cohort.inclusion.steps) {
    const std::string& reason = step.reason.empty() ? step.condition : step.reason;
    list.push_back({reason, step.excluded});
    if (step.excluded_missing > 0) list.push_back({reason + " (not known)", step.excluded_missing});
  }
  return list;
}

std::vector<report::Block> cohort_blocks(const Plan& plan) {
  const std::string many = capitalised(plan.protocol.noun.many);
  report::FlowFigure flow;
  flow.title = "Flow of " + plan.protocol.noun.many;
  flow.steps = {{many + " in the file", plan.cohort.rows, {}},
                {many + " included", plan.cohort.table.rows, {}}};
  for (const Exclusion& exclusion : exclusions(plan))
    flow.steps[0].excluded.push_back({exclusion.reason, exclusion.n});
  flow.arms = arms(plan);

  report::Figure figure;
  figure.id = "flow";
  figure.caption = flow.title + ".";
  figure.scene = report::flow_scene(flow);
  figure.csv = report::flow_csv(flow);
  std::vector<report::Block> blocks;
  if (const auto& synthetic = plan.cohort.synthetic) {
    blocks.emplace_back(report::Paragraph{synthetic_text(*synthetic)});
    if (!synthetic->sources.empty())
      blocks.emplace_back(
          report::PointList{"What the rows say of themselves:", synthetic->sources});
  }
  blocks.emplace_back(std::move(figure));
  if (plan.cohort.synthetic && !plan.cohort.synthetic->assumptions.empty())
    blocks.emplace_back(report::PointList{"Assumed where the synthetic rows were drawn:",
                                          together(plan.cohort.synthetic->assumptions)});
  if (!plan.cohort.assumptions.empty())
    blocks.emplace_back(
        report::PointList{"Taken for granted in reading the file:", plan.cohort.assumptions});
  add_records_blocks(plan, plan.cohort, plan.table.rows, blocks);
  add_expression_blocks(plan.cohort.expressions, plan.protocol.noun, blocks);
  add_gene_set_blocks(plan, blocks);
  return blocks;
}

std::vector<report::Block> validation_cohort_blocks(const Plan& plan) {
  std::vector<report::Block> blocks;
  for (const ValidationCohort& other : plan.validation) {
    const Cohort& cohort = other.cohort;
    std::string text =
        fmt::format("Validation cohort, {}: {} of the {} patients of {}",
                    within_sentence(other.label), other.table.rows, cohort.rows, cohort.file);
    for (const cohort::InclusionStep& step : cohort.inclusion.steps)
      if (const std::size_t left = step.excluded + step.excluded_missing; left > 0)
        text += fmt::format("; {} left out: {}", left,
                            step.reason.empty() ? step.condition : step.reason);
    text += ".";
    if (cohort.synthetic) text += " " + synthetic_text(*cohort.synthetic);
    blocks.emplace_back(report::Paragraph{std::move(text)});
    if (cohort.synthetic && !cohort.synthetic->sources.empty())
      blocks.emplace_back(
          report::PointList{"What its rows say of themselves:", cohort.synthetic->sources});
    if (!cohort.assumptions.empty())
      blocks.emplace_back(report::PointList{
          fmt::format("Taken for granted in reading {}:", cohort.file), cohort.assumptions});
    add_records_blocks(plan, cohort, other.table.rows, blocks);
    add_expression_blocks(cohort.expressions, plan.protocol.noun, blocks);
  }
  return blocks;
}

}  // namespace venscope::study
