#include "venscope/assay/scale.hpp"

#include <cmath>
#include <limits>

namespace venscope::assay {

double on_scale(double value, Scale scale, double whole) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  switch (scale) {
    case Scale::identity:
      return value;
    case Scale::log:
      return value > 0.0 ? std::log(value) : none;
    case Scale::logit:
      return value > 0.0 && value < whole ? std::log(value / (whole - value)) : none;
  }
  return none;
}

double from_scale(double scaled, Scale scale, double whole) {
  switch (scale) {
    case Scale::identity:
      return scaled;
    case Scale::log:
      return std::exp(scaled);
    case Scale::logit:
      return whole / (1.0 + std::exp(-scaled));
  }
  return scaled;
}

}  // namespace venscope::assay
