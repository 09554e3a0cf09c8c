#include "venscope/study/kinds/subgroups_finding.hpp"

#include "venscope/report/hazard_rows.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Json;

Json json_of(const Subgroup& group) {
  Json json;
  json["level"] = group.level;
  json["reference"] = {{"events", group.reference.events}, {"n", group.reference.n}};
  json["compared"] = {{"events", group.compared.events}, {"n", group.compared.n}};
  const auto& effect = group.effect;
  json["estimate"] = effect ? Json(effect->estimate) : Json();
  json["conf_low"] = effect ? Json(effect->low) : Json();
  json["conf_high"] = effect ? Json(effect->high) : Json();
  json["coef"] = effect ? Json(effect->coefficient) : Json();
  json["std_error"] = effect ? Json(effect->std_error) : Json();
  json["why_not"] = group.why_not.empty() ? Json() : Json(group.why_not);
  return json;
}

}  // namespace

SubgroupFinding::MeasureWords SubgroupFinding::words(const Plan& plan) const {
  const std::string outcome = within_sentence(label_of(plan.table, analysis_.options.outcome));
  switch (analysis_.options.measure) {
    case SubgroupMeasure::hazard_ratio:
      return {"HR", "Hazard ratio", "hazard"};
    case SubgroupMeasure::odds_ratio:
      return {"OR", "Odds ratio of " + outcome, "odds"};
    case SubgroupMeasure::risk_difference:
      return {"Difference, %", "Difference in " + outcome + ", percentage points", "rate"};
  }
  return {};
}

std::string SubgroupFinding::estimate_text(const Subgroup& group) const {
  if (!group.effect) return report::undefined_number;
  const SubgroupEffect& effect = *group.effect;
  if (ratio()) return report::ratio_interval(effect.estimate, effect.low, effect.high);
  return fmt::format("{} ({})", report::fixed(100 * effect.estimate, 0),
                     report::interval(100 * effect.low, 100 * effect.high, 0));
}

/// How many tests there were, and what that means for the smallest p among them.
std::string SubgroupFinding::multiplicity() const {
  const FactorEffects* least = nullptr;
  for (const FactorEffects& factor : analysis_.factors)
    if (factor.interaction && (!least || factor.interaction->p < least->interaction->p))
      least = &factor;
  if (!least) return "No interaction could be tested.";
  if (analysis_.tests == 1) return "One interaction was tested.";
  return fmt::format(
      "{} interactions were tested: where no effect differs between subgroups, {} of them would be "
      "below 0.05 by chance. The smallest p, {}, is {} after Holm's adjustment for all.",
      analysis_.tests, report::fixed(expected_by_chance(), 2),
      report::p_value(least->interaction->p), report::p_value(least->interaction->p_holm));
}

bool SubgroupFinding::small_differences() const {
  constexpr std::size_t few = 15;  // docs/validation.md: too many below 0.05 with 7 to 10, not 37
  if (ratio()) return false;
  for (const FactorEffects& factor : analysis_.factors)
    for (const Subgroup& level : factor.levels)
      if (factor.interaction && level.effect && std::min(level.reference.n, level.compared.n) < few)
        return true;
  return false;
}

bool SubgroupFinding::any_reason() const {
  if (!analysis_.overall.why_not.empty()) return true;
  return std::any_of(
      analysis_.factors.begin(), analysis_.factors.end(), [](const FactorEffects& factor) {
        return !factor.why_not.empty() ||
               std::any_of(factor.levels.begin(), factor.levels.end(),
                           [](const Subgroup& level) { return !level.why_not.empty(); });
      });
}

