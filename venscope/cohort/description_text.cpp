#include "venscope/base/paragraph.hpp"
#include "venscope/cohort/assumptions.hpp"
#include "venscope/cohort/describe.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

/// Control characters would disturb the lines of a terminal.
std::string plain(std::string_view text) {
  std::string clean(text);
  for (char& c : clean)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return clean;
}

std::string type_of(const ColumnDescription& column) {
  if (column.type == ColumnType::date) return "date";
  if (column.type == ColumnType::text) return "text";
  if (column.type == ColumnType::category) return column.identifying ? "text" : "category";
  if (const std::string coding = coding_of(column); !coding.empty()) return coding;
  return column.number && column.number->whole ? "whole number" : "number";
}

std::string value_text(double value, ColumnType type) {
  if (type == ColumnType::date) {
    const std::chrono::year_month_day day{
        std::chrono::sys_days{std::chrono::days{static_cast<int>(value)}}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  }
  const double size = std::fabs(value);
  if (size < 1e9 && (size >= 1000 || value == std::floor(value)))
    return fmt::format("{:.0f}", value);
  return fmt::format("{:.4g}", value);
}

std::string share(std::size_t part, std::size_t whole) {
  if (whole == 0) return "";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && percent < 1) return " (<1%)";
  if (part < whole && percent > 99) return " (>99%)";
  return fmt::format(" ({:.0f}%)", percent);
}

std::string level_text(const ColumnDescription& column, std::size_t values, std::size_t width) {
  if (column.identifying) return with_thousands(column.distinct) + " different values";
  std::vector<LevelCount> levels;
  for (const LevelCount& level : column.levels)
    if (level.count > 0) levels.push_back(level);
  if (levels.size() > 6)  // the commonest first where not all can be shown
    std::stable_sort(levels.begin(), levels.end(),
                     [](const LevelCount& a, const LevelCount& b) { return a.count > b.count; });
  // Room is left for the counts and for `, and 12 more`.
  const std::size_t longest = std::min<std::size_t>(24, std::max<std::size_t>(width, 32) - 26);
  std::string text;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::string next = (i > 0 ? ", " : "") + cut(plain(levels[i].level), longest) + " " +
                             with_thousands(levels[i].count) + share(levels[i].count, values);
    const std::string rest = fmt::format(", and {} more", levels.size() - i);
    if (i > 0 && characters(text + next) + (i + 1 < levels.size() ? characters(rest) : 0) > width)
      return text + rest;
    text += next;
  }
  return text;
}

std::string summary(const ColumnDescription& column, std::size_t rows, std::size_t width) {
  const std::size_t values = rows - column.missing;
  if (values == 0) return "";
  if (!column.number) return level_text(column, values, width);
  const NumberSummary& number = *column.number;
  if (column.distinct == 1) return "always " + value_text(number.min, column.type);
  if (const std::string coding = coding_of(column); !coding.empty()) {
    // The mean of two neighbouring whole numbers tells how many are the higher one.
    const auto high = static_cast<std::size_t>(
        std::llround((number.mean - number.min) * static_cast<double>(values)));
    return fmt::format("{} {}{}, {} {}{}", number.min, with_thousands(values - high),
                       share(values - high, values), number.max, with_thousands(high),
                       share(high, values));
  }
  return fmt::format("{} … {} – {} – {} … {}", value_text(number.min, column.type),
                     value_text(number.lower, column.type), value_text(number.median, column.type),
                     value_text(number.upper, column.type), value_text(number.max, column.type)) +
         (column.unit.empty() ? "" : " " + column.unit);
}

/// `heading`, then a wrapped line for each sentence.
void section(std::string& out, const std::string& heading, const std::vector<std::string>& lines,
             std::size_t width) {
  if (lines.empty()) return;
  out += "\n" + heading + "\n";
  for (const std::string& line : lines) {
    out += "  ";
    wrap(out, plain(line), 4, width);
  }
}

/// Suspicions by what they say, so that fifty alike make one line.
std::vector<std::string> grouped_suspicions(const ReadTable& read, const Description& about) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> columns;
  for (const ColumnDescription& column : about.columns)
    for (const std::string& text : column.suspicions) {
      if (columns[text].empty()) order.push_back(text);
      columns[text].push_back(column.name);
    }
  std::vector<std::string> lines = about.suspicions;
  for (const Problem& problem : read.suspicions)
    if (problem.code != "cohort.decimal_comma")  // said of the column, with how many
      lines.push_back((problem.place.line > 0 ? fmt::format("line {}: ", problem.place.line) : "") +
                      problem.place.column + ": " + problem.what);
  for (const std::string& text : order) lines.push_back(listed(columns[text]) + ": " + text);
  return lines;
}

}  // namespace

std::string description_text(const ReadTable& read, const Description& about, std::size_t width) {
  constexpr std::size_t gap = 2;
  std::size_t name_width = 6, type_width = 4, missing_width = 7;
  const std::size_t most = std::max<std::size_t>(16, width / 4);
  std::vector<std::string> missing;
  for (const ColumnDescription& column : about.columns) {
    std::string text = column.missing == 0
                           ? "0"
                           : with_thousands(column.missing) + share(column.missing, about.rows);
    if (column.not_tested > 0) text += fmt::format(", {} not tested", column.not_tested);
    missing.push_back(text);
    name_width = std::max(name_width, std::min(most, characters(column.name)));
    type_width = std::max(type_width, characters(type_of(column)));
    missing_width = std::max(missing_width, characters(text));
  }
  const std::size_t used = name_width + type_width + missing_width + 3 * gap;
  const std::size_t left = width > used + 24 ? width - used : 24;

  std::string out = fmt::format("{}: {} row{}, {} column{}, {} between cells{}\n", read.table.file,
                                with_thousands(about.rows), about.rows == 1 ? "" : "s",
                                about.columns.size(), about.columns.size() == 1 ? "" : "s",
                                delimiter_name(read.delimiter), read.gzip ? ", gzip" : "");
  out += "sha256 " + read.sha256 + "\n\n";
  out +=
      cut(padded("column", name_width + gap) + padded("type", type_width + gap) +
              padded("missing", missing_width + gap) + "values (min … quartiles … max, or levels)",
          width) +
      "\n";
  for (std::size_t i = 0; i < about.columns.size(); ++i) {
    const ColumnDescription& column = about.columns[i];
    std::string line = padded(cut(plain(column.name), name_width), name_width + gap) +
                       padded(type_of(column), type_width + gap) +
                       padded(missing[i], missing_width + gap) + summary(column, about.rows, left);
    while (line.back() == ' ') line.pop_back();
    out += cut(line, width) + "\n";
  }
  std::vector<std::string> endpoints, variables;
  for (const EndpointGuess& pair : about.endpoints)
    endpoints.push_back(pair.outcome +
                        (pair.causes ? ", competing causes: fit cuminc, fit finegray" : ""));
  for (const ColumnDescription& column : about.columns)
    if (!column.variable.empty() && column.variable != column.name)
      variables.push_back(column.name + " as " + column.variable);
  std::vector<std::string> known;
  for (const ColumnDescription& column : about.columns)
    if (!column.variable.empty() && column.variable == column.name) known.push_back(column.name);
  section(out, "Likely endpoints", endpoints, width);
  section(out, "Worth a look", grouped_suspicions(read, about), width);
  section(out, "Taken for granted", read.assumptions, width);
  if (!known.empty())
    variables.insert(variables.begin(), fmt::format("{}", fmt::join(known, ", ")));
  section(out, "Looks like variables of the AML dictionary (use = \"aml\")", variables, width);
  return out;
}

}  // namespace venscope::cohort
