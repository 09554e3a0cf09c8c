/// Carries out a plan.
#pragma once

#include "venscope/response/baseline_table.hpp"
#include "venscope/study/analysis.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/survival/follow_up.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace venscope::study {

/// One step, done or not: `problems` says why not, and `analysis` is then empty.
struct StepResult {
  std::variant<std::monostate, CurvesAnalysis, LogRankAnalysis, CoxAnalysis, TableAnalysis,
               ConcordanceAnalysis, response::BaselineTable, std::unique_ptr<const Finding>>
      analysis;
  Problems problems;

  bool done() const { return !std::holds_alternative<std::monostate>(analysis); }
  template <class Analysis>
  const Analysis* as() const {
    return std::get_if<Analysis>(&analysis);
  }
  /// Of a kind of `kinds()`, if it was done.
  const Finding* finding() const {
    const auto* own = std::get_if<std::unique_ptr<const Finding>>(&analysis);
    return own ? own->get() : nullptr;
  }
};

struct StudyResult {
  std::vector<StepResult> steps;                             ///< as the plan's
  std::vector<std::optional<survival::FollowUp>> follow_up;  ///< as the plan's endpoints
};

struct RunOptions {
  unsigned threads = 1;
  /// Called from the working threads after each piece of work, with how many are done.
  std::function<void(std::size_t done, std::size_t total)> progress;
};

/// Every step on its own: one that cannot be done does not keep the others from being done. The
/// result does not depend on the number of threads.
StudyResult run(const Plan& plan, const RunOptions& options = {});

/// The times at which a step's curves are read: those asked for, else 1, 2 and 3 years in the unit
/// of the endpoint; none for a formula of its own.
std::vector<double> times_of(const Plan& plan, const Step& step);

}  // namespace venscope::study
