/// A line below a figure that goes with it wherever it is copied.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string_view>

namespace venscope::report {

/// Adds the text below the drawing, at its right, and to what a screen reader says.
void stamp(Scene& scene, std::string_view text);

}  // namespace venscope::report
