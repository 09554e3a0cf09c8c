// How quantitative PCR is told, and what it shows.
#include "venscope/study/kinds/qpcr_finding.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/report/figure/replicates_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/replicates_finding.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {
namespace {

using assay::DeltaCt;
using report::Align;
using report::Cell;

/// Half of the interval of a group's mean dCt, or what else the figure shows.
std::optional<double> half_of(const assay::GroupExpression& group, Spread spread, double level) {
  if (!group.sd || group.n < 2) return {};
  const double n = static_cast<double>(group.n);
  switch (spread) {
    case Spread::sd:
      return group.sd;
    case Spread::se:
      return *group.sd / std::sqrt(n);
    case Spread::ci:
      return student_t_quantile(0.5 + 0.5 * level, n - 1.0) * *group.sd / std::sqrt(n);
  }
  return {};
}

/// Relative to the control's mean; samples beyond the last cycle are not drawn.
report::ReplicatesFigure drawn(const QpcrFinding& finding, const assay::GeneExpression& target) {
  const QpcrAnalysis& analysis = finding.analysis;
  report::ReplicatesFigure figure;
  figure.conditions = analysis.groups;
  figure.bars = false;
  figure.logarithmic = true;
  figure.value_label = analysis.genes[target.gene] + ", fold of " + analysis.groups[0];
  figure.cells.resize(analysis.groups.size());
  const std::optional<double> control = target.groups[0].mean;
  if (!control) return figure;
  for (std::size_t s = 0; s < target.samples.size(); ++s)
    if (target.samples[s].state == DeltaCt::State::measured)
      figure.cells[static_cast<std::size_t>(analysis.group_of[s])].values.push_back(
          std::exp2(*control - target.samples[s].value));
  for (std::size_t g = 0; g < target.groups.size(); ++g) {
    const assay::GroupExpression& group = target.groups[g];
    if (!group.mean) continue;
    figure.cells[g].centre = std::exp2(*control - *group.mean);
    if (const auto half = half_of(group, finding.spread, analysis.options.level)) {
      figure.cells[g].low = std::exp2(*control - *group.mean - *half);
      figure.cells[g].high = std::exp2(*control - *group.mean + *half);
    }
  }
  std::size_t tested = 0;
  for (const assay::FoldChange& change : target.changes) tested += change.p_adjusted.has_value();
  for (const assay::FoldChange& change : target.changes)
    if (change.p_adjusted && (all_brackets(tested) || *change.p_adjusted < 0.05))
      figure.brackets.push_back(
          {change.reference, change.group, report::p_equation(*change.p_adjusted)});
  return figure;
}

report::Figure figure_of(const QpcrFinding& finding, const Step& step,
                         const assay::GeneExpression& target, const std::string& id) {
  const QpcrAnalysis& analysis = finding.analysis;
  const report::ReplicatesFigure shown = drawn(finding, target);
  std::string spread(spread_words(finding.spread));
  if (finding.spread == Spread::ci) spread = interval_name(analysis.options.level);
  report::Figure figure;
  figure.id = id;
  figure.caption = fmt::format(
      "{}. Expression of {} relative to {}, 2^−ΔΔCt against the mean of {}. Points: samples; "
      "lines: "
      "means of ΔCt with {}, carried to this scale.{}",
      step.title, analysis.genes[target.gene], fmt::join(analysis.options.references, " and "),
      analysis.groups[0], spread,
      shown.brackets.empty() ? "" : " p of ΔCt, adjusted for the number of comparisons.");
  std::size_t beyond = 0;
  for (const assay::GroupExpression& group : target.groups) beyond += group.beyond;
  if (beyond > 0)
    figure.caption += fmt::format(" {} {} beyond the last cycle {} not drawn.", beyond,
                                  plural(beyond, "sample", "samples"), plural(beyond, "is", "are"));
  if (report::intervals_are_cut(shown))
    figure.caption += " Intervals that reach beyond the axis are cut there.";
  figure.scene = report::replicates_scene(shown);
  figure.csv = report::replicates_csv(shown);
  return figure;
}

report::Table changes_table(const QpcrFinding& finding, const Step& step,
                            const assay::GeneExpression& target, const std::string& id) {
  const QpcrAnalysis& analysis = finding.analysis;
  report::Table table{
      id + "-changes", fmt::format("{}: {}", step.title, analysis.genes[target.gene]), {}, {}, {}};
  table.columns = {
      {finding.group_label, "", Align::left, {}},
      {"Samples", "", Align::right, {"n"}},
      {"ΔCt, mean (SD)", "", Align::right, {"delta_ct", "sd"}},
      {fmt::format("Fold of {} ({})", analysis.groups[0], interval_name(analysis.options.level)),
       "",
       Align::right,
       {"fold_change", "conf_low", "conf_high"}},
      {"p", "", Align::right, {"p"}},
      {"p adjusted", "", Align::right, {"p_adjusted"}}};
  bool bounds = false;
  for (std::size_t g = 0; g < analysis.groups.size(); ++g) {
    const assay::GroupExpression& group = target.groups[g];
    const assay::FoldChange* change = nullptr;
    for (const assay::FoldChange& one : target.changes)
      if (one.group == g && one.reference == 0) change = &one;
    report::Row row;
    std::string mean = group.mean ? report::fixed(*group.mean, 2) : report::undefined_number;
    if (group.sd) mean += " (" + report::fixed(*group.sd, 2) + ")";
    Cell fold = g == 0 ? Cell{"1 (reference)"} : Cell{report::undefined_number};
    if (change)
      fold = {fold_change_text(*change),
              std::vector<double>{change->fold.value_or(report::no_value),
                                  change->low.value_or(report::no_value),
                                  change->high.value_or(report::no_value)}};
    bounds = bounds || (change && (change->at_most || change->at_least));
    const auto n = static_cast<double>(group.n + group.beyond);
    row.cells = {analysis.groups[g],
                 {report::count(n), n},
                 {std::move(mean), std::vector<double>{group.mean.value_or(report::no_value),
                                                       group.sd.value_or(report::no_value)}},
                 std::move(fold),
                 p_cell(change ? change->p : std::nullopt),
                 p_cell(change ? change->p_adjusted : std::nullopt)};
    table.rows.push_back(std::move(row));
  }
  if (bounds)
    table.footnotes.push_back(
        "At most, at least: with samples beyond the last cycle, whose Ct was taken as that cycle "
        "for "
        "the bound alone.");
  return table;
}

}  // namespace

