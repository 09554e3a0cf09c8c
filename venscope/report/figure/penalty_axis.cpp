#include "venscope/report/figure/penalty_axis.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double leader = 9.0;  ///< from the end of a curve to its name
constexpr double end_label_step = leading(small_size) - 0.9;

/// Heights as near to the wanted ones as labels of one line allow, in their order.
std::vector<double> spread(const std::vector<EndLabel>& labels, double top, double bottom) {
  std::vector<double> at;
  for (const EndLabel& label : labels) {
    const double least = at.empty() ? top : at.back() + end_label_step;
    at.push_back(std::max(least, label.y));
  }
  double most = bottom;
  for (std::size_t i = at.size(); i-- > 0;) {
    at[i] = std::min(at[i], most);
    most = at[i] - end_label_step;
  }
  return at;
}

/// The name stands at the line's left where `right` is not, and a line of type lower where `lower`.
void add_chosen(std::vector<Node>& nodes, const Plot& plot, double x, const std::string& name,
                bool right, bool lower) {
  add(nodes, line({x, plot.y.from}, {x, plot.y.to}, Tone::muted, 0.7)).dash = {2.5, 1.5};
  const double baseline = plot.y.to + small_size + (lower ? leading(small_size) : 0);
  Text& text = add_text(nodes, {x + (right ? 2.5 : -2.5), baseline}, name, small_size,
                        right ? Anchor::start : Anchor::end);
  text.tone = Tone::muted;
}

}  // namespace

std::vector<double> log_penalties(const PenaltyPath& path) {
  std::vector<double> logs;
  for (const double lambda : path.lambda)
    logs.push_back(lambda > 0 ? std::log(lambda) : std::numeric_limits<double>::quiet_NaN());
  return logs;
}

Axis penalty_axis(const PenaltyPath& path, double from, double to) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : log_penalties(path)) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) low = -1, high = 0;
  if (low == high) low -= 0.5, high += 0.5;
  const double room = 0.02 * (high - low);
  return {high + room, low - room, from, to};
}

double df_axis_height(const PenaltyPath& path) {
  return path.df.empty() ? 0 : 2 * leading(text_size) + 3.0;
}

void add_chosen_penalties(std::vector<Node>& nodes, const Plot& plot, const PenaltyPath& path) {
  const std::vector<double> logs = log_penalties(path);
  const auto drawn = [&](const std::optional<std::size_t>& step) {
    return step && *step < logs.size() && std::isfinite(logs[*step]);
  };
  const bool same = drawn(path.at_min) && drawn(path.at_1se) && *path.at_min == *path.at_1se;
  const auto fits_right = [&](double x, const std::string& name) {
    return x + text_width(name, small_size) + 4 < plot.x.to;
  };
  if (drawn(path.at_1se) && !same) {
    const double x = plot.x.at(logs[*path.at_1se]);
    const bool right = x - text_width("1se", small_size) - 4 < plot.x.from;
    add_chosen(nodes, plot, x, "1se", right, right);
  }
  if (drawn(path.at_min)) {
    const double x = plot.x.at(logs[*path.at_min]);
    const std::string name = same ? "min = 1se" : "min";
    const bool right = fits_right(x, name);
    add_chosen(nodes, plot, x, name, right, !right && !same);
  }
}

double add_penalty_axes(std::vector<Node>& nodes, const Plot& plot, const PenaltyPath& path) {
  const std::vector<double> logs = log_penalties(path);
  const double width = plot.x.to - plot.x.from;
  const Ticks ticks =
      nice_ticks(plot.x.high, plot.x.low, std::clamp(static_cast<int>(width / 34), 2, 9));
  if (!path.df.empty()) {
    Path strokes = line({plot.x.from, plot.y.to}, {plot.x.to, plot.y.to}, Tone::ink, 0.6);
    const double baseline = plot.y.to - 4.5;
    for (const double value : ticks.values) {
      // The step that lies nearest.
      std::size_t nearest = path.df.size();
      for (std::size_t k = 0; k < std::min(path.df.size(), logs.size()); ++k)
        if (std::isfinite(logs[k]) &&
            (nearest == path.df.size() ||
             std::fabs(logs[k] - value) < std::fabs(logs[nearest] - value)))
          nearest = k;
      if (nearest == path.df.size()) continue;
      const double x = plot.x.at(value);
      strokes.lines.push_back({{x, plot.y.to}, {x, plot.y.to - 2.5}});
      add_text(nodes, {x, baseline}, std::to_string(path.df[nearest]), text_size, Anchor::middle);
    }
    add(nodes, std::move(strokes));
    add_text(nodes, {0.5 * (plot.x.from + plot.x.to), baseline - leading(text_size)},
             "Coefficients that are not 0", text_size, Anchor::middle);
  }
  return add_bottom_axis(nodes, plot.x, ticks, plot.y.from, "Penalty, ln λ (weaker to the right)");
}

std::string chosen_penalties_text(const PenaltyPath& path) {
  std::string text;
  const auto say = [&](const char* name, const std::optional<std::size_t>& step) {
    if (!step || *step >= path.lambda.size()) return;
    text += fmt::format("{}{} {:.3g}", text.empty() ? "" : ", ", name, path.lambda[*step]);
    if (*step < path.df.size())
      text += fmt::format(" ({} coefficient{})", path.df[*step], path.df[*step] == 1 ? "" : "s");
  };
  say("lambda.min", path.at_min);
  say("lambda.1se", path.at_1se);
  return text;
}

double end_label_width(std::span<const std::string> labels) {
  double width = 0;
  for (const std::string& label : labels) width = std::max(width, text_width(label, small_size));
  return width > 0 ? width + leader + 2.0 : 9.0;
}

std::size_t add_end_labels(std::vector<Node>& nodes, const Plot& plot, std::vector<EndLabel> labels,
                           bool italic) {
  const double top = plot.y.to + 2, bottom = plot.y.from - 2;
  const auto room = static_cast<std::size_t>(std::max(1.0, (bottom - top) / end_label_step + 1));
  const std::size_t left_out = labels.size() > room ? labels.size() - room : 0;
  labels.resize(labels.size() - left_out);
  std::stable_sort(labels.begin(), labels.end(),
                   [](const EndLabel& a, const EndLabel& b) { return a.y < b.y; });
  const std::vector<double> at = spread(labels, top, bottom);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    add(nodes, line({plot.x.to + 0.5, labels[i].y}, {plot.x.to + leader - 1.5, at[i]},
                    labels[i].tone, 0.4));
    add_text(nodes, {plot.x.to + leader, centred_baseline(at[i], small_size)}, labels[i].text,
             small_size)
        .italic = italic;
  }
  return left_out;
}

}  // namespace venscope::report
