/// An existing score in new patients: how much of it has to be estimated anew.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::accuracy {

/// From nothing anew to everything.
enum class Update {
  original,            ///< the score and its baseline hazard as they are
  in_the_large,        ///< the baseline hazard times a constant
  slope,               ///< that, and the score times a constant
  baseline,            ///< another baseline hazard, the score as it is
  slope_and_baseline,  ///< another baseline hazard, the score times a constant
  refit,               ///< another baseline hazard, and every term times a constant of its own
};

struct UpdateData {
  const endpoint::Outcomes& outcomes;
  /// n x p: what each term adds to the score of a patient, so that a row's sum is the score.
  const Matrix& terms;
  /// The cumulative baseline hazard of the score, by row, that the row has passed through: H0(time)
  /// - H0(entry). Empty of a score without a baseline.
  std::span<const double> baseline_hazard = {};
  double level = 0.95;
};

struct Estimate {
  double value = 0, std_error = 0;
  double conf_low = 0, conf_high = 0;
};

/// One way of updating, estimated.
struct UpdatedScore {
  Update update = Update::original;
  std::size_t parameters = 0;          ///< estimated, the baseline hazard not counted
  double log_likelihood = 0;           ///< comparable within its family only
  std::optional<Estimate> log_factor;  ///< of the baseline hazard: ln of the constant
  std::optional<Estimate> slope;       ///< of the score
  /// Of a refit, by term: what multiplies its points; empty of a term that everybody has alike,
  /// which stays as it is.
  std::vector<std::optional<Estimate>> factors;
};

/// 2 (l_to - l_from), chi-squared with as many degrees of freedom as `to` has parameters more.
struct UpdateTest {
  Update from = Update::original, to = Update::refit;
  double statistic = 0, df = 0, p = 1;
};

/// Updates of one likelihood, from the least to the most.
struct UpdateFamily {
  std::vector<UpdatedScore> scores;
  std::vector<UpdateTest> steps;       ///< each against the one before it
  std::vector<UpdateTest> to_largest;  ///< each but the last against the last: the closed test
  Update chosen = Update::original;    ///< by the closed test
  std::string undefined;               ///< why there is none, or no refit

  const UpdatedScore* find(Update update) const;
};

struct ModelUpdates {
  std::size_t n = 0, events = 0;
  std::optional<double> expected;  ///< events by the baseline hazard, as it is
  /// The baseline hazard kept but for a constant: original, in the large, slope, refit.
  std::optional<UpdateFamily> kept_baseline;
  /// The baseline hazard estimated anew: baseline, slope and baseline, refit.
  UpdateFamily new_baseline;
};

/// With H_i the baseline hazard that patient i has passed through, d_i the event and x_i the terms:
///  - baseline kept: l = sum d_i eta_i - sum H_i exp(eta_i), the likelihood of the times of a
///    baseline hazard known up to a constant, and of a Poisson regression with offset ln H_i:
///    eta = sum x (original), a + sum x, a + b sum x, a + sum_k m_k x_k
///  - baseline anew: Cox's partial likelihood (Efron's ties) of sum x as an offset, b sum x, and
///    sum_k m_k x_k.
/// The closed test goes from the smallest to the largest and takes the first that the largest does
/// not beat with p < `alpha`: a family-wise error of alpha in keeping what is right. Where a score
/// has one term only, slope and refit are the same, and the refit is left out.
/// Problems: accuracy.no_rows, accuracy.no_events; accuracy.update where the score does not vary.
/// A refit without a maximum is left out, `undefined` says why. Cost O(n p^2) per iteration.
/// Source: [vanHouwelingen2000], [Vergouwe2017] (closed test), [Crowson2016] (Poisson).
/// Right by: reference/accuracy/model_update (R's glm and coxph), unit/accuracy/model_update.
Result<ModelUpdates> model_updates(const UpdateData& data, double alpha = 0.05);

}  // namespace venscope::accuracy
