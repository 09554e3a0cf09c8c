/// The risk sets of a subdistribution: who had a competing event stays in, with falling weight.
#pragma once

#include "venscope/survival/partial_likelihood.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// What each tied set of a RiskOrder is for the censoring distribution.
struct CensoringWeights {
  std::vector<double> before;          ///< G(t-) by tied set
  std::vector<std::uint32_t> at_risk;  ///< rows with time >= t
  std::vector<std::uint32_t> censored;
};

/// `competing` by position. Events come before censorings. Cost O(n).
CensoringWeights censoring_weights(const RiskOrder& order, std::span<const std::uint8_t> competing);

/// One time with an event of the cause.
struct SubdistributionTime {
  std::uint32_t set = 0;  ///< index into RiskOrder::sets
  std::uint32_t events = 0;
  double g = 1;     ///< G(t-)
  double risk = 0;  ///< S0, of exp(eta - shift of the stratum)
};

/// Every time with an event, in the order of RiskOrder::sets (by stratum, the latest first).
struct SubdistributionSums {
  std::vector<SubdistributionTime> times;
  std::vector<double> mean;      ///< S1 / S0: times x columns, row by row
  std::vector<double> relative;  ///< by position: exp(eta - shift)
  std::vector<double> shift;     ///< by stratum: its largest eta
};

/// The sums of one data set at any number of betas. Keeps references to what it is made from.
class Subdistribution {
public:
  /// `competing` by position: rows that ended with another cause.
  Subdistribution(const RiskOrder& order, const SortedDesign& design,
                  std::vector<std::uint8_t> competing);

  SubdistributionSums sums(std::span<const double> beta) const;
  /// The pseudo-likelihood; the information by one weighted cross product of the design, never by
  /// second moments of single risk sets.
  void evaluate(std::span<const double> beta, Likelihood& out) const;
  /// Score residuals by position, row by row: eta_i + psi_i of fine_gray.hpp.
  std::vector<double> residuals(std::span<const double> beta) const;

  const CensoringWeights& censoring() const { return censoring_; }
  bool competing(std::size_t position) const { return competing_[position] != 0; }

private:
  struct Lived;
  void add_earlier(const RiskOrder::Stratum& stratum, SubdistributionSums& sums) const;
  void add_at_risk(const RiskOrder::Stratum& stratum, SubdistributionSums& sums) const;
  Lived lived(const RiskOrder::Stratum& stratum, const SubdistributionSums& sums) const;
  void add_censoring(const RiskOrder::Stratum& stratum, const SubdistributionSums& sums,
                     const Lived& lived, std::vector<double>& residuals) const;

  const RiskOrder& order_;
  const SortedDesign& design_;
  std::vector<std::uint8_t> competing_;
  CensoringWeights censoring_;
  std::vector<std::uint32_t> time_of_set_;  ///< index into SubdistributionSums::times, or none
  std::vector<SubdistributionTime> times_;  ///< without the sums
};

}  // namespace venscope::survival
