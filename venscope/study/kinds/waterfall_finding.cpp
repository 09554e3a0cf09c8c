#include "venscope/study/kinds/waterfall_finding.hpp"

#include "venscope/report/figure/waterfall_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using course::NoChange;
using report::Align;
using report::Cell;
using report::Json;
using report::json_number;

std::string percent_words(double percent) {
  return (percent < 0 ? "−" : "") + report::exact(std::fabs(percent)) + "%";
}

Json json_of(const std::optional<response::Interval>& interval) {
  if (!interval) return nullptr;
  return {{"low", json_number(interval->low)}, {"high", json_number(interval->high)}};
}

Json group_json(const course::ChangeGroup& group, const std::vector<double>& thresholds) {
  Json json;
  json["n"] = group.patients;
  json["evaluated"] = group.evaluated();
  json["median"] = json_number(group.change.median);
  json["q1"] = json_number(group.change.q1);
  json["q3"] = json_number(group.change.q3);
  json["low"] = json_number(group.change.low);
  json["high"] = json_number(group.change.high);
  json["reached"] = Json::array();
  for (std::size_t k = 0; k < thresholds.size(); ++k)
    json["reached"].push_back({{"threshold", json_number(thresholds[k])},
                               {"x", group.reached[k].n},
                               {"of_evaluated", json_of(group.reached[k].of_evaluated)},
                               {"of_all", json_of(group.reached[k].of_all)}});
  return json;
}

/// "12 of 30 (40%; 25–58%)".
Cell share_cell(std::size_t x, std::size_t n, const std::optional<response::Interval>& interval) {
  if (n == 0 || !interval) return {report::undefined_number};
  const double share = static_cast<double>(x) / static_cast<double>(n);
  return {
      fmt::format("{} of {} ({}; {}–{}%)", x, n, report::percent(share, 0),
                  report::fixed(100 * interval->low, 0), report::fixed(100 * interval->high, 0)),
      std::vector{double(x), double(n), interval->low, interval->high}};
}

Cell change_cell(const course::VisitGroup& change) {
  if (!change.median) return {report::undefined_number};
  return {fmt::format("{} ({})", report::fixed(*change.median, 0),
                      report::interval(change.q1, change.q3, 0)),
          std::vector{*change.median, report::no_value, *change.q1, *change.q3}};
}

}  // namespace

std::size_t WaterfallFinding::without(NoChange why) const {
  return static_cast<std::size_t>(
      std::count_if(changes.begin(), changes.end(),
                    [&](const course::BestChange& change) { return change.why == why; }));
}

std::string WaterfallFinding::group_name(std::size_t g) const {
  return groups.labels.empty() ? "All patients" : groups.labels[g];
}

Json WaterfallFinding::json() const {
  Json json;
  json["quantity"] = quantity;
  json["patients"] = changes.size();
  json["evaluated"] = evaluated();
  json["no_baseline"] = without(NoChange::no_baseline);
  json["zero_baseline"] = without(NoChange::zero_baseline);
  json["no_best"] = without(NoChange::no_best);
  json["groups"] = Json::array();
  for (std::size_t g = 0; g < change_summary.groups.size(); ++g) {
    Json one;
    one["group"] = groups.labels.empty() ? Json(nullptr) : Json(groups.labels[g]);
    one.update(group_json(change_summary.groups[g], options.thresholds));
    json["groups"].push_back(std::move(one));
  }
  const course::GroupComparison& comparison = change_summary.comparison;
  json["p"] = json_number(comparison.p);
  json["difference"] =
      comparison.difference ? json_number(comparison.difference->value) : Json(nullptr);
  return json;
}

std::string WaterfallFinding::caption(const Step& step) const {
  std::string caption = fmt::format("{}. One bar per patient: {} of {} patients are evaluated",
                                    step.title, evaluated(), changes.size());
  std::vector<std::string> others;
  const auto other = [&](NoChange why, std::string_view one, std::string_view many) {
    if (const std::size_t n = without(why); n > 0)
      others.push_back(fmt::format("{} {}", n, plural(n, one, many)));
  };
  other(NoChange::no_baseline, "has no baseline", "have no baseline");
  other(NoChange::no_best, "has no later value", "have no later value");
  other(NoChange::zero_baseline, "has a baseline of zero, of which there is no change",
        "have a baseline of zero, of which there is no change");
  caption += others.empty() ? "." : fmt::format("; {}.", fmt::join(others, ", "));
  const auto longer =
      static_cast<std::size_t>(std::count_if(order.begin(), order.end(), [&](std::size_t patient) {
        return *changes[patient].percent > options.most;
      }));
  if (longer > 0)
    caption += fmt::format(" {} longer than shown, with an arrow.",
                           count_words(longer, "bar is", "bars are"));
  return caption;
}

