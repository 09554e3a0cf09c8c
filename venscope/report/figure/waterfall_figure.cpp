#include "venscope/report/figure/waterfall_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double plot_height = 165.0;
constexpr double least_bar = 0.9;  // of who did not change

std::string signed_percent(double percent) {
  return (percent < 0   ? "−"
          : percent > 0 ? "+"
                        : "") +
         fmt::format("{:g}", std::fabs(std::round(percent)));
}

Tone bar_tone(const WaterfallFigure& figure, int group) {
  if (figure.groups.empty()) return Tone::series_1;
  return group < 0 ? Tone::muted : series_tone(static_cast<std::size_t>(group));
}
double bar_opacity(int group) {
  return group < 0 ? 0.4 : step_opacity(static_cast<std::size_t>(group), 0.95, 0.6);
}

/// Down to -100 % or the largest decrease, up to the largest increase that is shown.
Axis percent_axis(const WaterfallFigure& figure) {
  Axis axis{-100, 20};
  for (const WaterfallBar& bar : figure.bars) {
    axis.low = std::min(axis.low, bar.percent);
    axis.high = std::max(axis.high, std::min(bar.percent, figure.most));
  }
  for (const double threshold : figure.thresholds) {
    axis.low = std::min(axis.low, threshold);
    axis.high = std::max(axis.high, threshold);
  }
  return axis;
}

std::string waterfall_description(const WaterfallFigure& figure) {
  std::string text = fmt::format("{} in {} patients.", figure.value_label, figure.bars.size());
  if (figure.bars.empty()) return text;
  text += fmt::format(" From {}% to {}%.", signed_percent(figure.bars.front().percent),
                      signed_percent(figure.bars.back().percent));
  for (const double threshold : figure.thresholds) {
    const auto n =
        std::count_if(figure.bars.begin(), figure.bars.end(),
                      [&](const WaterfallBar& bar) { return bar.percent <= threshold + 1e-9; });
    text += fmt::format(" {}% or less: {}.", signed_percent(threshold), n);
  }
  return text;
}

/// The bars by group, each group one path; and arrows on those that are longer than shown.
Group waterfall_bars(const WaterfallFigure& figure, const Plot& plot, double slot) {
  Group bars{"bars", {}, {}};
  const double gap = std::min(0.22 * slot, 2.0), zero = plot.y.at(0);
  for (int g = -1; g < static_cast<int>(figure.groups.size()); ++g) {
    Path path;
    path.closed = true;
    path.stroke = Tone::none;
    path.fill = bar_tone(figure, g);
    path.fill_opacity = figure.groups.empty() ? 0.95 : bar_opacity(g);
    for (std::size_t i = 0; i < figure.bars.size(); ++i) {
      if (!figure.groups.empty() && figure.bars[i].group != g) continue;
      const double left = plot.x.from + slot * static_cast<double>(i) + 0.5 * gap;
      double end = plot.y.at(std::min(figure.bars[i].percent, figure.most));
      if (std::fabs(end - zero) < least_bar) end = zero - (end <= zero ? least_bar : -least_bar);
      path.lines.push_back(
          {{left, zero}, {left + slot - gap, zero}, {left + slot - gap, end}, {left, end}});
    }
    if (!path.lines.empty()) add(bars.nodes, std::move(path));
    if (figure.groups.empty()) break;
  }
  return bars;
}

/// What is longer than shown ends in an arrowhead with its number, where there is room for it.
void add_clipped(std::vector<Node>& nodes, const WaterfallFigure& figure, const Plot& plot,
                 double slot) {
  double free_from = 0;
  for (std::size_t i = 0; i < figure.bars.size(); ++i) {
    const WaterfallBar& bar = figure.bars[i];
    if (bar.percent <= figure.most) continue;
    const double middle = plot.x.from + slot * (static_cast<double>(i) + 0.5);
    const double top = plot.y.at(figure.most), half = std::clamp(0.4 * slot, 1.2, 3.0);
    Path arrow;
    arrow.closed = true;
    arrow.stroke = Tone::none;
    arrow.fill = Tone::ink;
    arrow.lines = {{{middle - half, top - 1.5}, {middle + half, top - 1.5}, {middle, top - 5.0}}};
    add(nodes, std::move(arrow));
    const std::string text = signed_percent(bar.percent);
    const double width = text_width(text, small_size);
    if (middle - 0.5 * width < free_from) continue;
    add_text(nodes, {middle, top - 7.0}, text, small_size, Anchor::middle);
    free_from = middle + 0.5 * width + 2.0;
  }
}

