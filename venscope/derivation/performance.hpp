/// How well a score does in a sample: the numbers that a bootstrap corrects.
#pragma once

#include "venscope/derivation/deriver.hpp"
#include "venscope/derivation/score_slope.hpp"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace venscope::derivation {

/// A rule with what it predicts: S(t) = S0(t)^exp(score).
struct Predictor {
  Rule rule;
  double hazard = 0;  ///< cumulative baseline hazard at the horizon, from the sample it was made in
  /// The risk of the event by the horizon.
  double risk(double score) const;
};

/// With the baseline hazard of the sample, at the rounded points.
Predictor predictor_of(const Rule& rule, const Sample& sample, survival::Ties ties, double horizon);

/// The horizon is one of the validation. What is undefined is empty.
struct Performance {
  std::optional<double> concordance;  ///< Harrell's C; 0.5 where everybody scores the same
  /// Calibration slope: the coefficient of the score in a Cox model of the sample.
  std::optional<double> slope;
  /// Observed over expected events by the horizon: 1 - S(horizon) by Kaplan-Meier over the mean
  /// predicted risk.
  std::optional<double> observed_expected;
  std::optional<double> auc;    ///< cumulative/dynamic, at the horizon, by IPCW
  std::optional<double> brier;  ///< of the predicted risk at the horizon, by IPCW
  std::optional<double> ipa;    ///< 1 - Brier / Brier of the Kaplan-Meier estimate for everybody
};

/// The indices by number, for tables and sums over resamples.
inline constexpr std::size_t index_count = 6;
struct IndexName {
  const char* id;
  const char* label;
  bool one_by_construction = false;  ///< about 1 in the sample that the score was made in
};
extern const std::array<IndexName, index_count> index_names;

/// By number: what is to be worked out. Those at the horizon come together.
using Wanted = std::array<bool, index_count>;
inline constexpr Wanted every_index{true, true, true, true, true, true};
inline bool wants_slope(const Wanted& wanted) {
  return wanted[1];
}
inline bool wants_horizon(const Wanted& wanted) {
  return wanted[2] || wanted[3] || wanted[4] || wanted[5];
}
std::array<std::optional<double>, index_count> indices_of(const Performance& performance);

/// A sample in which predictors are judged, with what does not hang on them. `sample` must outlive
/// it. IPCW: an event by the horizon weighs 1 / G(T-), a row beyond it 1 / G(horizon), G the
/// Kaplan-Meier estimate of being uncensored, events before censorings at a tie.
/// Cost O(n log q) a predictor, for q distinct scores.
/// Right by: twins/derivation/performance (accuracy::harrell, survival::cox, all pairs),
/// reference/derivation/optimism (R: survival::concordance, coxph; riskRegression's Score).
class Judge {
public:
  /// What is not wanted stays empty, and costs nothing.
  Judge(const Sample& sample, survival::Ties ties, double horizon,
        const Wanted& wanted = every_index);
  Performance performance(const Predictor& predictor) const;
  /// The same where the scores of the sample are known already.
  Performance performance(const Predictor& predictor, const RankedScores& scores) const;

private:
  struct Groups;
  Groups groups(const RankedScores& scores) const;
  void at_horizon(const Predictor& predictor, const RankedScores& scores,
                  Performance& result) const;

  void weigh(double horizon);

  const Sample& sample_;
  Wanted wanted_;
  std::optional<DeathOrder> deaths_;  ///< where the slope is wanted
  double survival_ = 1;               ///< Kaplan-Meier at the horizon
  bool known_ = true;                 ///< somebody was observed that long
  std::vector<double> weight_;        ///< by row: copies over G; 0 where censored by the horizon
  std::uint32_t beyond_ = 0;          ///< rows, the first ones, that were observed longer
};

/// One predictor in one sample.
Performance performance(const Predictor& predictor, const Sample& sample, survival::Ties ties,
                        double horizon);

}  // namespace venscope::derivation
