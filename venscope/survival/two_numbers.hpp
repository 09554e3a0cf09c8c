/// Two numbers of a register.
#pragma once

#include <cstring>

namespace venscope::survival {

/// What every 64-bit x86 processor can divide together, each to the bits that it has alone; other
/// processors do what they can.
using TwoNumbers = double __attribute__((vector_size(16)));

inline TwoNumbers two_at(const double* from) {
  TwoNumbers two;
  std::memcpy(&two, from, sizeof two);
  return two;
}
inline void put_two(TwoNumbers two, double* to) {
  std::memcpy(to, &two, sizeof two);
}

}  // namespace venscope::survival
