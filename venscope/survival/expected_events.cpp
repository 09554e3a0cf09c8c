#include "venscope/survival/expected_events.hpp"

#include "venscope/survival/two_numbers.hpp"

#include <limits>

namespace venscope::survival {

ExpectedEvents::ExpectedEvents(std::size_t groups)
    : groups_(groups), risk_(groups * stride), right_((groups + 2) * stride) {
  for (std::size_t g = 0; g < groups; ++g) risk_at_.push_back(risk_.data() + g * stride);
  for (std::size_t c = 0; c < groups + 2; ++c) right_at_.push_back(right_.data() + c * stride);
}

void ExpectedEvents::flush() {
  const TwoNumbers none{}, infinity = none + std::numeric_limits<double>::infinity();
  double *hazard = right_.data(), *factor = hazard + stride;
  double share[block];
  // In twos: what stands behind the last is worked out and not used.
  for (std::size_t i = 0; i < used_; i += 2) {
    const TwoNumbers n = two_at(n_ + i), alone = n > 1.0 ? none : infinity;
    put_two(two_at(hazard + i) / n, hazard + i);
    const TwoNumbers of_time = two_at(factor + i) / (n * (n - 1.0) + alone);
    put_two(of_time, factor + i);
    put_two(of_time / n, share + i);
  }
  for (std::size_t g = 0; g < groups_; ++g) {
    const double* risk = risk_at_[g];
    double* out = right_.data() + (g + 2) * stride;
    for (std::size_t i = 0; i < used_; i += 2)
      put_two(two_at(share + i) * two_at(risk + i), out + i);
  }
  const std::size_t before = sums_.size();
  sums_.resize(before + groups_ * (groups_ + 2));
  column_kernels().products(risk_at_.data(), groups_, right_at_.data(), groups_ + 2, used_,
                            sums_.data() + before, groups_);
  used_ = 0;
}

void ExpectedEvents::finish(LogRank& test) {
  if (used_ > 0) flush();
  const std::size_t k = groups_;
  for (std::size_t at = 0; at < sums_.size(); at += k * (k + 2)) {
    const double* sums = sums_.data() + at;
    for (std::size_t g = 0; g < k; ++g) {
      test.groups[g].expected += sums[g];
      test.variance(g, g) += sums[k + g];
      for (std::size_t h = g; h < k; ++h) test.variance(h, g) -= sums[(g + 2) * k + h];
    }
  }
  for (std::size_t g = 0; g < k; ++g)
    for (std::size_t h = g + 1; h < k; ++h) test.variance(g, h) = test.variance(h, g);
}

}  // namespace venscope::survival
