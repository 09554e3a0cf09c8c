#include "venscope/study/adverse_event_blocks.hpp"

#include "venscope/report/figure/butterfly_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/arm_levels.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::fixed;
using report::no_value;
using report::Row;
using RowKind = AdverseEventRow::Kind;

/// What the parts of a report on one analysis share.
struct View {
  const Plan& plan;
  const Step& step;
  const AdverseEventAnalysis& analysis;

  const AdverseEventOptions& options() const { return analysis.options; }
  bool graded() const { return !options().columns.grade.empty(); }
  std::string severe() const { return fmt::format("Grade ≥ {}", options().severe); }
  std::string arm(std::size_t a) const { return arm_words(analysis.arms[a]); }
  std::string arm_with_n(std::size_t a) const {
    return fmt::format("{} (n = {})", arm(a), analysis.n[a]);
  }
  std::string difference() const { return fmt::format("{} minus {}", arm(1), arm(0)); }
  std::string interval() const { return interval_name(options().level); }
  /// Frequent enough to be printed.
  bool shown(const AdverseEventRow& row) const {
    if (row.kind != RowKind::term || options().at_least <= 0) return true;
    return std::any_of(row.arms.begin(), row.arms.end(), [&](const safety::GradeCounts& arm) {
      return static_cast<double>(arm.any()) >= options().at_least * static_cast<double>(arm.n);
    });
  }
  int indent(const AdverseEventRow& row) const {
    return options().by_system && row.kind == RowKind::term ? 1 : 0;
  }
  static bool heading(const AdverseEventRow& row) { return row.kind != RowKind::term; }
};

Cell share_cell(std::int64_t x, std::int64_t n, double level) {
  const auto interval = response::clopper_pearson(x, n, level);
  if (!interval) return report::undefined_number;
  const double share = static_cast<double>(x) / static_cast<double>(n);
  return {fmt::format("{} ({}; {})", x, fixed(100 * share, 1),
                      report::interval(100 * interval->low, 100 * interval->high, 1)),
          {static_cast<double>(x), share, interval->low, interval->high}};
}

Cell difference_cell(const std::optional<response::Effect>& effect) {
  if (!effect) return report::undefined_number;
  return {fmt::format("{} ({})", fixed(100 * effect->estimate, 1),
                      report::interval(100 * effect->interval.low, 100 * effect->interval.high, 1)),
          {effect->estimate, effect->interval.low, effect->interval.high}};
}

Row row_named(const View& view, const AdverseEventRow& row) {
  Row made;
  made.heading = View::heading(row);
  made.indent = view.indent(row);
  made.cells = {Cell(row.name)};
  return made;
}

report::Table shares_table(const View& view) {
  report::Table table;
  table.id = view.step.id;
  table.title = view.step.title;
  table.columns = {{"Adverse event", "", Align::left, {}}};
  const auto shares = [&](const std::string& heading, const std::string& group) {
    table.columns.push_back({heading, group, Align::right, {"x", "share", "low", "high"}});
  };
  for (std::size_t a = 0; a < view.analysis.arms.size(); ++a) {
    shares("Any grade", view.arm_with_n(a));
    if (view.graded()) shares(view.severe(), view.arm_with_n(a));
  }
  for (const AdverseEventRow& row : view.analysis.rows) {
    if (!view.shown(row)) continue;
    Row made = row_named(view, row);
    for (const safety::GradeCounts& arm : row.arms) {
      made.cells.push_back(share_cell(arm.any(), arm.n, view.options().level));
      if (view.graded())
        made.cells.push_back(
            share_cell(arm.at_least(view.options().severe), arm.n, view.options().level));
    }
    table.rows.push_back(std::move(made));
  }
  table.footnotes = {
      fmt::format("Patients with the event (% of all patients treated, those without any event "
                  "among them; exact "
                  "Clopper–Pearson {}), each counted once per line at the worst grade.",
                  view.interval())};
  if (view.options().at_least > 0)
    table.footnotes.push_back(fmt::format("Terms of at least {}% of the patients of an arm.",
                                          report::exact(100 * view.options().at_least)));
  return table;
}

