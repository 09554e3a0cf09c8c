/// Cox fits of subsets of columns on one sample.
#pragma once

#include "venscope/derivation/sample_likelihood.hpp"

#include <limits>
#include <optional>
#include <vector>

namespace venscope::derivation {

/// A maximum of the partial likelihood in some columns. Columns that are combinations of earlier
/// ones are not among them: they were left out.
struct SampleFit {
  std::vector<std::size_t> columns;
  std::vector<double> beta;
  double loglik = 0;
  Matrix covariance;
};

/// Newton steps, at most, halvings of one, and what a step may still promise of log-likelihood at
/// the end.
inline constexpr int most_fit_steps = 40, most_fit_halvings = 30;
inline constexpr double promise_at_end = 1e-10;

/// A coefficient times the range of its column: a hazard ratio of 3 million says that no estimate
/// exists.
inline constexpr double runs_off = 15;

/// Newton's method from `start` (empty: 0), halving steps that go down, until the next step
/// promises less than 1e-10. Nothing where it does not get there in 40 steps, or where it gets
/// there only because a coefficient runs off (the columns separate the deaths).
std::optional<SampleFit> fit(SampleLikelihood& likelihood, const Sample& sample,
                             std::vector<std::size_t> columns, std::vector<double> start = {});

/// The same without column `leave` (an index in from.columns), from the fit with it. `from`'s
/// covariance, less that column, stands in for that of the smaller model, so that a step costs a
/// gradient; the log-likelihood is exact to 1e-9 nevertheless. The covariance is not filled. A
/// model that cannot get up to a log-likelihood of `floor` (not with five times what Newton's step
/// promises) is given up there: it comes back with what it was promised, below `floor`.
std::optional<SampleFit> fit_without(SampleLikelihood& likelihood, const Sample& sample,
                                     const SampleFit& from, std::size_t leave,
                                     double floor = -std::numeric_limits<double>::infinity());

/// Wald's two-sided p of one column alone; nothing where it has no estimate.
std::optional<double> univariable_p(SampleLikelihood& likelihood, const Sample& sample,
                                    std::size_t column);

}  // namespace venscope::derivation
