/// Finds the number of a text among the distinct texts of a column.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// Open addressing over numbers into `texts`: half the memory of std::unordered_map, and a column
/// of a million patient ids is normal. Texts are numbered from 0 in the order in which they came.
class LevelIndex {
public:
  /// The number of `text`; it is added if it is new.
  std::int32_t number_of(std::string_view text, bool& is_new) {
    // Registries are often sorted by centre or stage: the last answer is a good guess.
    if (last_ >= 0 && texts_[static_cast<std::size_t>(last_)] == text) return last_;
    if (2 * (texts_.size() + 1) > slots_.size()) grow();
    std::size_t slot = home(text);
    while (slots_[slot] >= 0) {
      if (texts_[static_cast<std::size_t>(slots_[slot])] == text) return last_ = slots_[slot];
      slot = (slot + 1) & (slots_.size() - 1);
    }
    is_new = true;
    last_ = static_cast<std::int32_t>(texts_.size());
    slots_[slot] = last_;
    texts_.emplace_back(text);
    return last_;
  }

  const std::vector<std::string>& texts() const { return texts_; }

private:
  std::size_t home(std::string_view text) const {
    return std::hash<std::string_view>{}(text) & (slots_.size() - 1);
  }
  void grow() {
    slots_.assign(slots_.empty() ? 16 : 2 * slots_.size(), -1);
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      std::size_t slot = home(texts_[i]);
      while (slots_[slot] >= 0) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = static_cast<std::int32_t>(i);
    }
  }

  std::vector<std::string> texts_;
  std::vector<std::int32_t> slots_;
  std::int32_t last_ = -1;
};

}  // namespace venscope::cohort
