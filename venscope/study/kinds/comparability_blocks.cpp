// What an analysis of kind "comparability" shows: figures and tables.
#include "venscope/report/figure/balance_figure.hpp"
#include "venscope/report/figure/mirror_figure.hpp"
#include "venscope/report/figure/ratio_figure.hpp"
#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/comparability_finding.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using comparability::Method;
using comparability::MethodResult;
using report::Align;
using report::Cell;
using report::Row;

class ComparabilityBlocks {
public:
  ComparabilityBlocks(const ComparabilityFinding& finding, const Plan& plan, const Step& step)
      : found_(finding), plan_(plan), step_(step) {
    for (int z = 0; z < 2; ++z) arm_[z] = found_.arm_words(z);
  }

  std::vector<report::Block> all() const {
    std::vector<report::Block> blocks{effects_figure(), methods_table()};
    if (has_weighting()) {
      blocks.emplace_back(balance_figure());
      blocks.emplace_back(balance_table());
    }
    if (found_.comparison.propensity) {
      blocks.emplace_back(propensity_figure());
      blocks.emplace_back(propensity_table());
    }
    for (const WeightedCurves& curves : found_.curves) blocks.emplace_back(curves_figure(curves));
    if (!found_.declared.response.column.empty()) blocks.emplace_back(response_table());
    if (!found_.without_centre.empty()) blocks.emplace_back(centres_figure());
    if (found_.e_value) blocks.emplace_back(report::Paragraph{e_value_text()});
    return blocks;
  }

private:
  std::string heading_of(Method method) const {
    switch (method) {
      case Method::crude:
        return "Unadjusted";
      case Method::adjusted:
        return "Covariates in the model";
      case Method::stratified:
        return "Stratified by centre";
      case Method::matched:
        return fmt::format("Matched 1:{}", found_.declared.options.effect.matching.ratio);
      case Method::ate:
        return "Weights, everyone (ATE)";
      case Method::att:
        return "Weights, treated (ATT)";
      case Method::overlap:
        return "Overlap weights";
    }
    return "";
  }

  bool has_weighting() const {
    return std::any_of(found_.details.begin(), found_.details.end(),
                       [](const MethodDetail& detail) { return !detail.balance.empty(); });
  }

  std::string events_of(const comparability::HazardEffect& effect, int z) const {
    return fmt::format("{} / {}", effect.events[z], effect.n[z]);
  }

  report::RatioRow ratio_row(std::string label,
                             const std::optional<comparability::HazardEffect>& effect) const {
    report::RatioRow row;
    row.label = std::move(label);
    row.note = "no answer";
    if (!effect) return row;
    row.counts = events_of(*effect, 1) + " vs " + events_of(*effect, 0);
    row.ratio = effect->ratio;
    row.low = effect->low;
    row.high = effect->high;
    row.p = effect->p;
    return row;
  }

  report::RatioFigure ratio_figure() const {
    report::RatioFigure drawn;
    drawn.level = found_.declared.options.effect.level;
    drawn.counts_heading = fmt::format("Events / n, {} vs {}", arm_[1], arm_[0]);
    drawn.lower = "fewer events: " + arm_[1];
    drawn.higher = "fewer events: " + arm_[0];
    return drawn;
  }

  report::Figure effects_figure() const {
    report::RatioFigure drawn = ratio_figure();
    for (const MethodResult& one : found_.comparison.methods) {
      report::RatioRow row = ratio_row(heading_of(one.method), one.effect);
      row.marked = one.method == found_.declared.primary;
      if (row.marked) row.label += ", primary";
      drawn.rows.push_back(std::move(row));
    }
    report::Figure figure;
    figure.id = step_.id;
    figure.caption = fmt::format(
        "{}: hazard ratio of {} against {} (reference) by each method. Diamond: the method "
        "declared "
        "as primary. Patients counted, not weighted.",
        outcome_of(plan_, step_), arm_[1], arm_[0]);
    figure.scene = report::ratio_scene(drawn);
    figure.csv = report::ratio_csv(drawn);
    return figure;
  }

  static Cell number_cell(double value, int decimals) {
    return {report::fixed(value, decimals), value};
  }

