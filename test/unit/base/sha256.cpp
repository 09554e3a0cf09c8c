// The vectors of FIPS 180-4 (NIST, "SHA-256 examples") and coreutils' sha256sum for the lengths at
// which the padding spills into another block.
#include "venscope/base/sha256.hpp"

#include <gtest/gtest.h>

namespace venscope {
namespace {

TEST(Sha256, PublishedVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesAreTheWhole) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += static_cast<char>('a' + i % 26);
  for (const std::size_t length : {0u, 1u, 55u, 56u, 63u, 64u, 65u, 119u, 120u, 128u, 500u})
    for (const std::size_t step : {1u, 7u, 64u, 65u}) {
      const std::string part = text.substr(0, length);
      Sha256 digest;
      for (std::size_t at = 0; at < length; at += step)
        digest.update(std::string_view(part).substr(at, step));
      EXPECT_EQ(digest.hex(), sha256_hex(part)) << length << " in steps of " << step;
    }
}

TEST(Sha256, TheProcessorsInstructionsGiveTheSame) {
  std::uint32_t state = 7;
  std::string bytes;
  for (int i = 0; i < 5000; ++i)
    bytes += static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  for (const std::size_t length : {0u, 3u, 63u, 64u, 127u, 128u, 1000u, 4096u, 5000u})
    for (const std::size_t step : {61u, 64u, 1024u, 5000u}) {
      Sha256 chosen, portable;
      portable.use_portable_code();
      for (std::size_t at = 0; at < length; at += step) {
        const std::string_view piece = std::string_view(bytes).substr(0, length).substr(at, step);
        chosen.update(piece);
        portable.update(piece);
      }
      EXPECT_EQ(chosen.hex(), portable.hex()) << length << " in steps of " << step;
    }
}

}  // namespace
}  // namespace venscope
