#include "venscope/report/page.hpp"

#include "venscope/report/escape.hpp"
#include "venscope/report/figure/svg.hpp"
#include "venscope/report/page_style.hpp"
#include "venscope/report/table_html.hpp"

#include <fmt/format.h>

namespace venscope::report {
namespace {

/// Printed on every page. The text is the program's own; what would end it is left out.
std::string foot_of_pages(std::string text) {
  if (text.empty()) return {};
  std::erase_if(text, [](char c) { return c == '"' || c == '\\' || c == '<' || c == '\n'; });
  return fmt::format("@media print{{@page{{@bottom-center{{content:\"{}\"}}}}}}\n", text);
}

class PageWriter {
public:
  std::string write(const Page& page) {
    head(page);
    if (!page.banner.empty()) line("<p class=\"banner\" role=\"note\">", page.banner, "</p>");
    line("<header class=\"sheet\">");
    element("h1", page.title);
    if (!page.subtitle.empty()) line("<p class=\"subtitle\">", page.subtitle, "</p>");
    contents(page);
    line("</header>");
    line("<main id=\"content\" class=\"sheet\" tabindex=\"-1\">");
    if (!page.facts.empty()) facts(page.facts, "facts");
    if (!page.warnings.empty()) {
      line("<section class=\"warnings\" aria-labelledby=\"warnings\">");
      line("<h2 id=\"warnings\">Warnings</h2>");
      list(page.warnings);
      line("</section>");
    }
    for (const Section& section : page.sections) write(section, 2);
    line("</main>");
    line("<footer class=\"sheet\"><p>", page.footer, "</p></footer>");
    line("</body>\n</html>");
    return std::move(html_);
  }

private:
  void line(std::string_view markup) { html_.append(markup).append("\n"); }
  void line(std::string_view open, std::string_view text, std::string_view close) {
    html_.append(open).append(escape_markup(text)).append(close).append("\n");
  }
  void element(std::string_view tag, std::string_view text) {
    line(fmt::format("<{}>", tag), text, fmt::format("</{}>", tag));
  }

  void head(const Page& page) {
    line("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    element("title", page.title);
    // Nothing is fetched and nothing is run, whatever a cohort file may hold.
    line(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">");
    line("<style>" + page_css() + foot_of_pages(page.mark) + "</style>\n</head>\n<body>");
    line("<a class=\"skip\" href=\"#content\">Skip to the content</a>");
  }

  void contents(const Page& page) {
    if (page.sections.size() < 2) return;
    line("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>");
    for (const Section& section : page.sections)
      line(fmt::format("<li><a href=\"#{}\">", escape_markup(section.id)), section.heading,
           "</a></li>");
    line("</ol>\n</nav>");
  }

  void write(const Section& section, int level) {
    const std::string id = escape_markup(section.id);
    // Only the main sections are landmarks: the parts of two endpoints bear the same headings.
    line(level == 2 ? fmt::format("<section aria-labelledby=\"{}\">", id) : "<section>");
    line(fmt::format("<h{} id=\"{}\">", level, id), section.heading, fmt::format("</h{}>", level));
    for (const Block& block : section.blocks)
      std::visit([&](const auto& value) { write(value); }, block);
    for (const Section& below : section.sections) write(below, level < 4 ? level + 1 : 4);
    line("</section>");
  }

  void write(const Paragraph& paragraph) { element("p", paragraph.text); }

  void write(const FactList& list) {
    if (!list.facts.empty()) facts(list.facts, "list");
  }

  void write(const PointList& points) {
    if (points.points.empty()) return;
    line("<div class=\"points\">");
    line("<p>", points.title, "</p>");
    list(points.points);
    line("</div>");
  }

  void write(const WarningList& warnings) {
    if (warnings.warnings.empty()) return;
    line("<div class=\"warnings\">");
    line("<p class=\"title\">Warnings</p>");
    list(warnings.warnings);
    line("</div>");
  }

  void write(const Table& table) {
    const std::string id = escape_markup(table.id);
    line(fmt::format("<div class=\"tabular\" id=\"table-{}\">", id));
    line(fmt::format(
        "<section class=\"frame\" tabindex=\"0\" aria-labelledby=\"table-{}-caption\">", id));
    html_ += table_element(table, fmt::format("Table {}", ++tables_));
    line("</section>");
    html_ += table_notes(table);
    links({{"CSV", "tables/" + id + ".csv"},
           {"HTML", "tables/" + id + ".html"},
           {"LaTeX", "tables/" + id + ".tex"}},
          fmt::format("Table {}", tables_));
    line("</div>");
  }

  void write(const Figure& figure) {
    const std::string id = escape_markup(figure.id);
    const std::string number = fmt::format("Figure {}", ++figures_);
    line(fmt::format("<figure id=\"figure-{}\">", id));
    line(fmt::format("<section class=\"frame\" tabindex=\"0\" aria-label=\"{}\">", number));
    // Type of about one size in all figures, whatever column they are made for.
    const double share = figure.scene.width / double_column;
    line(fmt::format("<div class=\"{}\">", share < 0.55   ? "column"
                                           : share < 0.75 ? "narrow"
                                                          : "wide"));
    html_ += svg_inline(figure.scene, "svg-" + figure.id);
    line("</div>\n</section>");
    line(fmt::format("<figcaption><p><strong>{}.</strong> ", number), figure.caption, "</p>");
    const std::string file = "figures/" + id;
    std::vector<Fact> formats = {
        {"SVG", file + ".svg"}, {"PDF", file + ".pdf"}, {"PNG", file + ".png"}};
    if (!figure.csv.empty()) formats.push_back({"data (CSV)", file + ".csv"});
    links(formats, number);
    line("</figcaption>\n</figure>");
  }

  void links(const std::vector<Fact>& targets, const std::string& number) {
    html_ += "<p class=\"links\">Download: ";
    const char* between = "";
    for (const Fact& target : targets) {
      html_ += fmt::format("{}<a href=\"{}\" aria-label=\"{} as {}\">{}</a>", between, target.value,
                           number, target.label, target.label);
      between = " · ";
    }
    line("</p>");
  }

  void facts(const std::vector<Fact>& facts, std::string_view style) {
    line(fmt::format("<dl class=\"{}\">", style));
    for (const Fact& fact : facts) {
      html_ += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_markup(fact.label),
                           escape_markup(fact.value));
    }
    line("</dl>");
  }

  void list(const std::vector<std::string>& items) {
    line("<ul>");
    for (const std::string& item : items) element("li", item);
    line("</ul>");
  }

  std::string html_;
  int figures_ = 0;
  int tables_ = 0;
};

template <class Kind>
void collect(const std::vector<Section>& sections, std::vector<const Kind*>& found) {
  for (const Section& section : sections) {
    for (const Block& block : section.blocks)
      if (const Kind* item = std::get_if<Kind>(&block)) found.push_back(item);
    collect(section.sections, found);
  }
}

}  // namespace

std::string html(const Page& page) {
  return PageWriter().write(page);
}

std::vector<const Figure*> figures(const Page& page) {
  std::vector<const Figure*> found;
  collect(page.sections, found);
  return found;
}

std::vector<const Table*> tables(const Page& page) {
  std::vector<const Table*> found;
  collect(page.sections, found);
  return found;
}

}  // namespace venscope::report
