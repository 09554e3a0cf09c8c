// Many paths in step: one pass over the columns finds the scores of all.
#include "venscope/base/parallel.hpp"
#include "venscope/survival/coxnet_path.hpp"
#include "venscope/survival/coxnet_run.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <Eigen/Core>

namespace venscope::survival {

namespace {

/// Columns whose scores are found together: a block and the gradients stay in the cache.
constexpr std::size_t block_columns = 64;
/// Numbers that the linear predictors of the tasks of one round may take.
constexpr std::size_t most_numbers = std::size_t{1} << 25;
constexpr std::size_t most_together = 24;

using Block = Eigen::Map<const Eigen::MatrixXd>;

Eigen::Index index(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

/// The scores that the waiting runs need in the columns [from, to).
void find_block_scores(const CoxnetColumns& columns, std::span<CoxnetRun* const> waiting,
                       const Eigen::MatrixXd& gradients, std::size_t from, std::size_t to) {
  std::array<std::size_t, block_columns> needed{};
  std::size_t count = 0;
  for (std::size_t j = from; j < to; ++j)
    if (std::any_of(waiting.begin(), waiting.end(),
                    [&](const CoxnetRun* run) { return run->needs(j); }))
      needed[count++] = j;
  if (count == 0) return;
  Eigen::MatrixXd products;
  if (count == to - from) {
    products.noalias() = gradients.transpose() *
                         Block(columns.column(from).data(), index(columns.rows), index(count));
  } else {
    Eigen::MatrixXd packed(index(columns.rows), index(count));
    for (std::size_t k = 0; k < count; ++k)
      std::copy_n(columns.column(needed[k]).data(), columns.rows, packed.col(index(k)).data());
    products.noalias() = gradients.transpose() * packed;
  }
  for (std::size_t r = 0; r < waiting.size(); ++r)
    for (std::size_t k = 0; k < count; ++k)
      waiting[r]->take(needed[k], products(index(r), index(k)));
}

void find_scores(const CoxnetColumns& columns, std::span<CoxnetRun* const> waiting,
                 unsigned threads) {
  Eigen::MatrixXd gradients(index(columns.rows), index(waiting.size()));
  for (std::size_t r = 0; r < waiting.size(); ++r)
    std::copy(waiting[r]->gradient().begin(), waiting[r]->gradient().end(),
              gradients.col(index(r)).data());
  const std::size_t blocks = (columns.columns + block_columns - 1) / block_columns;
  parallel_for(blocks, blocks > 4 ? threads : 1, [&](std::size_t b) {
    find_block_scores(columns, waiting, gradients, b * block_columns,
                      std::min(columns.columns, (b + 1) * block_columns));
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
  parallel_for(tasks.size(), threads, [&](std::size_t t) {
    runs[t] = std::make_unique<CoxnetRun>(order, columns, tasks[t], options, keep_eta);
  });
  std::vector<CoxnetRun*> waiting;
  for (;;) {
    waiting.clear();
    for (const auto& run : runs)
      if (!run->done()) waiting.push_back(run.get());
    if (waiting.empty()) break;
    parallel_for(waiting.size(), threads, [&](std::size_t r) { waiting[r]->settle(); });
    std::erase_if(waiting, [](const CoxnetRun* run) { return run->done(); });
    if (waiting.empty()) continue;
    find_scores(columns, waiting, threads);
    for (CoxnetRun* run : waiting) run->look();
  }
  std::vector<CoxnetTrace> traces;
  for (const auto& run : runs) traces.push_back(std::move(run->trace));
  return traces;
}

}  // namespace venscope::survival