report::Table differences_table(const View& view) {
  report::Table table;
  table.id = view.step.id + "-differences";
  table.title = view.step.title + ": differences";
  const std::string group =
      fmt::format("{}, percentage points ({})", view.difference(), view.interval());
  table.columns = {{"Adverse event", "", Align::left, {}},
                   {"Any grade", group, Align::right, {"difference", "low", "high"}}};
  if (view.graded())
    table.columns.push_back({view.severe(), group, Align::right, {"difference", "low", "high"}});
  const bool tested = view.options().tested != TestedGrade::none;
  if (tested) {
    table.columns.push_back({"p", "", Align::right, {"p"}});
    table.columns.push_back({"Adjusted p", "", Align::right, {"p_adjusted"}});
  }
  for (const AdverseEventRow& row : view.analysis.rows) {
    if (!view.shown(row)) continue;
    Row made = row_named(view, row);
    made.cells.push_back(difference_cell(row.any));
    if (view.graded()) made.cells.push_back(difference_cell(row.severe));
    if (tested && row.p) {
      made.cells.emplace_back(report::p_value(*row.p), *row.p);
      made.cells.emplace_back(report::p_value(*row.q), *row.q);
    }
    table.rows.push_back(std::move(made));
  }
  table.footnotes = {"Intervals by Newcombe's method."};
  if (tested)
    table.footnotes.push_back(fmt::format(
        "p: Fisher's exact test of {}, each term alone; adjusted for all terms by the method of "
        "{}.",
        view.options().tested == TestedGrade::any ? "any grade" : within_sentence(view.severe()),
        view.options().adjustment == Adjustment::holm ? "Holm" : "Benjamini and Hochberg"));
  else
    table.footnotes.emplace_back("No p values: none were declared.");
  return table;
}

report::Table grades_table(const View& view) {
  report::Table table;
  table.id = view.step.id + "-grades";
  table.title = view.step.title + ": worst grade by patient";
  table.columns = {{"Adverse event", "", Align::left, {}}};
  bool unknown = false;
  for (const AdverseEventRow& row : view.analysis.rows)
    for (const safety::GradeCounts& arm : row.arms) unknown = unknown || arm.grade[0] > 0;
  for (std::size_t a = 0; a < view.analysis.arms.size(); ++a) {
    const auto add = [&](std::string text, std::string field) {
      table.columns.push_back(
          {std::move(text), view.arm_with_n(a), Align::right, {std::move(field)}});
    };
    add("None", "none");
    for (int g = 1; g <= safety::worst_grade; ++g)
      add(fmt::format("{}", g), fmt::format("grade_{}", g));
    if (unknown) add("Not known", "unknown");
  }
  for (const AdverseEventRow& row : view.analysis.rows) {
    if (!view.shown(row)) continue;
    Row made = row_named(view, row);
    const auto add = [&](std::int64_t n) {
      made.cells.emplace_back(report::count(static_cast<double>(n)), static_cast<double>(n));
    };
    for (const safety::GradeCounts& arm : row.arms) {
      add(arm.none());
      for (std::size_t g = 1; g <= safety::worst_grade; ++g) add(arm.grade[g]);
      if (unknown) add(arm.grade[0]);
    }
    table.rows.push_back(std::move(made));
  }
  table.footnotes = {"Each patient once per line; a line adds up to the patients of the arm."};
  return table;
}

/// "12 / 34.5; 34.8 (18.0–60.8)".
Cell rate_cell(std::int64_t events, double days, const std::optional<response::Effect>& rate,
               double per) {
  const double years = days / 365.25;
  std::string text = fmt::format("{} / {}", events, fixed(years, 1));
  if (!rate)
    return {text + "; " + report::undefined_number,
            {double(events), years, no_value, no_value, no_value}};
  text +=
      fmt::format("; {}", report::estimate_interval(per * rate->estimate, per * rate->interval.low,
                                                    per * rate->interval.high, 1));
  return {text, {double(events), years, rate->estimate, rate->interval.low, rate->interval.high}};
}

Cell ratio_cell(const std::optional<response::Effect>& ratio) {
  if (!ratio) return report::undefined_number;
  const auto finite = [](double value) { return std::isfinite(value) ? value : no_value; };
  std::vector<double> values{finite(ratio->estimate), finite(ratio->interval.low),
                             finite(ratio->interval.high)};
  if (std::isfinite(ratio->interval.high))
    return {report::ratio_interval(ratio->estimate, ratio->interval.low, ratio->interval.high),
            std::move(values)};
  return {
      fmt::format("no event in the reference (at least {})", report::ratio(ratio->interval.low)),
      std::move(values)};
}

