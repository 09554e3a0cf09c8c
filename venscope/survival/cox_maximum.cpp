#include "venscope/survival/cox_maximum.hpp"

#include "venscope/survival/monotone_likelihood.hpp"
#include "venscope/survival/unvarying_columns.hpp"

namespace venscope::survival {

NewtonOutcome cox_maximum(const CoxData& data, const SortedDesign& design, Ties ties,
                          const Evaluation& evaluate, NewtonOptions options) {
  const std::vector<double> start(data.design.columns, 0.0);
  options.keeps_first_step = true;
  NewtonOutcome outcome = maximise(evaluate, start, options);
  options.ignored = unvarying_columns(data, outcome);
  if (!options.ignored.empty()) outcome = maximise(evaluate, start, options);
  if (outcome.information.rank >= outcome.information_start.rank) return outcome;
  if (MonotoneLikelihood(data, design, ties).direction(outcome).empty()) return outcome;
  for (std::size_t j = 0; j < start.size(); ++j)
    if (outcome.information_start.singular[j]) options.ignored.push_back(j);
  options.cholesky = 1e-15;
  options.rank_is_fixed = true;
  return maximise(evaluate, start, options);
}

}  // namespace venscope::survival
