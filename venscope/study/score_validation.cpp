#include "venscope/study/score_validation.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

double last_event(const JudgedPatients& patients) {
  double last = 0;
  for (std::size_t i = 0; i < patients.size(); ++i)
    if (patients.outcomes.event[i] != 0) last = std::max(last, patients.outcomes.time[i]);
  return last;
}

/// Keeps a result, or the reason why there is none.
template <class T>
void keep(Result<T> found, std::string_view what, std::optional<T>& into,
          std::vector<std::string>& undefined) {
  if (found)
    into = std::move(*found);
  else
    undefined.push_back(fmt::format("{}: {}", what, found.error().front().what));
}

void add_discrimination(double tau, const ValidationOptions& options, CohortPerformance& result) {
  const endpoint::Outcomes& outcomes = result.patients.outcomes;
  const std::vector<double>& score = result.patients.score;
  keep(accuracy::harrell(outcomes, score), "Harrell's C", result.harrell, result.undefined);
  keep(accuracy::uno(outcomes, score, tau), "Uno's C", result.uno, result.undefined);
  auto roc = accuracy::roc(outcomes, score, options.times, {.level = options.level});
  if (!roc) {
    result.undefined.push_back("AUC: " + roc.error().front().what);
    return;
  }
  result.roc = std::move(roc->times);
  for (const accuracy::TimeRoc& at : result.roc)
    if (!at.auc)
      result.undefined.push_back(
          fmt::format("AUC at {}: {}", report::exact(at.time), at.undefined));
}

void add_expected_events(const BaselineHazard& baseline, double level, CohortPerformance& result) {
  const endpoint::Outcomes cut = baseline.cut(result.patients.outcomes);
  const std::vector<double> passed = baseline.passed(cut);
  ExpectedEvents found;
  found.horizon = baseline.horizon;
  for (std::size_t i = 0; i < cut.size(); ++i) {
    found.observed += cut.event[i] != 0;
    found.expected += passed[i] * std::exp(result.patients.score[i]);
  }
  if (!(found.expected > 0)) return;
  found.ratio.estimate = found.observed / found.expected;
  if (found.observed > 0) {
    const double margin = normal_quantile(0.5 + level / 2) / std::sqrt(found.observed);
    found.ratio.conf_low = found.ratio.estimate * std::exp(-margin);
    found.ratio.conf_high = found.ratio.estimate * std::exp(margin);
  }
  result.events = found;
}

/// Risks by the time, and whether they come true.
void add_calibration(const BaselineHazard& baseline, const ValidationOptions& options,
                     CohortPerformance& result) {
  const JudgedPatients& patients = result.patients;
  add_expected_events(baseline, options.level, result);
  if (options.time > baseline.horizon) return;
  const double hazard = baseline.at(options.time);
  for (const double score : patients.score)
    result.risk.push_back(-std::expm1(-hazard * std::exp(score)));
  accuracy::CalibrationOptions calibration;
  calibration.level = options.level;
  calibration.until_time = options.until_time;
  keep(accuracy::calibration(patients.outcomes, {result.risk, patients.score, patients.group},
                             options.time, calibration),
       "calibration", result.calibration, result.undefined);
  if (result.calibration)
    for (const std::string& why : result.calibration->undefined) result.undefined.push_back(why);
  keep(accuracy::brier(patients.outcomes, result.risk, options.time, {.level = options.level}),
       "Brier score", result.brier, result.undefined);
}

void add_groups(std::size_t groups, CohortPerformance& result) {
  const JudgedPatients& patients = result.patients;
  auto curves = survival::kaplan_meier_groups(patients.outcomes, patients.group, groups);
  if (!curves) return;
  for (survival::KaplanMeier& curve : *curves) {
    GroupOutcome group;
    group.n = curve.n;
    group.events = static_cast<std::size_t>(std::lround(curve.events));
    if (group.n > 0) {
      group.median = survival::median(curve);
      group.curve = std::move(curve);
    }
    result.groups.push_back(std::move(group));
  }
}