Cell rate_difference_cell(const std::optional<response::Effect>& difference, double per) {
  if (!difference) return report::undefined_number;
  return {report::estimate_interval(per * difference->estimate, per * difference->interval.low,
                                    per * difference->interval.high, 1),
          {difference->estimate, difference->interval.low, difference->interval.high}};
}

/// Of the first event of each patient, or of all events.
report::Table rates_table(const View& view, bool first) {
  report::Table table;
  const double per = view.options().per;
  const bool compared = first && view.analysis.two_arms();
  table.id = view.step.id + (first ? "-rates" : "-event-rates");
  table.title = view.step.title + (first ? ": rates of the first event" : ": rates of all events");
  table.columns = {{"Adverse event", "", Align::left, {}}};
  for (std::size_t a = 0; a < view.analysis.arms.size(); ++a)
    table.columns.push_back(
        {view.arm(a),
         fmt::format("Events / patient-years; rate per {} ({})",
                     per == 1 ? std::string("patient-year") : report::exact(per) + " patient-years",
                     view.interval()),
         Align::right,
         {"events", "patient_years", "rate_per_year", "low", "high"}});
  if (compared) {
    const std::string group =
        fmt::format("{} against {} ({})", view.arm(1), view.arm(0), view.interval());
    table.columns.push_back({"Ratio", group, Align::right, {"ratio", "low", "high"}});
    table.columns.push_back({"Difference", group, Align::right, {"difference", "low", "high"}});
  }
  for (const AdverseEventRow& row : view.analysis.rows) {
    if (!view.shown(row)) continue;
    Row made = row_named(view, row);
    for (std::size_t a = 0; a < row.times.size(); ++a) {
      const safety::PatientTime& time = row.times[a];
      made.cells.push_back(first ? rate_cell(time.first, time.first_days, row.rates[a].first, per)
                                 : rate_cell(time.events, time.days, row.rates[a].all, per));
    }
    if (compared) {
      made.cells.push_back(ratio_cell(row.ratio));
      made.cells.push_back(rate_difference_cell(row.difference, per));
    }
    table.rows.push_back(std::move(made));
  }
  table.footnotes = {
      first ? "Patients with an event, and the time at risk until the first; exact Poisson "
              "intervals."
            : "Every event, and all the time at risk; exact Poisson intervals."};
  if (compared)
    table.footnotes.emplace_back("Ratio: exact, conditional interval. Difference: MOVER.");
  if (view.options().window > 0)
    table.footnotes.push_back(
        fmt::format("Time at risk goes on for {} days after {}, to death at most.",
                    report::exact(view.options().window),
                    within_sentence(label_of(view.plan.table, view.options().columns.at_risk_to))));
  return table;
}

/// Mildest first; what has no grade counts as a category of its own only where nothing is graded.
std::vector<double> figure_counts(const View& view, const safety::GradeCounts& arm) {
  std::vector<double> counts;
  if (!view.graded()) return {static_cast<double>(arm.any())};
  counts.push_back(static_cast<double>(arm.grade[0]));
  for (std::size_t g = 1; g <= safety::worst_grade; ++g)
    counts.push_back(static_cast<double>(arm.grade[g]));
  return counts;
}

std::optional<report::ShareDifference> drawn(const std::optional<response::Effect>& effect) {
  if (!effect) return {};
  return report::ShareDifference{effect->estimate, effect->interval.low, effect->interval.high};
}

