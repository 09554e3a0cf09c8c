/// Concordant and discordant pairs of two variables, the second of which may be censored.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::expression {

/// Pairs of observations. A pair is comparable where it is known which y is the larger: both
/// observed and different, or the smaller observed and the other censored at that value or later.
struct PairCounts {
  double concordant = 0, discordant = 0;
  double tied_x = 0;     ///< comparable, the same x
  double tied_y = 0;     ///< both observed at the same y, x different
  double tied_both = 0;  ///< … the same x too
  double comparable() const { return concordant + discordant + tied_x; }
};

/// Kendall's correlation and what follows from the pairs.
struct Kendall {
  PairCounts pairs;
  double tau = 0;        ///< (C - D) / sqrt((C + D + Tx) (C + D + Ty)): tau-b
  double std_error = 0;  ///< of tau, by the infinitesimal jackknife; no null hypothesis
  double score = 0;      ///< C - D
  double variance = 0;   ///< of C - D over all permutations of x against y
  double somers_d = 0;   ///< (C - D) / (C + D + Tx)
  double somers_error = 0;
};

/// y as it is needed for one x after another.
class KendallAgainst {
public:
  /// `observed[i]` is 0 where y is censored: known to be y or more. Empty: all observed.
  KendallAgainst(std::span<const double> y, std::span<const std::uint8_t> observed);
  /// O(n log n). NaN where x or y does not vary, or no pair is comparable.
  Kendall of(std::span<const double> x) const;

private:
  struct Sweep;
  std::vector<std::uint32_t> order_;        ///< by y, the observed before the censored at one value
  std::vector<std::size_t> start_;          ///< of each group of equal y; and the end
  std::vector<std::size_t> censored_from_;  ///< in each group, where the censored begin
  double rows_ = 0, squares_ = 0;           ///< sums of b_i.^2 and of b_ij^2
};

}  // namespace venscope::expression
