/// Deaths within the first days, as a share of those treated.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/response/proportion.hpp"

#include <cstdint>
#include <span>

namespace venscope::safety {

/// Patients censored alive before the day: what became of them by then is not known.
enum class CensoredEarly {
  exclude,  ///< "exclude": out of numerator and denominator
  alive,    ///< "alive": as if they had lived to that day
  dead,     ///< "dead": as if they had died: the worst that is possible
};

struct EarlyDeaths {
  std::int64_t n = 0;          ///< patients
  std::int64_t deaths = 0;     ///< seen, up to and including the day
  std::int64_t censored = 0;   ///< alive when last seen, before the day
  std::int64_t x = 0, of = 0;  ///< the share as declared
  double share = 0;
  response::Interval interval;  ///< Clopper and Pearson's
};

/// Of the patients `rows` of `outcomes` (an endpoint whose event is death): who died at `by` or
/// before, in the unit of the outcomes. A death on that very day counts, whatever the rounding of
/// its conversion (relative 1e-9); who was last seen alive on that day survived it. Problems:
/// safety.late_entry (patients who enter late did not die before), safety.nobody_followed (all are
/// censored before and excluded, or there are no patients).
/// Cost: O(n).   Right by: by_hand/safety/safety, reference/safety/rates (R binom.test).
Result<EarlyDeaths> early_deaths(const endpoint::Outcomes& outcomes,
                                 std::span<const std::size_t> rows, double by,
                                 CensoredEarly censored, double confidence = 0.95);

}  // namespace venscope::safety
