#include "venscope/assay/replicates.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace venscope::assay {
namespace {

/// -1: left out.
std::int32_t cell_of(const MeasuredRows& rows, std::size_t row) {
  const std::int32_t condition = rows.condition[row];
  const std::int32_t dose = rows.dose.empty() ? 0 : rows.dose[row];
  const bool known = condition >= 0 && dose >= 0 && !std::isnan(rows.value[row]) &&
                     (rows.unit.empty() || rows.unit[row] >= 0);
  return known ? condition + static_cast<std::int32_t>(rows.conditions) * dose : -1;
}

std::int32_t unit_of(const MeasuredRows& rows, std::size_t row) {
  return rows.unit.empty() ? static_cast<std::int32_t>(row) : rows.unit[row];
}

/// The cells of each unit.
std::map<std::int32_t, std::set<std::int32_t>> cells_of_units(const MeasuredRows& rows) {
  std::map<std::int32_t, std::set<std::int32_t>> cells;
  for (std::size_t row = 0; row < rows.value.size(); ++row)
    if (const std::int32_t cell = cell_of(rows, row); cell >= 0)
      cells[unit_of(rows, row)].insert(cell);
  return cells;
}

}  // namespace

std::vector<std::size_t> Replicates::counts() const {
  std::vector<std::size_t> n(cells(), 0);
  for (const std::int32_t c : cell) ++n[static_cast<std::size_t>(c)];
  return n;
}

std::vector<double> Replicates::values_of(std::size_t of_cell) const {
  std::vector<double> values;
  for (std::size_t i = 0; i < value.size(); ++i)
    if (static_cast<std::size_t>(cell[i]) == of_cell) values.push_back(value[i]);
  return values;
}

Replicates biological_replicates(const MeasuredRows& rows, bool paired) {
  Replicates result;
  result.conditions = rows.conditions;
  result.doses = rows.dose.empty() ? 1 : rows.doses;
  std::map<std::int32_t, std::int32_t> block_of;
  if (paired)
    for (const auto& [unit, cells] : cells_of_units(rows)) {
      if (cells.size() == result.cells())
        block_of.emplace(unit, static_cast<std::int32_t>(block_of.size()));
      else
        result.incomplete.push_back(unit);
    }
  result.blocks = block_of.size();
  std::map<std::pair<std::int32_t, std::int32_t>, std::pair<double, std::size_t>> sums;
  for (std::size_t row = 0; row < rows.value.size(); ++row) {
    const std::int32_t cell = cell_of(rows, row), unit = unit_of(rows, row);
    if (cell < 0 || (paired && !block_of.contains(unit))) continue;
    auto& [sum, n] = sums[{cell, unit}];
    sum += rows.value[row];
    ++n;
  }
  for (const auto& [key, total] : sums) {
    result.cell.push_back(key.first);
    if (!rows.unit.empty()) result.unit.push_back(key.second);
    if (paired) result.block.push_back(block_of.at(key.second));
    result.value.push_back(total.first / static_cast<double>(total.second));
    result.rows.push_back(total.second);
  }
  return result;
}

std::vector<std::int32_t> units_across_cells(const MeasuredRows& rows) {
  std::vector<std::int32_t> units;
  for (const auto& [unit, cells] : cells_of_units(rows))
    if (cells.size() > 1) units.push_back(unit);
  return units;
}

}  // namespace venscope::assay
