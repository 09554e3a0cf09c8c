// Kind derive: tables and figures of the report.
#include "venscope/derivation/card_json.hpp"
#include "venscope/report/figure/calibration_figure.hpp"
#include "venscope/report/figure/histogram_figure.hpp"
#include "venscope/report/figure/selection_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/kinds/derive_finding.hpp"
#include "venscope/study/wording.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::no_value;

namespace {

report::ColumnHead numbers(std::string text, std::vector<std::string> fields) {
  return {std::move(text), "", Align::right, std::move(fields)};
}

Cell whole_cell(double value) {
  return {report::count(value), value};
}

Cell ratio_cell(const survival::CoxTerm* term) {
  if (!term || std::isnan(term->coef))
    return {report::undefined_number, std::vector{no_value, no_value, no_value}};
  const double ratio = std::exp(term->coef);
  return {report::ratio_interval(ratio, term->conf_low, term->conf_high),
          std::vector{ratio, term->conf_low, term->conf_high}};
}

Cell term_p_cell(const survival::CoxTerm* term) {
  if (!term || std::isnan(term->p)) return {report::undefined_number, std::vector{no_value}};
  return {report::p_value(term->p), term->p};
}

Cell share_cell(std::optional<double> share) {
  if (!share) return {report::undefined_number, std::vector{no_value}};
  return {report::percent(*share, 0), *share};
}

}  // namespace

std::vector<report::Block> DeriveFinding::blocks(const Plan& plan, const Step& step) const {
  std::vector<report::Block> blocks;
  blocks.emplace_back(report::Paragraph{what_was_found(step) + "."});
  blocks.emplace_back(candidates_table(step));
  blocks.emplace_back(groups_table(plan, step));
  blocks.emplace_back(histogram(step));
  if (found_.optimism) {
    blocks.emplace_back(optimism_table(plan, step));
    blocks.emplace_back(selection(step));
  }
  if (found_.splits_whole) {
    blocks.emplace_back(calibration(plan, step));
    blocks.emplace_back(splits_table(plan, step));
  }
  if (found_.sample_size) blocks.emplace_back(sample_size_facts());
  if (!found_.card.empty())
    blocks.emplace_back(report::Paragraph{
        fmt::format("The score is in models/{}.json, a model card with points, cut points, "
                    "baseline, covariance and this validation: venscope score PATIENTS --model "
                    "models/{}.json.",
                    model_id(step), model_id(step))});
  return blocks;
}

bool DeriveFinding::penalised() const {
  return request_.options.selection == derivation::Selection::lasso;
}

/// What the score says of a candidate. Points of a LASSO are penalised coefficients: those stand
/// under a heading of their own, apart from the refit, and nothing has a p.
std::vector<Cell> DeriveFinding::score_cells(std::size_t column) const {
  const derivation::Rule& rule = found_.derived.rule;
  const auto at = std::find(rule.columns.begin(), rule.columns.end(), column);
  if (at == rule.columns.end()) return std::vector<Cell>(3, Cell(""));
  const auto k = static_cast<std::size_t>(at - rule.columns.begin());
  const survival::CoxTerm& joint = found_.steps.terms[k];
  const Cell points(report::fixed(rule.points[k].value(), found_.deriver->digits(column)),
                    rule.points[k].value());
  if (!penalised()) return {ratio_cell(&joint), term_p_cell(&joint), points};
  const double ratio = std::exp(penalised_coefficient(column));
  return {Cell(report::ratio(ratio), ratio), points, ratio_cell(&joint)};
}

