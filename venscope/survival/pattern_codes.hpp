/// The patterns of covariates that rows have, as small numbers.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

/// Of every row a code below count(): its place among the distinct values of each column, as the
/// digits of a number. Right by: twins/survival/pattern_likelihood.
class PatternCodes {
public:
  /// Nothing if there could be more than `most` codes (4,096 at the utmost), a column has more than
  /// 16 values, or a value is not finite. One pass over the design, a second where a value first
  /// occurs late; on `threads`. The codes do not depend on them.
  static std::optional<PatternCodes> make(const Matrix& design, std::size_t most,
                                          unsigned threads = 1);

  std::size_t count() const { return count_; }
  std::span<const std::uint16_t> rows() const { return rows_; }
  double value(std::size_t code, std::size_t column) const;

private:
  bool take_levels(std::vector<std::vector<double>> levels, std::size_t most);
  bool code_rows(const Matrix& design, unsigned threads);

  std::vector<std::vector<double>> levels_;  ///< by column, in the order in which they occur
  std::size_t count_ = 1;
  std::vector<std::uint16_t> rows_;
};

/// A column whose values are told apart.
struct CodedColumn {
  const double* values;
  const double* levels;
  std::size_t count;
};

/// The inner loop, exact and so the same on every processor.
struct PatternKernels {
  /// The codes of some rows; false if one has a value that is not among the levels.
  bool (*code)(const CodedColumn* columns, std::size_t p, std::size_t rows, std::uint16_t* out);
};
std::span<const PatternKernels> all_pattern_kernels();  ///< the plainest first

}  // namespace venscope::survival
