/// Each kind of kinds(), made in the file of its name.
#pragma once

#include "venscope/study/kind.hpp"

namespace venscope::study {

Kind compare_kind();
Kind response_kind();

}  // namespace venscope::study
