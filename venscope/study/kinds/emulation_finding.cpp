#include "venscope/study/kinds/emulation_finding.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/kinds/state_comparison.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace venscope::study {

bool EmulationFinding::immortal() const {
  for (std::size_t s = 0; s < emulation_.strategies.size(); ++s)
    if (emulation_.strategies[s].after_zero.value_or(false) || check_.arms[s].late()) return true;
  return !check_.undeclared.empty();
}

report::Json EmulationFinding::json() const {
  report::Json json = {{"group", emulation_.group},
                       {"endpoint", emulation_.endpoint},
                       {"time_zero", emulation_.time_zero},
                       {"assignment", emulation_.assignment},
                       {"outcome", emulation_.outcome},
                       {"contrast", emulation_.contrast},
                       {"analysis", emulation_.analysis},
                       {"immortal_time", immortal()},
                       {"warnings", warnings()}};
  json["eligibility"] = report::Json::array();
  for (std::size_t i = 0; i < emulation_.eligibility.size(); ++i) {
    const EligibilityRule& rule = emulation_.eligibility[i];
    report::Json one = {{"text", rule.text}};
    if (!rule.holds.empty()) {
      one["holds"] = rule.holds;
      one["yes"] = check_.eligibility[i].yes;
      one["no"] = check_.eligibility[i].no;
      one["unknown"] = check_.eligibility[i].unknown;
    }
    json["eligibility"].push_back(std::move(one));
  }
  json["strategies"] = report::Json::array();
  for (std::size_t s = 0; s < emulation_.strategies.size(); ++s) {
    const Strategy& strategy = emulation_.strategies[s];
    const ArmTiming& arm = check_.arms[s];
    report::Json one = {
        {"arm", strategy.arm},
        {"text", strategy.text},
        {"decided_at", strategy.decided_at},
        {"declared_after_time_zero",
         strategy.after_zero ? report::Json(*strategy.after_zero) : report::Json(nullptr)},
        {"n", arm.n},
        {"not_known", arm.not_known},
        {"at_end", arm.at_end},
        {"before_zero", arm.before},
        {"median_lead",
         arm.before > 0 ? report::json_number(arm.median_lead) : report::Json(nullptr)},
        {"others_with_time", arm.others}};
    one["immortal_time"] =
        strategy.decided_at.empty() ? report::Json(nullptr) : to_json(arm.immortal);
    json["strategies"].push_back(std::move(one));
  }
  json["undeclared"] = report::Json::array();
  for (const UndeclaredTiming& found : check_.undeclared)
    json["undeclared"].push_back({{"column", found.column},
                                  {"arm", found.arm},
                                  {"filled", found.filled},
                                  {"n", found.n},
                                  {"filled_elsewhere", found.filled_elsewhere},
                                  {"n_elsewhere", found.n_elsewhere},
                                  {"immortal_time", to_json(found.immortal)}});
  return json;
}

std::string EmulationFinding::late_words(std::size_t s) const {
  const Strategy& strategy = emulation_.strategies[s];
  const survival::ImmortalTime& immortal = check_.arms[s].immortal;
  if (immortal.delayed > 0)
    return fmt::format(
        "immortal time: {} of {} patients of the arm “{}” are known to belong to it only after "
        "time zero. Until then they lived {} {} together, {} of the follow-up that a comparison "
        "from time zero counts for this arm, and none of them can have had the event before",
        immortal.delayed, check_.arms[s].n, strategy.arm, report::fixed(immortal.waiting, 1), unit_,
        report::percent(immortal.waiting / immortal.follow_up));
  return fmt::format(
      "immortal time: the arm “{}” is declared to be known only after time zero, without a column "
      "that says when; how much time that is cannot be told",
      strategy.arm);
}

std::vector<std::string> EmulationFinding::warnings() const {
  std::vector<std::string> warnings;
  for (std::size_t s = 0; s < emulation_.strategies.size(); ++s) {
    const Strategy& strategy = emulation_.strategies[s];
    const ArmTiming& arm = check_.arms[s];
    if (arm.immortal.delayed > 0 || strategy.after_zero.value_or(false))
      warnings.push_back(late_words(s));
    if (arm.at_end > 0)
      warnings.push_back(
          fmt::format("{} of {} patients of the arm “{}” were assigned to it when their follow-up "
                      "was over, or later",
                      arm.at_end, arm.n, strategy.arm));
    if (arm.others > 0)
      warnings.push_back(
          fmt::format("{} patients who are not in the arm “{}” have a value of {} under "
                      "observation: they would belong to it",
                      arm.others, strategy.arm, strategy.decided_at));
  }
  for (const UndeclaredTiming& found : check_.undeclared)
    warnings.push_back(
        fmt::format("{} seems to define the arm “{}”: known in {} of its {} patients and in {} of "
                    "the {} others, and after time zero in {}; declare it as decided_at of the "
                    "strategy, or say what it is",
                    found.column, found.arm, found.filled, found.n, found.filled_elsewhere,
                    found.n_elsewhere, found.immortal.delayed));
  return warnings;
}

