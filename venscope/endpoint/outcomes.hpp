/// Right-censored follow-up of n patients, possibly entered late or cut into intervals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace venscope::endpoint {

/// Row i was under observation in (entry[i], time[i]]; event[i] is 1 if it ended with the event at
/// time[i], 0 if it was censored there. `entry` is empty when everyone is observed from the start,
/// which is not the same as entry 0: then a time of 0 is at risk at 0.
/// For competing risks event[i] is the cause, 0 = censored.
/// Invariants (checked where outcomes are made): equal lengths, finite, entry[i] < time[i].
struct Outcomes {
  std::vector<double> entry;
  std::vector<double> time;
  std::vector<std::int32_t> event;

  std::size_t size() const { return time.size(); }
  bool delayed_entry() const { return !entry.empty(); }
};

}  // namespace venscope::endpoint
