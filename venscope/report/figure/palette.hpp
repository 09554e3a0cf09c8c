/// The colours behind the tones, for light and dark paper.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <string_view>

namespace venscope::report {

struct Shade {
  std::string_view name;   ///< "ink", "series-1": class names and CSS variables
  std::string_view light;  ///< "#rrggbb"
  std::string_view dark;
};

/// Okabe and Ito's colours for colour-blind readers, darkened where needed so that each has a
/// contrast of at least 3:1 with the paper (unit/report/palette checks it).
const Shade& shade(Tone tone);

/// CSS that lets figures inside a page follow the reader's colour scheme.
std::string figure_css();

}  // namespace venscope::report
