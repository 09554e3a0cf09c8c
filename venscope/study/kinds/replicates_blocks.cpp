// What an analysis of kind "replicates" shows: the figure, the conditions, the comparisons.
#include "venscope/report/figure/replicates_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/kinds/replicates_finding.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using assay::Scale;
using report::Align;
using report::Cell;

Cell range_cell(std::optional<double> value, std::optional<double> low,
                std::optional<double> high) {
  if (!value) return {report::undefined_number};
  std::string text = digits(*value);
  if (low && high) text += fmt::format(" ({} to {})", digits(*low), digits(*high));
  return {std::move(text), std::vector<double>{*value, low.value_or(report::no_value),
                                               high.value_or(report::no_value)}};
}

std::string centre_words(Scale scale) {
  return scale == Scale::log ? "geometric mean" : scale == Scale::logit ? "mean by logit" : "mean";
}

/// The ends of what the bars show, in units.
std::pair<double, double> spread_of(const ReplicatesAnalysis& analysis,
                                    const assay::CellSummary& cell, Spread spread) {
  if (!cell.sd || !cell.interval) return {report::no_value, report::no_value};
  const double half = spread == Spread::sd ? *cell.sd : *cell.std_error;
  const double low = spread == Spread::ci ? cell.interval->low : cell.mean - half;
  const double high = spread == Spread::ci ? cell.interval->high : cell.mean + half;
  return {analysis.in_units(low), analysis.in_units(high)};
}

std::vector<report::ReplicatesBracket> brackets_of(const ReplicatesAnalysis& analysis) {
  std::vector<report::ReplicatesBracket> brackets;
  const auto& pairs = analysis.comparison.pairs;
  for (const assay::PairComparison& pair : pairs)
    if (all_brackets(pairs.size()) || pair.p_adjusted < 0.05)
      brackets.push_back({pair.reference, pair.cell, report::p_equation(pair.p_adjusted)});
  return brackets;
}

std::string caption_of(const ReplicatesFinding& finding, const Step& step, bool cut) {
  const ReplicatesAnalysis& analysis = finding.analysis;
  std::string spread(spread_words(finding.drawing.spread));
  if (finding.drawing.spread == Spread::ci) spread = interval_name(analysis.options.level);
  std::string caption =
      fmt::format("{}. Points: biological replicates{}; {}: {} with {}", step.title,
                  analysis.options.unit.empty() ? " (rows)" : "",
                  finding.drawing.bars && analysis.options.scale != Scale::log ? "bars" : "lines",
                  centre_words(analysis.options.scale), spread);
  if (analysis.options.paired && analysis.doses.empty()) caption += "; faint lines: one unit";
  const std::size_t pairs = analysis.comparison.pairs.size();
  if (finding.drawing.brackets && pairs > 0)
    caption += fmt::format(
        ". p by {}{}{}",
        analysis.doses.empty()
            ? method_sentence(analysis.method, analysis.options.paired, analysis.conditions.size())
            : std::string("t tests at each dose"),
        pairs > 1 ? ", adjusted for the number of comparisons" : "",
        all_brackets(pairs) ? "" : "; those below 0.05 are drawn");
  caption += '.';
  if (cut) caption += " Intervals that reach beyond the axis are cut there.";
  return caption;
}

report::Figure figure_of(const ReplicatesFinding& finding, const Step& step) {
  const ReplicatesAnalysis& analysis = finding.analysis;
  report::ReplicatesFigure drawn;
  drawn.conditions = analysis.conditions;
  drawn.doses = analysis.doses;
  drawn.bars = finding.drawing.bars;
  drawn.logarithmic = analysis.options.scale == Scale::log;
  drawn.paired = analysis.options.paired;
  drawn.value_label = finding.drawing.heading;
  drawn.dose_label = finding.drawing.dose_heading;
  for (std::size_t c = 0; c < analysis.comparison.cells.size(); ++c) {
    const assay::CellSummary& summary = analysis.comparison.cells[c];
    report::ReplicatesCell& cell = drawn.cells.emplace_back();
    for (const double value : analysis.replicates.values_of(c))
      cell.values.push_back(analysis.in_units(value));
    if (summary.n == 0) continue;
    cell.centre = analysis.in_units(summary.mean);
    std::tie(cell.low, cell.high) = spread_of(analysis, summary, finding.drawing.spread);
  }
  if (finding.drawing.brackets) drawn.brackets = brackets_of(analysis);
  if (drawn.doses.size() > 3) drawn.width = report::double_column;
  report::Figure figure;
  figure.id = step.id;
  figure.caption = caption_of(finding, step, report::intervals_are_cut(drawn));
  figure.scene = report::replicates_scene(drawn);
  figure.csv = report::replicates_csv(drawn);
  return figure;
}

report::Table conditions_table(const ReplicatesFinding& finding, const Step& step) {
  const ReplicatesAnalysis& analysis = finding.analysis;
  const bool identity = analysis.options.scale == Scale::identity;
  report::Table table{step.id + "-conditions", step.title + ": conditions", {}, {}, {}};
  table.columns = {{"Condition", "", Align::left, {}},
                   {"n", "", Align::right, {"n"}},
                   {fmt::format("{} ({})", capitalised(centre_words(analysis.options.scale)),
                                interval_name(analysis.options.level)),
                    "",
                    Align::right,
                    {"centre", "conf_low", "conf_high"}},
                   {identity ? "SD" : "SD on the scale", "", Align::right, {"sd"}}};
  for (std::size_t c = 0; c < analysis.comparison.cells.size(); ++c) {
    const assay::CellSummary& cell = analysis.comparison.cells[c];
    std::optional<double> centre, low, high;
    if (cell.n > 0) centre = analysis.in_units(cell.mean);
    if (cell.interval) {
      low = analysis.in_units(cell.interval->low);
      high = analysis.in_units(cell.interval->high);
    }
    report::Row row;
    row.cells = {analysis.cell_name(c, finding.drawing.dose_unit),
                 {std::to_string(cell.n), static_cast<double>(cell.n)},
                 range_cell(centre, low, high),
                 cell.sd ? Cell{digits(*cell.sd), *cell.sd} : Cell{report::undefined_number}};
    table.rows.push_back(std::move(row));
  }
  return table;
}

