#include "venscope/report/figure/alluvial_figure.hpp"

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

constexpr double level_gap = 7.0;
constexpr double outer_block = 8.0;
constexpr double blocks_height = 150.0;  // of all patients

/// Patients by level of each score; the level after the last is "not classifiable".
struct Alluvial {
  std::vector<std::vector<double>> totals;  ///< by score and level
  double n = 0;
};

std::size_t level_at(const AlluvialFigure& figure, const AlluvialFlow& flow, std::size_t score) {
  const std::size_t levels = figure.scores[score].levels.size();
  const int level = score < flow.levels.size() ? flow.levels[score] : -1;
  return level >= 0 && static_cast<std::size_t>(level) < levels ? static_cast<std::size_t>(level)
                                                                : levels;
}

Alluvial totals_of(const AlluvialFigure& figure) {
  Alluvial alluvial;
  for (std::size_t s = 0; s < figure.scores.size(); ++s) {
    alluvial.totals.emplace_back(figure.scores[s].levels.size() + 1, 0.0);
    for (const AlluvialFlow& flow : figure.flows)
      alluvial.totals[s][level_at(figure, flow, s)] += std::max(0.0, flow.n);
    // Where all could be classified nobody looks for those who could not.
    if (alluvial.totals[s].back() == 0) alluvial.totals[s].pop_back();
  }
  for (const AlluvialFlow& flow : figure.flows) alluvial.n += std::max(0.0, flow.n);
  return alluvial;
}

std::string level_name(const AlluvialFigure& figure, std::size_t score, std::size_t level) {
  const std::vector<std::string>& levels = figure.scores[score].levels;
  return level < levels.size() ? levels[level] : figure.not_classifiable;
}

Tone level_tone(const AlluvialFigure& figure, std::size_t score, std::size_t level) {
  return level < figure.scores[score].levels.size() ? series_tone(level) : Tone::muted;
}

std::string level_count(const Alluvial& alluvial, std::size_t score, std::size_t level) {
  return count_percent(alluvial.totals[score][level], alluvial.n, 0);
}

/// Where the blocks stand. Each has a slot that holds its label too.
struct AlluvialPlaces {
  std::vector<double> left, width, label_width;  ///< by score
  std::vector<std::vector<double>> tops;         ///< of the blocks, by score and level
  double top = 0, height = 0, per_patient = 0;
};

double label_width(const AlluvialFigure& figure, const Alluvial& alluvial, std::size_t score) {
  const double most = figure.width / (static_cast<double>(figure.scores.size()) + 1.5);
  double width = 0;
  for (std::size_t l = 0; l < alluvial.totals[score].size(); ++l) {
    const auto lines = wrap_text(level_name(figure, score, l), most, text_size);
    width = std::max(
        {width, widest(lines, text_size), text_width(level_count(alluvial, score, l), small_size)});
  }
  return width;
}

std::vector<std::string> label_lines(const AlluvialFigure& figure, std::size_t score,
                                     std::size_t level, double width) {
  // Rounding must not break a line that was measured to fit.
  return wrap_text(level_name(figure, score, level), width + 1e-6, text_size);
}

double label_height(const AlluvialFigure& figure, std::size_t score, std::size_t level,
                    double width) {
  return leading(text_size) *
         static_cast<double>(label_lines(figure, score, level, width).size() + 1);
}

bool is_outer(const AlluvialFigure& figure, std::size_t score) {
  return score == 0 || score + 1 == figure.scores.size();
}

/// Labels of outer blocks stand beside them, those of inner ones on them, or below where the block
/// is too small.
double slot_height(const AlluvialFigure& figure, const AlluvialPlaces& places, std::size_t score,
                   std::size_t level, double block) {
  const double label = label_height(figure, score, level, places.label_width[score]);
  if (is_outer(figure, score)) return std::max(block, label);
  return block >= label ? block : block + label;
}

AlluvialPlaces places_of(const AlluvialFigure& figure, const Alluvial& alluvial, double top) {
  AlluvialPlaces places;
  const std::size_t k = figure.scores.size();
  places.top = top;
  places.per_patient = blocks_height / alluvial.n;
  for (std::size_t s = 0; s < k; ++s)
    places.label_width.push_back(label_width(figure, alluvial, s));
  const double from = places.label_width.front() + 5;
  const double to = figure.width - (k > 1 ? places.label_width.back() + 5 : 0.0);
  std::vector<double> heights;
  for (std::size_t s = 0; s < k; ++s) {
    const double width = is_outer(figure, s) ? outer_block : places.label_width[s] + 8;
    const double share = k > 1 ? static_cast<double>(s) / static_cast<double>(k - 1) : 0.0;
    places.left.push_back(from + 0.5 * outer_block + share * (to - from - outer_block) -
                          0.5 * width);
    places.width.push_back(width);
    std::vector<double>& tops = places.tops.emplace_back();
    double y = top;
    for (std::size_t l = 0; l < alluvial.totals[s].size(); ++l) {
      const double block = alluvial.totals[s][l] * places.per_patient;
      const double slot = slot_height(figure, places, s, l, block);
      tops.push_back(is_outer(figure, s) ? y + 0.5 * (slot - block) : y);
      y += slot + level_gap;
    }
    heights.push_back(y - level_gap - top);
    places.height = std::max(places.height, heights.back());
  }
  // Scores that need less room stand in the middle of the height.
  for (std::size_t s = 0; s < k; ++s)
    for (double& y : places.tops[s]) y += 0.5 * (places.height - heights[s]);
  return places;
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
      bands[{level_at(figure, flow, score), level_at(figure, flow, score + 1),
             level_at(figure, flow, 0)}] += flow.n;
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
    path.fill_opacity = 0.35;
    add(nodes, std::move(path));
  }
}

