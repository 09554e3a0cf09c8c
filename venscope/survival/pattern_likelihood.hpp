/// Cox's partial likelihood where few patterns of covariates meet few times: on counts, not rows.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/partial_likelihood.hpp"
#include "venscope/survival/pattern_cells.hpp"
#include "venscope/survival/pattern_codes.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

/// How the rows of a cohort are to be counted.
struct PatternPlan {
  PatternCodes codes;
  double first_day = 0;
  std::size_t days = 0;  ///< from the first to the last
};

/// Nothing where counting would not pay or does not apply: delayed entry, an offset, times that are
/// no whole numbers, columns of many values, many more cells of time and pattern than rows, values
/// that are not finite. Weights and events are not looked at. Cost O(n p).
std::optional<PatternPlan> pattern_plan(const CoxData& data, unsigned threads = 1);

/// The likelihood of PartialLikelihood, from three tables: of every time and pattern the weight at
/// risk and the weight that dies, of every time the number of deaths. Once they are counted an
/// evaluation does not see the rows any more: with m patterns, T times and p columns
///
///   S0(t) = sum_m R_tm e_m,  S1(t) = sum_m R_tm e_m x_m,  e_m = exp(eta_m),
///   sum_i r_i h_i x_i x_i' = sum_m (R' h - D' h_dead)_m e_m x_m x_m',
///
/// so that it costs O(T m p) and O(deaths) for Efron's ties. Sums at risk are counts, never running
/// sums of exponentials: nothing cancels.
/// Right by: twins/survival/pattern_likelihood (PartialLikelihood on the same rows).
class PatternLikelihood {
public:
  PatternLikelihood(const CoxData& data, PatternPlan plan, bool efron, unsigned threads = 1);

  void evaluate(std::span<const double> beta, Likelihood& out);

  /// Centres and scales as sorted_design() finds them, without the rows.
  const SortedDesign& design() const { return design_; }
  std::size_t rows() const { return rows_; }  ///< of positive weight
  double events() const { return events_; }   ///< among them, unweighted
  /// (x - means) coef of every row.
  std::vector<double> linear_predictor(std::span<const double> means, std::span<const double> coef,
                                       unsigned threads = 1) const;

private:
  std::size_t times() const { return deaths_.size(); }
  void take_times(const PatternCells& cells, std::span<const std::size_t> kept);
  void take_columns(const Matrix& design, std::span<const std::size_t> kept);

  bool efron_ = true;
  PatternCodes codes_;
  SortedDesign design_;
  std::size_t rows_ = 0, patterns_ = 0;
  double events_ = 0;
  std::vector<double> x_;                   ///< patterns x columns, column by column, scaled
  std::vector<double> total_, total_dead_;  ///< weight by pattern, all and dying
  std::vector<double> at_risk_, dying_;     ///< times x patterns, row by row
  // By time, of those with a death.
  std::vector<std::uint32_t> deaths_;
  std::vector<double> weight_dead_;
};

}  // namespace venscope::survival
