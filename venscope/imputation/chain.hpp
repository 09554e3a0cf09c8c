/// One chain of imputations: the variables as numbers, and the rounds over them.
#pragma once

#include "venscope/base/random.hpp"
#include "venscope/imputation/impute.hpp"
#include "venscope/imputation/regression.hpp"

#include <span>
#include <vector>

namespace venscope::imputation {

/// A variable in the chain. A number stands in `value` as it is; a category (and a number of two
/// values) as the index of its value among `values`, those that occur.
struct ChainVariable {
  std::vector<double> value;
  std::vector<double> values;  ///< of a category: number or code of each index; empty of a number
  std::vector<std::size_t> missing, observed;  ///< rows
  Method method = Method::predictive_mean;

  bool category() const { return !values.empty(); }
  std::size_t levels() const { return values.size(); }
  /// Columns it gives as a predictor.
  std::size_t width() const { return category() ? levels() - 1 : 1; }
};

struct Chain {
  std::vector<ChainVariable> variables;
  std::vector<std::size_t> order;  ///< variables with missing values, in the order of the rounds
  const Matrix& outcome;
  std::size_t donors = 5;

  /// Missing values become draws from the observed ones.
  void begin(RandomStream& random);
  /// Draws anew what `variable` misses.
  void update(std::size_t variable, RandomStream& random);

private:
  /// An intercept, all other variables and the outcome, standardised; columns that are combinations
  /// of others where `variable` is observed left out.
  Matrix predictors(std::size_t variable) const;
  void draw_category(ChainVariable& target, const Matrix& x, RandomStream& random) const;
  void draw_number(ChainVariable& target, const Matrix& x, RandomStream& random) const;
};

}  // namespace venscope::imputation
