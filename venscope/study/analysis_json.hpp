/// The analyses as JSON: the keys of `venscope fit --format json` and of a study's results.json.
/// docs/files/fit.md names every key.
#pragma once

#include "venscope/report/json.hpp"
#include "venscope/study/analysis.hpp"

namespace venscope::study {

/// What every kind has. `events` counts rows, not weights.
report::Json common_json(std::string_view kind, const formula::ModelFrame& frame);

/// "log", "log-log", "plain" or "none".
std::string_view name_of(survival::ConfidenceScale scale);

report::Json to_json(const CurvesAnalysis& analysis);
report::Json to_json(const LogRankAnalysis& analysis);
report::Json to_json(const CoxAnalysis& analysis);
report::Json to_json(const CoxnetAnalysis& analysis);
/// {estimate, conf_low, conf_high}, or null.
report::Json to_json(const std::optional<response::Effect>& effect);
/// Of a 2 x 2 table: `effects` of `fit table`, the arms of `response_by_arm`.
report::Json to_json(const response::TwoProportions& effects);
report::Json to_json(const TableAnalysis& analysis);
report::Json to_json(const LogisticAnalysis& analysis);
report::Json to_json(const ConcordanceAnalysis& analysis);
report::Json to_json(const RocAnalysis& analysis);

}  // namespace venscope::study
