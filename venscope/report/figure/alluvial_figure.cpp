#include "venscope/report/figure/alluvial_figure.hpp"

#include "venscope/report/figure/alluvial_layout.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include <fmt/format.h>

namespace venscope::report {
namespace {

Tone level_tone(const AlluvialFigure& figure, std::size_t score, std::size_t level) {
  return level < figure.scores[score].levels.size() ? series_tone(level) : Tone::muted;
}

/// From (x0, top0..bottom0) to (x1, top1..bottom1), leaving and arriving level.
std::vector<Point> band_outline(double x0, double y0, double x1, double y1, double thickness) {
  constexpr int steps = 24;
  std::vector<Point> upper, lower;
  for (int i = 0; i <= steps; ++i) {
    const double t = static_cast<double>(i) / steps;
    const double rise = 0.5 - 0.5 * std::cos(std::numbers::pi * t);
    const Point point{x0 + (x1 - x0) * t, y0 + (y1 - y0) * rise};
    upper.push_back(point);
    lower.push_back({point.x, point.y + thickness});
  }
  upper.insert(upper.end(), lower.rbegin(), lower.rend());
  return upper;
}

/// The bands between a score and the next, in one path per colour.
void add_bands(std::vector<Node>& nodes, const AlluvialFigure& figure, const AlluvialPlaces& places,
               std::size_t score) {
  using Ends = std::array<std::size_t, 3>;  // level here, level there, level of the first score
  std::map<Ends, double> bands;
  for (const AlluvialFlow& flow : figure.flows)
    if (flow.n > 0)
      bands[{alluvial_level(figure, flow, score), alluvial_level(figure, flow, score + 1),
             alluvial_level(figure, flow, 0)}] += flow.n;
  // On the right they arrive sorted by where they come from.
  std::map<Ends, double> arrivals;
  std::vector<double> leave = places.tops[score], arrive = places.tops[score + 1];
  std::map<Ends, double> by_arrival;
  for (const auto& [ends, n] : bands) by_arrival[{ends[1], ends[0], ends[2]}] = n;
  for (const auto& [ends, n] : by_arrival) {
    arrivals[{ends[1], ends[0], ends[2]}] = arrive[ends[0]];
    arrive[ends[0]] += n * places.per_patient;
  }
  std::map<std::size_t, Path> paths;
  for (const auto& [ends, n] : bands) {
    Path& path = paths[ends[2]];
    path.lines.push_back(band_outline(places.left[score] + places.width[score], leave[ends[0]],
                                      places.left[score + 1], arrivals[ends],
                                      n * places.per_patient));
    leave[ends[0]] += n * places.per_patient;
  }
  for (auto& [level, path] : paths) {
    path.closed = true;
    path.stroke = Tone::none;
    path.fill = level_tone(figure, 0, level);
    path.fill_opacity = step_opacity(level, 0.22, 0.55);
    add(nodes, std::move(path));
  }
}

void add_level_labels(std::vector<Node>& nodes, const AlluvialFigure& figure,
                      const AlluvialTotals& totals, const AlluvialPlaces& places,
                      std::size_t score) {
  const bool first = score == 0, outer = is_outer_score(figure, score);
  const double left = places.left[score], right = left + places.width[score];
  const double x = first ? left - 4 : outer ? right + 4 : 0.5 * (left + right);
  const Anchor anchor = first ? Anchor::end : outer ? Anchor::start : Anchor::middle;
  for (std::size_t l = 0; l < totals.by_level[score].size(); ++l) {
    const double block = totals.by_level[score][l] * places.per_patient;
    const double height = alluvial_label_height(figure, score, l, places.label_width[score]);
    const bool below = !outer && block < height;
    double y =
        below ? places.tops[score][l] + block : places.tops[score][l] + 0.5 * (block - height);
    for (std::string& text : alluvial_label_lines(figure, score, l, places.label_width[score])) {
      add_text(nodes, {x, y + text_size}, std::move(text), text_size, anchor);
      y += leading(text_size);
    }
    add_text(nodes, {x, y + small_size}, alluvial_level_count(totals, score, l), small_size, anchor)
        .tone = outer ? Tone::muted : Tone::ink;
  }
}

void add_blocks(std::vector<Node>& nodes, const AlluvialFigure& figure,
                const AlluvialTotals& totals, const AlluvialPlaces& places, std::size_t score) {
  for (std::size_t l = 0; l < totals.by_level[score].size(); ++l) {
    const Tone tone = level_tone(figure, score, l);
    Path& block = add(nodes, box({places.left[score], places.tops[score][l], places.width[score],
                                  totals.by_level[score][l] * places.per_patient},
                                 tone, tone));
    block.fill_opacity = is_outer_score(figure, score) ? 0.9 : 0.3;
  }
}

/// The names of the scores above their blocks; gives the y below them.
double add_score_names(std::vector<Node>& nodes, const AlluvialFigure& figure,
                       const AlluvialPlaces& places, double top) {
  const std::size_t k = figure.scores.size();
  const double room = figure.width / static_cast<double>(std::max<std::size_t>(k, 1)) - 6;
  double below = top;
  for (std::size_t s = 0; s < k; ++s) {
    const bool first = s == 0, last = s + 1 == k && k > 1;
    const double x = first ? 0 : last ? figure.width : places.left[s] + 0.5 * places.width[s];
    double y = top;
    for (std::string& text : wrap_text(figure.scores[s].label, room, text_size, true)) {
      Text& node = add_text(nodes, {x, y + text_size}, std::move(text), text_size,
                            first  ? Anchor::start
                            : last ? Anchor::end
                                   : Anchor::middle);
      node.bold = true;
      y += leading(text_size);
    }
    below = std::max(below, y);
  }
  return below + 4;
}

std::string description_of(const AlluvialFigure& figure, const AlluvialTotals& totals) {
  std::string text = fmt::format("{} patients.", count(totals.n));
  for (std::size_t s = 0; s < figure.scores.size(); ++s) {
    text += " " + figure.scores[s].label + ":";
    for (std::size_t l = 0; l < totals.by_level[s].size(); ++l)
      text += fmt::format(" {} {},", alluvial_level_name(figure, s, l),
                          alluvial_level_count(totals, s, l));
    text.back() = '.';
  }
  for (std::size_t s = 0; s + 1 < figure.scores.size(); ++s) {
    std::map<std::pair<std::size_t, std::size_t>, double> pairs;
    for (const AlluvialFlow& flow : figure.flows)
      if (flow.n > 0)
        pairs[{alluvial_level(figure, flow, s), alluvial_level(figure, flow, s + 1)}] += flow.n;
    text += fmt::format(" From {} to {}:", figure.scores[s].label, figure.scores[s + 1].label);
    for (const auto& [ends, n] : pairs)
      text += fmt::format(" {} to {} {},", alluvial_level_name(figure, s, ends.first),
                          alluvial_level_name(figure, s + 1, ends.second), count(n));
    text.back() = text.back() == ',' ? '.' : ':';
  }
  return text;
}

}  // namespace

Scene alluvial_scene(const AlluvialFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Reclassification" : figure.title;
  const AlluvialTotals totals = alluvial_totals(figure);
  scene.description = description_of(figure, totals);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  if (figure.scores.empty() || totals.n == 0) {
    add_empty_note(scene.nodes, {0, top, figure.width, 40});
    scene.height = top + 40;
    return scene;
  }
  top = add_score_names(scene.nodes, figure, alluvial_places(figure, totals, top), top);
  const AlluvialPlaces places = alluvial_places(figure, totals, top);
  Group bands{"bands", {}, {}}, blocks{"blocks", {}, {}};
  for (std::size_t s = 0; s + 1 < figure.scores.size(); ++s)
    add_bands(bands.nodes, figure, places, s);
  for (std::size_t s = 0; s < figure.scores.size(); ++s)
    add_blocks(blocks.nodes, figure, totals, places, s);
  add(scene.nodes, std::move(bands));
  add(scene.nodes, std::move(blocks));
  for (std::size_t s = 0; s < figure.scores.size(); ++s)
    add_level_labels(scene.nodes, figure, totals, places, s);
  scene.height = top + places.height + 3;
  return scene;
}

std::string alluvial_csv(const AlluvialFigure& figure) {
  std::string csv;
  for (const AlluvialScore& score : figure.scores) csv += csv_field(score.label) + ",";
  csv += "n\n";
  std::map<std::vector<std::size_t>, double> rows;
  for (const AlluvialFlow& flow : figure.flows) {
    std::vector<std::size_t> levels;
    for (std::size_t s = 0; s < figure.scores.size(); ++s)
      levels.push_back(alluvial_level(figure, flow, s));
    if (flow.n > 0) rows[levels] += flow.n;
  }
  for (const auto& [levels, n] : rows) {
    for (std::size_t s = 0; s < levels.size(); ++s)
      csv += csv_field(alluvial_level_name(figure, s, levels[s])) + ",";
    csv += exact(n) + "\n";
  }
  return csv;
}

}  // namespace venscope::report
