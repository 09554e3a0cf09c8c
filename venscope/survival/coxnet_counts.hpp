/// What a path took, in counts that are the same on every machine.
#pragma once

#include <cstddef>

namespace venscope::survival {

/// Tests bound them: a path whose answers are right can still have gone the long way round.
struct CoxnetCounts {
  std::size_t looks = 0;    ///< times that columns not in play were looked at, or sets fitted
  std::size_t steps = 0;    ///< of the likelihood, by an information formed there or an old one
  std::size_t formed = 0;   ///< informations of all columns in play
  std::size_t changes = 0;  ///< columns that came to the factor of the information or left it
  std::size_t sweeps = 0;   ///< of coordinate descent over the columns in play

  void add(const CoxnetCounts& other) {
    looks += other.looks;
    steps += other.steps;
    formed += other.formed;
    changes += other.changes;
    sweeps += other.sweeps;
  }
};

}  // namespace venscope::survival