report::Figure WaterfallFinding::figure(const Step& step) const {
  report::WaterfallFigure drawn;
  drawn.groups = colours.labels;
  drawn.thresholds = options.thresholds;
  drawn.most = options.most;
  drawn.value_label = "Best change of " + within_sentence(quantity) + " from baseline (%)";
  for (const std::size_t patient : order)
    drawn.bars.push_back(
        {std::to_string(drawn.bars.size() + 1), *changes[patient].percent, colours.of[patient]});
  report::Figure figure;
  figure.id = step.id;
  figure.caption = caption(step);
  figure.scene = report::waterfall_scene(drawn);
  figure.csv = report::waterfall_csv(drawn);
  return figure;
}

/// The test of the changes; "" where there is none.
std::string WaterfallFinding::test_note() const {
  const course::GroupComparison& comparison = change_summary.comparison;
  if (!comparison.p) return "";
  if (change_summary.groups.size() > 2)
    return fmt::format("Change by Kruskal and Wallis' test: {}.",
                       report::p_equation(*comparison.p));
  const std::string points = report::fixed(comparison.difference->value, 0);
  return fmt::format(
      "Change by the Mann–Whitney test: {}; {} against {}, median of all pairwise differences {} "
      "percentage {}.",
      report::p_equation(*comparison.p), group_name(1), group_name(0), points,
      points == "1" || points == "−1" ? "point" : "points");
}

report::Table WaterfallFinding::table(const Step& step) const {
  using Group = course::ChangeGroup;
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {{"", "", Align::left, {}}};
  for (std::size_t g = 0; g < change_summary.groups.size(); ++g)
    table.columns.push_back(
        {fmt::format("{} (n = {})", group_name(g), change_summary.groups[g].patients),
         "",
         Align::right,
         {"value", "of", "low", "high"}});
  const auto row = [&](const std::string& label, const auto& cell_of) {
    report::Row added;
    added.cells = {label};
    for (const Group& group : change_summary.groups) added.cells.push_back(cell_of(group));
    table.rows.push_back(std::move(added));
  };
  row("Evaluated", [](const Group& group) { return count_cell(group.evaluated()); });
  row("No baseline", [](const Group& group) { return count_cell(group.no_baseline); });
  row("No later value", [](const Group& group) { return count_cell(group.no_best); });
  row("Baseline of zero", [](const Group& group) { return count_cell(group.zero_baseline); });
  row("Change, %: median (quartiles)",
      [](const Group& group) { return change_cell(group.change); });
  for (std::size_t k = 0; k < options.thresholds.size(); ++k) {
    const std::string words = "At or below " + percent_words(options.thresholds[k]) + ", of ";
    row(words + "those evaluated", [k](const Group& group) {
      return share_cell(group.reached[k].n, group.evaluated(), group.reached[k].of_evaluated);
    });
    row(words + "all patients", [k](const Group& group) {
      return share_cell(group.reached[k].n, group.patients, group.reached[k].of_all);
    });
  }
  if (!options.thresholds.empty())
    table.footnotes.push_back(
        fmt::format("Shares with {} (Wilson).", interval_name(options.level)));
  if (std::string note = test_note(); !note.empty()) table.footnotes.push_back(std::move(note));
  if (groups.unknown > 0 && !groups.labels.empty())
    table.footnotes.push_back(
        fmt::format("{} in no group.", count_words(groups.unknown, "patient is", "patients are")));
  return table;
}

std::vector<report::Block> WaterfallFinding::blocks(const Plan&, const Step& step) const {
  return {figure(step), table(step)};
}

std::vector<std::string> WaterfallFinding::methods(const Plan&, const Step&) const {
  std::string of = "baseline and best value are columns of the cohort";
  if (options.records)
    of = fmt::format(
        "baseline is the last value at or before time zero{}, best the smallest after "
        "it{}",
        options.baseline_within
            ? fmt::format(", at most {} before it",
                          time_text(*options.baseline_within, options.records->unit_name()))
            : "",
        options.until
            ? fmt::format(" and up to {}", time_text(*options.until, options.records->unit_name()))
            : "");
  return {
      fmt::format("The best change of {} is 100 (best − baseline) / baseline per cent; {}; a "
                  "baseline of zero has no change and is not evaluated",
                  within_sentence(quantity), of)};
}

std::vector<Limitation> WaterfallFinding::limitations(const Plan&, const Step& step) const {
  const std::size_t all = changes.size();
  if (evaluated() == all) return {};
  return {{"not_evaluated",
           fmt::format("{}: {} of {} patients have no bar; whoever dies or is lost before an "
                       "evaluation has none",
                       step.title, all - evaluated(), all),
           {{"without", double(all - evaluated())}, {"patients", double(all)}}}};
}

std::vector<std::string> WaterfallFinding::summary(const Plan&, const Step&) const {
  std::vector<std::string> lines;
  for (std::size_t g = 0; g < change_summary.groups.size(); ++g) {
    const course::ChangeGroup& group = change_summary.groups[g];
    if (!group.change.median) continue;
    std::string line =
        fmt::format("{}: median change {}% in {} of {}", group_name(g),
                    report::fixed(*group.change.median, 0), group.evaluated(), group.patients);
    for (std::size_t k = 0; k < options.thresholds.size(); ++k)
      line += fmt::format("; at or below {}: {}", percent_words(options.thresholds[k]),
                          group.reached[k].n);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace venscope::study
