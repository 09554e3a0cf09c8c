#include "venscope/signature/performance.hpp"

#include "venscope/accuracy/concordance.hpp"
#include "venscope/accuracy/roc.hpp"
#include "venscope/survival/cox_screen.hpp"

#include <algorithm>

namespace venscope::signature {

Indices indices_of(const endpoint::Outcomes& outcomes, std::span<const double> score,
                   std::span<const double> times, std::span<const std::int32_t> strata) {
  Indices indices;
  if (const auto c = accuracy::harrell(outcomes, score, strata)) indices.concordance = c->estimate;
  const Matrix nothing(score.size(), 0);
  Matrix column(score.size(), 1);
  std::copy(score.begin(), score.end(), column.values.begin());
  const auto fit =
      survival::cox_screen({.outcomes = outcomes, .design = nothing, .strata = strata}, column);
  if (fit && fit->front().reason == survival::NoEstimate::none) indices.slope = fit->front().coef;
  indices.auc.resize(times.size());
  if (times.empty()) return indices;
  const auto roc = accuracy::roc(outcomes, score, times, {.auc_only = true});
  for (std::size_t t = 0; roc && t < roc->times.size(); ++t) indices.auc[t] = roc->times[t].auc;
  return indices;
}

}  // namespace venscope::signature
