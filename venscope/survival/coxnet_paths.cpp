// Many paths in step: one pass over the columns finds the scores of all.
#include "venscope/base/crew.hpp"
#include "venscope/survival/column_kernels.hpp"
#include "venscope/survival/coxnet_path.hpp"
#include "venscope/survival/coxnet_run.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>

namespace venscope::survival {

namespace {

/// Columns whose scores are found together: a block and the gradients stay in the cache.
constexpr std::size_t block_columns = 64;
/// The share of the columns from which on all are looked at.
constexpr double enough_for_all = 0.3;
/// Numbers that the linear predictors of the tasks of one round may take.
constexpr std::size_t most_numbers = std::size_t{1} << 25;
constexpr std::size_t most_together = 24;

/// The columns among [from, to) of which a waiting run needs the score.
std::vector<std::size_t> needed_columns(std::span<CoxnetRun* const> waiting, std::size_t from,
                                        std::size_t to) {
  std::array<char, block_columns> any{};
  for (const CoxnetRun* run : waiting)
    for (std::size_t j = from; j < to; ++j)
      if (run->needs(j)) any[j - from] = 1;
  std::vector<std::size_t> needed;
  for (std::size_t j = from; j < to; ++j)
    if (any[j - from]) needed.push_back(j);
  return needed;
}

/// The scores of some columns, at most block_columns, for all waiting runs.
void find_block_scores(const CoxnetColumns& columns, std::span<CoxnetRun* const> waiting,
                       std::span<const double* const> gradients,
                       std::span<const std::size_t> which) {
  std::array<const double*, block_columns> chosen{};
  for (std::size_t k = 0; k < which.size(); ++k) chosen[k] = columns.column(which[k]).data();
  std::vector<double> products(waiting.size() * block_columns);
  column_kernels().products(chosen.data(), which.size(), gradients.data(), gradients.size(),
                            columns.rows, products.data(), block_columns);
  for (std::size_t r = 0; r < waiting.size(); ++r)
    for (std::size_t k = 0; k < which.size(); ++k)
      waiting[r]->take(which[k], products[r * block_columns + k]);
}

/// Where many columns are needed, all are looked at: fewer are needed later.
void find_scores(const CoxnetColumns& columns, std::span<CoxnetRun* const> waiting, Crew& crew) {
  std::vector<const double*> gradients;
  for (const CoxnetRun* run : waiting) gradients.push_back(run->gradient().data());
  const std::size_t blocks = (columns.columns + block_columns - 1) / block_columns;
  std::vector<std::vector<std::size_t>> parts(blocks);
  const bool few = blocks <= 4;
  crew.share(blocks, few, [&](std::size_t b) {
    parts[b] = needed_columns(waiting, b * block_columns,
                              std::min(columns.columns, (b + 1) * block_columns));
  });
  std::vector<std::size_t> needed;
  for (const std::vector<std::size_t>& part : parts)
    needed.insert(needed.end(), part.begin(), part.end());
  if (static_cast<double>(needed.size()) > enough_for_all * static_cast<double>(columns.columns)) {
    needed.resize(columns.columns);
    std::iota(needed.begin(), needed.end(), std::size_t{0});
    for (CoxnetRun* run : waiting) run->refer_to_here();
  }
  const std::span<const std::size_t> all(needed);
  crew.share((needed.size() + block_columns - 1) / block_columns, few, [&](std::size_t b) {
    const std::size_t from = b * block_columns;
    find_block_scores(columns, waiting, gradients,
                      all.subspan(from, std::min(block_columns, needed.size() - from)));
  });
}

}  // namespace

std::size_t coxnet_tasks_together(std::size_t rows, const CoxnetOptions& options) {
  const std::size_t steps =
      std::max<std::size_t>(1, std::max(options.lambda.size(), options.lambda_count));
  return std::clamp<std::size_t>(most_numbers / std::max<std::size_t>(1, rows * steps), 1,
                                 most_together);
}

std::vector<CoxnetTrace> coxnet_paths(const RiskOrder& order, const CoxnetColumns& columns,
                                      std::span<const CoxnetTask> tasks,
                                      const CoxnetOptions& options, bool keep_eta,
                                      unsigned threads) {
  std::vector<std::unique_ptr<CoxnetRun>> runs(tasks.size());
  Crew crew(threads);
  Crew* const within = tasks.size() == 1 ? &crew : nullptr;
  crew.share(tasks.size(), false, [&](std::size_t t) {
    runs[t] = std::make_unique<CoxnetRun>(order, columns, tasks[t], options, keep_eta, within);
  });
  std::vector<CoxnetRun*> waiting;
  for (;;) {
    waiting.clear();
    for (const auto& run : runs)
      if (!run->done()) waiting.push_back(run.get());
    if (waiting.empty()) break;
    crew.share(waiting.size(), false, [&](std::size_t r) { waiting[r]->settle(); });
    std::erase_if(waiting, [](const CoxnetRun* run) { return run->done(); });
    if (waiting.empty()) continue;
    find_scores(columns, waiting, crew);
    crew.share(waiting.size(), false, [&](std::size_t r) { waiting[r]->look(); });
  }
  std::vector<CoxnetTrace> traces;
  for (const auto& run : runs) traces.push_back(std::move(run->trace));
  return traces;
}

}  // namespace venscope::survival
