/// From a formula and a table to what a model is fitted on: outcomes, design matrix, strata …
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::formula {

/// One term of the right-hand side, e.g. `factor(stage)`, and the design columns it owns.
struct Term {
  std::string name;  ///< as R prints it: "age", "factor(stage)", "age:sex", "rcs(age, 4)"
  std::size_t first_column = 0;
  std::size_t column_count = 0;
  /// Table columns that the term uses, in order of appearance.
  std::vector<std::string> variables;
  /// For a main effect of one categorical variable: the reference level, else "".
  std::string reference;
};

/// A grouping such as strata(): group of each row, and the groups' names as R prints them
/// ("stage=2, sex=M" in curves). Groups without a row are not listed.
struct Grouping {
  std::vector<std::string> names;
  std::vector<std::string> levels;  ///< the names without those of the variables: "2, M"
  std::vector<std::int32_t> group;  ///< index into names, per kept row
  /// Variables whose levels stand in the order of their text, for want of a declared one.
  std::vector<std::string> alphabetical = {};
  bool empty() const { return names.empty(); }
};

/// How many rows miss one part of the formula.
struct MissingCount {
  /// The term as written, e.g. "age" or "log(wbc)"; of Surv() each column that it is made of, and
  /// Surv() itself where no missing value is the reason (an interval without time).
  std::string name;
  std::size_t rows = 0;
  bool of_outcome = false;
};

/// A cause of competing risks that some used row has.
struct Cause {
  std::int32_t code;  ///< in Outcomes::event
  std::string name;   ///< the number, or the text of the column
};

/// Everything a model needs, for the rows that miss none of the used columns.
struct ModelFrame {
  std::string formula;  ///< normalised text
  endpoint::Outcomes outcomes;
  /// With FrameOptions::values, of Surv(low, high, type = "interval2"): the ends of what is known
  /// of each value, infinite where open; `outcomes` is then empty.
  std::vector<double> low, high;
  std::vector<Cause> causes;  ///< with FrameOptions::competing, by code
  bool named_causes = false;  ///< the causes stand as text in the file
  Grouping response;          ///< left-hand side of a table, see FrameOptions::categorical_response
  std::vector<double> number;  ///< left-hand side, see FrameOptions::numeric_response
  /// Right-hand side as a grouping (km, logrank, table): the cross of all its variables, in the
  /// order R's survfit has. Empty for `~ 1`.
  Grouping groups;
  Grouping strata;    ///< from strata()
  Grouping clusters;  ///< from cluster()
  /// Columns of the model matrix without intercept, treatment contrasts, named as R names them.
  Matrix design;
  std::vector<std::string> column_names;
  std::vector<Term> terms;
  std::vector<double> offset;         ///< empty if none
  std::vector<double> weights;        ///< empty if none
  std::vector<std::size_t> rows;      ///< index of each kept row in the table
  std::size_t n_missing = 0;          ///< rows left out for a missing value
  std::vector<MissingCount> missing;  ///< by variable, where any row misses it
  std::vector<std::string> warnings;
};

/// What the caller wants of the formula.
struct FrameOptions {
  std::optional<std::string> weights = {};  ///< a column of case weights
  /// Causes instead of 0/1: the event column keeps its codes (competing risks).
  bool competing = false;
  std::optional<std::string> censored = {};  ///< the value of the event column that means censored
  /// Reads the right-hand side as a grouping; otherwise as a design matrix.
  bool grouping = false;
  /// With `grouping`: strata() takes part in the groups too, as in R's survfit.
  bool strata_in_groups = false;
  /// The left-hand side is a category (`outcome ~ group`) instead of Surv().
  bool categorical_response = false;
  /// Surv() holds values that may be negative, not times: Surv(value, status), statuses as with
  /// `competing`, or Surv(low, high, type = "interval2").
  bool values = false;
  /// The left-hand side is a number (`log(ic50) ~ age`) instead of Surv().
  bool numeric_response = false;
  /// There is no left-hand side (`~ group + age`).
  bool no_response = false;
};

/// Parses `formula` and evaluates it on `table`. All problems at once: syntax with the position in
/// the formula, unknown columns (with the nearest name), event not 0/1, time negative …
/// Fails with Fault::analysis where no row is left or a category has one level only.
/// As in R, spline knots and the levels of factor() come from all rows of the table, the levels of
/// a column of text from the rows that are kept. docs/files/formulas.md.
/// Cost: O(rows) per column, and a sort per numeric variable that becomes a category.
/// Right by: unit/formula, reference/formula/model_matrix (R: coxph, survfit).
Result<ModelFrame> model_frame(std::string_view formula, const cohort::Table& table,
                               const FrameOptions& options = {});

}  // namespace venscope::formula
