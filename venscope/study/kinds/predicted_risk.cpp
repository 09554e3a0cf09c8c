#include "venscope/study/kinds/predicted_risk.hpp"

#include "venscope/accuracy/calibration.hpp"
#include "venscope/endpoint/units.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/marker_table.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// Survival of a patient of score 0, and where it is from.
struct Reference {
  double survival = 1;
  std::string source;
  bool from_these = false;  ///< estimated on the patients who are judged
};

/// What a card says of that time, if it goes so far.
std::optional<Reference> of_card(const AppliedScore& score, double time, endpoint::TimeUnit unit) {
  if (!score.baseline) return {};
  const risk::Baseline& baseline = *score.baseline;
  const auto its_unit = endpoint::time_unit(baseline.unit);
  if (!its_unit) return {};
  const double at = endpoint::convert(time, unit, *its_unit);
  const std::string source = baseline.reconstructed ? "the reconstructed baseline of " + score.id
                                                    : "the baseline of " + score.id;
  if (!baseline.weibull.empty() && at <= baseline.horizon) {
    const risk::Baseline::Weibull& first = baseline.weibull.front();
    return Reference{std::exp(-std::pow(at / first.scale, first.shape)), source};
  }
  if (baseline.time.empty() || at > std::max(baseline.horizon, baseline.time.back())) return {};
  const auto after = std::upper_bound(baseline.time.begin(), baseline.time.end(), at);
  if (after == baseline.time.begin()) return Reference{1, source};
  return Reference{baseline.survival[static_cast<std::size_t>(after - baseline.time.begin()) - 1],
                   source};
}

/// Estimated on the patients who are to be judged.
Result<Reference> of_these(const endpoint::Outcomes& outcomes, std::span<const double> score,
                           double time) {
  const auto fit = accuracy::recalibrate(outcomes, score, accuracy::Recalibrate::baseline);
  if (!fit) return failure(fit.error());
  double hazard = 0;
  for (const survival::HazardPoint& point : fit->baseline)
    if (point.time <= time) hazard = point.cumulative_hazard;
  return Reference{std::exp(-hazard), "a baseline estimated on these patients", true};
}

PredictedModel from_score(std::string label, std::span<const double> score,
                          const Reference& reference) {
  PredictedModel model{std::move(label), reference.source, {}, {score.begin(), score.end()}};
  model.baseline_from_these = reference.from_these;
  const double hazard = -std::log(reference.survival);
  for (const double value : score) model.risk.push_back(-std::expm1(-hazard * std::exp(value)));
  return model;
}

/// Where the risks of the `k`-th score are from.
Result<Reference> reference_of(const Plan& plan, const Step& step, const RiskDeclaration& declared,
                               std::size_t k, const formula::ModelFrame& frame,
                               std::span<const double> score, std::vector<std::string>& warnings) {
  if (!declared.baseline_survival.empty()) {
    const double given = declared.baseline_survival[k];
    return Reference{given, fmt::format("a survival of {} at score 0", report::percent(given))};
  }
  const endpoint::TimeUnit unit = plan.endpoints[*step.endpoint].definition.output_unit;
  for (const AppliedScore& applied : plan.scores) {
    if (applied.prefix + ".score" != declared.scores[k]) continue;
    if (applied.baseline && applied.baseline->reconstructed && !declared.reconstruct) continue;
    if (auto reference = of_card(applied, declared.time, unit)) {
      if (applied.baseline->reconstructed)
        warnings.push_back(fmt::format(
            "{}: the baseline of this model was reconstructed from printed numbers; it is "
            "not published and not validated",
            applied.label));
      return std::move(*reference);
    }
  }
  warnings.push_back(fmt::format(
      "{}: the baseline hazard is estimated on the patients who are judged: in the large its risks "
      "come true by construction",
      label_of(*step.table, declared.scores[k])));
  return of_these(frame.outcomes, score, declared.time);
}

/// Each column once: so the design has them too.
std::vector<std::string> names_of(const RiskDeclaration& declared) {
  std::vector<std::string> names;
  for (const auto& [entry, column] : declared.columns())
    if (std::find(names.begin(), names.end(), column) == names.end()) names.push_back(column);
  return names;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> RiskDeclaration::columns() const {
  std::vector<std::pair<std::string, std::string>> result;
  for (const std::string& column : risks) result.emplace_back("risks", column);
  for (const std::string& column : scores) result.emplace_back("scores", column);
  if (!by.empty()) result.emplace_back("by", by);
  return result;
}

RiskDeclaration read_risks(Section& section) {
  RiskDeclaration declared;
  declared.risks = section.texts("risks");
  declared.scores = section.texts("scores");
  declared.baseline_survival = section.numbers("baseline_survival");
  declared.reconstruct = section.flag("reconstruct").value_or(false);
  const std::optional<double> time = section.number("time", 0, 1e6);
  if (!section.has("time") || (time && !(*time > 0)))
    section.reject("time", "study.absent", "is not given",
                   "the time by which the event is "
                   "predicted, above 0, in the unit of the endpoint's report");
  declared.time = time.value_or(1);
  if (declared.risks.empty() && declared.scores.empty())
    section.reject("", "study.no_risks", "has no predictions to judge",
                   "risks = [columns of probabilities] or scores = [columns of linear predictors]");
  if (!declared.baseline_survival.empty() &&
      declared.baseline_survival.size() != declared.scores.size())
    section.reject("baseline_survival", "study.baseline_survival", "does not fit the scores",
                   "one number per score");
  for (const double survival : declared.baseline_survival)
    if (!(survival > 0 && survival < 1))
      section.reject("baseline_survival", "study.baseline_survival", "is out of range",
                     "the survival of a patient whose score is 0, between 0 and 1");
  return declared;
}

Result<PredictedModels> predicted_models(const Plan& plan, const Step& step,
                                         const RiskDeclaration& declared) {
  const std::vector<std::string> names = names_of(declared);
  auto frame =
      formula::model_frame(marker_formula(plan, step, names), marker_table(plan, step, names));
  if (!frame) return failure(std::move(frame.error()));
  PredictedModels result{std::move(*frame), {}, {}, {}};
  const formula::ModelFrame& model = result.frame;
  const auto column = [&](const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name) - names.begin();
    return model.design.column(static_cast<std::size_t>(found));
  };
  for (const std::string& name : declared.risks) {
    const auto risk = column(name);
    result.models.push_back(
        {label_of(*step.table, name), "a column of risks", {risk.begin(), risk.end()}, {}});
  }
  for (std::size_t k = 0; k < declared.scores.size(); ++k) {
    const auto score = column(declared.scores[k]);
    const auto reference = reference_of(plan, step, declared, k, model, score, result.warnings);
    if (!reference) return failure(reference.error());
    result.models.push_back(
        from_score(label_of(*step.table, declared.scores[k]), score, *reference));
  }
  if (!declared.by.empty())
    for (const double level : column(declared.by))
      result.group.push_back(static_cast<std::int32_t>(std::lround(level)) - 1);
  return result;
}

}  // namespace venscope::study
