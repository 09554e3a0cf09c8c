/// Against what a null hypothesis is tested.
#pragma once

namespace venscope::response {

enum class Alternative {
  two_sided,
  less,     ///< the odds ratio is below 1; the first group tends to smaller values
  greater,  ///< the odds ratio is above 1; the first group tends to larger values
};

}  // namespace venscope::response
