/// How well a score does in a cohort.
#pragma once

#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::signature {

/// Numbers of a score that need no cut point. What is undefined is empty.
struct Indices {
  std::optional<double> concordance;  ///< Harrell's; 0.5 where all scores are the same
  std::optional<double> slope;        ///< coefficient of the score in a Cox model (Efron's ties)
  std::vector<std::optional<double>> auc;  ///< cumulative/dynamic by IPCW, at the times asked
};

/// Of a score on `outcomes` (no delayed entry). With strata (a code per row) pairs are compared and
/// the Cox model is fitted within them; the AUC knows none. Cost O(n log n).
/// Right by: twins/signature/pipeline (accuracy::harrell, survival::cox, accuracy::roc).
Indices indices_of(const endpoint::Outcomes& outcomes, std::span<const double> score,
                   std::span<const double> times, std::span<const std::int32_t> strata = {});

}  // namespace venscope::signature
