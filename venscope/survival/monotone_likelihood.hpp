/// Whether a partial likelihood has a maximum, told exactly.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/newton.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

/// A partial likelihood is monotone along a direction d of beta, and has no maximum, if whoever
/// dies has at least the largest d'x of those at risk (exact ties: all who die at least the d'x of
/// all who do not), and somewhere more. Without such a direction there is one finite maximum.
/// Rows of weight 0 are not there. Directions are on the scale of the sorted design, of which
/// only centre and scale are used. A difference below 1e-8 of the largest is taken for rounding.
/// Cost: O(n log n), and O(n p) for each direction looked at.
/// Source: [Bryson1981], [Heinze2001].
/// Right by: twins/survival/monotone_likelihood (all extreme rays in whole numbers),
/// unit/survival/cox_trouble.
class MonotoneLikelihood {
public:
  MonotoneLikelihood(const CoxData& data, const SortedDesign& design, Ties ties);

  bool along(std::span<const double> direction) const;

  /// The direction of this kind that is nearest to where Newton's method was going; empty where
  /// there is none. All of them are a cone. A step is projected on it, measured by the information
  /// at the start: the active constraints, differences of one who dies and one at risk, are found
  /// one by one, each the worst that a walk through the risk sets shows. Of the first step the
  /// projection is 0 only if the cone is empty, because a monotone likelihood rises from the start
  /// on; so it is taken where the last step shows nothing. A few walks more than there are columns.
  std::vector<double> direction(const NewtonOutcome& outcome) const;

private:
  /// By how much the d'x of one who dies exceeds that of one at risk.
  struct Difference {
    double value = 0;
    std::uint32_t dead = 0, other = 0;  ///< rows
  };
  struct Walk {
    Difference least;
    double largest = 0;
    bool monotone() const { return largest > 0 && -least.value <= 1e-8 * largest; }
  };
  class Metric;
  class AtRisk;
  Walk walk(std::span<const double> direction) const;
  void walk_stratum(const RiskOrder::Stratum& stratum, std::span<const double> value,
                    Walk& out) const;
  std::vector<double> difference(const Difference& of) const;
  std::vector<double> projected(const Metric& metric, std::vector<double> start) const;
  void add_columns(const Metric& metric, const NewtonOutcome& outcome,
                   std::vector<double>& direction) const;

  const CoxData& data_;
  const SortedDesign& design_;
  bool exact_ = false;
  std::optional<RiskOrder> order_;  ///< empty where intervals are; then nothing is monotone
};

/// How far a direction moves each column, by its own information, next to the one moved farthest.
std::vector<double> moves_of(const Cholesky& information, std::span<const double> direction);

}  // namespace venscope::survival
