/// Any bytes are a matrix of expression or a list of problems, and the size of the pieces in which
/// the text is read changes neither. The input: a byte for the options, one for the rule of
/// duplicates, the text.
#include "fuzz/whole_matrix.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

using namespace venscope;
using namespace venscope::expression;
using fuzz::require;

namespace {

const AliasTable& aliases() {
  static const AliasTable table =
      *read_aliases_text("alias,symbol\nA,TP53\nB,MCL1\nB,BCL2\nC,D\n", "aliases.csv");
  return table;
}

void compare(const Expression& a, const Expression& b) {
  require(a.matrix.features == b.matrix.features && a.matrix.samples == b.matrix.samples);
  require(a.matrix.line == b.matrix.line);
  require(std::equal(a.matrix.values.values.begin(), a.matrix.values.values.end(),
                     b.matrix.values.values.begin(), b.matrix.values.values.end(),
                     [](double x, double y) { return x == y || (x != x && y != y); }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const unsigned choice = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  if (text.starts_with("\x1f\x8b")) return 0;  // no bombs
  ExpressionOptions options;
  using enum MatrixFormat;
  options.format = std::array{found, delimited, gct, gct}[choice & 3];
  options.text.delimiter = std::array{'\0', ',', ';', '\t'}[(choice >> 2) & 3];
  if ((choice & 16) != 0) options.name_column = "symbol";
  if ((choice & 32) != 0) options.aliases = &aliases();
  options.duplicates = static_cast<DuplicateRule>(data[1] % 6);
  const auto read = read_expression_text(text, "fuzz.gct", options);
  if (!read) {
    require(!read.error().empty() && !to_text(read.error()).empty());
    return 0;
  }
  fuzz::require_whole(*read);
  // By pieces of the text a line of it may come alone; the first look is at a hundred lines always.
  options.block_bytes = 1;
  const auto pieces = read_expression_text(text, "fuzz.gct", options);
  require(pieces.has_value());
  compare(*read, *pieces);
  return 0;
}
