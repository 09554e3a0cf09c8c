/// A Cox model for every one of many columns: all genes of a matrix, one at a time.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/survival/cox.hpp"

#include <string>
#include <vector>

namespace venscope::survival {

struct CoxScreenOptions {
  Ties ties = Ties::efron;  ///< not exact
  double tolerance = 1e-9;  ///< relative change of the log-likelihood (R's eps)
  int max_iterations = 20;
  unsigned threads = 1;  ///< changes nothing in the results
};

/// Why a column has no estimate.
enum class NoEstimate {
  none,  ///< it has one
  all_missing,
  infinite,       ///< some value is infinite
  no_events,      ///< no event among the rows that have a value
  constant,       ///< the same value in all rows that have one
  collinear,      ///< a combination of the adjusters, or without variation in any risk set
  separation,     ///< the likelihood has no maximum
  not_converged,  ///< the iteration ran out
  no_variance,    ///< the robust variance is 0
};
/// "separation: the hazard ratio goes to infinity or 0"; "" for none.
const char* reason_text(NoEstimate reason);

/// The model of one column.
struct ScreenedColumn {
  std::size_t n = 0;       ///< rows with a weight above 0 that have a value
  std::size_t events = 0;  ///< among them
  double coef = 0;  ///< ln hazard ratio per unit; NaN, as all that follows, without an estimate
  double std_error = 0;  ///< robust where the model is (see CoxOptions::robust)
  double z = 0, p = 0;   ///< Wald
  NoEstimate reason = NoEstimate::none;
};

/// Fits, for each column x of `columns`, the model `data.design + x`, by cox(): the same
/// likelihood, the same ties, the same stopping rule, the same verdict on what cannot be estimated.
/// A column with missing values (NaN) is fitted to the rows that have one, as R leaves them out.
///
/// What makes it fast: rows are sorted once for all columns without missing values; eight columns
/// are evaluated side by side (cox_lanes.hpp); only a column with trouble, or a model that the
/// lanes do not know (delayed entry, cluster(), weights that are not whole), goes through cox()
/// itself. `columns` has a row per row of `data`. Fails where nothing can be fitted whatever the
/// column: no rows, no events, unsound weights. Cost: O(n p²) per column and iteration, some 0.6 ns
/// × p² for n = 1; O(n log n) more for columns with missing values of their own. Right by:
/// twins/survival/cox_screen (cox() column by column), reference/survival/cox_screen (R's coxph),
/// laws/survival/cox_screen (threads, neighbours, units).
Result<std::vector<ScreenedColumn>> cox_screen(const CoxData& data, const Matrix& columns,
                                               const CoxScreenOptions& options = {});

}  // namespace venscope::survival
