// Included inside a namespace that says what Lanes are, doubles side by side or one, and Words, as
// many std::int64_t: once per width of instructions, so no once-guard, no includes here.

/// e^x to 1 unit in the last place or so, for |x| <= 700; nonsense beyond. The same bits for one
/// number, for many, and on every processor.
inline Lanes exponential(Lanes x) {
  constexpr double shifter = 0x1.8p52;
  // ln 2 in two pieces, the first with enough zeros at its end for an exact product with n.
  constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
  const Lanes shifted = x * 0x1.71547652b82fep0 + shifter;
  const Lanes n = shifted - shifter;
  const Lanes r = (x - n * ln2_high) - n * ln2_low;
  // e^r = 1 + r + r² q(r), q interpolated at Chebyshev's points of |r| <= ln 2 / 2: 2e-17 off. Even
  // and odd powers apart, so that the processor can work on both at once.
  const Lanes t = r * r;
  Lanes even = t * 0x1.289185613a3d6p-22 + 0x1.a019b90d2ae7ap-16;
  Lanes odd = t * 0x1.af38a9b0ec855p-26 + 0x1.71de0dae63bb3p-19;
  even = even * t + 0x1.6c16c1788bd90p-10;
  odd = odd * t + 0x1.a01a01a7c41d5p-13;
  even = even * t + 0x1.5555555553d63p-5;
  odd = odd * t + 0x1.11111111109b3p-7;
  even = even * t + 0.5;
  odd = odd * t + 0x1.5555555555556p-3;
  const Lanes power = (odd * r + even) * t + r + 1.0;
  // 2^n by its exponent; the low bits of `shifted` hold n.
  const Words exponent = (__builtin_bit_cast(Words, shifted) + 1023) << 52;
  return power * __builtin_bit_cast(Lanes, exponent);
}
