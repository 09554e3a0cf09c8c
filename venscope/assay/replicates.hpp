/// From measured rows to biological replicates: what the comparisons count as n.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::assay {

/// Measured values, each with its condition and, where the experiment has them, its dose and its
/// biological unit (culture, donor, day of the experiment), as codes from 0. A row with a negative
/// code or NaN is left out.
struct MeasuredRows {
  std::span<const double> value;  ///< on the scale of the analysis
  std::span<const std::int32_t> condition;
  std::size_t conditions = 0;
  std::span<const std::int32_t> dose = {};  ///< empty: no doses
  std::size_t doses = 1;
  std::span<const std::int32_t> unit = {};  ///< empty: each row is a unit of its own
};

/// One value to a biological unit and cell. A cell is a condition at a dose:
/// condition + conditions * dose.
struct Replicates {
  std::size_t conditions = 0, doses = 1;
  std::vector<double> value;
  std::vector<std::int32_t> cell;
  std::vector<std::int32_t> unit;   ///< as given; empty where none were
  std::vector<std::size_t> rows;    ///< that were averaged
  std::vector<std::int32_t> block;  ///< of a paired design, from 0; else empty
  std::size_t blocks = 0;
  std::vector<std::int32_t> incomplete;  ///< units of a paired design that lack a cell, left out

  std::size_t cells() const { return conditions * doses; }
  bool paired() const { return !block.empty(); }
  std::vector<std::size_t> counts() const;                   ///< per cell
  std::vector<double> values_of(std::size_t of_cell) const;  ///< in the order of the units
};

/// Averages the rows of each unit within a cell: wells of one culture are technical replicates,
/// and their spread says nothing of how cultures differ. `paired`: a unit with values in all cells
/// is a block, others are listed in `incomplete`; otherwise units of different cells are
/// independent, whatever their names. Ordered by cell, then unit. O(n log n).
/// Right by: by_hand/assay/compare, laws/assay/compare.
Replicates biological_replicates(const MeasuredRows& rows, bool paired);

/// Units that have values in more than one cell, ascending.
std::vector<std::int32_t> units_across_cells(const MeasuredRows& rows);

}  // namespace venscope::assay
