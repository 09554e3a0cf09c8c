/// Cells of estimates that compare two arms.
#pragma once

#include "venscope/report/table.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/survival/contrast.hpp"
#include "venscope/survival/cox.hpp"

#include <string>

namespace venscope::study {

/// A dash where it is undefined.
std::string shown(double value, int decimals);

/// A difference with its interval; `scale` 100 for percentage points.
report::Cell difference_cell(const survival::Contrast& contrast, double scale, int decimals);
report::Cell ratio_cell(const survival::Contrast& contrast);

/// A dash where the ratio runs off.
report::Cell hazard_cell(const survival::CoxTerm& term);

}  // namespace venscope::study
