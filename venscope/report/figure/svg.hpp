/// A scene written as SVG 1.1 with real text.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <string_view>

namespace venscope::report {

/// A file of its own: XML declaration, size in points, white paper behind.
std::string svg_file(const Scene& scene);

/// To stand inside a page: no declaration, no paper, ids that begin with `id`, width left to CSS.
std::string svg_inline(const Scene& scene, std::string_view id);

}  // namespace venscope::report
