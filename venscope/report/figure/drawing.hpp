/// A scene drawn by Cairo and Pango: PDF with embedded fonts and searchable text, and PNG.
/// The same scene gives the same bytes; the PDF bears a fixed creation date.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/report/figure/scene.hpp"

#include <string>
#include <string_view>

namespace venscope::report {

/// Bytes of a PDF of one page, the size of the scene. Fails (report.drawing) only if
/// Cairo does or cannot be loaded.
Result<std::string> draw_pdf(const Scene& scene);

/// Bytes of a PNG on white paper; 300 dots per inch are what journals ask of a figure.
Result<std::string> draw_png(const Scene& scene, double dots_per_inch = 300);

/// Width of a line as Pango would set it in the figure's font; 0 if that font is not installed.
/// It judges the table behind text_width() in the tests; layout never asks it.
double drawn_width(std::string_view text, double size, bool bold = false);

}  // namespace venscope::report
