#include "venscope/report/figure/roc_figure.hpp"

#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double roc_left = 33.0;   // ticks and title of the vertical axis
constexpr double roc_right = 9.0;   // half of the last tick's label
constexpr double widest_roc = 215;  // a larger square shows nothing more

std::string auc_text(const RocCurve& curve) {
  if (!curve.auc) return undefined_number;
  if (!curve.low || !curve.high) return fixed(*curve.auc, 2);
  return estimate_interval(*curve.auc, *curve.low, *curve.high);
}

std::string auc_heading(const RocFigure& figure) {
  const bool intervals = std::any_of(figure.curves.begin(), figure.curves.end(),
                                     [](const RocCurve& curve) { return curve.low.has_value(); });
  return intervals ? "AUC (" + level_text(figure.level) + " CI)" : "AUC";
}

std::string description_of(const RocFigure& figure) {
  std::string text = "Sensitivity against 1 − specificity.";
  for (const RocCurve& curve : figure.curves)
    text += fmt::format(" {}: {} {}.", curve.label.empty() ? "Curve" : curve.label,
                        curve.low ? auc_heading(figure) : "AUC", auc_text(curve));
  for (const std::string& note : figure.notes) text += " " + note + ".";
  return text;
}

std::vector<ValueEntry> roc_legend(const RocFigure& figure) {
  std::vector<ValueEntry> entries;
  for (std::size_t i = 0; i < figure.curves.size(); ++i)
    entries.push_back({figure.curves[i].label,
                       auc_text(figure.curves[i]),
                       {Key::Mark::line, series_tone(i), series_dash(i)}});
  return entries;
}

Plot roc_plot(double left, double top, double side) {
  return {{0, 1, left, left + side}, {0, 1, top + side, top}};
}

/// The diagonal and what notes must not cover; the place for the notes, if there is one.
std::optional<NotePlace> roc_note_place(const RocFigure& figure, const Plot& plot) {
  std::vector<Point> taken;
  for (const RocCurve& curve : figure.curves)
    occupy(taken, curve_of(plot, curve.false_positive, curve.true_positive));
  occupy(taken, line(plot.at(0, 0), plot.at(1, 1)));
  return place_notes(plot.area(), figure.notes, taken);
}

/// The square with its axes; gives the y below it.
double add_roc_plot(std::vector<Node>& nodes, const RocFigure& figure, const Plot& plot,
                    std::string_view y_title) {
  add(nodes, line(plot.at(0, 0), plot.at(1, 1), Tone::muted, 0.6)).dash = {1.5, 1.5};
  Group curves{"curves", plot.clip(), {}};
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const RocCurve& curve = figure.curves[i];
    Path& path = add(curves.nodes, curve_of(plot, curve.false_positive, curve.true_positive));
    path.stroke = series_tone(i);
    path.dash = series_dash(i);
  }
  add(nodes, std::move(curves));
  if (figure.curves.empty()) add_empty_note(nodes, plot.area());
  if (const auto place = roc_note_place(figure, plot))
    add_notes(nodes, plot.area(), figure.notes, *place);
  const Ticks ticks = nice_ticks(0, 1, plot.x.to - plot.x.from < 140 ? 4 : 5);
  add_left_axis(nodes, plot.y, ticks, plot.x.from, plot.x.from - 24, y_title);
  return add_bottom_axis(nodes, plot.x, ticks, plot.y.from, "1 − specificity");
}

/// Title and legend of one of several panels; gives the y below them.
double add_panel_head(std::vector<Node>& nodes, const RocFigure& panel, double left, double top,
                      double width) {
  double y = add_lines(nodes, left, top, width, panel.title, text_size, /*bold=*/true);
  if (!panel.subtitle.empty())
    y = add_lines(nodes, left, y, width, panel.subtitle, small_size, false, Tone::muted);
  return add_value_legend(nodes, left, y + 1, width, roc_legend(panel), auc_heading(panel));
}

}  // namespace

Scene roc_scene(const RocFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "ROC curves" : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const double side = std::min(figure.width - roc_left - roc_right, widest_roc);
  // The legend above the square, or right of it where the page is wide.
  const double rest = figure.width - roc_left - side - roc_right - 12;
  const bool beside = rest > 130;
  const double legend_bottom = add_value_legend(
      scene.nodes, beside ? figure.width - rest : roc_left, beside ? top + 4 : top,
      beside ? rest : figure.width - roc_left, roc_legend(figure), auc_heading(figure));
  if (!beside) top = legend_bottom;
  if (!roc_note_place(figure, roc_plot(roc_left, top, side)))
    for (const std::string& note : figure.notes)
      top = add_lines(scene.nodes, roc_left, top, side + roc_right, note, text_size);
  const double below =
      add_roc_plot(scene.nodes, figure, roc_plot(roc_left, top + 4, side), "Sensitivity");
  scene.height = std::max(below, legend_bottom) + 2;
  return scene;
}

Scene roc_panels_scene(std::span<const RocFigure> panels) {
  if (panels.size() == 1) return roc_scene(panels[0]);
  constexpr double gap = 12.0, inner = 20.0;  // between panels; left of those without a title
  Scene scene;
  scene.width = double_column;
  scene.title = "ROC curves";
  const std::size_t columns = panels.size() == 2 || panels.size() == 4 ? 2 : 3;
  const auto k = static_cast<double>(columns);
  const double side = std::min(
      (scene.width - roc_left - (k - 1) * (inner + gap) - k * roc_right) / k, 0.8 * widest_roc);
  double top = 2;
  for (std::size_t from = 0; from < panels.size(); from += columns) {
    const std::size_t to = std::min(from + columns, panels.size());
    const auto left_of = [&](std::size_t i) {
      return roc_left + static_cast<double>(i - from) * (side + roc_right + gap + inner);
    };
    double plot_top = top, below = top;
    for (std::size_t i = from; i < to; ++i)
      plot_top = std::max(
          plot_top, add_panel_head(scene.nodes, panels[i], left_of(i), top, side + roc_right));
    for (std::size_t i = from; i < to; ++i) {
      const Plot plot = roc_plot(left_of(i), plot_top + 3, side);
      below = std::max(below,
                       add_roc_plot(scene.nodes, panels[i], plot, i == from ? "Sensitivity" : ""));
      scene.description += (i == 0 ? "" : " ") + panels[i].title + ": " + description_of(panels[i]);
    }
    top = below + 10;
  }
  if (panels.empty()) scene.description = "No curves.";
  scene.width = std::min(scene.width, roc_left + k * (side + roc_right) + (k - 1) * (gap + inner));
  scene.height = panels.empty() ? 20 : top - 8;
  return scene;
}

std::string roc_csv(const RocFigure& figure) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::string csv = "curve,false_positive,true_positive,auc,lower,upper\n";
  for (const RocCurve& curve : figure.curves) {
    const std::string ends =
        fmt::format("{},{},{}", exact(curve.auc.value_or(none)), exact(curve.low.value_or(none)),
                    exact(curve.high.value_or(none)));
    const std::size_t n = std::min(curve.false_positive.size(), curve.true_positive.size());
    for (std::size_t i = 0; i < n; ++i)
      csv += fmt::format("{},{},{},{}\n", csv_field(curve.label), exact(curve.false_positive[i]),
                         exact(curve.true_positive[i]), ends);
  }
  return csv;
}

}  // namespace venscope::report
