#include "venscope/report/figure/hazard_time_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/spline_smooth.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double left_margin = 34.0;   // with the axis' title
constexpr double inner_margin = 24.0;  // of the panels that have none
constexpr double right_margin = 7.0;

const std::vector<double>& positions(const HazardTimeFigure& figure) {
  return figure.transformed.empty() ? figure.time : figure.transformed;
}

std::pair<double, double> range_of(const std::vector<double>& values, double fallback) {
  double low = fallback, high = fallback;
  bool any = false;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = any ? std::min(low, value) : value;
    high = any ? std::max(high, value) : value;
    any = true;
  }
  if (low == high) return {low - 1.0, high + 1.0};
  return {low, high};
}

double two_digits(double value) {
  if (!(value > 0)) return 0.0;
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1.0);
  return std::round(value / unit) * unit;
}

/// Ticks at plain times, placed where the transformed axis has them (linear between event times).
Ticks transformed_ticks(const HazardTimeFigure& figure, const Axis& axis) {
  std::vector<std::pair<double, double>> by_time;  // (time, position)
  for (std::size_t i = 0; i < figure.time.size(); ++i)
    by_time.emplace_back(figure.time[i], positions(figure)[i]);
  std::sort(by_time.begin(), by_time.end());
  Ticks ticks;
  double free_from = axis.from - 10.0;
  constexpr int wanted = 9;
  for (int k = 0; k < wanted; ++k) {
    // Times at which an equal share of the axis has passed, rounded to two digits.
    const double share = axis.low + (k + 0.5) / wanted * (axis.high - axis.low);
    const auto beyond = std::find_if(by_time.begin(), by_time.end(),
                                     [&](const auto& pair) { return pair.second >= share; });
    if (beyond == by_time.end()) break;
    const double time = two_digits(beyond->first);
    const auto above = std::lower_bound(by_time.begin(), by_time.end(), std::pair{time, -1e300});
    if (above == by_time.end() || above == by_time.begin()) continue;
    const auto below = above - 1;
    const double weight =
        above->first > below->first ? (time - below->first) / (above->first - below->first) : 0.0;
    const double position = below->second + weight * (above->second - below->second);
    const std::string label = fmt::format("{:g}", time);
    const double x = axis.at(position), half = 0.5 * text_width(label, text_size);
    if (x - half < free_from) continue;
    ticks.values.push_back(position);
    ticks.labels.push_back(label);
    free_from = x + half + 4.0;
  }
  return ticks;
}

std::vector<double> all_levels(const HazardTimeFigure& figure, const SplineSmooth& smooth,
                               double error) {
  std::vector<double> levels = figure.residual;
  levels.push_back(figure.coef);
  for (std::size_t i = 0; i < smooth.x.size(); ++i) {
    levels.push_back(smooth.y[i] + 2 * error * smooth.scale[i]);
    levels.push_back(smooth.y[i] - 2 * error * smooth.scale[i]);
  }
  return levels;
}

void add_smooth(std::vector<Node>& nodes, const SplineSmooth& smooth, double error, const Axis& x,
                const Axis& y) {
  Path band, curve;
  std::vector<Point> upper, lower, middle;
  for (std::size_t i = 0; i < smooth.x.size(); ++i) {
    const double at = x.at(smooth.x[i]), half = 2 * error * smooth.scale[i];
    upper.push_back({at, y.at(smooth.y[i] + half)});
    lower.push_back({at, y.at(smooth.y[i] - half)});
    middle.push_back({at, y.at(smooth.y[i])});
  }
  upper.insert(upper.end(), lower.rbegin(), lower.rend());
  band.lines = {std::move(upper)};
  band.closed = true;
  band.stroke = Tone::none;
  band.fill = Tone::series_1;
  band.fill_opacity = 0.17;
  curve.lines = {std::move(middle)};
  curve.stroke = Tone::series_1;
  curve.stroke_width = 1.3;
  add(nodes, std::move(band));
  add(nodes, std::move(curve));
}

std::string test_text(const HazardTimeFigure& figure) {
  if (std::isnan(figure.p)) return {};
  return "Test of proportional hazards: " + p_equation(figure.p);
}

/// Rows of panels of equal width. One panel alone has type of a figure's usual size.
struct Grid {
  std::size_t columns = 1;
  double width = single_column, plot_width = 0, plot_height = 0;

  explicit Grid(std::size_t panels) {
    if (panels > 1) width = double_column;
    columns = panels <= 1 ? 1 : panels == 2 || panels == 4 ? 2 : 3;
    const auto k = static_cast<double>(columns);
    plot_width = (width - left_margin - (k - 1) * inner_margin - k * right_margin) / k;
    plot_height = std::clamp((columns == 1 ? 0.6 : 0.66) * plot_width, 80.0, 220.0);
  }
  double left(std::size_t column) const {
    const auto c = static_cast<double>(column);
    return left_margin + c * (plot_width + right_margin + inner_margin);
  }
  double heading_size() const { return columns == 1 ? title_size : text_size; }
};

