/// Finds the few bytes of a delimited text that matter for cutting it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace venscope::calculator {

/// Positions of delimiters, line ends and quotes.
class Marks {
public:
  Marks(char delimiter, char line_end) : delimiter_(delimiter), line_end_(line_end) {}

  /// Appends the positions in `text`, each plus `offset`. False where a byte is no ASCII character
  /// or is NUL: the caller then looks closer.
  /// Cost: 16 bytes at a time where SSE2 is there, else one. Right by: unit/calculator/rows.
  bool find(std::string_view text, std::size_t offset);

  const std::uint32_t* data() const { return positions_.data() + first_; }
  std::size_t size() const { return count_ - first_; }
  void drop(std::size_t count) { first_ += count; }
  /// Drops those before `position`, and counts the others from there.
  void rebase(std::size_t position);

private:
  char delimiter_, line_end_;
  std::vector<std::uint32_t> positions_;  ///< longer than used: room for the worst case
  std::size_t first_ = 0, count_ = 0;
};

}  // namespace venscope::calculator
