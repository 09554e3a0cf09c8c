#include "venscope/expression/lowess.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::expression {
namespace {

double square(double x) {
  return x * x;
}
double cube(double x) {
  return x * x * x;
}

class Smooth {
public:
  Smooth(std::span<const double> x, std::span<const double> y, const LowessOptions& options)
      : x_(x), y_(y), n_(x.size()), fitted_(n_), weight_(n_), robustness_(n_, 1.0) {
    const double wanted = std::floor(options.span * static_cast<double>(n_) + 1e-7);
    near_ =
        std::max<std::size_t>(2, std::min(n_, static_cast<std::size_t>(std::fmax(0.0, wanted))));
    range_ = x.back() - x.front();
  }

  std::vector<double> run(std::size_t iterations) {
    for (std::size_t iteration = 0;; ++iteration) {
      pass(iteration > 0);
      if (iteration == iterations || !reweight()) return std::move(fitted_);
    }
  }

private:
  /// One sweep along x; what lies close behind a fitted point is interpolated.
  void pass(bool robust) {
    const double delta = 0.01 * range_;
    std::size_t left = 0, right = near_ - 1, i = 0, last = 0;
    bool any = false;
    while (true) {
      while (right + 1 < n_ && x_[i] - x_[left] > x_[right + 1] - x_[i]) ++left, ++right;
      if (!local_line(x_[i], left, right, robust, fitted_[i])) fitted_[i] = y_[i];
      if (any && last + 1 < i) {
        const double width = x_[i] - x_[last];
        for (std::size_t j = last + 1; j < i; ++j) {
          const double share = (x_[j] - x_[last]) / width;
          fitted_[j] = share * fitted_[i] + (1.0 - share) * fitted_[last];
        }
      }
      any = true;
      last = i;
      const double cut = x_[last] + delta;
      for (i = last + 1; i < n_ && x_[i] <= cut; ++i)
        if (x_[i] == x_[last]) {
          fitted_[i] = fitted_[last];
          last = i;
        }
      if (last + 1 >= n_) return;
      i = std::max(last + 1, i - 1);
    }
  }

  bool local_line(double at, std::size_t left, std::size_t right, bool robust, double& value) {
    const double width = std::fmax(at - x_[left], x_[right] - at);
    const double inner = 0.001 * width, outer = 0.999 * width;
    double total = 0.0;
    std::size_t end = left;
    // Beyond `right` too, where x is tied.
    for (; end < n_; ++end) {
      const double distance = std::fabs(x_[end] - at);
      weight_[end] = 0.0;
      if (distance <= outer) {
        weight_[end] = distance > inner ? cube(1.0 - cube(distance / width)) : 1.0;
        if (robust) weight_[end] *= robustness_[end];
        total += weight_[end];
      } else if (x_[end] > at) {
        break;
      }
    }
    if (!(total > 0.0)) return false;
    for (std::size_t j = left; j < end; ++j) weight_[j] /= total;
    if (width > 0.0) {
      double mean = 0.0, variance = 0.0;
      for (std::size_t j = left; j < end; ++j) mean += weight_[j] * x_[j];
      for (std::size_t j = left; j < end; ++j) variance += weight_[j] * square(x_[j] - mean);
      if (std::sqrt(variance) > 0.001 * range_) {  // else the slope means nothing
        const double slope = (at - mean) / variance;
        for (std::size_t j = left; j < end; ++j) weight_[j] *= slope * (x_[j] - mean) + 1.0;
      }
    }
    value = 0.0;
    for (std::size_t j = left; j < end; ++j) value += weight_[j] * y_[j];
    return true;
  }

  /// Bisquare weights of the residuals; false where all are as good as zero.
  bool reweight() {
    double mean = 0.0;
    for (std::size_t i = 0; i < n_; ++i) {
      robustness_[i] = std::fabs(y_[i] - fitted_[i]);
      mean += robustness_[i];
    }
    mean /= static_cast<double>(n_);
    std::vector<double> sizes = robustness_;
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(n_ / 2);
    std::nth_element(sizes.begin(), middle, sizes.end());
    double six_medians = 6.0 * *middle;
    if (n_ % 2 == 0) six_medians = 3.0 * (*middle + *std::max_element(sizes.begin(), middle));
    if (six_medians < 1e-7 * mean) return false;
    for (double& r : robustness_)
      r = r <= 0.001 * six_medians   ? 1.0
          : r <= 0.999 * six_medians ? square(1.0 - square(r / six_medians))
                                     : 0.0;
    return true;
  }

  std::span<const double> x_, y_;
  std::size_t n_, near_ = 2;
  double range_ = 0;
  std::vector<double> fitted_, weight_, robustness_;
};

}  // namespace

std::vector<double> lowess(std::span<const double> x, std::span<const double> y,
                           const LowessOptions& options) {
  if (x.size() < 2) return {y.begin(), y.end()};
  return Smooth(x, y, options).run(options.iterations);
}

}  // namespace venscope::expression
