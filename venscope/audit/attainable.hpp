/// Which counts a printed percentage can stand for.
#pragma once

#include "venscope/audit/claims.hpp"
#include "venscope/audit/printed.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace venscope::audit {

/// The whole numbers x with 100 x / n within the rounding of `percent`; empty where low > high.
struct Counts {
  std::int64_t low = 0, high = -1;

  bool empty() const { return low > high; }
  std::int64_t size() const { return empty() ? 0 : high - low + 1; }
};
/// O(1). Right by: twins/audit (every x tried), unit/audit/counts.
Counts counts_for(const Printed& percent, std::int64_t n);

/// Whether 100 x / n lies exactly between two printable values and the print has the lower one.
bool half_went_down(const Printed& percent, std::int64_t x, std::int64_t n);

/// "26.4%", as printed with its sign.
std::string percent_text(const Printed& percent);
/// "46 of 174 is 26.44%": two decimals more than the print.
std::string share_text(std::int64_t x, std::int64_t n, const Printed& percent);
/// The same of the count nearest to the percentage.
std::string nearest_text(const Printed& percent, std::int64_t n);

/// What the data of `splits` allow: for one total of responders, the tables [[x, with - x], [total
/// - x, without - (total - x)]] whose two percentages round to the printed ones.
std::vector<response::ContingencyTable> tables_of(const Split& split, std::int64_t n,
                                                  std::int64_t total);

/// The totals of responders that `split` allows, one flag for each of 0 … n. O(n).
/// Right by: twins/audit (every table tried).
std::vector<bool> totals_of(const Split& split, std::int64_t n);

}  // namespace venscope::audit
