/// A number as it stands in print: its value, how far it was rounded, and what it was before.
#pragma once

#include "venscope/base/node.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace venscope::audit {

/// All values from `low` to `high`, ends included.
struct Range {
  double low = 0, high = 0;

  bool holds(double value) const { return value >= low && value <= high; }
  bool meets(const Range& other) const { return low <= other.high && other.low <= high; }
};

/// "0.030" is anything from 0.0295 to 0.0305; "<0.001" anything below. The ends of a rounding
/// belong to it, because halves are rounded up, down and to even in print.
struct Printed {
  enum class Relation { equal, below, above };

  double value = 0;
  int decimals = 0;  ///< negative for 1e3
  Relation relation = Relation::equal;
  std::string text;  ///< as written

  double half_unit() const;
  /// What it may have been before it was rounded, a billionth wider for the computer's own
  /// rounding.
  Range range() const;
  bool may_be(double exact) const { return range().holds(exact); }
};

/// Reads "8.3", "<0.001", "≥ 5", "−0.98", "0·04", "52.4%", "4e-5". Absent where it is no number.
std::optional<Printed> parse_printed(std::string_view text);

/// A text as above, or a number of the file, whose trailing zeros are then unknown: 0.30 is 0.3.
std::optional<Printed> printed_of(const Node& node);

/// The overlap, absent where there is none.
std::optional<Range> overlap(const Range& a, const Range& b);

}  // namespace venscope::audit
