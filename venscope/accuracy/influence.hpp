/// Standard errors and comparisons through the influence of each row on an estimate.
#pragma once

#include <optional>
#include <span>

namespace venscope::accuracy {

/// The standard error of an estimate from the influence of each of the n rows (n times what the row
/// does to it, to first order): their standard deviation over the square root of n. 0 of one row.
double std_error_of_influence(std::span<const double> influence);

/// An estimate of one model minus that of another on the same rows at the same time.
struct PairedDifference {
  double time = 0;
  double difference = 0;
  double std_error = 0;
  double conf_low = 0, conf_high = 0;
  std::optional<double> z, p;  ///< empty where the standard error is 0
};

PairedDifference paired_difference(double first, std::span<const double> first_influence,
                                   double second, std::span<const double> second_influence,
                                   double level);

/// Of two results that have time, influence and the estimate `value`; nothing where one of them is
/// undefined or without influence, or where they are not of the same rows and time.
template <class Estimate>
std::optional<PairedDifference> difference_of(const Estimate& first, const Estimate& second,
                                              std::optional<double> Estimate::*value,
                                              double level = 0.95) {
  if (!(first.*value) || !(second.*value) || first.influence.empty() || first.time != second.time ||
      first.influence.size() != second.influence.size())
    return {};
  PairedDifference result = paired_difference(*(first.*value), first.influence, *(second.*value),
                                              second.influence, level);
  result.time = first.time;
  return result;
}

}  // namespace venscope::accuracy