void add_thresholds(std::vector<Node>& nodes, const WaterfallFigure& figure, const Plot& plot) {
  for (const double threshold : figure.thresholds) {
    const double y = plot.y.at(threshold);
    Path& dashed = add(nodes, line({plot.x.from, y}, {plot.x.to, y}, Tone::ink, 0.6));
    dashed.dash = {3.0, 2.0};
  }
}

Ticks percent_ticks(const Axis& axis, const std::vector<double>& thresholds) {
  const double step = axis.high - axis.low <= 260 ? 25 : 50;
  Ticks ticks;
  for (double value = std::ceil(axis.low / step) * step; value <= axis.high; value += step)
    ticks.values.push_back(value == 0 ? 0.0 : value);
  for (const double threshold : thresholds) {
    std::erase_if(ticks.values, [&](double value) {
      return std::fabs(value - threshold) < 0.06 * (axis.high - axis.low);
    });
  }
  for (const double threshold : thresholds)
    if (std::none_of(ticks.values.begin(), ticks.values.end(), [&](double value) {
          return std::fabs(value - threshold) < 0.06 * (axis.high - axis.low);
        }))
      ticks.values.push_back(threshold);
  std::sort(ticks.values.begin(), ticks.values.end());
  for (const double value : ticks.values) ticks.labels.push_back(signed_percent(value));
  return ticks;
}

/// Of the groups that have a bar.
std::vector<LegendEntry> bar_keys(const WaterfallFigure& figure) {
  std::vector<LegendEntry> entries;
  const auto has_bar = [&](int group) {
    return std::any_of(figure.bars.begin(), figure.bars.end(),
                       [&](const WaterfallBar& bar) { return bar.group == group; });
  };
  const auto entry = [&](const std::string& label, int group) {
    entries.push_back({label, {Key::Mark::box, bar_tone(figure, group), {}, bar_opacity(group)}});
  };
  for (std::size_t g = 0; g < figure.groups.size(); ++g)
    if (has_bar(static_cast<int>(g))) entry(figure.groups[g], static_cast<int>(g));
  if (!figure.groups.empty() && has_bar(-1)) entry("Not known", -1);
  return entries;
}

}  // namespace

Scene waterfall_scene(const WaterfallFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = !figure.title.empty()         ? figure.title
                : !figure.value_label.empty() ? figure.value_label
                                              : "Best change";
  scene.description = waterfall_description(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  Axis y = percent_axis(figure);
  const Ticks ticks = percent_ticks(y, figure.thresholds);
  const double left = widest(ticks.labels, text_size) + 17.0;
  top = add_legend(scene.nodes, left, top, figure.width - left, bar_keys(figure));
  const bool clipped =
      std::any_of(figure.bars.begin(), figure.bars.end(),
                  [&](const WaterfallBar& bar) { return bar.percent > figure.most; });
  top += clipped ? 16.0 : 4.0;  // arrows and numbers stand above the plot
  y.from = top + plot_height;
  y.to = top;
  const auto n = static_cast<double>(figure.bars.size());
  // A few patients do not make bars as broad as a page.
  const double slot = std::min((figure.width - left - 6.0) / std::max(1.0, n), 26.0);
  const Plot plot{{0, 1, left + 2.0, std::max(left + 60.0, left + 2.0 + slot * n)}, y};
  add(scene.nodes, waterfall_bars(figure, plot, slot));
  add_thresholds(scene.nodes, figure, plot);
  add(scene.nodes, line({left, y.at(0)}, {plot.x.to, y.at(0)}, Tone::ink, 0.7));
  add_clipped(scene.nodes, figure, plot, slot);
  if (figure.bars.empty()) add_empty_note(scene.nodes, plot.area());
  add_left_axis(scene.nodes, y, ticks, left, 8.0, figure.value_label);
  const std::string below = fmt::format("Patients with an evaluation (n = {})", count(n));
  double bottom = y.from + 5.0;
  bottom = add_lines(scene.nodes, left, bottom, figure.width - left, below, text_size);
  scene.height = bottom + 2.0;
  return scene;
}

std::string waterfall_csv(const WaterfallFigure& figure) {
  std::string csv = "bar,patient,group,percent\n";
  for (std::size_t i = 0; i < figure.bars.size(); ++i) {
    const WaterfallBar& bar = figure.bars[i];
    csv += fmt::format("{},{},{},{}\n", i + 1, csv_field(bar.label),
                       bar.group < 0 || figure.groups.empty()
                           ? ""
                           : csv_field(figure.groups[static_cast<std::size_t>(bar.group)]),
                       exact(bar.percent));
  }
  return csv;
}

}  // namespace venscope::report
