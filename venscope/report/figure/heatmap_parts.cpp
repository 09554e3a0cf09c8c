#include "venscope/report/figure/heatmap_parts.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

namespace venscope::report {
namespace {

/// Shades on each side of zero: as many as the eye tells apart.
constexpr int shade_count = 12;
constexpr double under_text = 0.55;  // the fullest shade beneath numbers

/// -shade_count … shade_count; 0 is paper. What has no value is `no_shade`.
constexpr int no_shade = std::numeric_limits<int>::max();

int shade_of(double value, double limit) {
  if (!std::isfinite(value)) return no_shade;
  const double share = std::clamp(value / limit, -1.0, 1.0);
  return static_cast<int>(std::lround(share * shade_count));
}

Tone shade_tone(int shade, bool diverging) {
  if (shade == no_shade) return Tone::rule;
  return diverging && shade > 0 ? Tone::series_2 : Tone::series_1;
}

double shade_opacity(int shade, bool numbered) {
  if (shade == no_shade) return 0.35;
  return (numbered ? under_text : 1.0) * std::abs(shade) / shade_count;
}

/// Position along the leaves and height of each merge, from items up.
template <class Branch>
void each_branch(const HeatTree& tree, const std::vector<std::size_t>& order, Branch&& branch) {
  std::vector<double> leaf(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) leaf[order[i]] = static_cast<double>(i) + 0.5;
  const double tallest = *std::max_element(tree.height.begin(), tree.height.end());
  const double unit = tallest > 0 ? 1 / tallest : 0;
  std::vector<double> middle(tree.height.size());
  for (std::size_t m = 0; m < tree.height.size(); ++m) {
    const auto end_of = [&](std::int64_t node) {
      return node < 0 ? std::pair(leaf[static_cast<std::size_t>(-node - 1)], 0.0)
                      : std::pair(middle[static_cast<std::size_t>(node - 1)],
                                  tree.height[static_cast<std::size_t>(node - 1)] * unit);
    };
    const auto [a, from_a] = end_of(tree.left[m]);
    const auto [b, from_b] = end_of(tree.right[m]);
    middle[m] = 0.5 * (a + b);
    branch(a, from_a, b, from_b, tree.height[m] * unit);
  }
}

Path tree_path() {
  Path path;
  path.stroke = Tone::muted;
  path.stroke_width = 0.5;
  return path;
}

double strip_value_opacity(double value, const HeatStripTones& tones) {
  const double share = tones.high > tones.low ? (value - tones.low) / (tones.high - tones.low) : 1;
  return 0.12 + 0.88 * std::round(10 * std::clamp(share, 0.0, 1.0)) / 10;
}

}  // namespace

double heat_limit(const HeatmapFigure& figure) {
  if (figure.limit && *figure.limit > 0) return *figure.limit;
  double largest = 0;
  for (const double value : figure.values.values)
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  return largest > 0 ? largest : 1.0;
}

void add_heat_cells(std::vector<Node>& nodes, const HeatmapFigure& figure, const HeatGrid& grid,
                    double limit) {
  std::map<int, Path> paths;
  const std::size_t n = grid.columns.size();
  const bool numbered = figure.numbers >= 0;
  // Apart by a hair where there is room for it.
  const double gap_x = grid.cell_width > 6 ? 0.5 : 0.0, gap_y = grid.cell_height > 6 ? 0.5 : 0.0;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    const double top = grid.top + static_cast<double>(r) * grid.cell_height;
    const auto shade_at = [&](std::size_t c) {
      return shade_of(figure.values(grid.rows[r], grid.columns[c]), limit);
    };
    for (std::size_t from = 0; from < n;) {
      const int shade = shade_at(from);
      std::size_t to = from + 1;
      while (gap_x == 0 && to < n && shade_at(to) == shade) ++to;
      auto [path, fresh] = paths.try_emplace(shade);
      if (fresh)
        path->second = filled(shade_tone(shade, figure.diverging), shade_opacity(shade, numbered));
      add_rectangle(path->second, grid.left + static_cast<double>(from) * grid.cell_width,
                    grid.left + static_cast<double>(to) * grid.cell_width - gap_x, top,
                    top + grid.cell_height - gap_y);
      from = to;
    }
  }
  Group cells{"cells", {}, {}};
  for (auto& [shade, path] : paths)
    if (shade != 0) add(cells.nodes, std::move(path));
  add(nodes, std::move(cells));
  add(nodes,
      box({grid.left, grid.top, grid.right() - grid.left, grid.bottom() - grid.top}, Tone::rule))
      .stroke_width = 0.4;
}

void add_column_tree(std::vector<Node>& nodes, const HeatTree& tree, const HeatGrid& grid,
                     double top, double height) {
  Path path = tree_path();
  const auto x = [&](double at) { return grid.left + at * grid.cell_width; };
  const auto y = [&](double up) { return top + height * (1 - up); };
  each_branch(tree, grid.columns, [&](double a, double from_a, double b, double from_b, double up) {
    path.lines.push_back({{x(a), y(from_a)}, {x(a), y(up)}, {x(b), y(up)}, {x(b), y(from_b)}});
  });
  add(nodes, std::move(path));
}

void add_row_tree(std::vector<Node>& nodes, const HeatTree& tree, const HeatGrid& grid,
                  double right, double height) {
  Path path = tree_path();
  const auto y = [&](double at) { return grid.top + at * grid.cell_height; };
  const auto x = [&](double up) { return right - height * up; };
  each_branch(tree, grid.rows, [&](double a, double from_a, double b, double from_b, double up) {
    path.lines.push_back({{x(from_a), y(a)}, {x(up), y(a)}, {x(up), y(b)}, {x(from_b), y(b)}});
  });
  add(nodes, std::move(path));
}

