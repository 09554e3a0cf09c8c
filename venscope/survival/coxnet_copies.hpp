/// Columns that are the same to a penalised fit.
#pragma once

#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/coxnet_columns.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::survival {

/// What a fit knows of its columns.
struct CoxnetColumnFacts {
  std::span<const double> weight;  ///< by position
  std::span<const double> scale;   ///< by column; 0 leaves it out
  std::span<const double> length;  ///< of the scaled columns
  std::span<const double> factor;  ///< of the penalty, by column
  std::span<const double> score;   ///< dl/db of the null model, by column
};

/// The columns that are copies of a lower one, ascending: where rows have a weight, scale_k x_k is
/// scale_j x_j or its negative, but for a constant and rounding, and their penalties are the same.
/// A LASSO has no unique minimum along them; left to the lowest it does not depend on the way
/// there. Copies have the same score but for its sign, so that only neighbours by it are compared.
/// Cost: O(p log p), and O(n) for each copy. Right by: twins/survival/coxnet_copies.
std::vector<CoxnetCopy> copies_of_lower(const CoxnetColumns& columns,
                                        const CoxnetColumnFacts& facts);

}  // namespace venscope::survival
