/// Random numbers that depend on a name and a place, never on what was drawn before elsewhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace venscope {

/// The numbers of one purpose (`name`: "bootstrap", "folds") and one piece of work (`index`: the
/// resample, the patient). Two streams that differ in seed, name or index are independent, and a
/// stream is the same on every machine: so work may be cut into pieces and run on any number of
/// threads, each piece with a stream of its own.
/// Philox4x32-10 of Random123 [Salmon2011]: block k of a stream is the cipher of (k, index) under a
/// key made of seed and name; nothing but k is carried. About 3 ns a number. Not for cryptography.
/// Right by: unit/base/random (known answers of Random123, uniformity, independence of streams).
class RandomStream {
public:
  explicit RandomStream(std::uint64_t seed, std::string_view name, std::uint64_t index = 0);

  /// 64 independent bits.
  std::uint64_t bits() {
    if (next_ == buffer_.size()) refill();
    return buffer_[next_++];
  }
  /// In (0, 1), neither end: (k + 1/2) / 2^52.
  double uniform() { return (static_cast<double>(bits() >> 12) + 0.5) * 0x1.0p-52; }
  /// 0 … n - 1, each exactly equally likely [Lemire2019]; n > 0.
  std::uint64_t below(std::uint64_t n);
  bool chance(double probability) { return uniform() < probability; }
  /// Standard normal, by the inverse of its distribution function: one uniform number each.
  double normal();
  /// Mean 1.
  double exponential();
  /// Every order equally likely (Fisher and Yates).
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

private:
  void refill();

  std::uint64_t key_, index_, block_ = 0;
  std::array<std::uint64_t, 2> buffer_{};
  std::size_t next_ = 2;
};

}  // namespace venscope
