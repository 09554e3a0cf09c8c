/// Any text is a condition or a list of problems, and a condition can be asked of every row.
#include "venscope/cohort/condition.hpp"

#include "venscope/cohort/read.hpp"

#include <cstdlib>

using namespace venscope::cohort;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto read = read_table_text("a,b,c\n1,x,2\n,y,3\n4,,\n", "fuzz.csv");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto condition = Condition::parse(text, read->table, {"fuzz.toml", 1, "keep"});
  if (!condition) {
    if (condition.error().empty()) std::abort();
    return 0;
  }
  for (std::size_t row = 0; row < read->table.rows; ++row) {
    const int truth = static_cast<int>(condition->at(row));
    if (truth < 0 || truth > 2) std::abort();
  }
  return 0;
}
