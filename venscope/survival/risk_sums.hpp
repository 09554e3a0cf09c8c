/// Sums over the risk sets of a fitted model, kept for every time with an event: what residuals,
/// robust variance and the baseline hazard are made of.
#pragma once

#include "venscope/survival/partial_likelihood.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// One time with an event in one stratum. All sums are of exp(eta - shift); one shift serves a
/// stratum with delayed entry, otherwise it falls from the earliest time to the latest.
struct EventTime {
  std::uint32_t set = 0;      ///< index into RiskOrder::sets
  std::uint32_t stratum = 0;  ///< index into RiskOrder::strata
  double shift = 0;
  double risk = 0;         ///< S0
  double risk_dead = 0;    ///< D0
  double weight_dead = 0;  ///< sum of the weights of the dying
  std::size_t deaths = 0;  ///< rows that die here with a weight above 0
  TiedSums tied;
};

/// `times` are in the order of RiskOrder::sets: by stratum, the latest first.
struct RiskSums {
  std::vector<EventTime> times;
  std::vector<double> relative;  ///< by position: exp(eta - shift of its tied set)
  std::vector<double> shift;     ///< by tied set
  std::size_t columns = 0;
  std::vector<double> s1, d1;  ///< times x columns, row by row: S1 and D1

  const double* risk_moment(std::size_t time) const { return s1.data() + time * columns; }
  const double* dead_moment(std::size_t time) const { return d1.data() + time * columns; }
};

/// One pass over the positions, O(n p). `eta` is by position. With `moments` false S1 and D1 are
/// left out and `columns` is 0.
RiskSums risk_sums(const RiskOrder& order, const SortedDesign& design, std::span<const double> eta,
                   bool efron, bool moments);

/// eta by position at `beta` (of the sorted design's scale).
std::vector<double> eta_of(const SortedDesign& design, std::span<const double> beta);

/// Per position: exp(eta) times the hazard lived through, Efron's deaths spared their share. Each
/// time's hazard is multiplied by its `time_weight` (empty: 1), in the order of RiskSums::times.
/// With a time weight of 1: the expected number of events, delta less the martingale residual.
std::vector<double> lived_by_position(const RiskOrder& order, const RiskSums& sums,
                                      std::span<const double> time_weight = {});

/// Per position (row by row): the contribution of the row to the score,
///   delta (x - mean) - sum over the times at risk of exp(eta) (x - m_k) w / D_k,
/// unweighted, on the scale of the sorted design. Needs the moments.
std::vector<double> score_by_position(const RiskOrder& order, const SortedDesign& design,
                                      const RiskSums& sums);

}  // namespace venscope::survival
