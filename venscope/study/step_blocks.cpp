#include "venscope/study/step_blocks.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/baseline_blocks.hpp"
#include "venscope/study/cox_blocks.hpp"
#include "venscope/study/curve_blocks.hpp"
#include "venscope/study/report_page.hpp"
#include "venscope/study/wording.hpp"

#include <fmt/format.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::Row;

namespace {

/// The log-rank test that belongs to the curves of step `index`, if it was done.
const LogRankAnalysis* test_of(const Plan& plan, const StudyResult& result, std::size_t index) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (i != index && plan.steps[i].group == plan.steps[index].group &&
        plan.steps[i].kind == AnalysisKind::logrank)
      return result.steps[i].as<LogRankAnalysis>();
  return nullptr;
}

/// Whether this is the step that shows its [[analysis]]: of the models of one, the first.
bool shows_its_group(const Plan& plan, std::size_t index) {
  for (std::size_t i = 0; i < index; ++i)
    if (plan.steps[i].kind == AnalysisKind::cox && plan.steps[i].group == plan.steps[index].group)
      return false;
  return true;
}

std::vector<report::Block> table_blocks(const Plan& plan, const Step& step,
                                        const TableAnalysis& analysis) {
  const response::TwoWay& two_way = analysis.result;
  const response::ContingencyTable& counts = two_way.table;
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {{step.request->by.empty() ? "Group" : label_of(plan.table, step.request->by),
                    "",
                    Align::left,
                    {}}};
  for (const std::string& level : counts.column_levels)
    table.columns.push_back({level, "", Align::right, {"n"}});
  for (std::size_t r = 0; r < counts.rows(); ++r) {
    Row row;
    row.cells = {group_label(plan.table, counts.row_levels[r])};
    for (std::size_t c = 0; c < counts.columns(); ++c) {
      const auto n = static_cast<double>(counts(r, c));
      row.cells.emplace_back(report::count_percent(n, double(counts.row_total(r))), n);
    }
    table.rows.push_back(std::move(row));
  }
  if (two_way.pearson)
    table.footnotes.push_back(fmt::format("Pearson's test: chi-squared = {}, df = {}, {}.",
                                          report::fixed(two_way.pearson->statistic, 2),
                                          report::exact(two_way.pearson->df),
                                          report::p_equation(two_way.pearson->p)));
  if (two_way.fisher)
    table.footnotes.push_back(
        fmt::format("Fisher's exact test: {}.", report::p_equation(two_way.fisher->p)));
  return {std::move(table)};
}

std::vector<report::Block> concordance_blocks(const Step& step,
                                              const ConcordanceAnalysis& analysis) {
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {{"Measure", "", Align::left, {}},
                   {"Estimate", "", Align::right, {"estimate"}},
                   {"Standard error", "", Align::right, {"std_error"}}};
  Row harrell;
  harrell.cells = {"Harrell's C",
                   Cell(report::fixed(analysis.harrell.estimate, 3), analysis.harrell.estimate),
                   Cell(report::fixed(analysis.harrell.std_error, 3), analysis.harrell.std_error)};
  table.rows.push_back(std::move(harrell));
  if (analysis.uno) {
    Row uno;
    uno.cells = {fmt::format("Uno's C up to {}", report::fixed(analysis.uno->tau, 1)),
                 Cell(report::fixed(analysis.uno->estimate, 3), analysis.uno->estimate)};
    table.rows.push_back(std::move(uno));
  }
  table.footnotes.push_back("A higher marker means a higher risk; 0.5 is chance.");
  return {std::move(table)};
}

}  // namespace

std::vector<report::Block> step_blocks(const Plan& plan, const StudyResult& result,
                                       std::size_t index) {
  const Step& step = plan.steps[index];
  const StepResult& done = result.steps[index];
  std::vector<report::Block> blocks;
  if (step.kind == AnalysisKind::cox)
    blocks = shows_its_group(plan, index) ? cox_blocks(plan, result, index)
                                          : std::vector<report::Block>{};
  else if (const auto* curves = done.as<CurvesAnalysis>())
    blocks = curve_blocks(plan, step, *curves, test_of(plan, result, index));
  else if (const auto* log_rank = done.as<LogRankAnalysis>())
    blocks = log_rank_blocks(plan, step, *log_rank);
  else if (const auto* table = done.as<TableAnalysis>())
    blocks = table_blocks(plan, step, *table);
  else if (const auto* concordance = done.as<ConcordanceAnalysis>())
    blocks = concordance_blocks(step, *concordance);
  else if (const auto* baseline = done.as<response::BaselineTable>())
    blocks = baseline_blocks(step, *baseline);
  else if (const Finding* finding = done.finding())
    blocks = finding->blocks(plan, step);
  if (!done.done()) blocks.emplace_back(report::WarningList{{failure_text(step, done.problems)}});
  return blocks;
}

std::vector<std::string> step_warnings(const StepResult& result) {
  if (const Finding* finding = result.finding()) return finding->warnings();
  return std::visit(
      [](const auto& analysis) -> std::vector<std::string> {
        if constexpr (requires { analysis.frame; })
          return analysis.frame.warnings;
        else if constexpr (requires { analysis.warnings; })
          return analysis.warnings;
        else
          return {};
      },
      result.analysis);
}

StepFiles files_of(const Plan& plan, const Step& step, const StepResult& result) {
  if (!result.done()) return {};
  StepFiles files;
  if (const Finding* finding = result.finding()) {
    for (const report::Block& block : finding->blocks(plan, step)) {
      const auto* figure = std::get_if<report::Figure>(&block);
      const auto* table = std::get_if<report::Table>(&block);
      if (figure && files.figure.empty()) files.figure = "figures/" + figure->id + ".svg";
      if (table && files.table.empty()) files.table = "tables/" + table->id + ".csv";
    }
    return files;
  }
  files.table = "tables/" + (step.kind == AnalysisKind::cox ? step.group : step.id) + ".csv";
  if (step.kind == AnalysisKind::km) files.figure = "figures/" + step.id + ".svg";
  if (step.kind == AnalysisKind::cox) files.figure = "figures/" + step.group + "-forest.svg";
  return files;
}

}  // namespace venscope::study