Json SubgroupFinding::json() const {
  static constexpr const char* names[] = {"hazard_ratio", "odds_ratio", "risk_difference"};
  Json json;
  json["measure"] = names[static_cast<int>(analysis_.options.measure)];
  json["group"] = analysis_.options.by;
  json["reference"] = analysis_.reference;
  json["compared"] = analysis_.compared;
  if (!analysis_.event.empty()) json["event"] = analysis_.event;
  json["n"] = analysis_.overall.reference.n + analysis_.overall.compared.n;
  json["n_missing"] = analysis_.n_missing;
  json["conf_level"] = analysis_.options.level;
  json["overall"] = json_of(analysis_.overall);
  json["tests"] = analysis_.tests;
  json["expected_by_chance"] = expected_by_chance();
  json["factors"] = Json::array();
  for (const FactorEffects& factor : analysis_.factors) {
    Json one;
    one["column"] = factor.factor.column;
    if (!factor.factor.cuts.empty()) one["cuts"] = factor.factor.cuts;
    one["n_missing"] = factor.n_missing;
    one["interaction"] = Json();
    if (const auto& test = factor.interaction)
      one["interaction"] = {{"statistic", test->statistic},
                            {"df", test->df},
                            {"p", test->p},
                            {"p_holm", test->p_holm},
                            {"levels", test->levels}};
    one["why_not"] = factor.why_not.empty() ? Json() : Json(factor.why_not);
    one["gail_simon"] = Json();
    if (const auto& test = factor.qualitative)
      one["gail_simon"] = {{"positive", test->positive},
                           {"negative", test->negative},
                           {"statistic", test->statistic},
                           {"groups", test->groups},
                           {"p", test->p}};
    one["subgroups"] = Json::array();
    for (const Subgroup& level : factor.levels) one["subgroups"].push_back(json_of(level));
    json["factors"].push_back(std::move(one));
  }
  return json;
}

std::string SubgroupFinding::test_text(const FactorEffects& factor) const {
  return factor.interaction ? report::p_value(factor.interaction->p) : report::undefined_number;
}

std::string SubgroupFinding::heading(const Plan& plan, const FactorEffects& factor) const {
  return factor.factor.cuts.empty() ? label_of(plan.table, factor.factor.column)
                                    : heading_of(plan.table, factor.factor.column);
}

std::vector<std::string> SubgroupFinding::methods(const Plan& plan, const Step&) const {
  const SubgroupOptions& options = analysis_.options;
  const char* model = options.measure == SubgroupMeasure::hazard_ratio ? "a Cox model"
                      : options.measure == SubgroupMeasure::odds_ratio
                          ? "a logistic model"
                          : "the difference of two rates";
  std::string text = fmt::format("the effect of {} in a subgroup was that of {} of its patients",
                                 within_sentence(label_of(plan.table, options.by)), model);
  if (!options.adjust.empty()) {
    std::vector<std::string> labels;
    for (const std::string& term : options.adjust)
      labels.push_back(within_sentence(label_of(plan.table, term)));
    text += fmt::format(", adjusted for {}", fmt::join(labels, ", "));
  }
  text +=
      fmt::format(", where each arm had {} patients or more and both together {} events or more",
                  options.least_patients, options.least_events);
  return {text,
          options.measure == SubgroupMeasure::risk_difference
              ? "whether differences vary between subgroups was tested by their heterogeneity, "
                "and for effects of both signs by Gail and Simon's test"
              : "whether an effect differs between subgroups was tested by the likelihood ratio of "
                "the models with and without interaction, and for effects of both signs by Gail "
                "and Simon's test"};
}

std::vector<std::string> SubgroupFinding::summary(const Plan& plan, const Step&) const {
  std::vector<std::string> lines{
      fmt::format("{} against {}, all patients: {} {}", report::level_words(analysis_.compared),
                  report::level_words(analysis_.reference), words(plan).short_name,
                  estimate_text(analysis_.overall))};
  lines.push_back(multiplicity());
  return lines;
}

std::vector<Limitation> SubgroupFinding::limitations(const Plan&, const Step& step) const {
  if (analysis_.tests == 0) return {};
  const double events =
      static_cast<double>(analysis_.overall.reference.events + analysis_.overall.compared.events);
  return {{"subgroups",
           fmt::format("{}: {} {} of interaction on {} events. To find an interaction as large as "
                       "the effect itself takes about four times the events that the effect takes, "
                       "so that none found says little",
                       step.title, analysis_.tests, plural(analysis_.tests, "test", "tests"),
                       report::count(events)),
           {{"tests", static_cast<double>(analysis_.tests)}, {"events", events}}}};
}

}  // namespace venscope::study
