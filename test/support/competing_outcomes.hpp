/// Random cohorts of competing risks for twins and laws.
#pragma once

#include "support/random_outcomes.hpp"

namespace venscope::test {

/// Turns events into causes 1 and 2 by a code that has nothing to do with group, time or stratum.
inline void make_competing(Cohort& cohort) {
  for (std::size_t i = 0; i < cohort.cluster.size(); ++i)
    if (cohort.outcomes.event[i] != 0) cohort.outcomes.event[i] = 1 + cohort.cluster[i] % 2;
}

/// As for_each_cohort, with causes.
template <class F>
void for_each_competing_cohort(F f) {
  for_each_cohort([&](Cohort cohort) {
    make_competing(cohort);
    f(cohort);
  });
}

inline bool has_events(const Cohort& cohort) {
  for (const std::int32_t event : cohort.outcomes.event)
    if (event != 0) return true;
  return false;
}

}  // namespace venscope::test
