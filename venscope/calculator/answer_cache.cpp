#include "venscope/calculator/answer_cache.hpp"

#include <algorithm>
#include <utility>

namespace venscope::calculator {

void AnswerCache::clear() {
  count_ = 0;
  constexpr std::size_t first_slots = 1024;
  keys_.assign(first_slots * words_, 0);
  offsets_.assign(first_slots, 0);
  texts_.assign(1, '\0');  // so that no offset is 0
}

void AnswerCache::place(const std::uint64_t* key, std::uint32_t offset) {
  std::size_t slot = hash(key) & (offsets_.size() - 1);
  while (offsets_[slot] != 0) slot = (slot + 1) & (offsets_.size() - 1);
  std::copy(key, key + words_, &keys_[slot * words_]);
  offsets_[slot] = offset;
}

void AnswerCache::grow() {
  const std::vector<std::uint64_t> keys =
      std::exchange(keys_, std::vector<std::uint64_t>(2 * keys_.size()));
  const std::vector<std::uint32_t> offsets =
      std::exchange(offsets_, std::vector<std::uint32_t>(2 * offsets_.size()));
  for (std::size_t slot = 0; slot < offsets.size(); ++slot)
    if (offsets[slot] != 0) place(&keys[slot * words_], offsets[slot]);
}

const char* AnswerCache::add(const std::uint64_t* key, std::span<const std::string> texts) {
  const std::size_t bytes = texts_.size() + keys_.size() * sizeof keys_[0];
  if (bytes > most_bytes_) clear();
  if (2 * (count_ + 1) > offsets_.size()) grow();
  const auto offset = static_cast<std::uint32_t>(texts_.size());
  for (const std::string& text : texts) {
    const auto size = static_cast<std::uint32_t>(text.size());
    texts_.append(reinterpret_cast<const char*>(&size), sizeof size);
    texts_ += text;
  }
  place(key, offset);
  ++count_;
  return texts_.data() + offset;
}

}  // namespace venscope::calculator