std::vector<HeatStripTones> strip_tones(const std::vector<HeatStrip>& strips) {
  std::vector<HeatStripTones> tones;
  std::size_t next = 2;  // after the two of the cells
  for (const HeatStrip& strip : strips) {
    HeatStripTones own;
    if (strip.values.empty()) {
      for (std::size_t c = 0; c < strip.categories.size(); ++c) own.series.push_back(next++);
    } else {
      own.series.push_back(next++);
      bool any = false;
      for (const double value : strip.values) {
        if (!std::isfinite(value)) continue;
        own.low = any ? std::min(own.low, value) : value;
        own.high = any ? std::max(own.high, value) : value;
        any = true;
      }
    }
    tones.push_back(std::move(own));
  }
  return tones;
}

void add_heat_strip(std::vector<Node>& nodes, const HeatStrip& strip, const HeatStripTones& tones,
                    const HeatGrid& grid, double top, double height) {
  const std::size_t n = grid.columns.size();
  std::map<std::pair<std::size_t, double>, Path> paths;
  const double gap = grid.cell_width > 6 ? 0.5 : 0.0;
  for (std::size_t c = 0; c < n; ++c) {
    const std::size_t column = grid.columns[c];
    std::size_t series = 0;
    double opacity = -1;
    if (!strip.values.empty()) {
      if (column < strip.values.size() && std::isfinite(strip.values[column])) {
        series = tones.series[0];
        opacity = strip_value_opacity(strip.values[column], tones);
      }
    } else if (column < strip.of.size() && strip.of[column] >= 0) {
      series = tones.series[static_cast<std::size_t>(strip.of[column])];
      opacity = step_opacity(series, 0.45, 1.0);
    }
    const bool known = opacity >= 0;
    auto [path, fresh] = paths.try_emplace({known ? series + 1 : 0, opacity});
    if (fresh)
      path->second = known ? filled(series_tone(series), opacity) : filled(Tone::rule, 0.35);
    add_rectangle(path->second, grid.left + static_cast<double>(c) * grid.cell_width,
                  grid.left + static_cast<double>(c + 1) * grid.cell_width - gap, top,
                  top + height);
  }
  for (auto& [key, path] : paths) add(nodes, std::move(path));
}

double add_heat_strip_legend(std::vector<Node>& nodes, const HeatStrip& strip,
                             const HeatStripTones& tones, double left, double top, double width) {
  std::vector<LegendEntry> entries;
  if (strip.values.empty()) {
    for (std::size_t c = 0; c < strip.categories.size(); ++c)
      if (std::find(strip.of.begin(), strip.of.end(), static_cast<int>(c)) != strip.of.end())
        entries.push_back({strip.categories[c],
                           {Key::Mark::box,
                            series_tone(tones.series[c]),
                            {},
                            step_opacity(tones.series[c], 0.45, 1.0)}});
  } else {
    entries.push_back(
        {fixed(tones.low, 2), {Key::Mark::box, series_tone(tones.series[0]), {}, 0.12}});
    entries.push_back(
        {fixed(tones.high, 2), {Key::Mark::box, series_tone(tones.series[0]), {}, 1.0}});
  }
  const bool unknown = std::any_of(strip.of.begin(), strip.of.end(), [](int c) { return c < 0; }) ||
                       std::any_of(strip.values.begin(), strip.values.end(),
                                   [](double value) { return !std::isfinite(value); });
  if (unknown) entries.push_back({"not known", {Key::Mark::box, Tone::rule, {}, 0.35}});
  const double name = std::min(text_width(strip.label, small_size) + 8, 0.3 * width);
  add_text(nodes, {left, top + text_size}, shortened(strip.label, name - 4, small_size), small_size)
      .tone = Tone::muted;
  return add_legend(nodes, left + name, top, width - name, entries);
}

double add_heat_scale(std::vector<Node>& nodes, const HeatmapFigure& figure, double limit,
                      double left, double top) {
  constexpr double step = 5.0, height = 6.0;
  const int first = figure.diverging ? -shade_count : 0;
  const double label =
      figure.value_label.empty() ? 0 : text_width(figure.value_label, small_size) + 8;
  if (label > 0)
    add_text(nodes, {left, centred_baseline(top + 0.5 * height, small_size)}, figure.value_label,
             small_size);
  const double from = left + label;
  double x = from;
  for (int shade = first; shade <= shade_count; ++shade, x += step) {
    if (shade == 0) continue;
    Path path =
        filled(shade_tone(shade, figure.diverging), shade_opacity(shade, figure.numbers >= 0));
    add_rectangle(path, x, x + step, top, top + height);
    add(nodes, std::move(path));
  }
  add(nodes, box({from, top, x - from, height}, Tone::rule)).stroke_width = 0.4;
  const int decimals = limit >= 10 ? 0 : limit >= 1 ? 1 : 2;
  const double baseline = top + height + small_size + 1;
  const auto tick = [&](double at, double value, Anchor anchor) {
    add_text(nodes, {at, baseline}, fixed(value, decimals), small_size, anchor);
  };
  if (figure.diverging) tick(from, -limit, Anchor::start);
  tick(figure.diverging ? 0.5 * (from + x) : from, 0,
       figure.diverging ? Anchor::middle : Anchor::start);
  tick(x, limit, Anchor::end);
  return baseline + 6;
}

std::string shortened(const std::string& text, double width, double size) {
  if (text_width(text, size) <= width) return text;
  std::string cut = text;
  while (!cut.empty() && text_width(cut + "…", size) > width) {
    while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xC0) == 0x80) cut.pop_back();
    if (!cut.empty()) cut.pop_back();
  }
  return cut + "…";
}

}  // namespace venscope::report
