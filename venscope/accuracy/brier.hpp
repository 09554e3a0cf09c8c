/// The Brier score of predicted risks at a time, and what it explains.
#pragma once

#include "venscope/accuracy/influence.hpp"
#include "venscope/accuracy/inverse_censoring.hpp"
#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::accuracy {

struct BrierOptions {
  std::int32_t cause = 1;  ///< the event of interest; after another cause the event cannot come
  double level = 0.95;
};

/// At one time; empty where `undefined` says why. Limits of the Brier score lie within 0 … 1.
struct Brier {
  double time = 0;
  std::optional<double> brier, std_error, conf_low, conf_high;
  std::optional<double> null_brier;  ///< of everyone at the Kaplan-Meier (Aalen-Johansen) risk
  /// Index of prediction accuracy, 1 - brier / null_brier; empty where null_brier is 0.
  std::optional<double> ipa, ipa_std_error, ipa_low, ipa_high;
  std::vector<double> influence;  ///< on `brier`, by row
  std::string undefined;
};

/// (1/n) sum_i w_i (D_i - risk_i)^2, D_i = 1 after the event by `time` and 0 otherwise, w_i the
/// weights of inverse_censoring.hpp. Standard errors from the influence of each row, that of
/// estimating G included; that of the null risk on the IPA is 0 to first order, because this risk
/// minimises the null score. Problem: accuracy.risk, where a risk is not in 0 … 1. Cost O(n) for
/// each time and model once InverseCensoring is made.
/// Source: [Graf1999], [Gerds2006], [Kattan2018] (IPA); docs/methods/brier.md.
/// Right by: reference/accuracy/brier (riskRegression's Score), laws/accuracy/brier (bootstrap),
/// unit/accuracy/brier.
Result<Brier> brier(const InverseCensoring& censoring, std::span<const double> risk, double time,
                    const BrierOptions& options = {});
Result<Brier> brier(const endpoint::Outcomes& outcomes, std::span<const double> risk, double time,
                    const BrierOptions& options = {});

/// first minus second, of two models on the same rows. Right by: reference/accuracy/brier (Score).
std::optional<PairedDifference> brier_difference(const Brier& first, const Brier& second,
                                                 double level = 0.95);

struct IntegratedBrier {
  double horizon = 0;  ///< the last time
  std::optional<double> brier, std_error, conf_low, conf_high;
  std::optional<double> null_brier, ipa;
  std::vector<Brier> times;
  std::string undefined;
};

/// (1/t_k) sum_{j < k} B(t_j) (t_{j+1} - t_j) over ascending times t_1 … t_k, B(0) = 0 up to t_1:
/// the area under the score as a step function, as riskRegression's Score (IBS) and pec's crps have
/// it. The finer the times the nearer the integral. `risk` is n x k, one column per time. Empty
/// where the score is undefined at one of the times. Right by: reference/accuracy/brier (Score).
Result<IntegratedBrier> integrated_brier(const endpoint::Outcomes& outcomes, const Matrix& risk,
                                         std::span<const double> times,
                                         const BrierOptions& options = {});

}  // namespace venscope::accuracy
