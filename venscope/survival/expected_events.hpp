/// Expected events of groups and their variance, summed over event times.
#pragma once

#include "venscope/survival/column_kernels.hpp"
#include "venscope/survival/log_rank.hpp"

#include <cstddef>
#include <iterator>
#include <vector>

namespace venscope::survival {

/// The sums of log_rank.hpp, some hundred event times together: with w d / n and its like of each
/// time as columns beside those at risk, all sums are products of columns. Blocks of event times
/// are added up in their order.
/// Right by: twins/survival/log_rank, reference/survival/log_rank (R).
class ExpectedEvents {
public:
  /// Event times of a block.
  static constexpr std::size_t block = ColumnKernels::rows_together;

  explicit ExpectedEvents(std::size_t groups);
  ExpectedEvents(ExpectedEvents&&) = default;  // a copy would point into the first one's columns

  /// The next event time: n at risk, d events, those at risk of all groups, the time's weight w. A
  /// time without events adds nothing.
  template <class GroupRisk>
  void add(double n, double d, const GroupRisk& group_risk, double w = 1.0) {
    const std::size_t groups = std::size(group_risk);
#pragma GCC unroll 4
    for (std::size_t g = 0; g < groups; ++g) risk_[g * stride + used_] = group_risk[g];
    n_[used_] = n;
    right_[used_] = w * d;
    right_[stride + used_] = w * w * d * (n - d);
    used_ += d > 0.0;
    if (used_ == block) flush();
  }
  /// Once, at the end: adds the sums to those of the test.
  void finish(LogRank& test);

private:
  // Columns a power of two apart would share few lines of the nearest cache.
  static constexpr std::size_t stride = block + 8;

  void flush();

  std::size_t groups_, used_ = 0;
  double n_[block] = {};
  std::vector<double> risk_, right_;
  std::vector<const double*> risk_at_, right_at_;
  std::vector<double> sums_;  ///< of all blocks, one after the other
};

}  // namespace venscope::survival