report::Table DeriveFinding::candidates_table(const Step& step) const {
  report::Table table;
  table.id = step.id;
  table.title = step.title + ": candidates and points";
  const auto under = [](std::string heading, std::string text, std::vector<std::string> fields) {
    return report::ColumnHead{std::move(text), std::move(heading), Align::right, std::move(fields)};
  };
  table.columns = {{"Candidate", "", Align::left, {}},
                   numbers("n", {"n"}),
                   numbers("Events", {"events"}),
                   under("Univariable", "HR (95% CI)", {"hr", "hr_low", "hr_high"}),
                   under("Univariable", "p", {"p"})};
  if (penalised()) {
    table.columns.push_back(under("In the score, penalised", "HR", {"penalised_hr"}));
    table.columns.push_back(under("In the score, penalised", "Points", {"points"}));
    table.columns.push_back(under("Refitted without penalty", "HR (95% CI)",
                                  {"refit_hr", "refit_hr_low", "refit_hr_high"}));
  } else {
    table.columns.push_back(
        under("In the score", "HR (95% CI)", {"score_hr", "score_hr_low", "score_hr_high"}));
    table.columns.push_back(under("In the score", "p", {"score_p"}));
    table.columns.push_back(under("In the score", "Points", {"points"}));
  }
  if (found_.optimism) table.columns.push_back(numbers("Selected", {"selected"}));
  for (std::size_t j = 0; j < found_.columns.size(); ++j) {
    const UnivariableResult& alone = found_.univariable[j];
    const survival::CoxTerm* single = alone.term ? &*alone.term : nullptr;
    const bool indicator = found_.candidates[j].indicator;
    report::Row row;
    row.cells = {found_.columns[j].label,
                 indicator ? whole_cell(static_cast<double>(alone.with)) : Cell(""),
                 indicator ? whole_cell(static_cast<double>(alone.events_with)) : Cell(""),
                 ratio_cell(single), term_p_cell(single)};
    for (Cell& cell : score_cells(j)) row.cells.push_back(std::move(cell));
    if (found_.optimism) row.cells.push_back(share_cell(found_.optimism->selected[j]));
    table.rows.push_back(std::move(row));
  }
  table.footnotes = candidate_notes();
  return table;
}

std::vector<std::string> DeriveFinding::candidate_notes() const {
  std::vector<std::string> notes;
  if (penalised()) {
    const std::string penalty =
        found_.derived.lambda ? fmt::format(" (λ = {})", report::fixed(*found_.derived.lambda, 4))
                              : std::string();
    notes.push_back(fmt::format(
        "In the score: points are penalised coefficients{}, shrunk towards 0; no interval and no p "
        "is known of them.",
        penalty));
    notes.push_back(
        "Refitted without penalty: a Cox model of the selected candidates, for comparison; it is "
        "not the score. Its intervals take the candidates as chosen beforehand and are too narrow; "
        "it has no p, for the same data chose the candidates.");
  } else {
    notes.push_back(
        "Hazard ratios in the score are of the candidates selected, as if they had been chosen "
        "beforehand: they are too large and their intervals too narrow.");
  }
  for (const CandidateColumn& candidate : found_.columns)
    if (candidate.level.empty())
      notes.push_back(fmt::format("{}: per unit, points for what it is above {}.", candidate.label,
                                  report::exact(candidate.centre)));
  if (found_.optimism)
    notes.push_back(fmt::format(
        "Selected: share of {} resamples. Exactly these candidates were selected in {} of them.",
        found_.optimism->derived, report::percent(found_.optimism->same_selection)));
  return notes;
}

std::string DeriveFinding::cut_text(std::size_t group) const {
  const std::vector<derivation::Cut>& cuts = found_.derived.rule.cuts;
  std::string text;
  if (group > 0)
    text = fmt::format("{} {}", cuts[group - 1].below_with ? ">" : "≥", cuts[group - 1].at.text());
  if (group < cuts.size())
    text += fmt::format("{}{} {}", text.empty() ? "" : " and ", cuts[group].below_with ? "≤" : "<",
                        cuts[group].at.text());
  return text;
}

std::vector<std::string> DeriveFinding::group_labels() const {
  return derivation::group_ids(found_.derived.rule.groups());
}