  report::Table methods_table() const {
    report::Table table;
    table.id = step_.id;
    table.title = step_.title;
    table.columns = {{"Method", "", Align::left, {}},
                     {"Patients", arm_[0], Align::right, {"n_reference"}},
                     {"Effective size", arm_[0], Align::right, {"effective_reference"}},
                     {"Largest share", arm_[0], Align::right, {"share_reference"}},
                     {"Patients", arm_[1], Align::right, {"n_treated"}},
                     {"Effective size", arm_[1], Align::right, {"effective_treated"}},
                     {"Largest share", arm_[1], Align::right, {"share_treated"}},
                     {fmt::format("HR ({})", interval_name(found_.declared.options.effect.level)),
                      "",
                      Align::right,
                      {"hr", "hr_low", "hr_high"}},
                     {"p", "", Align::right, {"p"}},
                     {"Log-rank p", "", Align::right, {"log_rank_p"}}};
    for (std::size_t m = 0; m < found_.details.size(); ++m) table.rows.push_back(method_row(m));
    table.footnotes = {fmt::format(
        "HR: {} against {}. Effective size: (Σw)²/Σw². Largest share: of one patient in "
        "the weight of the arm. Log-rank: weighted, robust.",
        arm_[1], arm_[0])};
    for (const MethodResult& one : found_.comparison.methods)
      if (!one.effect && !one.problems.empty())
        table.footnotes.push_back(
            fmt::format("{}: {}.", heading_of(one.method), one.problems.front().what));
    return table;
  }

  Row method_row(std::size_t m) const {
    const MethodResult& one = found_.comparison.methods[m];
    Row row;
    row.heading = one.method == found_.declared.primary;
    row.cells = {heading_of(one.method) + (row.heading ? ", primary" : "")};
    for (int z = 0; z < 2; ++z) {
      if (!one.weighting) {
        for (int k = 0; k < 3; ++k) row.cells.emplace_back(report::undefined_number);
        continue;
      }
      const comparability::ArmWeights& arm = one.weighting->arm[z];
      row.cells.emplace_back(report::count(double(arm.n)), double(arm.n));
      row.cells.push_back(number_cell(arm.effective, 1));
      row.cells.emplace_back(report::percent(arm.largest_share), arm.largest_share);
    }
    if (one.effect) {
      const comparability::HazardEffect& effect = *one.effect;
      row.cells.emplace_back(report::ratio_interval(effect.ratio, effect.low, effect.high),
                             std::vector{effect.ratio, effect.low, effect.high});
      row.cells.emplace_back(report::p_value(effect.p), effect.p);
    } else {
      row.cells.emplace_back("no answer");
      row.cells.emplace_back(report::undefined_number);
    }
    const auto& test = found_.details[m].log_rank;
    if (test)
      row.cells.emplace_back(report::p_value(test->p), test->p);
    else
      row.cells.emplace_back(report::undefined_number);
    return row;
  }

  report::Figure balance_figure() const {
    report::BalanceFigure drawn;
    drawn.series = {"Before"};
    std::vector<const std::vector<comparability::CovariateBalance>*> after;
    for (std::size_t m = 0; m < found_.details.size(); ++m) {
      if (found_.details[m].balance.empty()) continue;
      drawn.series.push_back(heading_of(found_.comparison.methods[m].method));
      after.push_back(&found_.details[m].balance);
    }
    for (std::size_t k = 0; k < found_.before.size(); ++k) {
      report::BalanceRow row;
      row.label = label_of(found_.patients.table, found_.before[k].column);
      row.differences.push_back(found_.before[k].difference);
      for (const auto* rows : after) row.differences.push_back((*rows)[k].difference);
      drawn.rows.push_back(std::move(row));
    }
    report::Figure figure;
    figure.id = step_.id + "-balance";
    figure.caption = fmt::format(
        "Balance of the arms: absolute standardised differences before and after, in units of the "
        "spread {} weighting. Dashed: 0.1.",
        found_.declared.spread == comparability::Spread::crude ? "before" : "after");
    figure.scene = report::balance_scene(drawn);
    figure.csv = report::balance_csv(drawn);
    return figure;
  }

