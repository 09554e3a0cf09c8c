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

/// The legend above the square, or right of it where the page is wide; gives the y below it.
double add_roc_legend(std::vector<Node>& nodes, const RocFigure& figure, double x, double top,
                      double width) {
  std::vector<ValueEntry> entries;
  for (std::size_t i = 0; i < figure.curves.size(); ++i)
    entries.push_back({figure.curves[i].label,
                       auc_text(figure.curves[i]),
                       {Key::Mark::line, series_tone(i), series_dash(i)}});
  return add_value_legend(nodes, x, top, width, entries, auc_heading(figure));
}

}  // namespace

Scene roc_scene(const RocFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "ROC curves" : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const double side = std::min(figure.width - roc_left - roc_right, widest_roc);
  const double rest = figure.width - roc_left - side - roc_right - 12;
  const bool beside = rest > 130;
  double below_legend = 0;
  if (beside)
    below_legend = add_roc_legend(scene.nodes, figure, figure.width - rest, top + 4, rest);
  else
    top = add_roc_legend(scene.nodes, figure, roc_left, top, figure.width - roc_left);

  const auto plot_at = [&](double y) {
    return Plot{{0, 1, roc_left, roc_left + side}, {0, 1, y + side, y}};
  };
  Plot plot = plot_at(top + 4);
  std::vector<Point> taken;
  for (const RocCurve& curve : figure.curves)
    occupy(taken, curve_of(plot, curve.false_positive, curve.true_positive));
  occupy(taken, line(plot.at(0, 0), plot.at(1, 1)));
  const auto notes_at = place_notes(plot.area(), figure.notes, taken);
  if (!notes_at)
    for (const std::string& note : figure.notes)
      top = add_lines(scene.nodes, roc_left, top, side + roc_right, note, text_size);
  plot = plot_at(top + 4);

  add(scene.nodes, line(plot.at(0, 0), plot.at(1, 1), Tone::muted, 0.6)).dash = {1.5, 1.5};
  Group curves{"curves", plot.clip(), {}};
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const RocCurve& curve = figure.curves[i];
    Path& path = add(curves.nodes, curve_of(plot, curve.false_positive, curve.true_positive));
    path.stroke = series_tone(i);
    path.dash = series_dash(i);
  }
  add(scene.nodes, std::move(curves));
  if (figure.curves.empty()) add_empty_note(scene.nodes, plot.area());
  if (notes_at) add_notes(scene.nodes, plot.area(), figure.notes, *notes_at);
  add_left_axis(scene.nodes, plot.y, nice_ticks(0, 1, 5), roc_left, roc_left - 24, "Sensitivity");
  const double below =
      add_bottom_axis(scene.nodes, plot.x, nice_ticks(0, 1, 5), plot.y.from, "1 − specificity");
  scene.height = std::max(below, below_legend) + 2;
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
