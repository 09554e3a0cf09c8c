#include "venscope/study/curve_blocks.hpp"

#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::Row;
using survival::KaplanMeierPoint;

namespace {

Cell median_cell(const survival::SurvivalQuantile& median) {
  // As its footnote has it; in full the widest table would be cut at the edge of the page.
  std::string text = report::median_interval(median);
  if (constexpr std::string_view long_form = "not reached"; text.starts_with(long_form))
    text.replace(0, long_form.size(), "NR");
  return {std::move(text),
          {median.time.value_or(report::no_value), median.lower.value_or(report::no_value),
           median.upper.value_or(report::no_value)}};
}

/// Survival as a percentage, or a dash beyond the longest follow-up.
Cell survival_cell(const KaplanMeierPoint& at) {
  if (!std::isfinite(at.survival))
    return {report::undefined_number, {report::no_value, report::no_value, report::no_value, 0}};
  std::string text = report::fixed(100 * at.survival, 1) + "%";
  if (std::isfinite(at.lower) && std::isfinite(at.upper))
    text = fmt::format("{} ({})", text, report::interval(100 * at.lower, 100 * at.upper, 1));
  return {text, {at.survival, at.lower, at.upper, at.n_risk}};
}

std::string stratum_label(const Plan& plan, const Stratum& stratum) {
  return stratum.name == "all" ? "All patients" : group_label(plan.table, stratum.name);
}

report::Table curve_table(const Plan& plan, const Step& step, const CurvesAnalysis& curves) {
  const std::string unit = unit_of(plan, step);
  const std::string interval = interval_name(step.request->level);
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  const std::string& by = step.request->by;
  table.columns = {{by.empty() ? "Group" : heading_of(plan.table, by), "", Align::left, {}},
                   {"n", "", Align::right, {"n"}},
                   {"Events", "", Align::right, {"events"}},
                   {fmt::format("Median{} ({})", unit.empty() ? "" : ", " + unit, interval),
                    "",
                    Align::right,
                    {"median", "median_low", "median_high"}}};
  for (const double time : curves.options.times) {
    const std::string at = report::exact(time);
    table.columns.push_back({time_text(time, unit),
                             fmt::format("Survival ({}) at", interval),
                             Align::right,
                             {"surv_" + at, "lower_" + at, "upper_" + at, "n_risk_" + at}});
  }
  for (const Stratum& stratum : curves.strata) {
    const auto n = static_cast<double>(stratum.fit.n);
    Row row;
    row.cells = {stratum_label(plan, stratum), Cell(report::count(n), n),
                 Cell(report::count(stratum.fit.events), stratum.fit.events),
                 median_cell(stratum.median)};
    for (const KaplanMeierPoint& at : stratum.at) row.cells.push_back(survival_cell(at));
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(
      "NR: not reached. A dash: beyond the longest follow-up of the group; of a median, limits "
      "that cannot be computed.");
  return table;
}

report::Figure curve_figure(const Plan& plan, const Step& step, const CurvesAnalysis& curves,
                            const LogRankAnalysis* test) {
  report::SurvivalFigure drawn;
  for (const Stratum& stratum : curves.strata)
    drawn.curves.push_back({stratum_label(plan, stratum), &stratum.fit});
  drawn.outcome = outcome_of(plan, step);
  drawn.time_label = time_since(plan, step);
  drawn.unit = unit_of(plan, step);
  drawn.bands = step.request->scale != survival::ConfidenceScale::none;
  if (test) drawn.notes.push_back(log_rank_note(step, test->test));
  drawn.width = report::double_column * 0.66;

  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{}. Kaplan–Meier estimate{}{}; ticks mark censored patients, dotted lines the medians.",
      step.title, curves.strata.size() == 1 ? "" : "s",
      drawn.bands ? fmt::format(" with pointwise {}", interval_name(step.request->level)) : "");
  figure.scene = report::survival_scene(drawn);
  figure.csv = report::survival_csv(drawn);
  return figure;
}

std::string test_name(double rho) {
  if (rho == 0) return "Log-rank test";
  if (rho == 1) return "Peto–Peto test";
  return fmt::format("G-rho test (rho = {})", report::exact(rho));
}

std::string test_equation(const survival::LogRank& test) {
  if (!(test.df > 0) || !std::isfinite(test.p)) return "not testable";
  return fmt::format("chi-squared = {}, df = {}, {}", report::fixed(test.chi_squared, 2),
                     report::exact(test.df), report::p_equation(test.p));
}

report::Table pairwise_table(const Plan& plan, const Step& step, const LogRankAnalysis& result) {
  report::Table table;
  table.id = step.id + "-pairwise";
  table.title = step.title + ", pair by pair";
  table.columns = {{"Groups", "", Align::left, {}},
                   {"Chi-squared", "", Align::right, {"chisq"}},
                   {"p", "", Align::right, {"p"}},
                   {"Adjusted p", "", Align::right, {"p_adjusted"}}};
  for (const survival::PairwiseLogRank& pair : result.pairwise) {
    Row row;
    row.cells = {group_label(plan.table, result.frame.groups.names[pair.first]) + " against " +
                     group_label(plan.table, result.frame.groups.names[pair.second]),
                 Cell(report::fixed(pair.chi_squared, 2), pair.chi_squared),
                 Cell(report::p_value(pair.p), pair.p),
                 Cell(report::p_value(pair.p_adjusted), pair.p_adjusted)};
    table.rows.push_back(std::move(row));
  }
  const bool holm = step.request->pairwise == Adjustment::holm;
  table.footnotes.push_back(
      step.request->pairwise == Adjustment::none
          ? "Not adjusted for the number of pairs."
          : fmt::format("Adjusted by the method of {}.", holm ? "Holm" : "Benjamini and Hochberg"));
  return table;
}

}  // namespace