std::string fold_change_text(const assay::FoldChange& change) {
  if (change.at_most) return "at most " + digits(*change.at_most);
  if (change.at_least) return "at least " + digits(*change.at_least);
  if (!change.fold) return report::undefined_number;
  std::string text = digits(*change.fold);
  if (change.low && change.high)
    text += fmt::format(" ({} to {})", digits(*change.low), digits(*change.high));
  return text;
}

std::vector<report::Block> QpcrFinding::blocks(const Plan&, const Step& step) const {
  std::vector<report::Block> blocks;
  for (const assay::GeneExpression& target : analysis.targets) {
    const std::string id =
        analysis.targets.size() == 1 ? step.id : step.id + "-" + slug(analysis.genes[target.gene]);
    blocks.emplace_back(figure_of(*this, step, target, id));
    blocks.emplace_back(changes_table(*this, step, target, id));
  }
  return blocks;
}

std::vector<std::string> QpcrFinding::methods(const Plan&, const Step&) const {
  const bool plain = analysis.options.factors.empty() && analysis.curves.empty();
  std::vector<std::string> sentences{
      fmt::format(
          "Quantitative PCR: Ct of the wells of a sample were averaged; ΔCt is against {}{}, "
          "fold changes are 2^−ΔΔCt{}, with intervals and tests of ΔCt between samples, "
          "which hold the error of the wells too",
          analysis.options.references.size() > 1 ? "the mean Ct of " : "",
          fmt::join(analysis.options.references, ", "),
          plain ? ", doubling in every cycle supposed"
                : ", with each gene's own amplification factor (Pfaffl)"),
      fmt::format(
          "ΔCt was compared by {}",
          method_sentence(analysis.method, analysis.options.paired, analysis.groups.size())),
      "a well without a signal by the last cycle was never given a Ct"};
  return sentences;
}

std::vector<std::string> QpcrFinding::summary(const Plan&, const Step&) const {
  std::vector<std::string> lines;
  for (const assay::GeneExpression& target : analysis.targets)
    for (const assay::FoldChange& change : target.changes)
      lines.push_back(fmt::format(
          "{}, {} / {}: {}-fold{}", analysis.genes[target.gene], analysis.groups[change.group],
          analysis.groups[change.reference], fold_change_text(change),
          change.p_adjusted ? ", " + report::p_equation(*change.p_adjusted) : ""));
  return lines;
}

std::vector<Limitation> QpcrFinding::limitations(const Plan&, const Step&) const {
  std::vector<Limitation> all;
  if (analysis.options.references.size() == 1)
    all.push_back({"one_reference_gene",
                   fmt::format("expression is relative to one reference gene, {}, of which nothing "
                               "shows that it stays the same",
                               analysis.options.references[0]),
                   {{"reference_genes", 1.0}}});
  if (analysis.options.factors.empty() && analysis.curves.empty())
    all.push_back({"efficiency_supposed",
                   "no standard curve is given: fold changes suppose that every cycle doubles",
                   {}});
  std::size_t least = 0;
  for (const assay::GeneExpression& target : analysis.targets)
    for (const assay::GroupExpression& group : target.groups)
      if (group.n > 0) least = least == 0 ? group.n : std::min(least, group.n);
  if (least > 0 && least < 6)
    all.push_back({"few_replicates",
                   fmt::format("ΔCt of {} {} per group cannot show whether they are normal or vary "
                               "alike, which the tests suppose",
                               least, plural(least, "sample", "samples")),
                   {{"replicates", static_cast<double>(least)}}});
  return all;
}

}  // namespace venscope::study
