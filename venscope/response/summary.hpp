/// What is said of one variable in one group.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace venscope::response {

/// Arithmetic mean in two passes: the second takes up what rounding lost in the first.
double mean(std::span<const double> values);
/// Sum of squared deviations from `centre`, corrected for the rounding of `centre`.
double squared_deviations(std::span<const double> values, double centre);

/// NaN counts as missing. Everything is absent where nobody has a value, sd also where one has.
struct Summary {
  std::size_t n = 0;
  std::size_t n_missing = 0;
  std::optional<double> mean, sd;
  std::optional<double> low, q1, median, q3, high;  ///< low, high: the range
};

/// O(n log n). Right by: by_hand/response, reference/response/values (R mean, sd, quantile).
Summary summarise(std::span<const double> values);

}  // namespace venscope::response
