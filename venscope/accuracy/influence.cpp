#include "venscope/accuracy/influence.hpp"

#include "venscope/base/distributions.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace venscope::accuracy {

namespace {

/// Four sums side by side: one alone would wait for each of its additions.
template <class Of>
double sum_over(std::span<const double> values, Of of) {
  std::array<double, 4> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= values.size(); i += sums.size())
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += of(values[i + k]);
  for (std::size_t k = 0; i < values.size(); ++i, ++k) sums[k] += of(values[i]);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

double std_error_of_influence(std::span<const double> influence) {
  if (influence.size() < 2) return 0;
  const auto n = static_cast<double>(influence.size());
  const double mean = sum_over(influence, [](double value) { return value; }) / n;
  const double squares =
      sum_over(influence, [&](double value) { return (value - mean) * (value - mean); });
  return std::sqrt(squares / (n - 1) / n);
}

PairedDifference paired_difference(double first, std::span<const double> first_influence,
                                   double second, std::span<const double> second_influence,
                                   double level) {
  std::vector<double> influence(first_influence.begin(), first_influence.end());
  for (std::size_t i = 0; i < influence.size(); ++i) influence[i] -= second_influence[i];
  PairedDifference result;
  result.difference = first - second;
  result.std_error = std_error_of_influence(influence);
  const double margin = normal_quantile(0.5 + level / 2) * result.std_error;
  result.conf_low = result.difference - margin;
  result.conf_high = result.difference + margin;
  if (result.std_error > 0) {
    result.z = result.difference / result.std_error;
    result.p = normal_two_sided(*result.z);
  }
  return result;
}

}  // namespace venscope::accuracy
