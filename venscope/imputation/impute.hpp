/// Multiple imputation by chained equations.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace venscope::imputation {

/// How the missing values of a variable are drawn.
enum class Method {
  logistic,         ///< yes/no: a category, or a number, with two values
  multinomial,      ///< a category of more levels
  predictive_mean,  ///< a number: the value of one of the patients with the nearest prediction
  the_only_value,   ///< everyone observed has the same
};

struct Options {
  std::size_t imputations = 20;
  std::size_t iterations = 10;  ///< rounds over the variables before an imputation is taken
  std::size_t donors = 5;
  std::uint64_t seed = 1;
  unsigned threads = 1;  ///< changes nothing but the time
};

/// A variable that misses values.
struct ImputedVariable {
  std::string name;
  std::size_t column = 0;  ///< of the table
  Method method = Method::logistic;
  std::vector<std::size_t> rows;  ///< where it is missing, ascending
};

/// values[k][v][i]: imputation k, variable v, the i-th of its rows; a number, or the code of a
/// level. trace[k][t][v]: the mean of what was drawn in round t; of a category the share of its
/// last level.
struct Imputation {
  Options options;
  std::size_t rows = 0;
  std::vector<ImputedVariable> variables;  ///< by number of missing values, the fewest first
  std::vector<std::string> predictors;     ///< variables that are complete
  std::vector<std::vector<std::vector<double>>> values;
  std::vector<std::vector<std::vector<double>>> trace;
  std::vector<std::string> warnings;
};

/// Fills what `variables` of `table` miss, `options.imputations` times. Each variable is predicted
/// from all the others, and from the columns of `outcome` (n x any; see outcome_predictors), whose
/// values are complete: leaving the outcome out would pull effects to zero.
///
/// One imputation: missing values begin as draws from the observed ones; then in each round every
/// variable in turn is regressed on the rest where it is observed, coefficients are drawn from
/// their posterior, and values from the regression:
///   logistic, multinomial  maximum likelihood on the data with the rows of `augment` beside them,
///                          which keep it finite under separation; beta* ~ N(beta, I^-1); a level
///                          by its probability
///   predictive_mean        least squares, sigma*^2 = RSS / chi^2, beta* ~ N(beta, sigma*^2
///   (x'x)^-1);
///                          each missing row takes the value of one of the `donors` observed rows
///                          whose x beta is nearest to its x beta* (type 1 matching)
/// Columns that are combinations of earlier ones are left out of a regression. "Not tested" is
/// missing here: imputation assumes that whether a value is missing depends on what is observed.
/// Imputation k draws from the stream (seed, "imputation", k).
/// Problems: imputation.* for unknown columns, dates and text, a variable that nobody has.
/// Cost per round and variable O(n q^2) for q predictor columns.
/// Source: [vanBuuren2011], [White2009], [White2010]. Right by: unit/imputation/impute,
/// laws/imputation/impute, reference/imputation/regression (the regressions, by R).
Result<Imputation> impute(const cohort::Table& table, const std::vector<std::string>& variables,
                          const Matrix& outcome, const Options& options = {});

/// The table with imputation k filled in.
cohort::Table completed(const cohort::Table& table, const Imputation& imputation, std::size_t k);

/// What stands for a survival outcome among the predictors [White2009]: for each cause the event
/// indicator and the Nelson-Aalen cumulative hazard at the patient's time.
Matrix outcome_predictors(const endpoint::Outcomes& outcomes);

}  // namespace venscope::imputation