report::Table DeriveFinding::groups_table(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id + "-groups";
  table.title = step.title + ": groups";
  const std::string unit = unit_of(plan, step);
  table.columns = {
      {"Group", "", Align::left, {}},
      {"Score", "", Align::left, {}},
      numbers("n", {"n"}),
      numbers("Events", {"events"}),
      numbers(fmt::format("Median, {} (95% CI)", unit), {"median", "median_low", "median_high"}),
      numbers(fmt::format("Survival at {} (95% CI)", time_text(found_.horizon, unit)),
              {"survival", "survival_low", "survival_high"})};
  const std::vector<std::string> labels = group_labels();
  std::vector<std::int32_t> group(found_.groups.begin(), found_.groups.end());
  const auto curves = survival::kaplan_meier_groups(found_.outcomes, group, labels.size());
  for (std::size_t g = 0; curves && g < labels.size(); ++g) {
    const survival::KaplanMeier& curve = (*curves)[g];
    report::Row row;
    row.cells = {labels[g], cut_text(g), whole_cell(static_cast<double>(curve.n)),
                 whole_cell(curve.events)};
    if (curve.n > 0) {
      const survival::SurvivalQuantile median = survival::median(curve);
      row.cells.emplace_back(
          report::median_interval(median),
          std::vector{median.time.value_or(no_value), median.lower.value_or(no_value),
                      median.upper.value_or(no_value)});
      const std::vector<double> times{found_.horizon};
      const survival::KaplanMeierPoint at = survival::at_times(curve, times).front();
      if (at.n_risk > 0 && !std::isnan(at.lower))
        row.cells.emplace_back(
            fmt::format("{} ({}–{})", report::percent(at.survival),
                        report::fixed(100 * at.lower, 1), report::fixed(100 * at.upper, 1)),
            std::vector{at.survival, at.lower, at.upper});
    }
    table.rows.push_back(std::move(row));
  }
  if (const auto& search = found_.search) {
    std::string text = fmt::format(
        "Cut points searched: maximally selected {} {}; as if known beforehand {}, corrected for "
        "the search {} by {} permutations",
        search->p_normal ? "|T|" : "χ²", report::fixed(search->statistic, 2),
        report::p_equation(search->p_uncorrected), report::p_equation(search->p_permutation),
        report::count(static_cast<double>(search->permutations)));
    if (search->p_normal)
      text += fmt::format(", {} by the joint normal distribution",
                          report::p_equation(*search->p_normal));
    table.footnotes.push_back(text + ". Not corrected for making the score on these patients.");
  }
  table.footnotes.push_back(
      "The groups differ in the patients they were made from; a test of that difference would "
      "prove "
      "nothing.");
  return table;
}