namespace {

/// Whether an analysis speaks of one of these columns.
bool speaks_of(const Step& step, const std::vector<std::string>& names) {
  if (step.kind != AnalysisKind::own) return false;
  for (const auto& [entry, column] : step.request->own->columns())
    if (!column.empty() && std::find(names.begin(), names.end(), column) != names.end())
      return true;
  return false;
}

/// Whether it compares the arms from time zero.
bool compares(const Step& step, const std::string& group) {
  const AnalysisRequest& request = *step.request;
  switch (step.kind) {
    case AnalysisKind::km:
    case AnalysisKind::logrank:
      return request.by == group;
    case AnalysisKind::cox:
      return std::find(request.variables.begin(), request.variables.end(), group) !=
             request.variables.end();
    case AnalysisKind::own:
      return (kind_name(step) == "survival_by_arm" || kind_name(step) == "comparability") &&
             request.own->columns().front().second == group;
    default:
      return false;
  }
}

}  // namespace

std::vector<std::string> EmulationFinding::answers(const Plan& plan) const {
  std::vector<std::string> moments, titles;
  for (const Strategy& strategy : emulation_.strategies)
    if (!strategy.decided_at.empty()) moments.push_back(strategy.decided_at);
  for (const UndeclaredTiming& found : check_.undeclared) moments.push_back(found.column);
  for (const Step& step : plan.steps) {
    const std::string_view kind = kind_name(step);
    if ((kind == "landmark" || kind == "simon_makuch" || kind == "time_dependent") &&
        speaks_of(step, moments))
      titles.push_back(step.title);
  }
  return titles;
}

std::vector<std::string> EmulationFinding::comparisons(const Plan& plan) const {
  std::vector<std::string> titles;
  std::set<std::string>
      seen;  // the tests of curves and the models one by one belong to an analysis
  for (const Step& step : plan.steps)
    if (compares(step, emulation_.group) && seen.insert(step.group).second)
      titles.push_back(step.title);
  return titles;
}

std::string EmulationFinding::lead_words() const {
  std::size_t before = 0, n = 0;
  double median = 0;
  for (const ArmTiming& arm : check_.arms) {
    before += arm.before;
    n += arm.n;
    median = std::max(median, arm.median_lead);
  }
  if (before == 0) return "";
  return fmt::format(
      "{} of {} patients were in their arm before time zero (up to {} {} at the median of an arm). "
      "Whoever died or was lost in between is in neither arm: the comparison is of those who "
      "reached time zero, and not of everyone who began",
      before, n, report::fixed(median, 1), unit_);
}

std::vector<report::Block> EmulationFinding::blocks(const Plan& plan, const Step& step) const {
  std::vector<report::Block> blocks{trial(plan, step)};
  if (!emulation_.strategies.empty()) blocks.emplace_back(timing(plan, step));
  if (!immortal())
    blocks.emplace_back(
        report::Paragraph{"No arm is defined by something that happens after time zero, as far as "
                          "dates and declaration tell."});
  if (const std::string lead = lead_words(); !lead.empty())
    blocks.emplace_back(report::Paragraph{lead + "."});
  if (!immortal()) return blocks;
  blocks.emplace_back(report::WarningList{warnings()});
  if (const std::vector<std::string> titles = comparisons(plan); !titles.empty())
    blocks.emplace_back(report::PointList{
        "Biased by it, and not to be read as comparisons of these arms:", titles});
  const std::string biased =
      "A comparison of these arms from time zero is biased in favour of the arm that takes time to "
      "reach. ";
  if (const std::vector<std::string> made = answers(plan); !made.empty())
    blocks.emplace_back(report::PointList{biased + "Read instead:", made});
  else
    blocks.emplace_back(report::PointList{biased + "What answers it:",
                                          {"landmark analyses: kind = \"landmark\", or answer = "
                                           "[\"landmark\"] in [emulation] with landmarks",
                                           "the change as it happens: kind = \"simon_makuch\" or "
                                           "\"time_dependent\", or answer = [\"simon_makuch\"]",
                                           "a time zero at which both arms are known"}});
  return blocks;
}

std::vector<std::string> EmulationFinding::methods(const Plan&, const Step&) const {
  return {
      "the comparison was laid out as the emulation of a target trial (Hernán and Robins), and it "
      "was checked from dates and declaration whether arms are known at time zero"};
}

std::vector<Limitation> EmulationFinding::limitations(const Plan&, const Step&) const {
  std::vector<Limitation> list;
  std::size_t before = 0;
  for (const ArmTiming& arm : check_.arms) {
    before += arm.before;
    if (arm.immortal.delayed == 0) continue;
    list.push_back(
        {"immortal_time",
         fmt::format(
             "The arm “{}” is known only after time zero in {} of {} patients; a comparison from "
             "time zero counts {} of their follow-up for it in which nobody could have the event",
             arm.arm, arm.immortal.delayed, arm.n,
             report::percent(arm.immortal.waiting / arm.immortal.follow_up)),
         {{"delayed", static_cast<double>(arm.immortal.delayed)},
          {"waiting", arm.immortal.waiting},
          {"follow_up", arm.immortal.follow_up}}});
  }
  if (before > 0)
    list.push_back({"reached_time_zero", lead_words(), {{"before", static_cast<double>(before)}}});
  return list;
}

}  // namespace venscope::study
