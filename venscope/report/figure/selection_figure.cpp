#include "venscope/report/figure/selection_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/figure/rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double chosen_opacity = 0.85;
constexpr double other_opacity = 0.3;

std::vector<SelectionRow> selection_rows(const SelectionFigure& figure) {
  std::vector<SelectionRow> rows = figure.rows;
  if (figure.sorted)
    std::stable_sort(rows.begin(), rows.end(), [](const SelectionRow& a, const SelectionRow& b) {
      return a.selected > b.selected;
    });
  return rows;
}

double share_of(const SelectionFigure& figure, const SelectionRow& row) {
  return figure.resamples > 0 ? std::clamp(row.selected / figure.resamples, 0.0, 1.0) : 0.0;
}

std::string description_of(const SelectionFigure& figure) {
  std::string text = fmt::format("Share of {} resamples in which each variable was selected.",
                                 count(figure.resamples));
  for (const SelectionRow& row : selection_rows(figure))
    text += fmt::format(" {}: {}{}.", row.label, percent(share_of(figure, row)),
                        row.in_model ? ", in the model" : "");
  return text;
}

Key selection_key(bool in_model) {
  return {Key::Mark::box, Tone::series_1, {}, in_model ? chosen_opacity : other_opacity};
}

Path selection_bar(const Axis& x, double share, double top, double height, bool in_model) {
  Path bar = box({x.from, top, x.at(share) - x.from, height}, Tone::series_1, Tone::series_1);
  bar.stroke_width = 0.5;
  bar.fill_opacity = selection_key(in_model).opacity;
  return bar;
}

}  // namespace

Scene selection_scene(const SelectionFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Variables selected in resamples" : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const std::vector<SelectionRow> shown = selection_rows(figure);
  std::vector<std::string> labels;
  for (const SelectionRow& row : shown) labels.push_back(row.label);
  const RowLayout rows = lay_out_rows(labels, 0.4 * figure.width, 11.0);
  const double left = std::max(12.0, rows.label_width + 6.0);
  const double right = figure.width - text_width("100.0%", small_size) - 5;
  top = add_legend(scene.nodes, left, top, figure.width - left,
                   std::vector<LegendEntry>{{"In the model of all patients", selection_key(true)},
                                            {"Not in it", selection_key(false)}});
  top += 2;
  const double plot_top = top;
  const Axis x{0, 1, left, right};
  Group bars{"bars", {}, {}};
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const double height = rows.heights[i], share = share_of(figure, shown[i]);
    add_row_label(scene.nodes, labels[i], left - 4, top, height, rows.label_width);
    const double bar = std::min(8.0, height - 3);
    add(bars.nodes, selection_bar(x, share, top + 0.5 * (height - bar), bar, shown[i].in_model));
    add_row_text(scene.nodes, percent(share), figure.width, top, height, Anchor::end);
    top += height;
  }
  if (shown.empty()) {
    add_empty_note(scene.nodes, {left, top, right - left, 30});
    top += 30;
  }
  if (figure.threshold) {
    const double at = x.at(*figure.threshold);
    add(bars.nodes, line({at, plot_top - 1}, {at, top}, Tone::ink, 0.7)).dash = {2.5, 1.5};
  }
  add(scene.nodes, std::move(bars));
  add(scene.nodes, line({left, plot_top}, {left, top}, Tone::ink, 0.7));
  const Ticks ticks{{0, 0.25, 0.5, 0.75, 1}, {"0", "25", "50", "75", "100"}};
  scene.height = 2 + add_bottom_axis(scene.nodes, x, ticks, top,
                                     "Selected in % of " + count(figure.resamples) + " resamples");
  return scene;
}

std::string selection_csv(const SelectionFigure& figure) {
  std::string csv = "variable,selected,resamples,share,in_model\n";
  for (const SelectionRow& row : selection_rows(figure))
    csv += fmt::format("{},{},{},{},{}\n", csv_field(row.label), exact(row.selected),
                       exact(figure.resamples), exact(share_of(figure, row)),
                       row.in_model ? "yes" : "no");
  return csv;
}

}  // namespace venscope::report