report::Table pairs_table(const ReplicatesFinding& finding, const Step& step) {
  const ReplicatesAnalysis& analysis = finding.analysis;
  const std::string effect(effect_name(analysis.options.scale));
  report::Table table{step.id + "-comparisons", step.title + ": comparisons", {}, {}, {}};
  table.columns = {
      {"Comparison", "", Align::left, {}},
      {fmt::format("{} ({})", capitalised(effect), interval_name(analysis.options.level)),
       "",
       Align::right,
       {"estimate", "conf_low", "conf_high"}},
      {"Hedges' g", "", Align::right, {"g", "g_low", "g_high"}},
      {"p", "", Align::right, {"p"}},
      {"p adjusted", "", Align::right, {"p_adjusted"}}};
  for (const assay::PairComparison& pair : analysis.comparison.pairs) {
    report::Row row;
    row.cells = {analysis.pair_name(pair, finding.drawing.dose_unit),
                 range_cell(analysis.effect(pair.difference), analysis.effect(pair.interval.low),
                            analysis.effect(pair.interval.high)),
                 pair.hedges ? range_cell(pair.hedges->g, pair.hedges->interval.low,
                                          pair.hedges->interval.high)
                             : Cell{report::undefined_number},
                 {report::p_value(pair.p), pair.p},
                 {report::p_value(pair.p_adjusted), pair.p_adjusted}};
    table.rows.push_back(std::move(row));
  }
  const bool holm = analysis.method == assay::Method::holm ||
                    analysis.method == assay::Method::welch ||
                    analysis.method == assay::Method::anova;
  if (holm && analysis.comparison.pairs.size() > 1)
    table.footnotes.push_back(
        "Intervals are by Bonferroni's inequality, p by Holm's steps, which are the sharper: an "
        "interval may hold no difference where p is below 0.05.");
  if (analysis.comparison.overall)
    table.footnotes.push_back(fmt::format(
        "All conditions: F = {:.3g} on {:g} and {:.3g} df, {}.",
        analysis.comparison.overall->statistic, analysis.comparison.overall->df,
        analysis.comparison.overall->df2, report::p_equation(analysis.comparison.overall->p)));
  if (analysis.comparison.ranks)
    table.footnotes.push_back(
        fmt::format("By ranks: {}{}.", report::p_equation(analysis.comparison.ranks->p),
                    analysis.comparison.smallest_rank_p
                        ? fmt::format(", and {} at best with so few",
                                      report::p_value(*analysis.comparison.smallest_rank_p))
                        : ""));
  return table;
}

report::Table factorial_table(const ReplicatesFinding& finding, const Step& step) {
  const ReplicatesAnalysis& analysis = finding.analysis;
  const assay::Factorial& factorial = *analysis.factorial;
  report::Table table{step.id + "-anova", step.title + ": analysis of variance", {}, {}, {}};
  table.columns = {{"Term", "", Align::left, {}},
                   {"df", "", Align::right, {"df"}},
                   {"F", "Type II", Align::right, {"f_2"}},
                   {"p", "Type II", Align::right, {"p_2"}},
                   {"F", "Type III", Align::right, {"f_3"}},
                   {"p", "Type III", Align::right, {"p_3"}}};
  const auto add = [&](std::string name, const assay::FactorialRow& two,
                       const assay::FactorialRow* three) {
    const auto f = [](const assay::FactorialRow* row) {
      return row && row->f ? Cell{digits(*row->f), *row->f} : Cell{report::undefined_number};
    };
    const auto p = [](const assay::FactorialRow* row) {
      return row && row->p ? Cell{report::p_value(*row->p), *row->p}
                           : Cell{report::undefined_number};
    };
    report::Row row;
    row.cells = {std::move(name), {fmt::format("{:g}", two.df), two.df}, f(&two), p(&two), f(three),
                 p(three)};
    table.rows.push_back(std::move(row));
  };
  const assay::FactorialTable* three = factorial.type_3 ? &*factorial.type_3 : nullptr;
  add(finding.drawing.condition_label, factorial.type_2.condition,
      three ? &three->condition : nullptr);
  add(finding.drawing.dose_label, factorial.type_2.dose, three ? &three->dose : nullptr);
  add("Interaction", factorial.type_2.interaction, three ? &three->interaction : nullptr);
  table.footnotes.push_back(fmt::format("Residual: {:g} df.", factorial.residual_df));
  return table;
}

}  // namespace

std::vector<report::Block> ReplicatesFinding::blocks(const Plan&, const Step& step) const {
  std::vector<report::Block> blocks{figure_of(*this, step)};
  if (analysis.factorial) blocks.emplace_back(factorial_table(*this, step));
  if (!analysis.comparison.pairs.empty()) blocks.emplace_back(pairs_table(*this, step));
  blocks.emplace_back(conditions_table(*this, step));
  return blocks;
}

}  // namespace venscope::study
