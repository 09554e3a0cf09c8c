#include "app/cli/text_table.hpp"

#include "venscope/base/utf8.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::cli {
namespace {

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

void TextTable::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = printable_line(cell);
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_)
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (j == widths.size()) widths.push_back(0);
      widths[j] = std::max(widths[j], characters(row[j]));
    }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t j = 0; j < row.size(); ++j) {
      const std::string padding(widths[j] - characters(row[j]), ' ');
      line += j == 0 ? "  " + row[j] + padding : "  " + padding + row[j];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string number_or_dash(double value, int decimals) {
  return std::isfinite(value) ? report::fixed(value, decimals) : report::undefined_number;
}

std::string limits_or_dash(double low, double high, int decimals) {
  if (!std::isfinite(low) && !std::isfinite(high)) return report::undefined_number;
  return number_or_dash(low, decimals) + " to " + number_or_dash(high, decimals);
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (!line.empty() || &field != &fields.front()) line += ',';
    if (field.find_first_of(",\"\n\r") == std::string::npos) {
      line += field;
      continue;
    }
    line += '"';
    for (const char c : field) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + '\n';
}

}  // namespace venscope::cli
