#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/arm_cells.hpp"
#include "venscope/study/kinds/arm_finding.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::Row;
using report::Table;

namespace {

double number_or_none(const std::optional<double>& value) {
  return value.value_or(report::no_value);
}

Cell median_cell(const survival::SurvivalQuantile& median) {
  return {report::median_interval(median),
          std::vector{number_or_none(median.time), number_or_none(median.lower),
                      number_or_none(median.upper)}};
}

Cell density_median_cell(const survival::MedianByDensity& median) {
  std::string text = median.time ? report::fixed(*median.time, 1) : "not reached";
  if (median.std_error)
    text += fmt::format(" ({}; {})", report::fixed(*median.std_error, 1),
                        report::interval(median.lower, median.upper, 1));
  return {text, std::vector{number_or_none(median.time), number_or_none(median.std_error),
                            number_or_none(median.lower), number_or_none(median.upper)}};
}

}  // namespace

Table ArmFinding::arms_table(const Plan& plan, const Step& step) const {
  const std::string unit = unit_of(plan, step);
  Table table;
  table.id = step.id + "-arms";
  table.title = step.title + ": the two arms";
  table.columns = {{heading_of(plan.table, found_.options.arm), "", Align::left, {}},
                   {"n", "", Align::right, {"n"}},
                   {"Events", "", Align::right, {"events"}},
                   {fmt::format("R's rule ({})", interval()),
                    fmt::format("Median, {}", unit),
                    Align::right,
                    {"median", "median_low", "median_high"}},
                   {fmt::format("SPSS's rule (SE; {})", interval()),
                    fmt::format("Median, {}", unit),
                    Align::right,
                    {"median_spss", "median_spss_se", "median_spss_low", "median_spss_high"}},
                   {found_.means ? fmt::format("Restricted mean to {} ({})",
                                               time_text(found_.means->horizon, unit), interval())
                                 : "Restricted mean",
                    "",
                    Align::right,
                    {"rmst", "rmst_low", "rmst_high"}}};
  for (std::size_t a = 0; a < 2; ++a) {
    const Stratum& stratum = found_.curves.strata[a];
    const auto n = static_cast<double>(stratum.fit.n);
    Row row;
    row.cells = {report::level_words(found_.arms[a]) + (a == 0 ? " (reference)" : ""),
                 Cell(report::count(n), n),
                 Cell(report::count(stratum.fit.events), stratum.fit.events)};
    row.cells.push_back(median_cell(stratum.median));
    row.cells.push_back(density_median_cell(found_.density_medians[a]));
    if (found_.means) {
      const survival::RestrictedMean& mean =
          a == 0 ? found_.means->reference : found_.means->compared;
      row.cells.push_back(difference_cell(
          survival::normal_contrast(mean.mean, mean.std_error, found_.options.curve.level), 1, 1));
    }
    table.rows.push_back(std::move(row));
  }
  table.footnotes = {
      "Two rules for one curve. R: where the confidence limits of the curve pass 1/2 (Brookmeyer "
      "and Crowley). SPSS: a standard error from the density of the curve around the median. NR: "
      "not reached; a dash: cannot be computed."};
  if (found_.curves.frame.n_missing > 0)
    table.footnotes.push_back(
        fmt::format("{} left out: arm or outcome not known.",
                    report::count(static_cast<double>(found_.curves.frame.n_missing))));
  if (!found_.means) table.footnotes.push_back("No restricted means: " + found_.no_means + ".");
  return table;
}

void ArmFinding::add_hazard_rows(Table& table) const {
  for (const ArmHazard& hazard : found_.hazards) {
    Row row;
    row.cells = {fmt::format("Hazard ratio, {}", hazard.model)};
    if (!hazard.cox) {
      row.cells.resize(4);
      row.cells.emplace_back(hazard.why_not);
      table.rows.push_back(std::move(row));
      continue;
    }
    const auto n = static_cast<double>(hazard.cox->fit.n);
    row.cells.emplace_back(report::count(n), n);
    row.cells.push_back(hazard_cell(*hazard.term()));
    row.cells.push_back(hazard.estimable() ? p_cell(hazard.term()->p)
                                           : Cell(report::undefined_number, report::no_value));
    row.cells.emplace_back(hazard.estimable() ? "Cox model, Wald" : "no finite estimate");
    table.rows.push_back(std::move(row));
    if (!hazard.firth) continue;
    Row firth;
    firth.cells = {
        "Hazard ratio, crude, penalised", Cell(report::count(n), n), hazard_cell(*hazard.firth),
        p_cell(hazard.firth->p_profile.value_or(hazard.firth->p)), "Firth's penalty, profile"};
    table.rows.push_back(std::move(firth));
  }
}

