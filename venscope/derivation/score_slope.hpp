/// The Cox model of a score alone.
#pragma once

#include "venscope/derivation/ranked_scores.hpp"
#include "venscope/survival/cox.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace venscope::derivation {

/// The risk sets of a sample, laid out for many scores: rows in the order in which they join, those
/// that die last in their tied set, so that sums over a risk set are running sums over the rows.
class DeathOrder {
public:
  DeathOrder(const Sample& sample, survival::Ties ties);

  /// The coefficient of the score in a Cox model of the sample: its calibration slope. Newton's
  /// method from 1, which a score has in its own sample but for rounding, and from 0 where that
  /// does not get there. Nothing where there is no estimate. Rows with the same score share an exp.
  /// Cost O(n) a step.
  /// Right by: twins/derivation/performance (survival::cox; SampleLikelihood).
  std::optional<double> slope(const RankedScores& scores) const;

private:
  friend class ScoreLikelihood;
  /// One death: its denominator is the sum over the first `rest` rows, which outlive the time, and
  /// `left` of those from there to `all`.
  struct Death {
    std::uint32_t rest, all;
    double left;
  };
  std::vector<std::uint32_t> row_;
  std::vector<double> copies_, deaths_;  ///< in that order
  std::vector<Death> death_;
};

}  // namespace venscope::derivation
