#include "venscope/report/figure/rows.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"

#include <algorithm>
#include <numeric>

namespace venscope::report {

double RowLayout::total() const {
  return std::accumulate(heights.begin(), heights.end(), 0.0);
}

RowLayout lay_out_rows(const std::vector<std::string>& labels, double most, double least_height) {
  RowLayout rows;
  for (const std::string& label : labels) {
    const std::vector<std::string> lines = wrap_text(label, most, text_size);
    rows.label_width = std::max(rows.label_width, widest(lines, text_size));
    const double needed = leading(text_size) * static_cast<double>(lines.size()) + 1.0;
    rows.heights.push_back(std::max(least_height, needed));
  }
  return rows;
}

void add_row_label(std::vector<Node>& nodes, const std::string& label, double right, double top,
                   double height, double width, bool italic, bool bold) {
  // Rounding must not break a line that was measured to fit.
  const std::vector<std::string> lines = wrap_text(label, width + 1e-6, text_size);
  const double middle = top + 0.5 * height;
  double y = middle - 0.5 * leading(text_size) * static_cast<double>(lines.size() - 1);
  for (const std::string& text : lines) {
    Text& line =
        add_text(nodes, {right, centred_baseline(y, text_size)}, text, text_size, Anchor::end);
    line.italic = italic;
    line.bold = bold;
    y += leading(text_size);
  }
}

Text& add_row_text(std::vector<Node>& nodes, std::string text, double x, double top, double height,
                   Anchor anchor) {
  return add_text(nodes, {x, centred_baseline(top + 0.5 * height, small_size)}, std::move(text),
                  small_size, anchor);
}

}  // namespace venscope::report
