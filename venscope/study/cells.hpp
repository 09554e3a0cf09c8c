/// Cells of tables that several kinds of analysis share.
#pragma once

#include "venscope/report/table.hpp"

#include <cstddef>
#include <optional>

namespace venscope::study {

report::Cell count_cell(std::size_t n);

/// A dash where there is none, or it is not finite.
report::Cell p_cell(double p);
report::Cell p_cell(std::optional<double> p);

/// A dash where there is no number.
report::Cell number_cell(std::optional<double> value, int decimals);

/// "0.64 (0.58–0.70)", the number alone where its interval is not known; three numbers behind it.
report::Cell interval_cell(std::optional<double> value, std::optional<double> low,
                           std::optional<double> high, int decimals = 2);

}  // namespace venscope::study