report::Figure butterfly(const View& view) {
  report::ButterflyFigure figure;
  bool unknown = false;
  for (const AdverseEventRow& row : view.analysis.rows)
    for (const safety::GradeCounts& arm : row.arms) unknown = unknown || arm.grade[0] > 0;
  if (view.graded()) {
    if (unknown) figure.categories.push_back("Grade not known");
    for (int g = 1; g <= safety::worst_grade; ++g)
      figure.categories.push_back(fmt::format("Grade {}", g));
  } else {
    figure.categories = {"Any grade"};
  }
  for (std::size_t a = 0; a < view.analysis.arms.size(); ++a) {
    figure.arms.push_back(view.arm(a));
    figure.n.push_back(static_cast<double>(view.analysis.n[a]));
  }
  std::size_t terms = 0, left = 0;
  for (const AdverseEventRow& row : view.analysis.rows) {
    if (!view.shown(row)) continue;
    if (row.kind == RowKind::term && ++terms > view.options().most) {
      ++left;
      continue;
    }
    report::ButterflyRow drawn_row{
        row.name, View::heading(row), {}, drawn(row.any), drawn(row.severe)};
    for (const safety::GradeCounts& arm : row.arms) {
      drawn_row.counts.push_back(figure_counts(view, arm));
      if (view.graded() && !unknown) drawn_row.counts.back().erase(drawn_row.counts.back().begin());
    }
    figure.rows.push_back(std::move(drawn_row));
  }
  figure.severe_label = view.graded() ? view.severe() : "";
  figure.level = view.options().level;
  report::Figure made;
  made.id = view.step.id;
  made.caption = fmt::format(
      "{}. Shares of the patients of each arm by their worst grade{}{}.", view.step.title,
      view.analysis.two_arms()
          ? fmt::format("; at the right {}, with {}", view.difference(), view.interval())
          : "",
      left > 0 ? fmt::format("; {} rarer {} not drawn", left, plural(left, "term is", "terms are"))
               : "");
  made.scene = report::butterfly_scene(figure);
  made.csv = report::butterfly_csv(figure);
  return made;
}

}  // namespace

std::vector<report::Block> adverse_event_blocks(const Plan& plan, const Step& step,
                                                const AdverseEventAnalysis& analysis) {
  const View view{plan, step, analysis};
  std::vector<report::Block> blocks;
  if (analysis.arms.size() <= 2) blocks.emplace_back(butterfly(view));
  blocks.emplace_back(shares_table(view));
  if (analysis.two_arms()) blocks.emplace_back(differences_table(view));
  if (view.graded()) blocks.emplace_back(grades_table(view));
  if (!analysis.options.rates()) return blocks;
  blocks.emplace_back(rates_table(view, true));
  blocks.emplace_back(rates_table(view, false));
  return blocks;
}

std::vector<std::string> adverse_event_methods(const Plan& plan,
                                               const AdverseEventAnalysis& analysis) {
  const AdverseEventOptions& options = analysis.options;
  std::vector<std::string> sentences{
      "adverse events are counted by patient, each patient once per term at the worst grade, and "
      "as "
      "shares of all patients treated with exact (Clopper–Pearson) confidence intervals"};
  if (analysis.two_arms())
    sentences.emplace_back("differences of these shares have Newcombe's hybrid score intervals");
  if (options.tested != TestedGrade::none)
    sentences.push_back(
        fmt::format("terms were compared by Fisher's exact test, with p adjusted for their number "
                    "by the method "
                    "of {}",
                    options.adjustment == Adjustment::holm ? "Holm" : "Benjamini and Hochberg"));
  else if (analysis.two_arms())
    sentences.emplace_back("no p values were calculated for single adverse events");
  if (!options.rates()) return sentences;
  const auto label = [&](const std::string& column) {
    return within_sentence(label_of(plan.table, column));
  };
  sentences.push_back(fmt::format(
      "exposure-adjusted rates are of the time at risk, {}{}{}; the first event of a term per time "
      "until then, and all events per time, with exact Poisson intervals (Garwood)",
      options.columns.at_risk_from.empty() ? "days up to "
                                           : "from " + label(options.columns.at_risk_from) + " to ",
      label(options.columns.at_risk_to),
      options.window > 0 ? fmt::format(" and {} days after", report::exact(options.window)) : ""));
  if (analysis.two_arms())
    sentences.emplace_back(
        "ratios of rates have exact conditional intervals, their differences intervals recovered "
        "from those of the rates (MOVER)");
  return sentences;
}

std::vector<std::string> adverse_event_summary(const AdverseEventAnalysis& analysis) {
  std::vector<std::string> lines;
  for (const AdverseEventRow& row : analysis.rows) {
    if (row.kind != RowKind::term || lines.size() == 5) continue;
    std::string line;
    for (std::size_t a = 0; a < row.arms.size(); ++a)
      line +=
          fmt::format("{}{}{} of {}", line.empty() ? "" : ", ",
                      analysis.arms[a].empty() ? "" : report::level_words(analysis.arms[a]) + " ",
                      row.arms[a].any(), row.arms[a].n);
    lines.push_back(fmt::format("{}: {}", row.name, line));
  }
  return lines;
}

}  // namespace venscope::study
