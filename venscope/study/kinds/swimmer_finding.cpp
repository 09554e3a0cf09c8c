#include "venscope/study/kinds/swimmer_finding.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/kinds/followed_patients.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Json;

std::string_view order_words(course::LaneOrder order) {
  switch (order) {
    case course::LaneOrder::duration:
      return "the longest follow-up first";
    case course::LaneOrder::group:
      return "by group and then the longest follow-up first";
    case course::LaneOrder::input:
      return "in the order of the cohort";
  }
  return "";
}

}  // namespace

std::size_t SwimmerFinding::groups() const {
  return std::max<std::size_t>(1, figure.groups.size());
}

std::size_t SwimmerFinding::count_lanes(std::size_t g,
                                        const std::function<bool(const Lane&)>& holds) const {
  return static_cast<std::size_t>(
      std::count_if(figure.lanes.begin(), figure.lanes.end(), [&](const Lane& lane) {
        return (figure.groups.empty() || lane.group == static_cast<int>(g)) && holds(lane);
      }));
}

std::size_t SwimmerFinding::lanes_of(std::size_t g) const {
  return count_lanes(g, [](const Lane&) { return true; });
}

std::size_t SwimmerFinding::with_event(std::size_t g) const {
  return count_lanes(g, [](const Lane& lane) { return lane.event; });
}

std::size_t SwimmerFinding::with_phase(std::size_t g, std::size_t k) const {
  return count_lanes(g, [k](const Lane& lane) {
    return std::any_of(lane.phases.begin(), lane.phases.end(),
                       [k](const report::SwimmerPhase& phase) { return phase.phase == k; });
  });
}

std::size_t SwimmerFinding::with_mark(std::size_t g, std::size_t k) const {
  return count_lanes(g, [k](const Lane& lane) {
    return std::any_of(lane.marks.begin(), lane.marks.end(),
                       [k](const report::SwimmerMark& mark) { return mark.mark == k; });
  });
}

Json SwimmerFinding::json() const {
  Json json;
  json["unit"] = figure.unit;
  json["patients"] = lanes.lanes.size();
  json["drawn"] = figure.lanes.size();
  json["without_follow_up"] = left_out;
  json["late_phases"] = lanes.late_phases.size();
  json["late_markers"] = lanes.late_markers.size();
  json["backward_phases"] = lanes.backward.size();
  json["cut_phases"] = lanes.cut_phases;
  json["groups"] = Json::array();
  for (std::size_t g = 0; g < groups(); ++g) {
    Json one;
    one["group"] = figure.groups.empty() ? Json(nullptr) : Json(figure.groups[g]);
    one["n"] = lanes_of(g);
    one["events"] = with_event(g);
    one["phases"] = Json::array();
    for (std::size_t k = 0; k < figure.phases.size(); ++k)
      one["phases"].push_back({{"phase", figure.phases[k]}, {"n", with_phase(g, k)}});
    one["markers"] = Json::array();
    for (std::size_t k = 0; k < figure.marks.size(); ++k)
      one["markers"].push_back({{"marker", figure.marks[k]}, {"n", with_mark(g, k)}});
    json["groups"].push_back(std::move(one));
  }
  return json;
}

std::vector<std::string> SwimmerFinding::numbers_of(
    const std::vector<std::size_t>& patients) const {
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < figure.lanes.size(); ++i)
    if (std::find(patients.begin(), patients.end(), lanes.lanes[i].patient) != patients.end())
      numbers.push_back(std::to_string(i + 1));
  return numbers;
}

