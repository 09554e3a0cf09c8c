/// Any text is a formula or a list of problems; what is printed of a formula reads as the same, and
/// the frame that it makes holds what it promises.
#include "fuzz/require.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/formula/expression.hpp"
#include "venscope/formula/model_frame.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

using namespace venscope;
using namespace venscope::formula;
using fuzz::require;

namespace {

constexpr std::string_view patients =
    "time,status,start,died,age,sex,stage,wbc,a b,größe,empty,w\n"
    "5,1,0,yes,61,M,1,3.5,x,1,,1\n"
    "6,0,1,no,45,F,2,,y,2,,0.5\n"
    "6,1,0,yes,70,F,2,120,x,3,,2\n"
    "2.5,1,0,yes,38,M,3,0,y,4,,1\n"
    "9,0,2,no,NA,M,1,8,x,5,,1\n"
    "9,1,0,yes,55,F,3,15.25,,6,,0\n"
    "12,0,3,no,49,,1,-2,y,7,,1\n"
    "1e9,1,0,yes,66,F,2,1e-9,x,8,,1\n";

void check(const Grouping& grouping, std::size_t rows) {
  require(grouping.names.empty() || grouping.group.size() == rows);
  require(grouping.levels.size() == grouping.names.size());
  std::vector<bool> met(grouping.names.size());
  for (const std::int32_t group : grouping.group) {
    require(group >= 0 && group < static_cast<std::int32_t>(grouping.names.size()));
    met[static_cast<std::size_t>(group)] = true;
  }
  for (const bool one : met) require(one);
}

void check(const endpoint::Outcomes& outcomes, std::size_t rows) {
  require(outcomes.size() == rows && outcomes.event.size() == rows);
  require(outcomes.entry.empty() || outcomes.entry.size() == rows);
  for (const double time : outcomes.time) require(std::isfinite(time));
  for (const std::int32_t event : outcomes.event) require(event >= 0);
  for (std::size_t i = 0; i < outcomes.entry.size(); ++i)
    require(outcomes.entry[i] < outcomes.time[i]);
}

void check_intervals(const ModelFrame& frame) {
  require(frame.low.size() == frame.rows.size() && frame.high.size() == frame.rows.size());
  for (std::size_t i = 0; i < frame.low.size(); ++i) {
    require(frame.low[i] <= frame.high[i]);
    require(std::isfinite(frame.low[i]) || std::isfinite(frame.high[i]));
  }
}

void check(const ModelFrame& frame, const cohort::Table& table, const FrameOptions& options) {
  const std::size_t rows = frame.rows.size();
  require(rows > 0 && rows + frame.n_missing == table.rows);
  if (options.categorical_response)
    check(frame.response, rows);
  else if (!frame.high.empty())
    check_intervals(frame);
  else
    check(frame.outcomes, rows);
  check(frame.groups, rows);
  check(frame.strata, rows);
  check(frame.clusters, rows);
  require(frame.column_names.size() == frame.design.columns);
  require(frame.design.columns == 0 || frame.design.rows == rows);
  for (const double value : frame.design.values) require(std::isfinite(value));
  for (const Term& term : frame.terms)
    require(term.first_column + term.column_count <= frame.design.columns);
  for (const std::vector<double>* extra : {&frame.offset, &frame.weights}) {
    require(extra->empty() || extra->size() == rows);
    for (const double value : *extra) require(std::isfinite(value));
  }
  require(!frame.formula.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto read = cohort::read_table_text(patients, "fuzz.csv");
  if (size == 0) return 0;
  // The first byte chooses what is asked of the formula.
  const unsigned choice = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (const auto expression = parse_expression(text)) {
    const std::string printed = deparse(*expression);
    const auto again = parse_expression(printed);
    require(again && deparse(*again) == printed);
  } else {
    require(!to_text(expression.error()).empty());
  }
  FrameOptions options;
  if ((choice & 1) != 0) options.weights = "w";
  options.competing = (choice & 2) != 0;
  options.grouping = (choice & 4) != 0;
  options.strata_in_groups = (choice & 8) != 0;
  options.categorical_response = (choice & 16) != 0;
  options.values = (choice & 32) != 0;
  const auto frame = model_frame(text, read->table, options);
  if (frame)
    check(*frame, read->table, options);
  else
    require(!to_text(frame.error()).empty());
  return 0;
}
