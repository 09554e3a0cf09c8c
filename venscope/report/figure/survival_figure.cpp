#include "venscope/report/figure/survival_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/number_blocks.hpp"
#include "venscope/report/figure/step_path.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

using survival::KaplanMeier;
using survival::KaplanMeierPoint;

constexpr double note_padding = 3.0;

/// Where everything stands. One x axis serves the curves, the ticks and the numbers below.
struct Frame {
  double left = 0, width = 0, height = 0;  ///< of the plot; its top is known later
  Axis x, y;
  Ticks x_ticks, y_ticks;
  std::vector<NumberBlock> blocks;
  bool labels_beside = true;  ///< row labels left of the numbers, else on a line of their own
};

double start_of(const SurvivalFigure& figure) {
  return figure.incidence ? 0.0 : 1.0;
}

bool with_medians(const SurvivalFigure& figure) {
  return figure.medians && !figure.incidence;
}

double last_time(const SurvivalFigure& figure) {
  if (figure.last_time && *figure.last_time > 0) return *figure.last_time;
  double last = 0;
  for (const SurvivalCurve& curve : figure.curves)
    if (curve.fit && !curve.fit->curve.empty()) last = std::max(last, curve.fit->curve.back().time);
  return last > 0 ? last : 1.0;
}

std::vector<std::string> labels_of(const SurvivalFigure& figure) {
  std::vector<std::string> labels;
  for (const SurvivalCurve& curve : figure.curves) labels.push_back(curve.label);
  return labels;
}

Ticks probability_ticks(bool percent) {
  Ticks ticks{{0, 0.25, 0.5, 0.75, 1}, {"0", "0.25", "0.50", "0.75", "1.00"}};
  if (percent) ticks.labels = {"0", "25", "50", "75", "100"};
  return ticks;
}

Frame frame_of(const SurvivalFigure& figure) {
  Frame frame;
  double largest = 1;
  for (const SurvivalCurve& curve : figure.curves)
    if (curve.fit) largest = std::max(largest, std::ceil(curve.fit->n_weighted));
  const bool weighted = std::any_of(figure.curves.begin(), figure.curves.end(),
                                    [](const SurvivalCurve& curve) { return curve.unweighted; });
  const double number_width = text_width(count(weighted ? largest + 0.5 : largest), small_size);
  const std::vector<std::string> labels = labels_of(figure);
  const double beside = widest_row_label(labels) + 5.0 + 0.5 * number_width;
  frame.labels_beside = beside <= 0.3 * figure.width;
  frame.left = frame.labels_beside ? std::max(32.0, beside) : 32.0;
  frame.left = std::max(frame.left, 0.5 * number_width + 1.0);
  frame.width = figure.width - frame.left - std::max(0.5 * number_width, 6.0) - 1.0;
  frame.height = std::clamp(0.66 * frame.width, 110.0, 250.0);
  frame.x = {0.0, last_time(figure), frame.left, frame.left + frame.width};
  const int most = static_cast<int>(frame.width / std::max(20.0, number_width + 7.0));
  frame.x_ticks = time_ticks(frame.x.high, figure.unit, std::clamp(most, 1, 12));
  frame.y_ticks = probability_ticks(figure.percent);
  frame.blocks = number_blocks(figure, frame.x_ticks.values);
  return frame;
}

/// Whether no curve comes into the rectangle given as shares of the plot (0, 0 is lower left).
bool is_free(const SurvivalFigure& figure, const Frame& frame, const Rect& share) {
  for (const SurvivalCurve& curve : figure.curves) {
    if (!curve.fit) continue;
    const Extent extent =
        extent_between(*curve.fit, share.x * frame.x.high, (share.x + share.width) * frame.x.high,
                       figure.bands, start_of(figure));
    const bool within = extent.low <= extent.high;
    if (within && extent.high >= share.y && extent.low <= share.y + share.height) return false;
    if (!with_medians(figure) || share.y > 0.5) continue;
    const auto median = survival::median(*curve.fit).time;  // its line goes down from 0.5
    const double at = median ? *median / frame.x.high : -1.0;
    if (at >= share.x && at <= share.x + share.width) return false;
  }
  return true;
}

/// Lower left corner of a free place for the notes, in shares of the plot; nothing if there is
/// none.
std::optional<Point> place_for_notes(const SurvivalFigure& figure, const Frame& frame) {
  const double width = (widest(figure.notes, text_size) + 2 * note_padding) / frame.width;
  const double height =
      (leading(text_size) * static_cast<double>(figure.notes.size()) + 2 * note_padding) /
      frame.height;
  if (figure.notes.empty() || width > 1 || height > 1) return {};
  const double right = 1.0 - width, top = 1.0 - height;
  for (const Point& corner :
       {Point{right, top}, Point{0.01, 0.01}, Point{right, 0.01}, Point{0.5 * right, top},
        Point{0.5 * right, 0.01}, Point{right, 0.5 * top}, Point{0.01, 0.25 * top}})
    if (is_free(figure, frame, {corner.x, corner.y, width, height})) return corner;
  return {};
}

void add_notes(std::vector<Node>& nodes, const SurvivalFigure& figure, const Frame& frame,
               const Point& corner) {
  const bool right = corner.x > 0.1;
  const double lines = static_cast<double>(figure.notes.size());
  const double box_width = widest(figure.notes, text_size) + 2 * note_padding;
  const double x =
      frame.x.from + corner.x * frame.width + (right ? box_width - note_padding : note_padding);
  double top = frame.y.at(corner.y) - note_padding - lines * leading(text_size);
  for (const std::string& note : figure.notes) {
    add_text(nodes, {x, top + text_size}, note, text_size, right ? Anchor::end : Anchor::start);
    top += leading(text_size);
  }
}

