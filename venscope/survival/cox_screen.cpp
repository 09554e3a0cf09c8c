#include "venscope/survival/cox_screen.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/survival/cox_checks.hpp"
#include "venscope/survival/screen_part.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>

namespace venscope::survival {
namespace {

/// What is known of a column before any model: its rows, and whether there can be a model.
struct ColumnState {
  ScreenedColumn column;
  bool missing = false;
};

/// No NaN, no infinity, not one value throughout: nearly every column.
bool ordinary(std::span<const double> column) {
  constexpr std::uint64_t exponent = 0x7ff0000000000000;
  bool infinite = false, varies = false;
  for (const double x : column) {
    infinite |= (std::bit_cast<std::uint64_t>(x) & exponent) == exponent;
    varies |= x != column[0];
  }
  return varies && !infinite;
}

ColumnState state_of(std::span<const double> column, const CoxData& data, const ScreenRows& rows) {
  ColumnState state;
  if (data.weights.empty() && rows.events > 0 && ordinary(column)) {
    state.column.n = rows.n;
    state.column.events = rows.events;
    return state;
  }
  auto& [n, events, coef, std_error, z, p, reason] = state.column;
  double low = 0, high = 0;
  bool infinite = false;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (std::isnan(column[i])) {
      state.missing = true;
      continue;
    }
    infinite = infinite || std::isinf(column[i]);
    if (!data.weights.empty() && data.weights[i] <= 0) continue;
    low = n == 0 ? column[i] : std::min(low, column[i]);
    high = n == 0 ? column[i] : std::max(high, column[i]);
    ++n;
    events += data.outcomes.event[i] != 0;
  }
  if (n == 0)
    reason = NoEstimate::all_missing;
  else if (infinite)
    reason = NoEstimate::infinite;
  else if (events == 0)
    reason = NoEstimate::no_events;
  else if (low == high)
    reason = NoEstimate::constant;
  return state;
}

std::vector<std::size_t> known_rows(std::span<const double> column) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!std::isnan(column[i])) rows.push_back(i);
  return rows;
}

/// Fits the columns of one piece, lane_count at a time.
void fit_piece(const ScreenRows& rows, const Matrix& columns, std::span<const std::size_t> which,
               const CoxScreenOptions& options, const LanesKernels& kernels,
               std::vector<ScreenedColumn>& out) {
  ScreenPart part(rows, options, kernels);
  const bool all = rows.rows.size() == columns.rows;
  for (std::size_t begin = 0; begin < which.size(); begin += lane_count) {
    const std::size_t count = std::min(lane_count, which.size() - begin);
    std::array<std::vector<double>, lane_count> copies;
    std::array<std::span<const double>, lane_count> lanes;
    std::array<ScreenedColumn, lane_count> found;
    for (std::size_t l = 0; l < count; ++l) {
      lanes[l] = columns.column(which[begin + l]);
      if (all) continue;
      copies[l] = taken<double>(lanes[l], rows.rows);
      lanes[l] = copies[l];
    }
    part.fit({lanes.data(), count}, {found.data(), count});
    for (std::size_t l = 0; l < count; ++l) out[which[begin + l]] = found[l];
  }
}

}  // namespace

const char* reason_text(NoEstimate reason) {
  switch (reason) {
    case NoEstimate::none:
      return "";
    case NoEstimate::all_missing:
      return "no value";
    case NoEstimate::infinite:
      return "an infinite value";
    case NoEstimate::no_events:
      return "no event among those with a value";
    case NoEstimate::constant:
      return "constant";
    case NoEstimate::collinear:
      return "collinear";
    case NoEstimate::separation:
      return "separation";
    case NoEstimate::not_converged:
      return "no convergence";
    case NoEstimate::no_variance:
      return "a robust variance of 0";
  }
  return "";
}

Result<std::vector<ScreenedColumn>> cox_screen(const CoxData& data, const Matrix& columns,
                                               const CoxScreenOptions& options) {
  CoxOptions as_cox;
  as_cox.ties = options.ties;
  Problems problems = obstacles_to_cox(data, as_cox);
  if (options.ties == Ties::exact)
    problems.push_back({"screen.exact",
                        {},
                        "the screen has no exact treatment of ties",
                        "",
                        "use efron, which is close to it",
                        Fault::analysis});
  if (!problems.empty()) return failure(std::move(problems));

  const LanesKernels kernels = lanes_kernels().back();
  std::vector<ScreenedColumn> found(columns.columns);
  std::vector<std::size_t> all_rows(columns.rows);
  for (std::size_t i = 0; i < all_rows.size(); ++i) all_rows[i] = i;
  const ScreenRows rows = screen_rows(data, all_rows);
  // Columns without missing values are fitted as soon as they are looked at, while they are at
  // hand.
  constexpr std::size_t together = 8 * lane_count;
  const std::size_t pieces = (columns.columns + together - 1) / together;
  std::vector<std::vector<std::size_t>> missing(pieces);
  parallel_for(pieces, options.threads, [&](std::size_t piece) {
    std::vector<std::size_t> complete;
    const std::size_t end = std::min(columns.columns, (piece + 1) * together);
    for (std::size_t j = piece * together; j < end; ++j) {
      const ColumnState state = state_of(columns.column(j), data, rows);
      found[j] = without_estimate(state.column, state.column.reason);
      if (state.column.reason != NoEstimate::none) continue;
      (state.missing ? missing[piece] : complete).push_back(j);
    }
    fit_piece(rows, columns, complete, options, kernels, found);
  });
  // Of the others, those with values in the same rows together.
  std::map<std::vector<std::size_t>, std::vector<std::size_t>> by_rows;
  for (const std::vector<std::size_t>& some : missing)
    for (const std::size_t j : some) by_rows[known_rows(columns.column(j))].push_back(j);
  std::vector<const std::pair<const std::vector<std::size_t>, std::vector<std::size_t>>*> patterns;
  for (const auto& pattern : by_rows) patterns.push_back(&pattern);
  parallel_for(patterns.size(), options.threads, [&](std::size_t i) {
    const auto& [known, which] = *patterns[i];
    fit_piece(screen_rows(data, known), columns, which, options, kernels, found);
  });
  return found;
}

}  // namespace venscope::survival
