/// The analyses as JSON: the keys of `venscope fit --format json` and of a study's results.json.
/// docs/files/fit.md names every key.
#pragma once

#include "venscope/report/json.hpp"
#include "venscope/study/analysis.hpp"

namespace venscope::study {

report::Json to_json(const CurvesAnalysis& analysis);
report::Json to_json(const LogRankAnalysis& analysis);
report::Json to_json(const CoxAnalysis& analysis);
report::Json to_json(const TableAnalysis& analysis);
report::Json to_json(const ConcordanceAnalysis& analysis);
report::Json to_json(const RocAnalysis& analysis);

}  // namespace venscope::study
