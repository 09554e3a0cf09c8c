/// Each kind of kinds(), made in the file of its name.
#pragma once

#include "venscope/study/kind.hpp"

namespace venscope::study {

Kind calibration_kind();
Kind compare_kind();
Kind decision_kind();
Kind response_kind();
Kind roc_kind();

}  // namespace venscope::study
