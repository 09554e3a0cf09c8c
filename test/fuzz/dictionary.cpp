/// Any text is a dictionary or a list of problems, and a dictionary can be applied to any table:
/// the first part of the input is the dictionary, the rest, after a NUL, the file of patients.
#include "venscope/cohort/dictionary.hpp"

#include "fuzz/require.hpp"
#include "venscope/cohort/read.hpp"

#include <cmath>
#include <cstdint>
#include <string_view>

using namespace venscope;
using namespace venscope::cohort;
using fuzz::require;

namespace {

constexpr std::string_view patients =
    "patient,age,sex,FLT3,born,seen,wbc,status\n"
    "1,61,m,mut,1.2.1950,2001-01-01,3.5,1\n"
    "2,45,f,wt,2.3.1960,2001-02-01,,0\n"
    "2,NA,female,not done,31.12.1939,1999-02-01,120,2\n"
    "4,-9,x,,29.2.2001,,0,yes\n";

void check(const Table& table) {
  for (const Column& column : table.columns) {
    require((column.numeric() ? column.number.size() : column.code.size()) == table.rows);
    for (const double value : column.number) require(!std::isinf(value));
    for (const std::int32_t code : column.code)
      require(code >= not_tested_code && code < static_cast<std::int32_t>(column.levels.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\0');
  const auto tree = parse_toml(text.substr(0, end), "fuzz.toml");
  if (!tree) {
    require(!to_text(tree.error()).empty());
    return 0;
  }
  Problems problems;
  const Dictionary dictionary = parse_dictionary(*tree, problems);
  to_text(problems);
  // As the program does: a file is read even if its dictionary has problems.
  const std::string_view file = end == text.npos ? patients : text.substr(end + 1);
  if (file.starts_with("\x1f\x8b")) return 0;  // no bombs
  auto read = read_table_text(file, "fuzz.csv", reading_options(dictionary));
  if (!read || !problems.empty()) return 0;
  const auto typed = apply_dictionary(std::move(read->table), dictionary);
  if (typed)
    check(typed->table);
  else
    require(!to_text(typed.error()).empty());
  return 0;
}