report::Table DeriveFinding::optimism_table(const Plan& plan, const Step& step) const {
  const derivation::Optimism& optimism = *found_.optimism;
  report::Table table;
  table.id = step.id + "-optimism";
  table.title = step.title + ": performance corrected for optimism";
  table.columns = {{"Index", "", Align::left, {}},
                   numbers("Apparent", {"apparent"}),
                   numbers("Optimism", {"optimism"}),
                   numbers("Corrected (95% CI)", {"corrected", "corrected_low", "corrected_high"}),
                   numbers("Resamples", {"resamples"})};
  for (std::size_t k = 0; k < derivation::index_count; ++k) {
    const derivation::Corrected& index = optimism.indices[k];
    report::Row row;
    row.cells = {derivation::index_names[k].label, number_cell(index.apparent, 3),
                 number_cell(index.optimism, 3)};
    const std::vector values{index.corrected.value_or(no_value), index.low.value_or(no_value),
                             index.high.value_or(no_value)};
    std::string text =
        index.corrected ? report::fixed(*index.corrected, 3) : report::undefined_number;
    if (index.corrected && index.low && index.high)
      text = report::estimate_interval(*index.corrected, *index.low, *index.high, 3);
    row.cells.emplace_back(std::move(text), values);
    row.cells.push_back(whole_cell(static_cast<double>(index.used)));
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(fmt::format(
      "The whole derivation in each of {} bootstrap resamples; a score could be derived in {}. "
      "Observed / expected, AUC, Brier score and IPA at {}. A slope below 1: the points are too "
      "extreme.",
      optimism.resamples, optimism.derived, time_text(found_.horizon, unit_of(plan, step))));
  return table;
}

report::Table DeriveFinding::splits_table(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id + "-splits";
  table.title = fmt::format("{}: predicted and observed survival at {} in random splits",
                            step.title, time_text(found_.horizon, unit_of(plan, step)));
  table.columns = {{"Group", "", Align::left, {}},
                   numbers("Splits", {"splits"}),
                   numbers("Predicted", {"predicted"}),
                   numbers("Observed", {"observed"}),
                   numbers("Difference (95% of the splits)",
                           {"difference", "difference_low", "difference_high"})};
  const std::vector<std::string> labels = group_labels();
  const auto add = [&](const derivation::Splits& splits, const std::string& title) {
    report::Row heading;
    heading.heading = true;
    heading.cells = {title};
    table.rows.push_back(std::move(heading));
    for (std::size_t g = 0; g < splits.groups.size(); ++g) {
      const derivation::SplitGroup& group = splits.groups[g];
      report::Row row;
      row.indent = 1;
      row.cells = {labels[g], whole_cell(static_cast<double>(group.splits)),
                   number_cell(group.predicted, 3), number_cell(group.observed, 3)};
      const std::vector values{group.difference.value_or(no_value),
                               group.difference_low.value_or(no_value),
                               group.difference_high.value_or(no_value)};
      row.cells.emplace_back(
          group.difference ? report::estimate_interval(*group.difference, *group.difference_low,
                                                       *group.difference_high, 3)
                           : report::undefined_number,
          values);
      table.rows.push_back(std::move(row));
    }
  };
  add(*found_.splits_whole, "Derived in the training patients");
  if (found_.splits_refit) add(*found_.splits_refit, "Selection of all patients kept, refitted");
  table.footnotes.push_back(fmt::format(
      "{} random splits, the cut points of the whole cohort kept. Observed by Kaplan–Meier in the "
      "test patients. With the selection kept, the test patients had their say in it.",
      found_.splits_whole->splits));
  return table;
}

report::Figure DeriveFinding::histogram(const Step& step) const {
  report::HistogramFigure drawn;
  for (const std::string& label : group_labels()) drawn.groups.push_back({label, {}});
  for (std::size_t i = 0; i < found_.scores.size(); ++i)
    drawn.groups[found_.groups[i]].values.push_back(found_.scores[i]);
  for (const derivation::Cut& cut : found_.derived.rule.cuts) drawn.cuts.push_back(cut.at.value());
  report::Figure figure;
  figure.id = step.id + "-scores";
  figure.caption = fmt::format("{}: the score in {} patients, with its cut points.", step.title,
                               found_.rows.size());
  figure.scene = report::histogram_scene(drawn);
  figure.csv = report::histogram_csv(drawn);
  return figure;
}

report::Figure DeriveFinding::calibration(const Plan& plan, const Step& step) const {
  report::CalibrationFigure drawn;
  const std::vector<std::string> labels = group_labels();
  for (std::size_t g = 0; g < labels.size(); ++g) {
    const derivation::SplitGroup& group = found_.splits_whole->groups[g];
    drawn.splits.push_back(
        {labels[g], group.each_predicted, group.each_observed, group.predicted, group.observed});
  }
  report::Figure figure;
  figure.id = step.id + "-calibration";
  figure.caption = fmt::format(
      "{}: survival at {} predicted by a score derived in random training sets, against that "
      "observed (Kaplan–Meier) in the test patients of each risk group, {} splits.",
      step.title, time_text(found_.horizon, unit_of(plan, step)), found_.splits_whole->splits);
  figure.scene = report::calibration_scene(drawn);
  figure.csv = report::calibration_csv(drawn);
  return figure;
}

report::Figure DeriveFinding::selection(const Step& step) const {
  report::SelectionFigure drawn;
  drawn.resamples = static_cast<double>(found_.optimism->derived);
  const std::vector<std::size_t>& in = found_.derived.rule.columns;
  for (std::size_t j = 0; j < found_.columns.size(); ++j)
    drawn.rows.push_back({found_.columns[j].label, found_.optimism->selected[j] * drawn.resamples,
                          std::find(in.begin(), in.end(), j) != in.end()});
  report::Figure figure;
  figure.id = step.id + "-selection";
  figure.caption = fmt::format(
      "{}: how often each candidate was selected when the derivation was repeated in {} resamples.",
      step.title, found_.optimism->derived);
  figure.scene = report::selection_scene(drawn);
  figure.csv = report::selection_csv(drawn);
  return figure;
}

report::FactList DeriveFinding::sample_size_facts() const {
  const derivation::SampleSize& size = *found_.sample_size;
  report::FactList list;
  list.facts = {
      {"Events per candidate", report::fixed(size.events_per_parameter, 1)},
      {"Heuristic shrinkage of the model with all candidates", report::fixed(size.shrinkage, 2)},
      {"R² (Cox and Snell) of it, less optimism", report::fixed(size.r2_adjusted, 3)}};
  const auto wanted = [](std::optional<double> n) {
    return n ? report::count(std::ceil(*n))
             : std::string(
                   "cannot be said: it explains no more "
                   "than chance would");
  };
  list.facts.push_back(
      {"Patients wanted for a shrinkage of 0.9 (Riley)", wanted(size.for_shrinkage)});
  list.facts.push_back({"… for an optimism of R² of 0.05", wanted(size.for_r2)});
  list.facts.push_back({"… for the overall risk to within 0.05", wanted(size.for_risk)});
  list.facts.push_back({"Patients here", report::count(size.n)});
  return list;
}

}  // namespace venscope::study
