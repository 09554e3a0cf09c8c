/// The counts of curves.
#pragma once

#include "venscope/survival/kaplan_meier_curve.hpp"
#include "venscope/survival/whole_counts.hpp"

#include <vector>

namespace venscope::survival {

/// What each group's curve keeps: its own times, those at risk and the events. `threads` change
/// nothing but the time. Right by: twins/survival/whole_counts.
std::vector<LargeVector<KaplanMeierCurve::Count>> curve_counts(const WholeCounts& counts,
                                                               unsigned threads);

}  // namespace venscope::survival
