#include "venscope/base/sha256.hpp"

#include <algorithm>
#include <bit>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VENSCOPE_SHA_INSTRUCTIONS
#include <immintrin.h>
#endif

namespace venscope {

namespace {

using Word = std::uint32_t;
using State = std::array<Word, 8>;

// First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS
// 180-4, 4.2.2).
constexpr std::array<Word, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

void compress_block(State& state, const unsigned char* block) {
  std::array<Word, 64> w;
  for (std::size_t t = 0; t < 16; ++t)
    w[t] = Word{block[4 * t]} << 24 | Word{block[4 * t + 1]} << 16 | Word{block[4 * t + 2]} << 8 |
           Word{block[4 * t + 3]};
  for (std::size_t t = 16; t < 64; ++t) {
    const Word small0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ w[t - 15] >> 3;
    const Word small1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ w[t - 2] >> 10;
    w[t] = w[t - 16] + small0 + w[t - 7] + small1;
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t t = 0; t < 64; ++t) {
    const Word big1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const Word first = h + big1 + ((e & f) ^ (~e & g)) + round_constants[t] + w[t];
    const Word big0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const Word second = big0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
  }
  const State change{a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < 8; ++i) state[i] += change[i];
}

#ifdef VENSCOPE_SHA_INSTRUCTIONS
// The instructions hold the state as (a, b, e, f) and (c, d, g, h), the highest word first, make
// two rounds at a time, and find four words of the schedule from the sixteen before.
[[gnu::target("sha,sse4.1")]] void compress_by_instructions(State& state,
                                                            const unsigned char* block,
                                                            std::size_t count) {
  const auto word = [&](std::size_t i) { return static_cast<int>(state[i]); };
  __m128i abef = _mm_set_epi32(word(0), word(1), word(4), word(5));
  __m128i cdgh = _mm_set_epi32(word(2), word(3), word(6), word(7));
  const __m128i reversed = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  for (; count > 0; --count, block += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i words[4];
    for (std::size_t t = 0; t < 16; ++t) {
      __m128i& next = words[t % 4];  // holds the four words of 16 rounds ago
      if (t < 4) {
        next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * t));
        next = _mm_shuffle_epi8(next, reversed);
      } else {
        const __m128i last = words[(t + 3) % 4];
        const __m128i seven_ago = _mm_alignr_epi8(last, words[(t + 2) % 4], 4);
        next = _mm_sha256msg1_epu32(next, words[(t + 1) % 4]);
        next = _mm_sha256msg2_epu32(_mm_add_epi32(next, seven_ago), last);
      }
      const auto* constants = reinterpret_cast<const __m128i*>(round_constants.data() + 4 * t);
      const __m128i added = _mm_add_epi32(next, _mm_loadu_si128(constants));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, added);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(added, 0x0e));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  std::array<Word, 4> first, second;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(first.data()), abef);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(second.data()), cdgh);
  state = {first[3], first[2], second[3], second[2], first[1], first[0], second[1], second[0]};
}

bool has_instructions() {
  static const bool has =
      __builtin_cpu_supports("sha") != 0 && __builtin_cpu_supports("sse4.1") != 0;
  return has;
}
#endif

}  // namespace

void Sha256::compress(const unsigned char* blocks, std::size_t count) {
#ifdef VENSCOPE_SHA_INSTRUCTIONS
  if (!portable_ && has_instructions()) return compress_by_instructions(state_, blocks, count);
#endif
  for (std::size_t i = 0; i < count; ++i) compress_block(state_, blocks + 64 * i);
}

void Sha256::update(std::string_view bytes) {
  std::size_t held = length_ % 64;
  length_ += bytes.size();
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t left = bytes.size();
  while (left > 0) {
    if (held == 0 && left >= 64) {
      compress(next, left / 64);
      next += left / 64 * 64, left %= 64;
      continue;
    }
    const std::size_t taken = std::min<std::size_t>(64 - held, left);
    std::copy_n(next, taken, pending_.begin() + static_cast<std::ptrdiff_t>(held));
    next += taken, left -= taken, held += taken;
    if (held == 64) compress(pending_.data(), 1), held = 0;
  }
}

std::string Sha256::hex() {
  const std::uint64_t bits = length_ * 8;
  // A one bit, zeros, and the length in bits as the last eight bytes of a block.
  std::string tail(1, '\x80');
  tail.append((120 - (length_ + 1) % 64) % 64, '\0');
  for (int shift = 56; shift >= 0; shift -= 8) tail += static_cast<char>(bits >> shift & 0xff);
  update(tail);
  std::string text;
  for (const Word word : state_)
    for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[word >> shift & 0xf];
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes);
  return digest.hex();
}

}  // namespace venscope
