/// The rows of a survival data set in the order in which risk sets grow: sorted once, shared by
/// every fit, resample and residual on the same outcomes.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// Positions run by stratum, then time from the latest to the earliest, then row. Walking up the
/// positions of a stratum, each row joins the risk set and stays; with delayed entry it leaves at
/// its entry time.
struct RiskOrder {
  /// Positions [begin, end) of one stratum share a time.
  struct TiedSet {
    std::uint32_t begin = 0, end = 0;
    double time = 0;
  };
  /// The tied sets [first_set, last_set) and the positions [begin, end) of one stratum.
  struct Stratum {
    std::int32_t code = 0;
    std::uint32_t begin = 0, end = 0;
    std::uint32_t first_set = 0, last_set = 0;
  };

  std::vector<std::uint32_t> row;   ///< position -> row
  std::vector<std::uint8_t> event;  ///< by position: 1 if the row ended with the event
  std::vector<TiedSet> sets;
  std::vector<Stratum> strata;
  /// With delayed entry, by position: the entry time. Empty otherwise.
  std::vector<double> entry;
  /// Positions by stratum, then entry time from the latest to the earliest. Empty otherwise.
  std::vector<std::uint32_t> by_entry;

  std::size_t size() const { return row.size(); }
  bool delayed_entry() const { return !entry.empty(); }
};

/// Sorts. Times that differ by rounding only count as tied (R's timefix). `strata` is empty or one
/// code per row. Fails where an interval has become empty by that rule. Cost O(n log n).
/// Right by: unit/survival/risk_order.
Result<RiskOrder> risk_order(const endpoint::Outcomes& outcomes,
                             std::span<const std::int32_t> strata = {});

}  // namespace venscope::survival