Table ArmFinding::comparison_table(const Plan& plan, const Step& step) const {
  const std::string unit = unit_of(plan, step);
  Table table;
  table.id = step.id + "-comparison";
  table.title = fmt::format("{}: {}", step.title, against());
  table.columns = {
      {"", "", Align::left, {}},
      {"n", "", Align::right, {"n"}},
      {fmt::format("Estimate ({})", interval()), "", Align::right, {"estimate", "low", "high"}},
      {"p", "", Align::right, {"p"}},
      {"By", "", Align::left, {}}};
  add_hazard_rows(table);
  const double n = static_cast<double>(found_.curves.frame.rows.size());
  const auto add = [&](std::string what, Cell estimate, double p, std::string by) {
    Row row;
    row.cells = {std::move(what), Cell(report::count(n), n), std::move(estimate), p_cell(p),
                 std::move(by)};
    table.rows.push_back(std::move(row));
  };
  if (found_.means) {
    add(fmt::format("Difference of restricted means, {}", unit),
        difference_cell(found_.means->difference, 1, 2), found_.means->difference.p, "normal");
    add("Ratio of restricted means", ratio_cell(found_.means->ratio), found_.means->ratio.p,
        "normal, log scale");
    add("Ratio of restricted time lost", ratio_cell(found_.means->lost_ratio),
        found_.means->lost_ratio.p, "normal, log scale");
    table.footnotes.push_back(fmt::format(
        "Restricted means to {}, {}.", time_text(found_.means->horizon, unit),
        found_.options.horizon && *found_.options.horizon == found_.means->horizon ? "as declared"
        : found_.options.horizon
            ? "the greatest time that both arms allow; a later one was declared"
            : "the smaller of the two arms' last times; none was declared"));
  }
  if (!found_.options.covariates.empty()) {
    std::vector<std::string> labels;
    for (const std::string& covariate : found_.options.covariates)
      labels.push_back(within_sentence(label_of(plan.table, covariate)));
    table.footnotes.push_back(fmt::format("Adjusted for {}.", fmt::join(labels, ", ")));
  }
  if (!found_.options.strata.empty()) {
    std::vector<std::string> labels;
    for (const std::string& column : found_.options.strata)
      labels.push_back(within_sentence(label_of(plan.table, column)));
    table.footnotes.push_back(fmt::format("Stratified by {}.", fmt::join(labels, ", ")));
  }
  table.footnotes.push_back(
      fmt::format("Differences and ratios are {}. Above 1, a hazard ratio favours {}.", against(),
                  report::level_words(found_.arms[0])));
  if (crossing())
    table.footnotes.emplace_back(
        "Hazards are not proportional: no one of these hazard ratios holds for all time.");
  return table;
}

Table ArmFinding::milestone_table(const Plan& plan, const Step& step) const {
  const std::string unit = unit_of(plan, step);
  Table table;
  table.id = step.id + "-milestones";
  table.title = step.title + " at declared times";
  table.columns = {{"Time", "", Align::left, {}}};
  for (std::size_t a = 0; a < 2; ++a) {
    const std::string field = a == 0 ? "reference" : "compared";
    table.columns.push_back({fmt::format("Survival ({})", interval()),
                             arm(a),
                             Align::right,
                             {field, field + "_low", field + "_high"}});
    table.columns.push_back({"At risk", arm(a), Align::right, {field + "_n_risk"}});
  }
  table.columns.push_back({fmt::format("Difference ({})", interval()),
                           "Percentage points",
                           Align::right,
                           {"difference", "difference_low", "difference_high"}});
  table.columns.push_back({"p, plain", "Percentage points", Align::right, {"p_plain"}});
  table.columns.push_back({fmt::format("Ratio ({})", interval()),
                           "Cumulative hazards",
                           Align::right,
                           {"ratio", "ratio_low", "ratio_high"}});
  table.columns.push_back({"p, cloglog", "Cumulative hazards", Align::right, {"p_cloglog"}});
  for (const survival::Milestone& milestone : found_.milestones) {
    Row row;
    row.cells = {time_text(milestone.time, unit)};
    for (const survival::KaplanMeierPoint* at : {&milestone.reference, &milestone.compared}) {
      std::string text = std::isfinite(at->survival) ? report::fixed(100 * at->survival, 1) + "%"
                                                     : report::undefined_number;
      if (std::isfinite(at->lower) && std::isfinite(at->upper))
        text += fmt::format(" ({})", report::interval(100 * at->lower, 100 * at->upper, 1));
      row.cells.emplace_back(text, std::vector{at->survival, at->lower, at->upper});
      row.cells.emplace_back(report::count(at->n_risk), at->n_risk);
    }
    row.cells.push_back(difference_cell(milestone.difference, 100, 1));
    row.cells.push_back(p_cell(milestone.difference.p));
    row.cells.push_back(ratio_cell(milestone.hazard_ratio));
    row.cells.push_back(p_cell(milestone.hazard_ratio.p));
    table.rows.push_back(std::move(row));
  }
  table.footnotes = {fmt::format("Difference and ratio: {}. Where the two tests disagree in small "
                                 "arms, the cloglog one keeps its level better (Klein 2007).",
                                 against()),
                     "A dash: beyond the follow-up of an arm, or undefined where nobody or "
                     "everybody has had the event."};
  return table;
}