CohortPerformance performance_of(const JudgedModel& model, JudgedPatients patients, double tau,
                                 const std::optional<BaselineHazard>& baseline,
                                 const ValidationOptions& options) {
  CohortPerformance result;
  result.patients = std::move(patients);
  const JudgedPatients& who = result.patients;
  if (auto follow_up = survival::follow_up(who.outcomes)) result.follow_up = std::move(*follow_up);
  result.spread = accuracy::spread(who.score);
  add_discrimination(tau, options, result);
  add_groups(model.card.groups.size(), result);
  if (!model.card.log_hazard) return result;
  result.expected_c = accuracy::expected_concordance(who.score);
  if (baseline) add_calibration(*baseline, options, result);
  if (result.calibration) {
    result.slope = result.calibration->slope;
  } else {
    keep(accuracy::calibration_slope(who.outcomes, who.score, options.level), "slope", result.slope,
         result.undefined);
  }
  return result;
}

std::string c_text(const std::optional<double>& c) {
  return c ? report::fixed(*c, 3) : std::string(report::undefined_number);
}

}  // namespace

Result<ScoreValidation> validate_score(const JudgedModel& model, JudgedPatients own,
                                       JudgedPatients other, std::optional<BaselineHazard> baseline,
                                       const ValidationOptions& options) {
  for (const JudgedPatients* cohort : {&own, &other})
    if (cohort->events == 0)
      return cannot_analyse(
          "study.no_events",
          fmt::format("nobody of {} ({} patients) had the event", cohort->label, cohort->size()),
          "a score is judged by who had the event and who had not");
  ScoreValidation result;
  result.tau = std::min(last_event(own), last_event(other));
  if (model.card.kind == risk::RuleKind::weighted_sum || model.card.kind == risk::RuleKind::points)
    keep(accuracy::membership(own.terms, other.terms, options.level), "membership model",
         result.membership, result.warnings);
  if (model.card.log_hazard && baseline && options.time > baseline->horizon)
    result.warnings.push_back(fmt::format("no risks by {}: {} ends at {}",
                                          report::exact(options.time), baseline->source,
                                          report::fixed(baseline->horizon, 1)));
  result.own = performance_of(model, std::move(own), result.tau, baseline, options);
  result.other = performance_of(model, std::move(other), result.tau, baseline, options);
  result.baseline = std::move(baseline);
  for (const CohortPerformance* cohort : {&result.own, &result.other})
    for (const std::string& why : cohort->undefined)
      result.warnings.push_back(fmt::format("{}: no {}", cohort->patients.label, why));
  return result;
}

std::string case_mix_note(const ScoreValidation& validation, bool log_hazard) {
  const CohortPerformance &own = validation.own, &other = validation.other;
  std::string text = fmt::format(
      "The score has a mean of {} (SD {}) in {} and of {} (SD {}) in {}",
      report::fixed(other.spread.mean, 2), report::fixed(other.spread.sd.value_or(0), 2),
      within_sentence(other.patients.label), report::fixed(own.spread.mean, 2),
      report::fixed(own.spread.sd.value_or(0), 2), within_sentence(own.patients.label));
  if (other.spread.sd && own.spread.sd && *own.spread.sd > 0)
    text +=
        fmt::format(": ratio of the SDs {}", report::fixed(*other.spread.sd / *own.spread.sd, 2));
  if (log_hazard && own.expected_c && other.expected_c && other.harrell) {
    const double expected = *other.expected_c - *own.expected_c;
    const double rest = other.harrell->estimate - *other.expected_c;
    const std::string change = std::abs(expected) < 0.005
                                   ? std::string("would not change")
                                   : fmt::format("would {} by {}", expected < 0 ? "fall" : "rise",
                                                 report::fixed(std::abs(expected), 3));
    text += fmt::format(
        ". By this alone, if the points were right, C {} (expected {} and {}); Harrell's C in {} "
        "is {}, {} {} than expected there.",
        change, c_text(own.expected_c), c_text(other.expected_c),
        within_sentence(other.patients.label), report::fixed(other.harrell->estimate, 3),
        report::fixed(std::abs(rest), 3), rest < 0 ? "less" : "more");
  }
  if (const auto& member = validation.membership)
    text += fmt::format(
        ". From the terms of the score the cohorts can be told apart with an AUC of {}: {}.",
        report::estimate_interval(member->auc, member->conf_low, member->conf_high),
        member->auc < 0.6 ? "they are much alike, and what is seen is whether the score can be "
                            "reproduced"
                          : "they differ, and what is seen is how far the score can be carried "
                            "over to other patients");
  return text;
}

}  // namespace venscope::study
