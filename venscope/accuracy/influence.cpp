#include "venscope/accuracy/influence.hpp"

#include "venscope/base/distributions.hpp"

#include <cmath>
#include <vector>

namespace venscope::accuracy {

double std_error_of_influence(std::span<const double> influence) {
  if (influence.size() < 2) return 0;
  const auto n = static_cast<double>(influence.size());
  double mean = 0, squares = 0;
  for (const double value : influence) mean += value / n;
  for (const double value : influence) squares += (value - mean) * (value - mean);
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
