/// Any text is the declaration of a synthetic cohort or a list of problems, each with its place. A
/// declaration without problems is drawn, or it is said why not; what is drawn can be written.
#include "fuzz/require.hpp"
#include "venscope/simulation/draw.hpp"

#include <cmath>
#include <cstdint>
#include <string_view>

using namespace venscope;
using fuzz::require;

namespace {

void look_at(const Problems& problems) {
  require(!problems.empty());
  for (const Problem& problem : problems) require(!problem.what.empty() && !problem.code.empty());
}

void look_at(const simulation::Drawing& drawing, std::size_t n) {
  require(drawing.table.rows == n && drawing.decimals.size() == drawing.table.columns.size());
  const cohort::Column* label = drawing.table.find(simulation::label_column);
  for (const cohort::Column& column : drawing.table.columns) {
    require(column.size() == n);
    for (const double x : column.number) require(!std::isinf(x));
    for (const std::int32_t code : column.code)
      require(code < 0 || static_cast<std::size_t>(code) < column.levels.size());
  }
  require(label != nullptr && drawing.table.find(simulation::source_column) != nullptr);
  require(!to_csv(drawing).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<Node> tree = parse_toml(text, "fuzz.toml");
  if (!tree) return 0;
  if (tree->find("file") || tree->find("like")) return 0;  // of other files nothing is known here
  Problems problems;
  const simulation::Declaration declaration =
      simulation::read_declaration(*tree, "fuzz.toml", problems);
  if (!problems.empty()) {
    look_at(problems);
    return 0;
  }
  if (declaration.variables.size() > 50) return 0;
  for (const simulation::Match match : {simulation::Match::exact, simulation::Match::random})
    for (const std::size_t n : {1u, 7u}) {
      const auto drawing = simulation::draw(declaration, n, declaration.seed, match);
      if (drawing)
        look_at(*drawing, n);
      else
        look_at(drawing.error());
    }
  return 0;
}
