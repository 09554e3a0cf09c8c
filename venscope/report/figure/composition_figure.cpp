#include "venscope/report/figure/composition_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/heatmap_parts.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double composition_left = 34.0, composition_right = 6.0, composition_height = 150.0;
constexpr double composition_gap = 7.0, widest_bar = 30.0;

/// After the eighth part the tones begin again, paler.
Key key_of_part(std::size_t part) {
  Key key;
  key.mark = Key::Mark::box;
  key.tone = series_tone(part);
  const std::size_t round = part / series_count;
  key.opacity = round == 0 ? 0.85 : round == 1 ? 0.45 : 0.2;
  return key;
}

double total_of(const std::vector<double>& share) {
  return std::accumulate(share.begin(), share.end(), 0.0);
}

std::size_t samples_of(const CompositionFigure& figure) {
  std::size_t n = 0;
  for (const CompositionGroup& group : figure.groups) n += group.share.size();
  return n;
}

/// 1 where samples are fractions of a whole.
double highest(const CompositionFigure& figure) {
  double high = 0;
  for (const CompositionGroup& group : figure.groups)
    for (const std::vector<double>& share : group.share) high = std::max(high, total_of(share));
  constexpr double rounding = 1e-9;
  return high > 0 && high <= 1 + rounding ? 1.0 : high > 0 ? 1.04 * high : 1.0;
}

std::string labelled(const CompositionGroup& group) {
  return fmt::format("{} (n = {})", group.label, group.share.size());
}

std::string description_of(const CompositionFigure& figure) {
  std::string text = fmt::format("{} of {} parts in {} samples.", figure.value_label,
                                 figure.parts.size(), samples_of(figure));
  for (const CompositionGroup& group : figure.groups) {
    text += " " + labelled(group) + ", mean:";
    for (std::size_t p = 0; p < figure.parts.size(); ++p) {
      double sum = 0, n = 0;
      for (const std::vector<double>& share : group.share)
        if (p < share.size()) sum += share[p], ++n;
      text += fmt::format(" {} {},", figure.parts[p], n > 0 ? fixed(sum / n, 2) : undefined_number);
    }
    text.back() = '.';
  }
  return text;
}

/// One path for all bars of a part: a polygon per sample.
std::vector<Path> bars_of(const CompositionFigure& figure, const Axis& y, double left,
                          double width) {
  std::vector<Path> bars;
  for (std::size_t p = 0; p < figure.parts.size(); ++p)
    bars.push_back(filled(key_of_part(p).tone, key_of_part(p).opacity));
  const double room = width > 3 ? 0.6 : 0.0;  // between bars, where they can be told apart
  double x = left;
  for (const CompositionGroup& group : figure.groups) {
    for (const std::vector<double>& share : group.share) {
      double from = 0;
      for (std::size_t p = 0; p < std::min(share.size(), bars.size()); ++p) {
        const double to = from + share[p];
        if (to > from) add_rectangle(bars[p], x, x + width - room, y.at(from), y.at(to));
        from = to;
      }
      x += width;
    }
    if (!group.share.empty()) x += composition_gap;
  }
  return bars;
}

/// The groups' names below their bars; gives the y below them.
double add_group_names(std::vector<Node>& nodes, const CompositionFigure& figure, double left,
                       double top, double width) {
  double x = left;
  for (const CompositionGroup& group : figure.groups) {
    if (group.share.empty()) continue;
    const double own = width * static_cast<double>(group.share.size());
    add(nodes, line({x, top + 2.5}, {x + own, top + 2.5}, Tone::muted, 1.2));
    add_text(nodes, {x + 0.5 * own, top + 5 + small_size},
             shortened(labelled(group), own + composition_gap - 3, small_size), small_size,
             Anchor::middle);
    x += own + composition_gap;
  }
  return top + 5 + leading(small_size) + 2;
}

}  // namespace

Scene composition_scene(const CompositionFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.value_label : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  std::vector<LegendEntry> entries;
  for (std::size_t p = 0; p < figure.parts.size(); ++p)
    entries.push_back({figure.parts[p], key_of_part(p)});
  if (entries.empty())
    top += 0.5 * small_size;  // for the uppermost number of the axis
  else
    top = 4 + add_legend(scene.nodes, composition_left, top,
                         figure.width - composition_left - composition_right, entries);
  const Axis y{0, highest(figure), top + composition_height, top};
  const double room = figure.width - composition_left - composition_right;
  const std::size_t n = samples_of(figure);
  add_left_axis(scene.nodes, y, nice_ticks(0, y.high, 5), composition_left, 8.0,
                figure.value_label);
  if (n == 0 || figure.parts.empty()) {
    add_empty_note(scene.nodes, {composition_left, top, room, composition_height});
    scene.height = y.from + 6;
    return scene;
  }
  double gaps = -composition_gap;
  for (const CompositionGroup& group : figure.groups)
    gaps += group.share.empty() ? 0 : composition_gap;
  const double left = composition_left + 3;
  const double width = std::min(widest_bar, (room - 3 - gaps) / static_cast<double>(n));
  Group bars{"bars", {}, {}};
  for (Path& path : bars_of(figure, y, left, width))
    if (!path.lines.empty()) add(bars.nodes, std::move(path));
  add(scene.nodes, std::move(bars));
  scene.height = 2 + add_group_names(scene.nodes, figure, left, y.from, width);
  return scene;
}

std::string composition_csv(const CompositionFigure& figure) {
  std::string csv = "group,sample,part,share\n";
  for (const CompositionGroup& group : figure.groups)
    for (std::size_t i = 0; i < group.share.size(); ++i)
      for (std::size_t p = 0; p < figure.parts.size(); ++p)
        csv +=
            fmt::format("{},{},{},{}\n", csv_field(group.label), i + 1, csv_field(figure.parts[p]),
                        p < group.share[i].size() ? exact(group.share[i][p]) : std::string());
  return csv;
}

}  // namespace venscope::report