std::vector<std::string> SwimmerFinding::warnings() const {
  std::vector<std::string> warnings;
  const auto warn = [&](const std::vector<std::size_t>& patients, std::string_view what) {
    if (patients.empty()) return;
    const std::vector<std::string> numbers = numbers_of(patients);
    warnings.push_back(fmt::format(
        "{} {}: not drawn{}", count_words(patients.size(), "patient has", "patients have"), what,
        numbers.empty() ? ""
                        : fmt::format(" ({} {})", plural(numbers.size(), "lane", "lanes"),
                                      fmt::join(numbers, ", "))));
  };
  warn(lanes.late_phases, "a phase that begins after the end of follow-up");
  warn(lanes.late_markers, "a mark after the end of follow-up");
  warn(lanes.backward, "a phase that ends before it begins");
  return warnings;
}

std::vector<std::string> SwimmerFinding::methods(const Plan&, const Step&) const {
  return {fmt::format(
      "Swimmer plot: each patient is a lane from time zero to {} or the last contact; what is "
      "dated after the end of follow-up is not shown, and counted",
      within_sentence(figure.event_label))};
}

std::string SwimmerFinding::caption(const Step& step) const {
  std::string caption = fmt::format("{}. One lane per patient, {}; {} patients.", step.title,
                                    order_words(order), figure.lanes.size());
  if (figure.lanes.size() < lanes.lanes.size())
    caption +=
        fmt::format(" {} not drawn.", count_words(lanes.lanes.size() - figure.lanes.size(),
                                                  "further patient is", "further patients are"));
  if (left_out > 0)
    caption +=
        fmt::format(" {} without follow-up.", count_words(left_out, "patient is", "patients are"));
  if (lanes.cut_phases > 0)
    caption += fmt::format(" {} cut at the end of follow-up.",
                           count_words(lanes.cut_phases, "phase is", "phases are"));
  return caption;
}

/// What is drawn, counted by group.
report::Table SwimmerFinding::table(const Step& step) const {
  report::Table table;
  table.id = step.id;
  table.title = step.title + ": what is shown";
  table.columns = {{"", "", Align::left, {}}};
  for (std::size_t g = 0; g < groups(); ++g)
    table.columns.push_back(
        {figure.groups.empty() ? "All patients" : figure.groups[g], "", Align::right, {"n"}});
  const auto row = [&](const std::string& label, const auto& n_of) {
    report::Row added;
    added.cells = {label};
    for (std::size_t g = 0; g < groups(); ++g) {
      const auto n = static_cast<double>(n_of(g));
      added.cells.emplace_back(report::count_percent(n, static_cast<double>(lanes_of(g)), 0), n);
    }
    table.rows.push_back(std::move(added));
  };
  row("Patients", [&](std::size_t g) { return lanes_of(g); });
  for (std::size_t k = 0; k < figure.phases.size(); ++k)
    row(figure.phases[k], [&](std::size_t g) { return with_phase(g, k); });
  for (std::size_t k = 0; k < figure.marks.size(); ++k)
    row(figure.marks[k], [&](std::size_t g) { return with_mark(g, k); });
  row(figure.event_label, [&](std::size_t g) { return with_event(g); });
  row(figure.ongoing_label, [&](std::size_t g) { return lanes_of(g) - with_event(g); });
  table.footnotes = {
      "Patients of whom each is shown; when, stands in the numbers behind the figure. The share of "
      "patients with a phase or mark says nothing of how long each was observed."};
  const auto ungrouped = static_cast<std::size_t>(std::count_if(
      figure.lanes.begin(), figure.lanes.end(), [](const Lane& lane) { return lane.group < 0; }));
  if (!figure.groups.empty() && ungrouped > 0)
    table.footnotes.push_back(
        fmt::format("{} in no group.", count_words(ungrouped, "patient is", "patients are")));
  return table;
}

std::vector<report::Block> SwimmerFinding::blocks(const Plan&, const Step& step) const {
  report::Figure drawn;
  drawn.id = step.id;
  drawn.caption = caption(step);
  drawn.scene = report::swimmer_scene(figure);
  drawn.csv = report::swimmer_csv(figure);
  return {std::move(drawn), table(step)};
}

}  // namespace venscope::study