void add_level_labels(std::vector<Node>& nodes, const AlluvialFigure& figure,
                      const Alluvial& alluvial, const AlluvialPlaces& places, std::size_t score) {
  const bool first = score == 0, outer = is_outer(figure, score);
  const double left = places.left[score], right = left + places.width[score];
  const double x = first ? left - 4 : outer ? right + 4 : 0.5 * (left + right);
  const Anchor anchor = first ? Anchor::end : outer ? Anchor::start : Anchor::middle;
  for (std::size_t l = 0; l < alluvial.totals[score].size(); ++l) {
    const double block = alluvial.totals[score][l] * places.per_patient;
    const double height = label_height(figure, score, l, places.label_width[score]);
    const bool below = !outer && block < height;
    double y =
        below ? places.tops[score][l] + block : places.tops[score][l] + 0.5 * (block - height);
    for (std::string& text : label_lines(figure, score, l, places.label_width[score])) {
      add_text(nodes, {x, y + text_size}, std::move(text), text_size, anchor);
      y += leading(text_size);
    }
    add_text(nodes, {x, y + small_size}, level_count(alluvial, score, l), small_size, anchor).tone =
        outer ? Tone::muted : Tone::ink;
  }
}

void add_blocks(std::vector<Node>& nodes, const AlluvialFigure& figure, const Alluvial& alluvial,
                const AlluvialPlaces& places, std::size_t score) {
  for (std::size_t l = 0; l < alluvial.totals[score].size(); ++l) {
    const Tone tone = level_tone(figure, score, l);
    Path& block = add(nodes, box({places.left[score], places.tops[score][l], places.width[score],
                                  alluvial.totals[score][l] * places.per_patient},
                                 tone, tone));
    block.fill_opacity = is_outer(figure, score) ? 0.9 : 0.3;
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

std::string description_of(const AlluvialFigure& figure, const Alluvial& alluvial) {
  std::string text = fmt::format("{} patients.", count(alluvial.n));
  for (std::size_t s = 0; s < figure.scores.size(); ++s) {
    text += " " + figure.scores[s].label + ":";
    for (std::size_t l = 0; l < alluvial.totals[s].size(); ++l)
      text += fmt::format(" {} {},", level_name(figure, s, l), level_count(alluvial, s, l));
    text.back() = '.';
  }
  for (std::size_t s = 0; s + 1 < figure.scores.size(); ++s) {
    std::map<std::pair<std::size_t, std::size_t>, double> pairs;
    for (const AlluvialFlow& flow : figure.flows)
      if (flow.n > 0) pairs[{level_at(figure, flow, s), level_at(figure, flow, s + 1)}] += flow.n;
    text += fmt::format(" From {} to {}:", figure.scores[s].label, figure.scores[s + 1].label);
    for (const auto& [ends, n] : pairs)
      text += fmt::format(" {} to {} {},", level_name(figure, s, ends.first),
                          level_name(figure, s + 1, ends.second), count(n));
    text.back() = text.back() == ',' ? '.' : ':';
  }
  return text;
}

}  // namespace

Scene alluvial_scene(const AlluvialFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Reclassification" : figure.title;
  const Alluvial alluvial = totals_of(figure);
  scene.description = description_of(figure, alluvial);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  if (figure.scores.empty() || alluvial.n == 0) {
    add_empty_note(scene.nodes, {0, top, figure.width, 40});
    scene.height = top + 40;
    return scene;
  }
  top = add_score_names(scene.nodes, figure, places_of(figure, alluvial, top), top);
  const AlluvialPlaces places = places_of(figure, alluvial, top);
  Group bands{"bands", {}, {}}, blocks{"blocks", {}, {}};
  for (std::size_t s = 0; s + 1 < figure.scores.size(); ++s)
    add_bands(bands.nodes, figure, places, s);
  for (std::size_t s = 0; s < figure.scores.size(); ++s)
    add_blocks(blocks.nodes, figure, alluvial, places, s);
  add(scene.nodes, std::move(bands));
  add(scene.nodes, std::move(blocks));
  for (std::size_t s = 0; s < figure.scores.size(); ++s)
    add_level_labels(scene.nodes, figure, alluvial, places, s);
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
      levels.push_back(level_at(figure, flow, s));
    if (flow.n > 0) rows[levels] += flow.n;
  }
  for (const auto& [levels, n] : rows) {
    for (std::size_t s = 0; s < levels.size(); ++s)
      csv += csv_field(level_name(figure, s, levels[s])) + ",";
    csv += exact(n) + "\n";
  }
  return csv;
}

}  // namespace venscope::report
