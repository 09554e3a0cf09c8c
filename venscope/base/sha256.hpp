/// SHA-256: which input a report was made from.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace venscope {

/// The digest of FIPS 180-4, fed in pieces.
/// Right by: unit/base/sha256 (the vectors of FIPS 180-4 and NIST's million letters).
class Sha256 {
public:
  void update(std::string_view bytes);
  /// 64 hexadecimal digits, lower case. Ends the digest: nothing may be added after it.
  std::string hex();

private:
  void compress(const unsigned char* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> pending_{};
  std::uint64_t length_ = 0;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace venscope
