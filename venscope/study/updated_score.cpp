#include "venscope/study/updated_score.hpp"

#include "venscope/accuracy/calibration.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::study {

namespace {

/// The score as it was, by row of the table. A patient has none who misses a term that has come to
/// weigh nothing.
std::optional<double> score_before(const JudgedPatients& patients, std::size_t row) {
  const auto at = std::lower_bound(patients.rows.begin(), patients.rows.end(), row);
  if (at == patients.rows.end() || *at != row) return std::nullopt;
  return patients.score[static_cast<std::size_t>(at - patients.rows.begin())];
}

void add_observed(const survival::KaplanMeier& curve, double time, UpdatedGroup& group) {
  if (curve.curve.empty()) return;
  if (curve.curve.back().time < time && curve.curve.back().survival > 0) return;
  const auto at = survival::at_times(curve, std::vector<double>{time}).front();
  group.observed = 1 - at.survival;
  if (std::isfinite(at.upper)) group.conf_low = 1 - at.upper;
  if (std::isfinite(at.lower)) group.conf_high = 1 - at.lower;
}

}  // namespace

derivation::UpdatedSteps kept_steps(const BaselineHazard& baseline, double factor,
                                    const endpoint::Outcomes& outcomes) {
  std::vector<double> times = baseline.time;
  if (times.empty()) {
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      if (outcomes.event[i] != 0 && outcomes.time[i] > 0) times.push_back(outcomes.time[i]);
    times.push_back(baseline.horizon);
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
  }
  derivation::UpdatedSteps steps;
  for (const double time : times) {
    if (time > baseline.horizon) break;
    steps.time.push_back(time);
    steps.survival.push_back(std::exp(-factor * baseline.at(time)));
    steps.horizon = time;
  }
  return steps;
}

Result<derivation::UpdatedSteps> new_steps(const endpoint::Outcomes& outcomes,
                                           const std::vector<double>& score) {
  const auto fit = accuracy::recalibrate(outcomes, score, accuracy::Recalibrate::baseline);
  if (!fit) return failure(fit.error());
  derivation::UpdatedSteps steps;
  for (const survival::HazardPoint& point : fit->baseline) {
    if (!(point.n_event > 0)) continue;
    if (point.n_risk < 10) break;
    steps.time.push_back(point.time);
    steps.survival.push_back(std::exp(-point.cumulative_hazard));
    steps.horizon = point.time;
  }
  if (steps.time.empty())
    return cannot_analyse("study.update", "fewer than 10 patients are at risk at the first event",
                          "a baseline hazard needs more patients");
  return steps;
}

std::vector<UpdatedGroup> updated_groups(const ScoreUpdate& found, const JudgedPatients& scored,
                                         const BaselineHazard& hazard, std::size_t groups,
                                         double level) {
  struct Mean {
    double sum = 0, n = 0;
    void add(double risk) { sum += risk, ++n; }
  };
  std::vector<UpdatedGroup> result(groups);
  std::vector<Mean> before(groups), after(groups);
  const auto risk = [&](const BaselineHazard& baseline, double score) {
    return -std::expm1(-baseline.at(found.time) * std::exp(score));
  };
  for (std::size_t i = 0; i < scored.size(); ++i) {
    const auto g = static_cast<std::size_t>(scored.group[i]);
    ++result[g].n;
    after[g].add(risk(hazard, scored.score[i]));
    const auto score = score_before(found.patients, scored.rows[i]);
    if (score && found.baseline) before[g].add(risk(*found.baseline, *score));
  }
  const auto curves =
      survival::kaplan_meier_groups(scored.outcomes, scored.group, groups, {}, {},
                                    {.scale = survival::ConfidenceScale::log_log, .level = level});
  for (std::size_t g = 0; g < groups; ++g) {
    if (result[g].n == 0) continue;
    if (found.time <= hazard.horizon) result[g].updated = after[g].sum / after[g].n;
    if (before[g].n > 0 && found.time <= found.baseline->horizon)
      result[g].original = before[g].sum / before[g].n;
    if (curves) add_observed((*curves)[g], found.time, result[g]);
  }
  return result;
}

}  // namespace venscope::study
