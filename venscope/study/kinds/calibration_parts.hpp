/// What the kinds that judge predicted risks share: their keys in results.json and their figure.
#pragma once

#include "venscope/accuracy/brier.hpp"
#include "venscope/accuracy/calibration.hpp"
#include "venscope/report/figure/calibration_figure.hpp"
#include "venscope/report/json.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::study {

/// Adds `overall`, `observed_expected`, `slope`, `smooth`, `groups` and `undefined`.
void add_json(const accuracy::Calibration& calibration, const std::vector<std::string>& group_names,
              report::Json& json);

report::Json brier_json(const accuracy::Brier& brier);

/// Risks against what was observed; groups are quantiles where they have no names.
report::CalibrationFigure drawn_calibration(const accuracy::Calibration& calibration,
                                            std::span<const double> risk,
                                            const std::vector<std::string>& group_names);

}  // namespace venscope::study