void add_medians(std::vector<Node>& nodes, const SurvivalFigure& figure, const Frame& frame) {
  Path dotted = line({}, {}, Tone::muted, 0.5);
  dotted.lines.clear();
  dotted.dash = {0.8, 1.4};
  double last = 0;
  for (const SurvivalCurve& curve : figure.curves) {
    if (!curve.fit) continue;
    const auto median = survival::median(*curve.fit).time;
    if (!median || *median > frame.x.high) continue;
    const double x = frame.x.at(*median);
    dotted.lines.push_back({{x, frame.y.at(0.5)}, {x, frame.y.at(0)}});
    last = std::max(last, *median);
  }
  if (dotted.lines.empty()) return;
  dotted.lines.push_back({{frame.x.from, frame.y.at(0.5)}, {frame.x.at(last), frame.y.at(0.5)}});
  add(nodes, std::move(dotted));
}

Group curves_group(const SurvivalFigure& figure, const Frame& frame) {
  // A little wider than the plot, so that lines along its edge keep their full width.
  Group group{
      "curves", Rect{frame.x.from - 1, frame.y.to - 3, frame.width + 2, frame.height + 4}, {}};
  const auto each = [&](auto&& draw) {
    for (std::size_t i = 0; i < figure.curves.size(); ++i)
      if (figure.curves[i].fit) draw(*figure.curves[i].fit, i);
  };
  // The more bands lie over each other, the fainter each must be.
  const double opacity = std::clamp(0.36 / static_cast<double>(figure.curves.size()), 0.07, 0.17);
  if (figure.bands)
    each([&](const KaplanMeier& fit, std::size_t i) {
      Path& band = add(group.nodes, band_path(fit, frame.x, frame.y, start_of(figure)));
      band.fill = series_tone(i);
      band.fill_opacity = opacity;
    });
  if (with_medians(figure)) add_medians(group.nodes, figure, frame);
  each([&](const KaplanMeier& fit, std::size_t i) {
    Path& curve = add(group.nodes, curve_path(fit, frame.x, frame.y, start_of(figure)));
    curve.stroke = series_tone(i);
    curve.dash = series_dash(i);
    if (figure.censoring)
      add(group.nodes, censoring_path(fit, frame.x, frame.y)).stroke = series_tone(i);
  });
  return group;
}

std::string description_of(const SurvivalFigure& figure) {
  std::string text =
      fmt::format("{} of {} over {} in {}.", figure.incidence ? "Curves" : "Kaplan–Meier curves",
                  figure.outcome, figure.time_label, figure.unit);
  for (const SurvivalCurve& curve : figure.curves) {
    if (!curve.label.empty()) text += " " + curve.label + ":";
    if (!curve.fit) continue;
    if (figure.incidence) {
      text += fmt::format(
          " {} patients, {} events, {} at the end.", count(static_cast<double>(curve.fit->n)),
          count(curve.fit->events),
          curve.fit->curve.empty() ? undefined_number : fixed(curve.fit->curve.back().survival, 2));
      continue;
    }
    const auto median = survival::median(*curve.fit);
    text +=
        fmt::format(" {} patients, {} events, median {}.", count(static_cast<double>(curve.fit->n)),
                    count(curve.fit->events), median_interval(median));
  }
  for (const std::string& note : figure.notes) text += " " + note + ".";
  return text;
}

}  // namespace

Scene survival_scene(const SurvivalFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.outcome : figure.title;
  scene.description = description_of(figure);
  Frame frame = frame_of(figure);

  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  if (figure.curves.size() > 1)
    top = add_legend(scene.nodes, frame.left, top, figure.width - frame.left, labels_of(figure));
  const std::optional<Point> notes_at = place_for_notes(figure, frame);
  if (!notes_at)
    for (const std::string& note : figure.notes)
      top = add_lines(scene.nodes, frame.left, top, figure.width - frame.left, note, text_size);

  top += 4.0;
  frame.y = {0.0, 1.0, top + frame.height, top};
  add(scene.nodes, curves_group(figure, frame));
  if (notes_at) add_notes(scene.nodes, figure, frame, *notes_at);
  add_left_axis(scene.nodes, frame.y, frame.y_ticks, frame.left, frame.left - 24.0,
                figure.outcome + (figure.percent ? " (%)" : ""));
  top = add_bottom_axis(scene.nodes, frame.x, frame.x_ticks, frame.y.from,
                        time_axis_label(figure.time_label, figure.unit));
  const NumberRows rows{frame.x, frame.x_ticks.values, frame.left, frame.labels_beside};
  scene.height = add_number_blocks(scene.nodes, figure, frame.blocks, rows, top + 6.0);
  return scene;
}

std::string survival_csv(const SurvivalFigure& figure) {
  std::string csv = fmt::format("group,time,n_risk,n_event,n_censor,{},std_error,lower,upper\n",
                                figure.incidence ? "incidence" : "survival");
  for (const SurvivalCurve& curve : figure.curves) {
    if (!curve.fit) continue;
    const std::string group = csv_field(curve.label);
    for (const KaplanMeierPoint& p : curve.fit->curve) {
      csv += group;
      for (const double value :
           {p.time, p.n_risk, p.n_event, p.n_censor, p.survival, p.std_error, p.lower, p.upper}) {
        csv += ',';
        csv += exact(value);
      }
      csv += '\n';
    }
  }
  return csv;
}

}  // namespace venscope::report
