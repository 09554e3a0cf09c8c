/// A table of text in columns, for a terminal.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace venscope::cli {

/// The first column is set left, the others right; widths count characters, not bytes. Names may
/// hold anything: control characters are shown as \x1B.
class TextTable {
public:
  explicit TextTable(std::vector<std::string> head) { add(std::move(head)); }
  void add(std::vector<std::string> cells);
  std::string text() const;

private:
  std::vector<std::vector<std::string>> rows_;
};

/// A number of a table, or a dash where there is none; and "low to high", or one dash.
std::string number_or_dash(double value, int decimals);
std::string limits_or_dash(double low, double high, int decimals);

/// One line of CSV from fields that are quoted where needed.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace venscope::cli
