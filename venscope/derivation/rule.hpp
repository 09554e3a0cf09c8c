/// A score and its groups, as derived from a sample.
#pragma once

#include "venscope/derivation/sample.hpp"
#include "venscope/risk/decimal.hpp"

#include <optional>
#include <vector>

namespace venscope::derivation {

/// Where a group of scores ends and the next begins.
struct Cut {
  risk::Decimal at;
  bool below_with = true;  ///< a score of exactly `at` belongs to the lower group
};

/// score = sum of points x value; a score's group is the number of cuts it lies above.
struct Rule {
  std::vector<std::size_t> columns;   ///< candidates in the score, ascending
  std::vector<risk::Decimal> points;  ///< by column, never 0
  std::vector<bool> indicator;        ///< by column
  std::vector<Cut> cuts;              ///< ascending; empty where everybody scores the same
  std::size_t groups() const { return cuts.size() + 1; }
};

/// The scores of the rows of a sample. Points of indicators are added as decimals, exactly in every
/// order, numbers after them: as risk::Model does.
std::vector<double> scores_of(const Rule& rule, const Sample& sample);

/// 0 for the lowest scores.
std::size_t group_of(const Rule& rule, double score);

}  // namespace venscope::derivation
