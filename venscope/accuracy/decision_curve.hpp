/// Is a model worth acting on: net benefit over thresholds of the predicted risk.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::accuracy {

struct DecisionOptions {
  std::size_t resamples = 0;  ///< of the bootstrap behind the intervals; 0 for none
  std::uint64_t seed = 1;
  unsigned threads = 1;
  double level = 0.95;
};

/// Empty where the follow-up of those above the threshold ends before the time.
struct NetBenefit {
  std::optional<double> estimate, conf_low, conf_high;
};

struct DecisionPoint {
  double threshold = 0;
  std::size_t positive = 0;  ///< rows whose risk is at least the threshold
  NetBenefit model, treat_all;
  NetBenefit advantage;  ///< of the model over the better of treating all and none
};

struct DecisionCurve {
  double time = 0;
  DecisionOptions options;
  std::vector<DecisionPoint> points;
  std::string undefined;  ///< why there are none
};

/// NB(c) = (1 - S_c(t)) p_c - S_c(t) p_c c / (1 - c): true minus false positives per patient, a
/// false one counted by the odds of the threshold. p_c is the share of rows with risk >= c, S_c(t)
/// their survival by Kaplan-Meier. Treating nobody has 0; `treat_all` is NB with everyone positive.
/// Intervals: percentiles (type 7) over resamples of the rows, the risks taken as given; resample b
/// draws from RandomStream(seed, "decision curve", b), so that two models with the same seed are
/// judged on the same resamples. In a resample a curve that ends early is carried on.
/// `thresholds` lie in (0, 1). Problems: accuracy.risk, accuracy.threshold, accuracy.no_rows,
/// accuracy.delayed_entry. Cost O(n k) for k thresholds, each resample as much.
/// Source: [Vickers2006], [Vickers2008]; docs/methods/decision-curve.md. Right by:
/// reference/accuracy/calibration (R's survfit), laws/accuracy/decision_curve,
/// unit/accuracy/decision_curve.
Result<DecisionCurve> decision_curve(const endpoint::Outcomes& outcomes,
                                     std::span<const double> risk, double time,
                                     std::span<const double> thresholds,
                                     const DecisionOptions& options = {});

}  // namespace venscope::accuracy
