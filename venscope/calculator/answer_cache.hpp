/// What was written for a row's key, so that equal patients are worked out once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace venscope::calculator {

/// Open addressing over keys of a fixed number of words; empties itself when it is full.
class AnswerCache {
public:
  AnswerCache(std::size_t words, std::size_t most_bytes) : words_(words), most_bytes_(most_bytes) {
    clear();
  }

  /// The texts kept for the key, one after the other, each after its size as four bytes; or
  /// nullptr.
  const char* find(const std::uint64_t* key) const {
    for (std::size_t slot = hash(key) & (offsets_.size() - 1); offsets_[slot] != 0;
         slot = (slot + 1) & (offsets_.size() - 1))
      if (same(&keys_[slot * words_], key)) return texts_.data() + offsets_[slot];
    return nullptr;
  }
  /// Of a key that is not there. What find() gave before is gone.
  const char* add(const std::uint64_t* key, std::span<const std::string> texts);
  void clear();

private:
  std::size_t hash(const std::uint64_t* key) const {
    std::uint64_t mixed = 0;
    for (std::size_t i = 0; i < words_; ++i) {
      mixed = (mixed ^ key[i]) * 0x9e3779b97f4a7c15u;
      mixed ^= mixed >> 32;
    }
    return static_cast<std::size_t>(mixed);
  }
  bool same(const std::uint64_t* a, const std::uint64_t* b) const {
    // One or two words: shorter than a call of memcmp.
    for (std::size_t i = 0; i < words_; ++i)
      if (a[i] != b[i]) return false;
    return true;
  }
  void place(const std::uint64_t* key, std::uint32_t offset);
  void grow();

  std::size_t words_, most_bytes_;
  std::size_t count_ = 0;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> offsets_;  ///< into `texts_`; 0: the slot is empty
  std::string texts_;
};

}  // namespace venscope::calculator
