#include "venscope/report/figure/svg.hpp"

#include "venscope/report/escape.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/palette.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace venscope::report {
namespace {

/// A coordinate with at most two decimals: a hundredth of a point is finer than any printer.
std::string number(double value) {
  if (!std::isfinite(value)) return "0";
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string path_data(const Path& path) {
  std::string data;
  for (const std::vector<Point>& points : path.lines) {
    std::string last_x, last_y;
    for (std::size_t i = 0; i < points.size(); ++i) {
      std::string x = number(points[i].x), y = number(points[i].y);
      if (i == 0)
        data += "M" + x + " " + y;
      else if (x == last_x && y == last_y)
        continue;
      else if (y == last_y)
        data += "H" + x;
      else if (x == last_x)
        data += "V" + y;
      else
        data += "L" + x + " " + y;
      last_x = std::move(x);
      last_y = std::move(y);
    }
    if (path.closed) data += "Z";
  }
  return data;
}

/// Both a class, by which a page's style follows the reader's colour scheme, and the plain colour,
/// for every other program.
std::string paint(const char* property, Tone tone) {
  const Shade& colour = shade(tone);
  return fmt::format("{}=\"{}\"", property, colour.light);
}

class Writer {
public:
  explicit Writer(std::string_view id) : id_(id) {}

  void write(const std::vector<Node>& nodes) {
    for (const Node& node : nodes) std::visit([&](const auto& value) { write(value); }, node.value);
  }

  std::string take() { return std::move(svg_); }

private:
  void write(const Path& path) {
    if (path.lines.empty()) return;
    std::string classes;
    if (path.stroke != Tone::none) classes += fmt::format("stroke-{}", shade(path.stroke).name);
    if (path.fill != Tone::none)
      classes += fmt::format("{}fill-{}", classes.empty() ? "" : " ", shade(path.fill).name);
    svg_ += fmt::format("<path class=\"{}\" {}", classes, paint("fill", path.fill));
    if (path.fill != Tone::none && path.fill_opacity < 1.0)
      svg_ += fmt::format(" fill-opacity=\"{}\"", number(path.fill_opacity));
    if (path.stroke != Tone::none)
      svg_ += fmt::format(" {} stroke-width=\"{}\"", paint("stroke", path.stroke),
                          number(path.stroke_width));
    if (path.stroke != Tone::none && path.stroke_opacity < 1.0)
      svg_ += fmt::format(" stroke-opacity=\"{}\"", number(path.stroke_opacity));
    if (!path.dash.empty()) {
      std::string dashes;
      for (const double length : path.dash) dashes += (dashes.empty() ? "" : " ") + number(length);
      svg_ += fmt::format(" stroke-dasharray=\"{}\"", dashes);
    }
    svg_ += fmt::format(" d=\"{}\"/>\n", path_data(path));
  }

  void write(const Text& text) {
    constexpr const char* anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    const std::string x = number(text.at.x), y = number(text.at.y);
    svg_ += fmt::format("<text class=\"fill-{}\" x=\"{}\" y=\"{}\" font-size=\"{}\" {}{}",
                        shade(text.tone).name, x, y, number(text.size), paint("fill", text.tone),
                        anchors[static_cast<std::size_t>(text.anchor)]);
    if (text.bold) svg_ += " font-weight=\"bold\"";
    if (text.italic) svg_ += " font-style=\"italic\"";
    if (text.rotation != 0)
      svg_ += fmt::format(" transform=\"rotate({} {} {})\"", number(text.rotation), x, y);
    svg_ += fmt::format(">{}</text>\n", escape_markup(text.text));
  }

  void write(const Group& group) {
    std::string clip;
    if (group.clip) {
      const std::string name = fmt::format("{}-clip-{}", id_, ++clips_);
      svg_ += fmt::format(
          "<clipPath id=\"{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
          name, number(group.clip->x), number(group.clip->y), number(group.clip->width),
          number(group.clip->height));
      clip = fmt::format(" clip-path=\"url(#{})\"", name);
    }
    svg_ += fmt::format("<g class=\"{}\"{}>\n", escape_markup(group.name), clip);
    write(group.nodes);
    svg_ += "</g>\n";
  }

  std::string svg_;
  std::string id_;
  int clips_ = 0;
};

std::string written(const Scene& scene, std::string_view id, bool file) {
  const std::string width = number(scene.width), height = number(scene.height);
  std::string svg =
      fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\"", width, height);
  if (file) svg += fmt::format(" width=\"{}pt\" height=\"{}pt\"", width, height);
  svg += fmt::format(" role=\"img\" aria-labelledby=\"{0}-title {0}-desc\" font-family=\"{1}\">\n",
                     id, escape_markup(figure_font_stack));
  svg += fmt::format("<title id=\"{}-title\">{}</title>\n", id, escape_markup(scene.title));
  svg += fmt::format("<desc id=\"{}-desc\">{}</desc>\n", id, escape_markup(scene.description));
  if (file)
    svg += fmt::format("<rect width=\"{}\" height=\"{}\" {}/>\n", width, height,
                       paint("fill", Tone::paper));
  Writer writer(id);
  writer.write(scene.nodes);
  return svg + writer.take() + "</svg>\n";
}

}  // namespace

std::string svg_file(const Scene& scene) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + written(scene, "figure", true);
}

std::string svg_inline(const Scene& scene, std::string_view id) {
  return written(scene, escape_markup(id), false);
}

}  // namespace venscope::report
