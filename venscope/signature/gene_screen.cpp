#include "venscope/signature/gene_screen.hpp"

#include "venscope/signature/penalised_step.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace venscope::signature {

namespace {

/// Genes whose rows are copied at a time.
constexpr std::size_t screen_block = 512;
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::vector<survival::ScreenedColumn> screen_genes(const TrainingData& data,
                                                   std::span<const std::size_t> genes,
                                                   std::span<const std::size_t> rows,
                                                   bool adjusted) {
  const endpoint::Outcomes outcomes = outcomes_of(data.outcomes, rows);
  const std::vector<std::int32_t> strata = codes_at(data.strata, rows);
  Matrix beside(rows.size(), 0);
  if (adjusted && data.covariates) {
    std::vector<std::size_t> usable(data.covariates->columns);
    std::iota(usable.begin(), usable.end(), std::size_t{0});
    for (const UnusableCovariate& one : unusable_covariates(data, rows))
      std::erase(usable, one.covariate);
    beside = taken(*data.covariates, rows, usable);
  }
  const survival::CoxData model{.outcomes = outcomes, .design = beside, .strata = strata};
  survival::ScreenedColumn nothing{
      rows.size(), 0, no_number, no_number, no_number, no_number, survival::NoEstimate::no_events};
  std::vector<survival::ScreenedColumn> screened(genes.size(), nothing);
  for (std::size_t from = 0; from < genes.size(); from += screen_block) {
    const std::size_t count = std::min(screen_block, genes.size() - from);
    const auto block =
        survival::cox_screen(model, taken(data.expression, rows, genes.subspan(from, count)));
    if (!block) break;
    std::copy(block->begin(), block->end(), screened.begin() + static_cast<std::ptrdiff_t>(from));
  }
  return screened;
}

}  // namespace venscope::signature
