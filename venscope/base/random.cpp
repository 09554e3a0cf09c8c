#include "venscope/base/random.hpp"

#include "venscope/base/distributions.hpp"

#include <cmath>
#include <cstdlib>

// Nothing here can throw, and the library is compiled without exceptions.
#define R123_USE_SSE 0
#define R123_THROW(exception) std::abort()
#include <Random123/philox.h>

namespace venscope {

namespace {

/// FNV-1a.
std::uint64_t hash(std::string_view text) {
  std::uint64_t h = 0xCBF29CE484222325u;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return h;
}

/// SplitMix64's finaliser: neighbouring seeds become unlike keys.
std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

std::uint32_t low(std::uint64_t x) {
  return static_cast<std::uint32_t>(x);
}
std::uint32_t high(std::uint64_t x) {
  return static_cast<std::uint32_t>(x >> 32);
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name, std::uint64_t index)
    : key_(mixed(seed + 0x9E3779B97F4A7C15u) ^ hash(name)), index_(index) {}

void RandomStream::refill() {
  using Philox = r123::Philox4x32;
  const Philox::ctr_type counter{{low(block_), high(block_), low(index_), high(index_)}};
  const Philox::key_type key{{low(key_), high(key_)}};
  const Philox::ctr_type r = Philox{}(counter, key);
  buffer_ = {r[0] | std::uint64_t{r[1]} << 32, r[2] | std::uint64_t{r[3]} << 32};
  ++block_;
  next_ = 0;
}

std::uint64_t RandomStream::below(std::uint64_t n) {
  __extension__ using Wide = unsigned __int128;
  Wide product = Wide{bits()} * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t threshold = -n % n;
    while (static_cast<std::uint64_t>(product) < threshold) product = Wide{bits()} * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

double RandomStream::normal() {
  return normal_quantile(uniform());
}

double RandomStream::exponential() {
  return -std::log(uniform());
}

}  // namespace venscope
