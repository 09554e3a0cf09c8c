/// Finds the number of a text among the distinct texts of a column.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
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
    const std::uint32_t hash = hash_of(text);
    std::size_t slot = hash & (slots_.size() - 1);
    for (; slots_[slot].number >= 0; slot = (slot + 1) & (slots_.size() - 1))
      if (slots_[slot].hash == hash &&
          texts_[static_cast<std::size_t>(slots_[slot].number)] == text)
        return last_ = slots_[slot].number;
    is_new = true;
    last_ = static_cast<std::int32_t>(texts_.size());
    slots_[slot] = {hash, last_};
    texts_.emplace_back(text);
    return last_;
  }

  const std::vector<std::string>& texts() const { return texts_; }

private:
  /// The hash stands beside the number, so that other texts are passed by without a look at them.
  struct Slot {
    std::uint32_t hash = 0;
    std::int32_t number = -1;
  };
  static std::uint32_t hash_of(std::string_view text) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>{}(text));
  }
  void grow() {
    const std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 16 : 2 * slots_.size()));
    for (const Slot& entry : old) {
      if (entry.number < 0) continue;
      std::size_t slot = entry.hash & (slots_.size() - 1);
      while (slots_[slot].number >= 0) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = entry;
    }
  }

  std::vector<std::string> texts_;
  std::vector<Slot> slots_;
  std::int32_t last_ = -1;
};

}  // namespace venscope::cohort
