/// Any text is a condition or a list of problems, and a condition can be asked of every row.
#include "venscope/cohort/condition.hpp"

#include "fuzz/require.hpp"
#include "venscope/cohort/read.hpp"

#include <cstdint>
#include <string_view>

using namespace venscope::cohort;
using venscope::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto read = read_table_text("a,b,c\n1,x,2\n,y,3\n4,,\n", "fuzz.csv");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto condition = Condition::parse(text, read->table, {"fuzz.toml", 1, "keep"});
  if (!condition) {
    require(!condition.error().empty());
    return 0;
  }
  for (std::size_t row = 0; row < read->table.rows; ++row) {
    const int truth = static_cast<int>(condition->at(row));
    require(truth >= 0 && truth <= 2);
  }
  return 0;
}
