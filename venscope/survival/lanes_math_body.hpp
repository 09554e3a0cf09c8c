// Eight doubles as one value, with exponentials and logarithms. Included by the bodies of kernels
// after kernel_parts_body.hpp, inside their anonymous namespace: so no once-guard and no includes
// but of such another. Vectors of eight are of the compiler's making: it splits them up for
// processors with narrower ones.

using Lanes = double __attribute__((vector_size(64)));
using Words = std::int64_t __attribute__((vector_size(64)));
using Counts = std::uint64_t __attribute__((vector_size(64)));

inline Lanes larger(Lanes a, Lanes b) {
  return a > b ? a : b;
}

#include "venscope/base/exponential_body.hpp"

/// ln x of positive normal x, to 1 unit in the last place or so away from 1.
inline Lanes logarithm(Lanes x) {
  // x = m 2^n with m from sqrt(1/2) to sqrt(2).
  constexpr std::int64_t root_half = 0x3fe6a09e667f3bcd;
  const Words bits = reinterpret_cast<Words>(x);
  const Words moved = bits - root_half;
  const Words n = moved >> 52;
  const Lanes m = reinterpret_cast<Lanes>(bits - (n << 52));
  // n as a double, without a conversion that older processors lack.
  constexpr double shifter = 0x1.8p52;
  Lanes power = Lanes{} + shifter;
  power = reinterpret_cast<Lanes>(reinterpret_cast<Words>(power) + n) - shifter;
  const Lanes s = (m - 1.0) / (m + 1.0), t = s * s;
  // 2 artanh(s), |s| <= 0.172.
  Lanes sum = t * (1.0 / 23) + 1.0 / 21;
  sum = sum * t + 1.0 / 19;
  sum = sum * t + 1.0 / 17;
  sum = sum * t + 1.0 / 15;
  sum = sum * t + 1.0 / 13;
  sum = sum * t + 1.0 / 11;
  sum = sum * t + 1.0 / 9;
  sum = sum * t + 1.0 / 7;
  sum = sum * t + 1.0 / 5;
  sum = sum * t + 1.0 / 3;
  const Lanes log_m = (sum * t * s + s) * 2.0;
  return power * 0x1.62e42fefa39efp-1 + log_m;
}

/// The sum of logarithms of positive normal numbers, as one of their product: significands from 1
/// to 2 are multiplied and exponents added up.
struct LogSum {
  Lanes product = Lanes{} + 1.0, sum{};
  Counts exponents{};
  std::int64_t factors = 0;

  void add(Lanes x) {
    const Counts bits = reinterpret_cast<Counts>(x);
    constexpr std::uint64_t significand = 0x000fffffffffffff, one = 0x3ff0000000000000;
    product *= reinterpret_cast<Lanes>((bits & significand) | one);
    exponents += bits >> 52;
    if (++factors == 1000) flush();  // the product stays below 2^1000
  }
  void flush() {
    Lanes powers;
    for (std::size_t l = 0; l < lanes; ++l)
      powers[l] = static_cast<double>(static_cast<std::int64_t>(exponents[l]) - 1023 * factors);
    sum += logarithm(product) + powers * 0x1.62e42fefa39efp-1;
    product = Lanes{} + 1.0;
    exponents = Counts{};
    factors = 0;
  }
};
