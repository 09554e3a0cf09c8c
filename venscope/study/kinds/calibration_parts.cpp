#include "venscope/study/kinds/calibration_parts.hpp"

#include "venscope/report/number.hpp"

namespace venscope::study {

using report::Json;
using report::json_number;

namespace {

Json json_of(const accuracy::ObservedRisk& risk, const std::string& name) {
  return {{"group", name},
          {"n", risk.n},
          {"events", risk.events},
          {"predicted", json_number(risk.predicted)},
          {"observed", json_number(risk.observed)},
          {"std_error", json_number(risk.std_error)},
          {"conf_low", json_number(risk.conf_low)},
          {"conf_high", json_number(risk.conf_high)}};
}

Json json_of(const std::optional<accuracy::CalibrationSlope>& slope) {
  if (!slope) return nullptr;
  return {{"estimate", json_number(slope->slope)},
          {"std_error", json_number(slope->std_error)},
          {"conf_low", json_number(slope->conf_low)},
          {"conf_high", json_number(slope->conf_high)},
          {"z", json_number(slope->z)},
          {"p", json_number(slope->p)}};
}

Json json_of(const std::optional<accuracy::SmoothCalibration>& smooth) {
  if (!smooth) return nullptr;
  Json curve = Json::array();
  for (const accuracy::CalibrationPoint& point : smooth->curve)
    curve.push_back({{"predicted", json_number(point.predicted)},
                     {"observed", json_number(point.observed)},
                     {"conf_low", json_number(point.conf_low)},
                     {"conf_high", json_number(point.conf_high)}});
  return {{"knots", smooth->knots},
          {"ici", json_number(smooth->ici)},
          {"e50", json_number(smooth->e50)},
          {"e90", json_number(smooth->e90)},
          {"emax", json_number(smooth->emax)},
          {"curve", std::move(curve)}};
}

}  // namespace

Json brier_json(const accuracy::Brier& brier) {
  return {{"estimate", json_number(brier.brier)},
          {"std_error", json_number(brier.std_error)},
          {"conf_low", json_number(brier.conf_low)},
          {"conf_high", json_number(brier.conf_high)},
          {"null", json_number(brier.null_brier)},
          {"ipa", json_number(brier.ipa)},
          {"ipa_low", json_number(brier.ipa_low)},
          {"ipa_high", json_number(brier.ipa_high)},
          {"undefined", brier.undefined.empty() ? Json(nullptr) : Json(brier.undefined)}};
}

void add_json(const accuracy::Calibration& calibration, const std::vector<std::string>& group_names,
              Json& json) {
  json["overall"] = json_of(calibration.overall, "all");
  json["observed_expected"] = nullptr;
  if (const auto& ratio = calibration.observed_expected)
    json["observed_expected"] = {{"estimate", json_number(ratio->estimate)},
                                 {"conf_low", json_number(ratio->conf_low)},
                                 {"conf_high", json_number(ratio->conf_high)}};
  json["slope"] = json_of(calibration.slope);
  json["smooth"] = json_of(calibration.smooth);
  json["groups"] = Json::array();
  for (std::size_t k = 0; k < calibration.groups.size(); ++k)
    json["groups"].push_back(json_of(calibration.groups[k], group_names[k]));
  json["undefined"] = calibration.undefined;
}

report::CalibrationFigure drawn_calibration(const accuracy::Calibration& calibration,
                                            std::span<const double> risk,
                                            const std::vector<std::string>& group_names) {
  report::CalibrationFigure drawn;
  drawn.outcome = "risk";
  drawn.level = calibration.options.level;
  drawn.predictions.assign(risk.begin(), risk.end());
  for (std::size_t k = 0; k < calibration.groups.size(); ++k) {
    const accuracy::ObservedRisk& group = calibration.groups[k];
    if (group.n == 0) continue;
    drawn.points.push_back({k < group_names.size() ? group_names[k] : "", group.predicted,
                            group.observed, group.conf_low, group.conf_high,
                            static_cast<double>(group.n)});
  }
  if (const auto& smooth = calibration.smooth)
    for (const accuracy::CalibrationPoint& point : smooth->curve) {
      drawn.curve.predicted.push_back(point.predicted);
      drawn.curve.observed.push_back(point.observed);
      drawn.curve.low.push_back(point.conf_low.value_or(point.observed));
      drawn.curve.high.push_back(point.conf_high.value_or(point.observed));
    }
  if (const auto& slope = calibration.slope)
    drawn.notes.push_back(
        "Slope " + report::estimate_interval(slope->slope, slope->conf_low, slope->conf_high));
  if (const auto& smooth = calibration.smooth)
    drawn.notes.push_back("ICI " + report::fixed(smooth->ici, 3));
  return drawn;
}

}  // namespace venscope::study
