#include "venscope/signature/performance.hpp"

#include "venscope/accuracy/concordance.hpp"
#include "venscope/accuracy/roc.hpp"
#include "venscope/signature/gene_screen.hpp"

#include <algorithm>
#include <numeric>

namespace venscope::signature {

Indices indices_of(const endpoint::Outcomes& outcomes, std::span<const double> score,
                   std::span<const double> times) {
  Indices indices;
  if (const auto c = accuracy::harrell(outcomes, score)) indices.concordance = c->estimate;
  std::vector<std::size_t> rows(outcomes.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const GeneHazard hazard = GeneScreen(outcomes, rows).fit(score);
  if (hazard.estimated) indices.slope = hazard.coef;
  indices.auc.resize(times.size());
  if (times.empty()) return indices;
  const auto roc = accuracy::roc(outcomes, score, times);
  for (std::size_t t = 0; roc && t < roc->times.size(); ++t) indices.auc[t] = roc->times[t].auc;
  return indices;
}

}  // namespace venscope::signature
