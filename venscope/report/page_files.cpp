/// The files that lie beside the page: each figure and table in the formats that journals take.
#include "venscope/report/escape.hpp"
#include "venscope/report/figure/drawing.hpp"
#include "venscope/report/figure/svg.hpp"
#include "venscope/report/page.hpp"
#include "venscope/report/page_style.hpp"

#include <fmt/format.h>

namespace venscope::report {

Result<std::vector<File>> files(const Figure& figure) {
  const std::string path = "figures/" + figure.id;
  auto pdf = draw_pdf(figure.scene);
  auto png = draw_png(figure.scene);
  if (!pdf) return failure(std::move(pdf.error()));
  if (!png) return failure(std::move(png.error()));
  std::vector<File> written;
  written.push_back({path + ".svg", svg_file(figure.scene)});
  written.push_back({path + ".pdf", std::move(*pdf)});
  written.push_back({path + ".png", std::move(*png)});
  if (!figure.csv.empty()) written.push_back({path + ".csv", figure.csv});
  return written;
}

std::vector<File> files(const Table& table) {
  const std::string path = "tables/" + table.id;
  std::string document = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n<body>\n<main class=\"sheet tabular\">\n{}</main>\n</body>\n"
      "</html>\n",
      escape_markup(table.title), page_css(), html(table));
  return {{path + ".csv", csv(table)},
          {path + ".html", std::move(document)},
          {path + ".tex", latex(table)}};
}

}  // namespace venscope::report