  std::string value_text(const comparability::CovariateBalance& row, std::size_t level,
                         int z) const {
    const comparability::ArmBalance& arm = row.arm[z];
    if (row.is_number)
      return fmt::format("{} ({})", report::fixed(arm.mean, 1),
                         report::fixed(std::sqrt(arm.variance), 1));
    return report::percent(arm.share[level]);
  }

  static double value_of(const comparability::CovariateBalance& row, std::size_t level, int z) {
    return row.is_number ? row.arm[z].mean : row.arm[z].share[level];
  }

  static Cell difference_cell(const comparability::CovariateBalance& row) {
    if (!row.difference) return {report::undefined_number, std::vector{report::no_value}};
    return {report::fixed(*row.difference, 2), *row.difference};
  }

  /// The primary method if it weights, else the last that does.
  std::size_t shown_method() const {
    std::size_t shown = 0;
    for (std::size_t m = 0; m < found_.details.size(); ++m)
      if (!found_.details[m].balance.empty()) {
        shown = m;
        if (found_.comparison.methods[m].method == found_.declared.primary) break;
      }
    return shown;
  }

  report::Table balance_table() const {
    const std::size_t shown = shown_method();
    const std::string after = heading_of(found_.comparison.methods[shown].method);
    report::Table table;
    table.id = step_.id + "-balance";
    table.title = step_.title + ": before and after";
    table.columns = {{"Characteristic", "", Align::left, {}}};
    for (const auto& [group, suffix] :
         {std::pair{std::string("Before"), "_before"}, std::pair{after, "_after"}}) {
      table.columns.push_back({arm_[0], group, Align::right, {std::string("reference") + suffix}});
      table.columns.push_back({arm_[1], group, Align::right, {std::string("treated") + suffix}});
      table.columns.push_back(
          {"Difference", group, Align::right, {std::string("difference") + suffix}});
    }
    for (std::size_t k = 0; k < found_.before.size(); ++k)
      add_balance_rows(found_.before[k], found_.details[shown].balance[k], table);
    table.footnotes = {fmt::format(
        "Numbers: mean (SD); categories: share, weighted after. Difference: standardised, {} minus "
        "{}; of several levels without sign. Of the patients with a value.",
        arm_[1], arm_[0])};
    for (const comparability::CovariateBalance& row : found_.before)
      if (row.arm[0].n_missing + row.arm[1].n_missing > 0)
        table.footnotes.push_back(fmt::format(
            "{}: missing in {} of {} and {} of {}.", label_of(found_.patients.table, row.column),
            row.arm[0].n_missing, arm_[0], row.arm[1].n_missing, arm_[1]));
    return table;
  }

  void add_balance_rows(const comparability::CovariateBalance& before,
                        const comparability::CovariateBalance& after, report::Table& table) const {
    const cohort::Column* column = found_.patients.table.find(before.column);
    const std::string label = study::heading_of(found_.patients.table, before.column);
    const bool undefined = !before.is_number && before.arm[0].share.empty();
    if (before.is_number || undefined) {
      Row row;
      row.cells = {label};
      for (const auto* side : {&before, &after}) {
        for (int z = 0; z < 2; ++z)
          row.cells.push_back(undefined ? Cell(report::undefined_number)
                                        : Cell(value_text(*side, 0, z), value_of(*side, 0, z)));
        row.cells.push_back(difference_cell(*side));
      }
      table.rows.push_back(std::move(row));
      return;
    }
    Row head;
    head.cells = {label, "", "", difference_cell(before), "", "", difference_cell(after)};
    table.rows.push_back(std::move(head));
    for (std::size_t l = 0; l < column->levels.size(); ++l) {
      if (before.arm[0].share[l] == 0 && before.arm[1].share[l] == 0) continue;
      Row row;
      row.indent = 1;
      row.cells = {report::level_words(column->levels[l])};
      for (const auto* side : {&before, &after}) {
        for (int z = 0; z < 2; ++z)
          row.cells.emplace_back(value_text(*side, l, z), value_of(*side, l, z));
        row.cells.emplace_back("");
      }
      table.rows.push_back(std::move(row));
    }
  }

