/// Paths of penalised fits on the same rows under several sets of weights: what `coxnet`, the folds
/// of its validation and its resamples do.
#pragma once

#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/coxnet_columns.hpp"
#include "venscope/survival/coxnet_counts.hpp"

#include <span>
#include <vector>

namespace venscope::survival {

/// One path to be fitted: all rows, all but a fold, a resample.
struct CoxnetTask {
  std::vector<double> weight;          ///< by position; 0 leaves a row out
  std::vector<double> penalty_factor;  ///< empty: those of the options
  std::vector<double> lambda;          ///< empty: those of the options, or found from the data
  /// The path ends when that many penalised columns have entered.
  std::size_t most_entered = static_cast<std::size_t>(-1);
};

struct CoxnetTrace {
  CoxnetPath path;
  std::vector<double> eta;  ///< by position, step by step, where asked for
  CoxnetCounts counts;
};

/// All tasks step by step together, so that one pass over the columns serves them all: each task
/// goes as by `coxnet`. The scores of a column are not found anew where they cannot have reached
/// the threshold: a column's score has moved by at most its length times the way the gradient has
/// gone, and it is a combination of scores known before, but for its length times what the same
/// combination of gradients leaves of this one. Every step is optimal for all columns, to rounding.
/// `threads` change nothing but the time; neither do the instructions of the processor.
std::vector<CoxnetTrace> coxnet_paths(const RiskOrder& order, const CoxnetColumns& columns,
                                      std::span<const CoxnetTask> tasks,
                                      const CoxnetOptions& options, bool keep_eta,
                                      unsigned threads);

/// How many tasks may go together in a bounded memory.
std::size_t coxnet_tasks_together(std::size_t rows, const CoxnetOptions& options);

/// Everything that speaks against a fit.
Problems obstacles_to_coxnet(const CoxData& data, const CoxnetOptions& options);

}  // namespace venscope::survival
