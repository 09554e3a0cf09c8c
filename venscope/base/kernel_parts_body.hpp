// Registers of `part_size` doubles, eight lanes in `parts` of them. Included by the bodies of
// kernels (see kernel_widths.hpp) inside their anonymous namespace: so no once-guard and no
// includes here.

// Where VENSCOPE_SINGLE is defined: twice as many floats, in as many registers.
#ifdef VENSCOPE_SINGLE
using Number = float;
#else
using Number = double;
#endif

using Part = Number __attribute__((vector_size(8 * part_size)));
constexpr std::size_t part_numbers = sizeof(Part) / sizeof(Number), parts = 8 / part_size,
                      lanes = parts * part_numbers;

template <class Register = Part>
inline Register load(const Number* from) {
  Register value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <class Register>
inline void store(Number* to, Register value) {
  std::memcpy(to, &value, sizeof value);
}

#ifdef VENSCOPE_SINGLE
/// By halves: lane k and lane k + 8, then k and k + 4, and so on.
inline float sum_of_lanes(const Part* sum) {
  using Eight = float __attribute__((vector_size(32)));
  using Four = float __attribute__((vector_size(16)));
  Eight eight[2];
  std::memcpy(eight, sum, sizeof eight);
  const Eight eights = eight[0] + eight[1];
  Four four[2];
  std::memcpy(four, &eights, sizeof four);
  const Four fours = four[0] + four[1];
  const float left = fours[0] + fours[2], right = fours[1] + fours[3];
  return left + right;
}
#else
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
#endif