  report::Figure propensity_figure() const {
    const comparability::Propensity& propensity = *found_.comparison.propensity;
    report::MirrorFigure drawn;
    drawn.up.label = arm_[1];
    drawn.down.label = arm_[0];
    for (std::size_t i = 0; i < propensity.probability.size(); ++i)
      (found_.patients.treated[i] == 1 ? drawn.up : drawn.down)
          .values.push_back(propensity.probability[i]);
    drawn.value_label = "Propensity of " + arm_[1];
    report::Figure figure;
    figure.id = step_.id + "-propensity";
    figure.caption = fmt::format(
        "Propensity of {} by arm: {} of {} patients of {} and {} of {} of {} lie beyond the range "
        "of "
        "the other arm.",
        arm_[1], propensity.arm[1].outside, propensity.arm[1].n, arm_[1], propensity.arm[0].outside,
        propensity.arm[0].n, arm_[0]);
    figure.scene = report::mirror_scene(drawn);
    figure.csv = report::mirror_csv(drawn);
    return figure;
  }

  report::Table propensity_table() const {
    report::Table table;
    table.id = step_.id + "-propensity";
    table.title = step_.title + ": propensity model";
    table.columns = {{"Term", "", Align::left, {}},
                     {fmt::format("Odds ratio of {} ({})", arm_[1], interval_name(0.95)),
                      "",
                      Align::right,
                      {"or", "or_low", "or_high"}},
                     {"p", "", Align::right, {"p"}}};
    const formula::ModelFrame& frame = found_.patients.frame;
    const std::vector<std::string> labels = column_labels("", found_.patients.table, frame);
    for (const response::LogisticTerm& term : found_.comparison.propensity->fit.terms) {
      const auto at = std::find(frame.column_names.begin(), frame.column_names.end(), term.name);
      Row row;
      row.cells = {at == frame.column_names.end()
                       ? "Intercept"
                       : labels[static_cast<std::size_t>(at - frame.column_names.begin())]};
      if (std::isfinite(term.coef)) {
        row.cells.emplace_back(
            report::ratio_interval(std::exp(term.coef), term.conf_low, term.conf_high),
            std::vector{std::exp(term.coef), term.conf_low, term.conf_high});
        row.cells.emplace_back(report::p_value(term.p), term.p);
      } else {
        row.cells.emplace_back("left out");
      }
      table.rows.push_back(std::move(row));
    }
    table.footnotes = {
        "A means to an end: the model says who was given what, not what does good. Terms of a "
        "spline mean nothing alone."};
    return table;
  }

  report::Figure curves_figure(const WeightedCurves& curves) const {
    report::SurvivalFigure drawn;
    for (std::size_t z = 0; z < 2; ++z)
      drawn.curves.push_back({arm_[z], &curves.weighted[z], &curves.patients[z]});
    drawn.outcome = outcome_of(plan_, step_);
    drawn.time_label = time_since(plan_, step_);
    drawn.unit = unit_of(plan_, step_);
    for (std::size_t m = 0; m < found_.details.size(); ++m) {
      const MethodResult& one = found_.comparison.methods[m];
      if (one.method != curves.method) continue;
      if (one.effect)
        drawn.notes.push_back(
            "HR " + report::ratio_interval(one.effect->ratio, one.effect->low, one.effect->high));
      if (found_.details[m].log_rank)
        drawn.notes.push_back("Weighted log-rank: " +
                              report::p_equation(found_.details[m].log_rank->p));
    }
    drawn.width = report::double_column * 0.66;
    report::Figure figure;
    figure.id = fmt::format("{}-curves-{}", step_.id, comparability::name_of(curves.method));
    figure.caption = fmt::format(
        "{}: {}, curves with robust pointwise {}. Below, the weighted numbers at risk and the "
        "patients they are of.",
        outcome_of(plan_, step_), within_sentence(heading_of(curves.method)),
        interval_name(found_.declared.options.effect.level));
    figure.scene = report::survival_scene(drawn);
    figure.csv = report::survival_csv(drawn);
    return figure;
  }

