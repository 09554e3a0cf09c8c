#include "venscope/study/analysis.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {
namespace {

cohort::Column as_column(std::string name, const formula::Grouping& grouping, std::size_t rows) {
  cohort::Column column;
  column.name = std::move(name);
  column.type = cohort::ColumnType::category;
  column.levels = grouping.empty() ? std::vector<std::string>{"all"} : grouping.levels;
  column.code = grouping.empty() ? std::vector<std::int32_t>(rows, 0) : grouping.group;
  return column;
}

}  // namespace

Result<TableAnalysis> analyse_table(std::string_view formula, const cohort::Table& table,
                                    const response::TwoWayOptions& options) {
  auto frame = formula::model_frame(
      formula, table, {.grouping = true, .strata_in_groups = true, .categorical_response = true});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  const std::size_t rows = frame->rows.size();
  const std::size_t outcomes = frame->response.levels.size(), groups = frame->groups.levels.size();
  constexpr std::size_t most_cells = 20'000;
  if (outcomes * std::max<std::size_t>(1, groups) > most_cells)
    return cannot_analyse(
        "study.table_too_large",
        fmt::format("{} values by {} groups, at most {} cells are counted", outcomes, groups,
                    most_cells),
        "name columns with fewer values; I(x > 10) or cut() makes some of a number");
  auto result = response::two_way(as_column("outcome", frame->response, rows),
                                  as_column("group", frame->groups, rows), options);
  if (!result) return tl::unexpected(std::move(result.error()));
  TableAnalysis analysis{std::move(*frame), options, std::move(*result)};
  auto& warnings = analysis.frame.warnings;
  warnings.insert(warnings.end(), analysis.result.warnings.begin(), analysis.result.warnings.end());
  return analysis;
}

}  // namespace venscope::study
