// Registers of `part_size` doubles, eight lanes in `parts` of them. Included by the bodies of
// kernels (see kernel_widths.hpp) inside their anonymous namespace: so no once-guard and no
// includes here.

using Part = double __attribute__((vector_size(8 * part_size)));
constexpr std::size_t lanes = 8, parts = lanes / part_size;

template <class Register = Part>
inline Register load(const double* from) {
  Register value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <class Register>
inline void store(double* to, Register value) {
  std::memcpy(to, &value, sizeof value);
}

/// By halves: lane k and lane k + 4, then k and k + 2, then the two that are left.
inline double sum_of_lanes(const Part* sum) {
  using Four = double __attribute__((vector_size(32)));
  using Two = double __attribute__((vector_size(16)));
  Four four[2];
  std::memcpy(four, sum, sizeof four);
  const Four fours = four[0] + four[1];
  Two two[2];
  std::memcpy(two, &fours, sizeof two);
  const Two twos = two[0] + two[1];
  return twos[0] + twos[1];
}
