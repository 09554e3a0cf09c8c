/// Drawing a synthetic cohort, and long files of the same patients.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/simulation/declaration.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace venscope::simulation {

struct Drawing {
  /// As it is written: declared columns in their order, `synthetic` after the first, last
  /// `synthetic_source`. What is not observed is missing.
  cohort::Table table;
  std::vector<int> decimals;  ///< of each column of numbers; -1: all that the number has
  std::vector<std::string> notes;
  /// Every column with every value, also what nobody would have observed.
  cohort::Table truth;
};

/// `n` patients. Column by column, in the order declared; a column sees those before it.
///
/// A column with a margin has a hidden score: log odds ratios of its effects plus logistic noise.
/// The patients' ranks in it (match exact), or its distribution function (match random), become the
/// quantile function of the margin. So the margin holds whatever the effects are, and the odds of a
/// later level or higher number are multiplied by the effect's ratio. Exact: the levels' counts are
/// the declared ones scaled to the patients there are, by largest remainders; random: each
/// patient's value has the declared distribution, given the effects of all patients drawn.
///
/// A time has the Weibull hazard declared, times exp(slope x score of the card + effects). With
/// `first_with` the hazard declared is that of the first of two events, and this one has what is
/// left of it; where the other alone has more, none is left, and a note counts those patients.
///
/// Every random number belongs to seed, column and patient (base/random.hpp).
/// Problems, at their place in the declaration: those of conditions, expressions and cards;
/// simulate.model_open (a card lacks an input), simulate.first_with, simulate.type.
/// Cost: O(columns n log n). Right by: laws/simulation/draw, unit/simulation/draw,
/// by_hand/simulation/margin, unit/simulation/bundled.
Result<Drawing> draw(const Declaration& declaration, std::size_t n, std::uint64_t seed,
                     Match match);

/// The long file `records` of the same patients: a row for each patient and each combination of the
/// declared values, in that order. Its columns are drawn as those of the patients, whose columns
/// (every one, with every value) they see; a margin is met among the rows of its condition. Random
/// numbers belong to seed, id and column of the records, and row. Rows that `keep` does not want
/// are left out at the end. Problems: as of `draw`, and simulate.unknown_column.
/// Right by: laws/simulation/records, unit/simulation/records.
Result<Drawing> draw_records(const Declaration& declaration, const RecordsDeclaration& records,
                             std::size_t n, std::uint64_t seed, Match match);

/// As CSV: a header and a line per row.
std::string to_csv(const Drawing& drawing);

}  // namespace venscope::simulation
