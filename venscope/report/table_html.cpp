/// Writes a document table as semantic HTML.
#include "venscope/report/table_html.hpp"

#include "venscope/report/escape.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::report {
namespace {

const char* class_of(Align align) {
  switch (align) {
    case Align::left:
      return " class=\"left\"";
    case Align::centre:
      return " class=\"centre\"";
    case Align::right:
      break;
  }
  return "";
}

bool grouped(const Table& table) {
  for (const ColumnHead& column : table.columns)
    if (!column.group.empty()) return true;
  return false;
}

std::size_t group_end(const Table& table, std::size_t first) {
  std::size_t end = first + 1;
  while (end < table.columns.size() && table.columns[end].group == table.columns[first].group)
    ++end;
  return end;
}

/// "(n = 38)" does not break between lines.
std::string unbroken(std::string text) {
  constexpr std::string_view equals = "(n = ";
  const std::size_t at = text.find(equals);
  return at == std::string::npos ? text : text.replace(at, equals.size(), "(n\u00a0=\u00a0");
}

std::string column_head(const ColumnHead& column, bool spans_two) {
  // A nameless corner is no heading of anything.
  const char* tag = column.text.empty() ? "td" : "th";
  const std::string scope = column.text.empty() ? "" : " scope=\"col\"";
  return fmt::format("<{0}{1}{2}{3}>{4}</{0}>", tag, scope, class_of(column.align),
                     spans_two ? " rowspan=\"2\"" : "", unbroken(escape_markup(column.text)));
}

std::string head_rows(const Table& table) {
  std::string rows = "<thead>\n";
  const bool two = grouped(table);
  if (two) {
    rows += "<tr>";
    for (std::size_t j = 0; j < table.columns.size();) {
      const ColumnHead& column = table.columns[j];
      if (column.group.empty()) {
        rows += column_head(column, true);
        ++j;
        continue;
      }
      const std::size_t end = group_end(table, j);
      rows += fmt::format("<th scope=\"colgroup\" colspan=\"{}\" class=\"group\">{}</th>", end - j,
                          escape_markup(column.group));
      j = end;
    }
    rows += "</tr>\n";
  }
  rows += "<tr>";
  for (const ColumnHead& column : table.columns)
    if (!two || !column.group.empty()) rows += column_head(column, false);
  return rows + "</tr>\n</thead>\n";
}

std::string body_row(const Table& table, const Row& row) {
  std::string html = row.heading ? "<tr class=\"heading\">" : "<tr>";
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    const std::string text = j < row.cells.size() ? escape_markup(row.cells[j].text) : "";
    if (j == 0 && !text.empty())
      html +=
          fmt::format("<th scope=\"row\"{} dir=\"auto\">{}</th>",
                      row.indent > 0 ? fmt::format(" class=\"indent-{}\"", row.indent) : "", text);
    else
      html += fmt::format("<td{}>{}</td>", class_of(table.columns[j].align), text);
  }
  return html + "</tr>\n";
}

/// With more, a table is set smaller, and its cells break on paper, where nothing scrolls.
constexpr std::size_t columns_at_full_size = 7;

/// A variable and its levels are a group of rows, so that paper does not part them.
std::string body_rows(const Table& table) {
  const bool levels = std::any_of(table.rows.begin(), table.rows.end(),
                                  [](const Row& row) { return row.indent > 0; });
  std::string html = "<tbody>\n";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (levels && i > 0 && table.rows[i].indent == 0) html += "</tbody>\n<tbody>\n";
    html += body_row(table, table.rows[i]);
  }
  return html + "</tbody>\n";
}

}  // namespace

std::string table_element(const Table& table, std::string_view number) {
  std::string html =
      fmt::format("<table{}>\n<caption id=\"table-{}-caption\"><span>",
                  table.columns.size() > columns_at_full_size ? " class=\"many\"" : "",
                  escape_markup(table.id));
  if (!number.empty()) html += fmt::format("<strong>{}.</strong> ", escape_markup(number));
  html += escape_markup(table.title) + "</span></caption>\n" + head_rows(table);
  return html + body_rows(table) + "</table>\n";
}

std::string table_notes(const Table& table) {
  if (table.footnotes.empty()) return {};
  std::string html = "<div class=\"notes\">\n";
  for (const std::string& note : table.footnotes)
    html += fmt::format("<p>{}</p>\n", escape_markup(note));
  return html + "</div>\n";
}

std::string html(const Table& table) {
  return table_element(table, {}) + table_notes(table);
}

}  // namespace venscope::report