std::string log_rank_note(const Step& step, const survival::LogRank& test) {
  if (!(test.df > 0) || !std::isfinite(test.p))
    return test_name(step.request->rho) + ": not testable";
  return test_name(step.request->rho) + ": " + report::p_equation(test.p);
}

std::vector<report::Block> curve_blocks(const Plan& plan, const Step& step,
                                        const CurvesAnalysis& curves, const LogRankAnalysis* test) {
  return {curve_figure(plan, step, curves, test), curve_table(plan, step, curves)};
}

std::vector<report::Block> log_rank_blocks(const Plan& plan, const Step& step,
                                           const LogRankAnalysis& result) {
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {{step.request->by.empty() ? "Group" : heading_of(plan.table, step.request->by),
                    "",
                    Align::left,
                    {}},
                   {"n", "", Align::right, {"n"}},
                   {"Observed events", "", Align::right, {"observed"}},
                   {"Expected events", "", Align::right, {"expected"}}};
  for (std::size_t g = 0; g < result.test.groups.size(); ++g) {
    const survival::LogRankGroup& group = result.test.groups[g];
    Row row;
    row.cells = {group_label(plan.table, result.frame.groups.names[g]),
                 Cell(report::count(group.n), group.n),
                 Cell(report::count(group.observed), group.observed),
                 Cell(report::fixed(group.expected, 1), group.expected)};
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(fmt::format("{}{}: {}.", test_name(step.request->rho),
                                        result.frame.strata.empty() ? "" : ", stratified",
                                        test_equation(result.test)));
  if (result.trend)
    table.footnotes.push_back(fmt::format("Test for trend over the groups in this order: {}.",
                                          test_equation(*result.trend)));
  std::vector<report::Block> blocks{std::move(table)};
  if (!result.pairwise.empty()) blocks.emplace_back(pairwise_table(plan, step, result));
  return blocks;
}

}  // namespace venscope::study
