/// Curves that have lost a plateau: what a log-logistic curve becomes as its IC50 leaves the doses.
#pragma once

#include "venscope/dose/dose_points.hpp"
#include "venscope/dose/plateaus.hpp"

namespace venscope::dose {

struct FarLimit {
  double squares;    ///< infinite where the form of the curve does not allow it
  double power = 0;  ///< above 0: the IC50 leaves upwards; below 0: downwards; 0: straight line
};

/// As log_ic50 goes to +-infinity with the unseen plateau, f becomes a + b dose^power, and as the
/// hill goes to 0, a + b ln dose. The least squares of those, over a, b and the power (a fixed
/// plateau is a; a limit on the unseen plateau forbids it, and a dose of 0 all but powers above 0).
FarLimit far_limit(const DosePoints& points, const PlateauLimits& limits, bool falling,
                   bool rising);

}  // namespace venscope::dose
