/// Looks over a scene as a picky editor would: nothing leaves the page, no two texts lie over each
/// other, nothing is undefined.
#pragma once

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/scene.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace venscope::test {

struct PlacedText {
  report::Text text;
  double left = 0, top = 0, right = 0, bottom = 0;
  std::vector<std::string> groups;  ///< names of the groups around it, outermost first
};

struct PlacedPath {
  report::Path path;
  std::vector<std::string> groups;
  bool clipped = false;
};

struct SceneContent {
  std::vector<PlacedText> texts;
  std::vector<PlacedPath> paths;
};

inline PlacedText place(const report::Text& text, std::vector<std::string> groups) {
  const double width = report::text_width(text.text, text.size, text.bold);
  const double before = text.anchor == report::Anchor::start ? 0.0
                        : text.anchor == report::Anchor::end ? width
                                                             : 0.5 * width;
  // The four corners of the line of type, turned about its anchor.
  const double angle = text.rotation * 3.14159265358979323846 / 180.0;
  PlacedText placed{text, 1e300, 1e300, -1e300, -1e300, std::move(groups)};
  for (const double along : {-before, width - before})
    for (const double down : {-0.75 * text.size, 0.22 * text.size}) {
      const double x = text.at.x + along * std::cos(angle) - down * std::sin(angle);
      const double y = text.at.y + along * std::sin(angle) + down * std::cos(angle);
      placed.left = std::min(placed.left, x);
      placed.right = std::max(placed.right, x);
      placed.top = std::min(placed.top, y);
      placed.bottom = std::max(placed.bottom, y);
    }
  return placed;
}

inline void collect(const std::vector<report::Node>& nodes, const std::vector<std::string>& groups,
                    bool clipped, SceneContent& content) {
  for (const report::Node& node : nodes) {
    if (const auto* text = std::get_if<report::Text>(&node.value))
      content.texts.push_back(place(*text, groups));
    else if (const auto* path = std::get_if<report::Path>(&node.value))
      content.paths.push_back({*path, groups, clipped});
    else {
      const auto& group = std::get<report::Group>(node.value);
      std::vector<std::string> inner = groups;
      inner.push_back(group.name);
      collect(group.nodes, inner, clipped || group.clip.has_value(), content);
    }
  }
}

inline SceneContent content_of(const report::Scene& scene) {
  SceneContent content;
  collect(scene.nodes, {}, false, content);
  return content;
}

/// All texts, each followed by "|", in the order drawn.
inline std::string texts_of(const report::Scene& scene) {
  std::string texts;
  for (const PlacedText& placed : content_of(scene).texts) texts += placed.text.text + "|";
  return texts;
}

/// What is wrong with the scene, one line each; "" if nothing is.
inline std::string faults_of(const report::Scene& scene) {
  std::string faults;
  const SceneContent content = content_of(scene);
  const auto outside = [&](double left, double top, double right, double bottom) {
    return !(left >= -0.6 && top >= -0.6 && right <= scene.width + 0.6 &&
             bottom <= scene.height + 0.6);
  };
  if (scene.title.empty()) faults += "no title\n";
  if (scene.description.empty()) faults += "no description\n";
  for (const PlacedText& a : content.texts) {
    if (outside(a.left, a.top, a.right, a.bottom))
      faults += fmt::format(
          "text outside the page: '{}' {:.1f},{:.1f} to {:.1f},{:.1f} of {:.1f} x {:.1f}\n",
          a.text.text, a.left, a.top, a.right, a.bottom, scene.width, scene.height);
    if (a.text.size < 6) faults += fmt::format("type too small: '{}'\n", a.text.text);
    if (a.text.text.find("nan") != std::string::npos || a.text.text.find("inf") == 0)
      faults += fmt::format("undefined: '{}'\n", a.text.text);
  }
  constexpr double slack = 0.8;  // lines of type may touch
  for (std::size_t i = 0; i < content.texts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const PlacedText &a = content.texts[i], &b = content.texts[j];
      if (a.text.text.empty() || b.text.text.empty()) continue;
      if (a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - slack &&
          b.top < a.bottom - slack)
        faults += fmt::format("texts over each other: '{}' and '{}'\n", b.text.text, a.text.text);
    }
  for (const PlacedPath& placed : content.paths)
    for (const auto& line : placed.path.lines)
      for (const report::Point& point : line) {
        if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
          faults += "a mark is nowhere\n";
          return faults;
        }
        if (!placed.clipped && outside(point.x, point.y, point.x, point.y)) {
          faults += fmt::format("a mark is outside the page: {:.1f},{:.1f} of {:.1f} x {:.1f}\n",
                                point.x, point.y, scene.width, scene.height);
          return faults;
        }
      }
  return faults;
}

}  // namespace venscope::test