  report::Table response_table() const {
    const std::string label = label_of(found_.patients.table, found_.declared.response.column);
    report::Table table;
    table.id = step_.id + "-response";
    table.title = fmt::format("{}: {}", step_.title, within_sentence(label));
    table.columns = {
        {"Method", "", Align::left, {}},
        {arm_[0], "", Align::right, {"events_reference", "n_reference", "risk_reference"}},
        {arm_[1], "", Align::right, {"events_treated", "n_treated", "risk_treated"}},
        {fmt::format("Difference ({})", interval_name(found_.declared.options.effect.level)),
         "",
         Align::right,
         {"difference", "difference_low", "difference_high"}},
        {"p", "", Align::right, {"p"}}};
    for (std::size_t m = 0; m < found_.details.size(); ++m) {
      if (!found_.details[m].risk) continue;
      const comparability::WeightedRisk& risk = *found_.details[m].risk;
      Row row;
      row.heading = found_.comparison.methods[m].method == found_.declared.primary;
      row.cells = {heading_of(found_.comparison.methods[m].method)};
      for (int z = 0; z < 2; ++z)
        row.cells.emplace_back(
            fmt::format("{} / {}: {}", risk.events[z], risk.n[z], report::percent(risk.risk[z])),
            std::vector{double(risk.events[z]), double(risk.n[z]), risk.risk[z]});
      row.cells.emplace_back(fmt::format("{} ({})", report::fixed(100 * risk.difference, 1),
                                         report::interval(100 * risk.low, 100 * risk.high, 1)),
                             std::vector{risk.difference, risk.low, risk.high});
      row.cells.emplace_back(report::p_value(risk.p), risk.p);
      table.rows.push_back(std::move(row));
    }
    table.footnotes = {
        fmt::format("Patients with it / patients: weighted share. Difference in percentage points, "
                    "{} minus {}, "
                    "with robust standard error.",
                    arm_[1], arm_[0])};
    if (found_.response_missing > 0)
      table.footnotes.push_back(
          fmt::format("Not known in {} patients, who are left out here.", found_.response_missing));
    return table;
  }

  report::Figure centres_figure() const {
    report::RatioFigure drawn = ratio_figure();
    drawn.label_heading = "Without centre";
    const MethodResult& all = found_.primary();
    report::RatioRow first = ratio_row("None left out", all.effect);
    first.marked = true;
    drawn.rows.push_back(std::move(first));
    if (all.effect) drawn.reference = all.effect->ratio;
    for (const comparability::WithoutCentre& one : found_.without_centre)
      drawn.rows.push_back(ratio_row(
          fmt::format(
              "{} ({} patients)",
              report::level_words(found_.patients.centres[static_cast<std::size_t>(one.centre)]),
              one.left_out),
          one.effect));
    report::Figure figure;
    figure.id = step_.id + "-centres";
    figure.caption = fmt::format(
        "{}: hazard ratio ({}) leaving out each centre in turn, everything estimated anew from the "
        "others. Dashed: all centres.",
        outcome_of(plan_, step_), found_.words_of(found_.declared.primary));
    figure.scene = report::ratio_scene(drawn);
    figure.csv = report::ratio_csv(drawn);
    return figure;
  }

  std::string e_value_text() const {
    const comparability::EValue& e = *found_.e_value;
    return fmt::format(
        "E-value {} for the estimate of the primary method, {} for its limit: an unmeasured "
        "confounder would need risk ratios of that size, with the arm and with the outcome and "
        "beyond what was measured, to bring it to no difference. The hazard ratio was taken as one "
        "of a {} outcome{}.",
        report::fixed(e.point, 2), report::fixed(e.limit, 2),
        found_.common_outcome ? "common" : "rare",
        found_.common_outcome
            ? fmt::format(" (risk ratio of about {})", report::ratio(e.risk_ratio))
            : "");
  }

  const ComparabilityFinding& found_;
  const Plan& plan_;
  const Step& step_;
  std::string arm_[2];
};

}  // namespace

std::vector<report::Block> ComparabilityFinding::blocks(const Plan& plan, const Step& step) const {
  return ComparabilityBlocks(*this, plan, step).all();
}

}  // namespace venscope::study
