#include "venscope/calculator/marks.hpp"

#include <array>
#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace venscope::calculator {
namespace {

/// The marks of a text too short for a vector, or on a machine without any.
bool find_one_by_one(std::string_view text, std::size_t offset, char delimiter, char line_end,
                     std::uint32_t*& out) {
  unsigned high = 0, zeros = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // Written always, kept only if it is a mark: no branch to mispredict.
    *out = static_cast<std::uint32_t>(offset + i);
    out += static_cast<int>(c == delimiter) | static_cast<int>(c == line_end) |
           static_cast<int>(c == '"');
    high |= static_cast<unsigned char>(c);
    zeros |= static_cast<unsigned>(c == '\0');
  }
  return high < 0x80 && zeros == 0;
}

#ifdef __SSE2__

struct Wanted {
  __m128i delimiter, line_end, quote;
};

std::uint64_t marks_of(__m128i bytes, const Wanted& wanted) {
  const __m128i hit = _mm_or_si128(
      _mm_or_si128(_mm_cmpeq_epi8(bytes, wanted.delimiter), _mm_cmpeq_epi8(bytes, wanted.line_end)),
      _mm_cmpeq_epi8(bytes, wanted.quote));
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hit)));
}

/// Whole blocks of 64 bytes; the number of bytes done.
std::size_t find_by_blocks(std::string_view text, std::size_t offset, char delimiter, char line_end,
                           std::uint32_t*& out, bool& plain) {
  const Wanted wanted{_mm_set1_epi8(delimiter), _mm_set1_epi8(line_end), _mm_set1_epi8('"')};
  __m128i any = _mm_setzero_si128();
  __m128i least = _mm_set1_epi8(0x7f);
  std::size_t at = 0;
  for (; at + 64 <= text.size(); at += 64) {
    std::uint64_t marks = 0;
    for (std::size_t part = 0; part < 4; ++part) {
      const __m128i bytes =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at + 16 * part));
      marks |= marks_of(bytes, wanted) << (16 * part);
      any = _mm_or_si128(any, bytes);
      least = _mm_min_epu8(least, bytes);
    }
    for (; marks != 0; marks &= marks - 1)
      *out++ = static_cast<std::uint32_t>(offset + at +
                                          static_cast<std::size_t>(std::countr_zero(marks)));
  }
  const bool zeros = _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128())) != 0;
  plain = _mm_movemask_epi8(any) == 0 && !zeros;
  return at;
}

#endif

}  // namespace

bool Marks::find(std::string_view text, std::size_t offset) {
  if (positions_.size() < count_ + text.size() + 1) positions_.resize(count_ + text.size() + 1);
  std::uint32_t* out = positions_.data() + count_;
  bool plain = true;
  std::size_t done = 0;
#ifdef __SSE2__
  done = find_by_blocks(text, offset, delimiter_, line_end_, out, plain);
#endif
  const bool rest_plain =
      find_one_by_one(text.substr(done), offset + done, delimiter_, line_end_, out);
  count_ = static_cast<std::size_t>(out - positions_.data());
  return plain && rest_plain;
}

void Marks::rebase(std::size_t position) {
  std::size_t kept = 0;
  for (std::size_t i = first_; i < count_; ++i)
    if (positions_[i] >= position)
      positions_[kept++] = static_cast<std::uint32_t>(positions_[i] - position);
  first_ = 0;
  count_ = kept;
}

}  // namespace venscope::calculator
