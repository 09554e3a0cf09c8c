/// Any bytes are a table or a list of problems; a table holds what it promises, and can be
/// described.
#include "fuzz/require.hpp"
#include "venscope/cohort/describe.hpp"
#include "venscope/cohort/read.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

using namespace venscope;
using namespace venscope::cohort;
using fuzz::require;

namespace {

void check(const ReadTable& read) {
  require(read.notes.size() == read.table.columns.size());
  require(read.table.line.size() == read.table.rows);
  for (std::size_t i = 1; i < read.table.rows; ++i)
    require(read.table.line[i - 1] < read.table.line[i]);
  for (const Column& column : read.table.columns) {
    require(!column.name.empty());
    require((column.numeric() ? column.number.size() : column.code.size()) == read.table.rows);
    for (const double value : column.number) require(!std::isinf(value));
    for (const std::int32_t code : column.code)
      require(code >= -1 && code < static_cast<std::int32_t>(column.levels.size()));
    for (std::size_t i = 1; i < column.levels.size(); ++i)
      require(column.levels[i - 1] < column.levels[i]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const Dictionary aml = *load_dictionary("aml");
  // The first byte chooses how the rest is read.
  const unsigned choice = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (text.starts_with("\x1f\x8b") && size > 4096) return 0;  // no bombs
  ReadOptions options;
  options.delimiter = std::array{'\0', ',', ';', '\t'}[choice & 3];
  options.tolerate_values = (choice & 4) != 0;
  if ((choice & 8) != 0) options.columns["a"] = {true, {"-9", "x"}};
  const bool typed = (choice & 16) != 0;
  Problems problems;
  auto read =
      read_table_text(text, "fuzz.csv", typed ? reading_options(aml, options) : options, problems);
  to_text(problems);
  if (!read) {
    require(!problems.empty());
    return 0;
  }
  check(*read);
  if (!problems.empty()) {
    // A table with holes, good for finding more that is wrong.
    if (typed) apply_dictionary(read->table, aml, problems);
    return 0;
  }
  const Description about = describe(read->table, aml);
  description_text(*read, about, 60 + choice);
  description_json(*read, about);
  if (typed) apply_dictionary(read->table, aml);
  return 0;
}