Table ArmFinding::test_table(const Step& step) const {
  Table table;
  table.id = step.id + "-tests";
  table.title = step.title + ": tests of the curves";
  table.columns = {{"Test", "", Align::left, {}},
                   {"Weight of an event", "", Align::left, {}},
                   {"Chi-squared", "", Align::right, {"chisq"}},
                   {"p", "", Align::right, {"p"}}};
  const auto add = [&](const std::string& name, const std::string& weight,
                       const survival::LogRank& test) {
    Row row;
    const bool tested = test.df > 0;
    row.cells = {name, weight,
                 tested ? Cell(report::fixed(test.chi_squared, 2), test.chi_squared)
                        : Cell(report::undefined_number, report::no_value),
                 p_cell(tested ? test.p : report::no_value)};
    table.rows.push_back(std::move(row));
  };
  add("Log-rank", "1", found_.log_rank);
  if (found_.stratified) add("Log-rank, stratified", "1", *found_.stratified);
  for (const ArmTest& test : found_.weighted) {
    using Kind = survival::RankWeight::Kind;
    const survival::RankWeight& w = test.weight;
    add(test_words(w),
        w.kind == Kind::gehan         ? "number at risk"
        : w.kind == Kind::tarone_ware ? "its square root"
        : w.gamma == 0 && w.rho == 1  ? "S"
        : w.rho == 0 && w.gamma == 1
            ? "1 − S"
            : fmt::format("S^{} (1 − S)^{}", report::exact(w.rho), report::exact(w.gamma)),
        test.test);
  }
  table.footnotes = {
      "The log-rank test is the one that counts, unless the study's plan declared another before "
      "the curves were seen; the others show what it would have been with early or late events "
      "weighing more. S: survival of both arms together just before the event."};
  return table;
}

Table ArmFinding::piecewise_table(const Plan& plan, const Step& step) const {
  Table table;
  table.id = step.id + "-piecewise";
  table.title = fmt::format("{}: hazard ratio by interval, {}", step.title, against());
  table.columns = {{"Interval", "", Align::left, {}},
                   {arm(0), "Events / at risk", Align::right, {"events_reference", "n_reference"}},
                   {arm(1), "Events / at risk", Align::right, {"events_compared", "n_compared"}}};
  std::vector<const ArmHazard*> shown_models;
  // The crude model and the fullest; results.json has them all.
  for (const ArmHazard& hazard : found_.hazards)
    if (hazard.piecewise &&
        (&hazard == &found_.hazards.front() || &hazard == &found_.hazards.back())) {
      shown_models.push_back(&hazard);
      const std::string field = slug(hazard.model);
      table.columns.push_back({hazard.model,
                               fmt::format("Hazard ratio ({})", interval()),
                               Align::right,
                               {field + "_hr", field + "_low", field + "_high"}});
    }
  const std::string unit = unit_of(plan, step);
  const std::size_t intervals =
      shown_models.empty() ? 0 : shown_models[0]->piecewise->intervals.size();
  for (std::size_t k = 0; k < intervals; ++k) {
    const survival::HazardInterval& first = shown_models[0]->piecewise->intervals[k];
    Row row;
    row.cells = {std::isfinite(first.to)
                     ? fmt::format("{} to {}", report::exact(first.from), time_text(first.to, unit))
                     : "after " + time_text(first.from, unit)};
    for (std::size_t a = 0; a < 2; ++a)
      row.cells.emplace_back(
          fmt::format("{} / {}", report::count(first.events[a]), report::count(first.n_risk[a])),
          std::vector{first.events[a], first.n_risk[a]});
    for (const ArmHazard* hazard : shown_models)
      row.cells.push_back(hazard_cell(hazard->piecewise->intervals[k].ratio));
    table.rows.push_back(std::move(row));
  }
  Row change;
  change.cells = {"p of change", Cell(), Cell()};
  for (const ArmHazard* hazard : shown_models) {
    const survival::ChiSquaredTest& test = hazard->piecewise->change;
    change.cells.emplace_back(
        test.df > 0 ? report::p_value(test.p) : report::undefined_number,
        std::vector{test.df > 0 ? test.p : report::no_value, report::no_value, report::no_value});
  }
  table.rows.push_back(std::move(change));
  table.footnotes = {
      "An event at the end of an interval belongs to it. Change: likelihood ratio test against one "
      "ratio for all time. A dash: no event in an arm, or in neither, so no finite ratio. In later "
      "intervals those are compared who are left."};
  return table;
}

}  // namespace venscope::study