/// Which titles a panel carries: of its row's first, of its column's last.
struct Titles {
  bool y = true, x = true;
};

double add_panel_heading(std::vector<Node>& nodes, const HazardTimeFigure& figure, const Grid& grid,
                         double left, double top) {
  const double width = grid.plot_width + (grid.columns == 1 ? 0.0 : right_margin);
  const double below =
      add_lines(nodes, left, top, width, figure.term, grid.heading_size(), /*bold=*/true);
  return add_lines(nodes, left, below, width, test_text(figure), small_size, false, Tone::muted) +
         4.0;
}

/// Draws a panel with its axes; gives the y below it.
double add_panel(std::vector<Node>& nodes, const HazardTimeFigure& figure, const Rect& area,
                 const Titles& titles) {
  const double error = std::sqrt(std::max(0.0, figure.residual_variance));
  const std::vector<double>& at = positions(figure);
  const SplineSmooth smooth = spline_smooth(at, figure.residual);
  const auto [first, last] = range_of(at, 0.0);
  const auto [least, most] = range_of(all_levels(figure, smooth, error), 0.0);
  const double room = 0.04 * (most - least), side = 0.02 * (last - first);
  const Axis x{first - side, last + side, area.x, area.x + area.width};
  const Axis y{least - room, most + room, area.y + area.height, area.y};

  Group plot{"residuals", area, {}};
  for (std::size_t i = 0; i < figure.residual.size(); ++i)
    if (std::isfinite(figure.residual[i]))
      add(plot.nodes, disc({x.at(at[i]), y.at(figure.residual[i])}, 1.0, Tone::muted))
          .fill_opacity = 0.5;
  add_smooth(plot.nodes, smooth, error, x, y);
  add(plot.nodes, line({x.from, y.at(figure.coef)}, {x.to, y.at(figure.coef)}, Tone::ink, 0.7))
      .dash = {3, 2};
  add(plot.nodes, line({x.from, y.at(0)}, {x.to, y.at(0)}, Tone::muted, 0.4));
  add(nodes, std::move(plot));
  if (smooth.x.empty())
    add_text(nodes, {x.to - 2, y.to + text_size + 1}, "too few events for a smooth", small_size,
             Anchor::end)
        .tone = Tone::muted;

  const Ticks ticks =
      figure.transformed.empty() ? time_ticks(last, figure.unit, 8) : transformed_ticks(figure, x);
  Ticks within;
  for (std::size_t i = 0; i < ticks.values.size(); ++i)
    if (ticks.values[i] >= x.low) {
      within.values.push_back(ticks.values[i]);
      within.labels.push_back(ticks.labels[i]);
    }
  add_left_axis(nodes, y, nice_ticks(y.low, y.high, 5), x.from, x.from - 25.0,
                titles.y ? "Log hazard ratio β(t)" : "");
  return add_bottom_axis(nodes, x, within, y.from,
                         titles.x ? time_axis_label(figure.time_label, figure.unit) : "");
}

std::string description_of(const HazardTimeFigure& figure) {
  const bool smooth = !spline_smooth(positions(figure), figure.residual).x.empty();
  return fmt::format(
      "Scaled Schoenfeld residuals of {} at {} events, {}. Constant log hazard ratio {}. {}.",
      figure.term, figure.time.size(),
      smooth ? "with a natural spline and its 95% band" : "too few for a smooth",
      fixed(figure.coef, 2), test_text(figure));
}

}  // namespace

Scene hazard_time_scene(std::span<const HazardTimeFigure> terms) {
  const Grid grid(terms.size());
  Scene scene;
  scene.width = grid.width;
  scene.title = "Log hazard ratio over time";
  if (terms.size() == 1) scene.title += ": " + terms[0].term;
  double top = 2;
  for (std::size_t from = 0; from < terms.size(); from += grid.columns) {
    const std::size_t to = std::min(from + grid.columns, terms.size());
    double plot_top = top, below = top;
    for (std::size_t i = from; i < to; ++i)
      plot_top = std::max(plot_top,
                          add_panel_heading(scene.nodes, terms[i], grid, grid.left(i - from), top));
    for (std::size_t i = from; i < to; ++i) {
      const Rect area{grid.left(i - from), plot_top, grid.plot_width, grid.plot_height};
      const Titles titles{i == from, i + grid.columns >= terms.size()};
      below = std::max(below, add_panel(scene.nodes, terms[i], area, titles));
      scene.description += (i == 0 ? "" : " ") + description_of(terms[i]);
    }
    top = below + 8.0;
  }
  scene.height = top - 6.0;
  return scene;
}

std::string hazard_time_csv(std::span<const HazardTimeFigure> terms) {
  std::string csv = "term,time,transformed,residual\n";
  for (const HazardTimeFigure& figure : terms)
    for (std::size_t i = 0; i < figure.residual.size(); ++i)
      csv += fmt::format("{},{},{},{}\n", csv_field(figure.term), exact(figure.time[i]),
                         exact(positions(figure)[i]), exact(figure.residual[i]));
  return csv;
}

}  // namespace venscope::report
