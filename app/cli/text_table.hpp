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

/// One line of CSV from fields that are quoted where needed.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace venscope::cli
