#include "venscope/report/figure/gene_scatter.hpp"
#include "venscope/report/figure/pooled_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/association_cells.hpp"
#include "venscope/study/kinds/drug_sensitivity_finding.hpp"
#include "venscope/study/kinds/gene_tables.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using expression::CorrelationMethod;
using report::Align;

/// In figures: more names than this cover each other, more rows are no longer read.
constexpr std::size_t drugs_named = 8, drugs_shown = 20;

/// In a volcano. A p of 0 is below the smallest double.
double height_of(double p) {
  return p > 0 ? -std::log10(p) : 308.0;
}

/// "8.2", and at a limit "≥10": a median that is censored.
std::string median_text(double median, const Association& found) {
  if (found.cap && median >= *found.cap) return "≥" + report::exact(*found.cap);
  if (found.floor && median <= *found.floor) return "≤" + report::exact(*found.floor);
  const double size = std::fabs(median);
  return report::fixed(median, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

}  // namespace

std::vector<const TestedDrug*> DrugSensitivityFinding::shown() const {
  std::vector<const TestedDrug*> drugs;
  for (const TestedDrug& drug : tested)
    if (drugs.size() < drugs_shown || is_highlighted(drug.found.variable)) drugs.push_back(&drug);
  return drugs;
}

std::optional<double> DrugSensitivityFinding::line_between() const {
  const std::size_t n = called();
  if (n == 0 || n == tested.size()) return {};
  return (height_of(*tested[n - 1].found.p) + height_of(*tested[n].found.p)) / 2;
}

report::Figure DrugSensitivityFinding::volcano(const Plan& plan, const Step& step) const {
  report::GeneScatter figure;
  figure.one = "drug";
  figure.many = "drugs";
  figure.groups = {fmt::format("q {} or more", options.cut), direction(true), direction(false)};
  figure.x_label = number ? fmt::format("{} of {} and response", symbol_of(measure()),
                                        within_sentence(score_label))
                          : fmt::format("2 P − 1, {} against {}", groups[1], groups[0]);
  figure.y_label = "−log₁₀ p";
  figure.y_from_zero = figure.symmetric = true;
  figure.width = report::double_column * 0.72;
  figure.radius = 1.6;
  figure.threshold = line_between();
  std::size_t named = 0;
  // Names that must be there find their places first.
  for (const bool first : {true, false})
    for (const TestedDrug& drug : tested) {
      const Association& found = drug.found;
      if (is_highlighted(found.variable) != first || !found.effect) continue;
      const bool called_here = is_called(drug);
      const bool name = first || (called_here && named++ < drugs_named);
      const double height = height_of(*found.p);
      figure.points.push_back({found.variable, found.effect->estimate, height,
                               !called_here                 ? 0u
                               : found.effect->estimate > 0 ? 1u
                                                            : 2u,
                               name, first});
    }
  report::Figure drawn;
  drawn.id = step.id + "-volcano";
  drawn.caption = fmt::format(
      "{}. Each dot a drug; {} of {} have q below {} (Benjamini–Hochberg){}. A higher value means "
      "a {} sensitive sample. {} with a score: {}.",
      step.title, called(), tested.size(), options.cut,
      figure.threshold ? ", those above the dashed line" : "",
      options.higher_resists ? "less" : "more", capitalised(plan.protocol.noun.many), scored);
  drawn.scene = report::gene_scatter_scene(figure);
  drawn.csv = report::gene_scatter_csv(figure);
  return drawn;
}

report::Figure DrugSensitivityFinding::forest(const Step& step) const {
  report::PooledFigure drawn;
  drawn.ratio = false;
  drawn.level = options.how.level;
  drawn.row_heading = "Drug";
  drawn.counts_label = "n";
  drawn.value_label = number ? fmt::format("{} of score and response", symbol_of(measure()))
                             : fmt::format("2 P − 1, {} against {}", groups[1], groups[0]);
  drawn.lower = direction(false);
  drawn.higher = direction(true);
  std::vector<const TestedDrug*> drugs = shown();
  std::stable_sort(drugs.begin(), drugs.end(), [](const TestedDrug* a, const TestedDrug* b) {
    return a->found.effect && b->found.effect &&
           a->found.effect->estimate < b->found.effect->estimate;
  });
  for (const TestedDrug* drug : drugs) {
    const auto& effect = drug->found.effect;
    if (!has_interval(effect)) continue;
    drawn.rows.push_back({drug->found.variable, effect->estimate, effect->interval.low,
                          effect->interval.high, std::nullopt,
                          report::count(static_cast<double>(drug->found.n)),
                          is_highlighted(drug->found.variable)});
  }
  report::Figure figure;
  figure.id = step.id + "-drugs";
  const std::string which =
      shown().size() == tested.size()
          ? "The drugs tested"
          : fmt::format("The {} drugs with the smallest p{}", drugs_shown,
                        shown().size() == drugs_shown
                            ? ""
                            : fmt::format(", and {}", fmt::join(options.highlight, ", ")));
  figure.caption = fmt::format("{}. {}, by effect, with {}.", step.title, which,
                               interval_name(options.how.level));
  figure.scene = report::pooled_scene(drawn);
  figure.csv = report::pooled_csv(drawn);
  return figure;
}

report::Row DrugSensitivityFinding::row_of(const TestedDrug& drug) const {
  const Association& found = drug.found;
  report::Row row;
  row.heading = is_highlighted(found.variable);
  row.cells = {found.variable, count_cell(found.n)};
  if (any_limit()) {
    row.cells.push_back(count_cell(found.censored));
    row.cells.push_back(count_cell(found.at_floor));
  }
  if (!number) {
    std::vector<std::string> medians;
    std::vector<double> values;
    for (const AssociationLevel& level : found.levels) {
      values.push_back(level.summary.median.value_or(report::no_value));
      medians.push_back(median_text(values.back(), found));
    }
    row.cells.emplace_back(fmt::format("{}", fmt::join(medians, " / ")), values);
  }
  row.cells.push_back(effect_cell(found.measure, found.effect, false));
  row.cells.emplace_back(gene_p(*found.p), *found.p);
  row.cells.emplace_back(gene_p(*found.q), *found.q);
  if (null_share) row.cells.emplace_back(gene_p(drug.storey), drug.storey);
  if (!any_tobit()) return row;
  if (found.tobit) {
    row.cells.push_back(tobit_cell(*found.tobit));
    row.cells.emplace_back(gene_p(found.tobit->p), found.tobit->p);
  }
  return row;
}

report::Table DrugSensitivityFinding::table(const Step& step, const std::string& id,
                                            const std::string& title,
                                            const std::vector<const TestedDrug*>& drugs,
                                            const Plan& plan) const {
  report::Table table;
  table.id = step.id + "-" + id;
  table.title = fmt::format("{}: {}", step.title, title);
  table.columns = {{"Drug", "", Align::left, {}}, {"n", "", Align::right, {"n"}}};
  if (any_limit()) {
    table.columns.push_back({"At cap", "", Align::right, {"censored"}});
    table.columns.push_back({"At floor", "", Align::right, {"at_floor"}});
  }
  if (!number)
    table.columns.push_back({fmt::format("Median, {} / {}", groups[0], groups[1]),
                             "",
                             Align::right,
                             {"median_first", "median_second"}});
  table.columns.push_back(
      {fmt::format("{} ({})", symbol_of(measure()), interval_name(options.how.level)),
       "",
       Align::right,
       {"effect", "effect_low", "effect_high"}});
  table.columns.push_back({"p", "", Align::right, {"p"}});
  table.columns.push_back({"q", "", Align::right, {"q"}});
  if (null_share) table.columns.push_back({"q (Storey)", "", Align::right, {"q_storey"}});
  if (any_tobit()) {
    table.columns.push_back({fmt::format("Tobit ({})", interval_name(options.how.level)),
                             "",
                             Align::right,
                             {"slope", "slope_low", "slope_high"}});
    table.columns.push_back({"p (Tobit)", "", Align::right, {"p_tobit"}});
  }
  for (const TestedDrug* drug : drugs) table.rows.push_back(row_of(*drug));
  if (number)
    table.footnotes.push_back(fmt::format("{}: correlation of the score with {}; above 0 {}.",
                                          symbol_of(measure()), within_sentence(value_label),
                                          direction(true)));
  else
    table.footnotes.push_back(fmt::format(
        "P: probability that a {} of {} has a higher {} than one of {}, ties half; above 0.5 {}. "
        "The table’s CSV has 2 P − 1.",
        plan.protocol.noun.one, groups[1], within_sentence(value_label), groups[0],
        direction(true)));
  if (any_limit())
    table.footnotes.push_back(
        options.how.method == CorrelationMethod::kendall && number
            ? "At cap, at floor: known to be that or more, or that or less; beyond a cap only "
              "pairs "
              "count of which it is known which is the larger."
            : "At cap, at floor: known to be that or more, or that or less; tied there in the test "
              "by ranks.");
  if (any_tobit())
    table.footnotes.push_back(fmt::format(
        "Tobit: where values lie at a limit, with these as “that or more” and “that or less”; "
        "{}{}; "
        "×: ratio of the geometric mean.",
        number ? "per standard deviation of the score"
               : fmt::format("of {} against {}", groups[1], groups[0]),
        adjusted_for.empty() ? ""
                             : fmt::format(", adjusted for {}", fmt::join(adjusted_for, ", "))));
  table.footnotes.push_back(
      fmt::format("q: over the {} drugs tested{}.", tested.size(),
                  null_share ? fmt::format("; Storey’s with {} of them taken to be unrelated",
                                           report::percent(*null_share, 0))
                             : ""));
  return table;
}

report::Table DrugSensitivityFinding::untested_table(const Step& step, const Plan& plan) const {
  report::Table table;
  table.id = step.id + "-untested";
  table.title = step.title + ": drugs that were not tested";
  table.columns = {{"Drug", "", Align::left, {}},
                   {capitalised(plan.protocol.noun.many), "", Align::right, {"n"}},
                   {"At cap", "", Align::right, {"censored"}},
                   {"Reason", "", Align::left, {}}};
  for (const UntestedDrug& drug : untested) {
    report::Row row;
    row.cells = {drug.drug, count_cell(drug.n), count_cell(drug.censored), drug.reason};
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<report::Block> DrugSensitivityFinding::blocks(const Plan& plan,
                                                          const Step& step) const {
  std::vector<report::Block> blocks;
  if (!tested.empty()) {
    blocks.emplace_back(volcano(plan, step));
    blocks.emplace_back(forest(step));
    blocks.emplace_back(
        table(step, "table",
              tested.size() > drugs_shown ? "the drugs with the smallest p" : "the drugs by p",
              shown(), plan));
  }
  if (!untested.empty()) blocks.emplace_back(untested_table(step, plan));
  return blocks;
}

std::vector<report::Block> DrugSensitivityFinding::appendix(const Plan& plan,
                                                            const Step& step) const {
  if (shown().size() == tested.size()) return {};
  std::vector<const TestedDrug*> all;
  for (const TestedDrug& drug : tested) all.push_back(&drug);
  return {table(step, "all", "all drugs", all, plan)};
}

}  // namespace venscope::study
