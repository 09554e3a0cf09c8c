/// Writes a document table for LaTeX with the booktabs package.
#include "venscope/report/escape.hpp"
#include "venscope/report/table.hpp"

#include <fmt/format.h>

namespace venscope::report {
namespace {

char letter_of(Align align) {
  return align == Align::left ? 'l' : align == Align::centre ? 'c' : 'r';
}

/// The line of group headings with the short rules under them; "" if no column has a group.
std::string group_line(const Table& table) {
  std::string cells, rules;
  bool any = false;
  for (std::size_t j = 0; j < table.columns.size();) {
    std::size_t end = j + 1;
    const std::string& group = table.columns[j].group;
    while (!group.empty() && end < table.columns.size() && table.columns[end].group == group) ++end;
    if (j > 0) cells += " & ";
    if (!group.empty()) {
      any = true;
      cells += fmt::format("\\multicolumn{{{}}}{{c}}{{{}}}", end - j, escape_latex(group));
      rules += fmt::format("\\cmidrule(lr){{{}-{}}}", j + 1, end);
    }
    j = end;
  }
  return any ? cells + " \\\\\n" + rules + "\n" : std::string();
}

std::string body_line(const Table& table, const Row& row) {
  std::string line;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    if (j > 0) line += " & ";
    if (j >= row.cells.size()) continue;
    const std::string text = escape_latex(row.cells[j].text);
    if (j == 0)
      for (int i = 0; i < row.indent; ++i) line += "\\quad ";
    line += j == 0 && row.heading ? fmt::format("\\textbf{{{}}}", text) : text;
  }
  return line + " \\\\\n";
}

}  // namespace

std::string latex(const Table& table) {
  std::string columns;
  for (const ColumnHead& column : table.columns) columns += letter_of(column.align);
  std::string text = fmt::format(
      "% needs \\usepackage[T1]{{fontenc}} and \\usepackage{{booktabs}}\n"
      "\\begin{{table}}\n\\caption{{{}}}\n\\label{{tab:{}}}\n\\begin{{tabular}}{{@{{}}{}@{{}}}}\n"
      "\\toprule\n",
      escape_latex(table.title), table.id, columns);
  text += group_line(table);
  for (std::size_t j = 0; j < table.columns.size(); ++j)
    text += (j > 0 ? " & " : "") + escape_latex(table.columns[j].text);
  text += " \\\\\n\\midrule\n";
  for (const Row& row : table.rows) text += body_line(table, row);
  text += "\\bottomrule\n\\end{tabular}\n";
  for (const std::string& note : table.footnotes)
    text += fmt::format("\\par\\footnotesize {}\n", escape_latex(note));
  return text + "\\end{table}\n";
}

}  // namespace venscope::report
