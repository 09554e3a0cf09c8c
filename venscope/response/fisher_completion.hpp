/// The last two columns of Fisher's exact test on an r x c table: every way to fill them at once.
#pragma once

#include "venscope/response/log_factorial.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::response {

/// What is left of the row totals after some columns, descending: rows with equal rests are alike,
/// so the order carries nothing.
using Rest = std::vector<std::int32_t>;

/// All ways to a state of the sum whose columns so far have the same probability.
struct Path {
  double log_probability = 0;  ///< of one way
  double mass = 0;             ///< of all of them
};

/// Paths whose logarithms differ by less are one: rounding, far below the slack of the test.
inline constexpr double same_path = 1e-9;

/// mass_up_to[k]: of the first k paths.
void cumulate(std::span<const Path> paths, std::vector<double>& mass_up_to);

/// How many of the paths, ascending in probability, are at most as likely as `limit` (a logarithm).
std::size_t count_within(std::span<const Path> paths, double limit);

/// Branch and bound over the rows: `column` of the rest goes into the last but one column, the
/// remainder into the last. Where the likeliest and the unlikeliest way to fill the remaining rows
/// agree for a path, all C(room, amount) ways are counted at once.
class LastTwoColumns {
public:
  /// After `step_limit` rows visited the answers are no longer complete: see steps().
  LastTwoColumns(const LogFactorial& log_factorial, std::int64_t step_limit)
      : log_factorial_(log_factorial), step_limit_(step_limit) {}

  /// Mass of path and completion together no more likely than `limit`.
  double mass_within(const Rest& rest, std::int32_t column, std::span<const Path> paths,
                     double limit);

  /// Rows visited since construction.
  std::int64_t steps() const { return steps_; }

private:
  double log_choose(std::int32_t n, std::int32_t k) const {
    return log_factorial_(n) - log_factorial_(k) - log_factorial_(n - k);
  }
  void prepare(const Rest& rest, std::int32_t column);
  double unlikeliest(std::size_t row, std::int32_t amount) const;
  void visit(std::size_t row, std::int32_t amount, double log_ways, std::size_t from,
             std::size_t to);

  const LogFactorial& log_factorial_;
  std::int64_t step_limit_, steps_ = 0;
  // Of the current state; members, so that the memory is used again.
  const Rest* rest_ = nullptr;
  std::span<const Path> paths_;
  double limit_ = 0, counted_ = 0;
  std::vector<double> mass_up_to_;
  std::vector<std::int32_t> room_;              ///< room_[i]: in rows i, i + 1, …
  std::vector<std::vector<double>> likeliest_;  ///< [i][a]: most log ways to put a into rows i, …
};

}  // namespace venscope::response
