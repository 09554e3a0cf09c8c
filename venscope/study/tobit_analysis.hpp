/// Regression of censored values, as `venscope fit tobit` answers and drug_sensitivity shows.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/report/json.hpp"
#include "venscope/response/tobit.hpp"
#include "venscope/survival/log_rank.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

struct TobitAnalysisOptions {
  response::TobitDistribution distribution = response::TobitDistribution::gaussian;
  bool left = false;  ///< a status of 0 means below the limit, not above it
  double level = 0.95;
  std::optional<std::string> weights = {};
};

/// Tests of the groups by ranks, censored values ranking beyond their limit.
struct CensoredRankTests {
  std::vector<std::string> groups;
  survival::LogRank log_rank, peto, gehan;
};

struct TobitAnalysis {
  formula::ModelFrame frame;
  TobitAnalysisOptions options;
  response::TobitFit fit;
  /// Where the formula is one category and censoring is to one side.
  std::optional<CensoredRankTests> ranks;
};

/// Tobit regression of `Surv(value, status) ~ terms`; status 1 observed, 0 above `value` (below it
/// with `left`), 2 below it, as R's Surv(type = "interval") codes them; or of
/// `Surv(low, high, type = "interval2")`, where a missing end is open. Values may be negative.
/// Problems: those of the frame and of response::tobit; study.tobit_status, study.strata.
/// Right by: reference/study/tobit (R's survreg and survdiff), unit/study/tobit.
Result<TobitAnalysis> analyse_tobit(std::string_view formula, const cohort::Table& table,
                                    const TobitAnalysisOptions& options = {});

/// Log-rank, Peto and Peto's and Gehan's tests of values that are above (or, `left`, below) their
/// limit where `observed` is 0; survival's tests with the rank of the value as time.
Result<CensoredRankTests> censored_rank_tests(const std::vector<double>& value,
                                              const std::vector<std::int32_t>& observed, bool left,
                                              const std::vector<std::int32_t>& group,
                                              std::vector<std::string> names);

report::Json to_json(const TobitAnalysis& analysis);
report::Json to_json(const CensoredRankTests& tests);

}  // namespace venscope::study
