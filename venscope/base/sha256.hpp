/// SHA-256: which input a report was made from.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace venscope {

/// The digest of FIPS 180-4, fed in pieces. Where the processor has instructions for SHA-256 they
/// are used, at about five times the speed.
/// Right by: unit/base/sha256 (the vectors of FIPS 180-4 and NIST's million letters; both ways of
/// compressing give the same digest of random bytes).
class Sha256 {
public:
  void update(std::string_view bytes);
  /// Without the processor's instructions, as everywhere else: for the comparison of both.
  void use_portable_code() { portable_ = true; }
  /// 64 hexadecimal digits, lower case. Ends the digest: nothing may be added after it.
  std::string hex();

private:
  void compress(const unsigned char* blocks, std::size_t count);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> pending_{};
  std::uint64_t length_ = 0;
  bool portable_ = false;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace venscope
