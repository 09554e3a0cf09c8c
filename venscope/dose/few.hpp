/// Room on the stack for what is few, and elsewhere for what is many.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace venscope::dose {

/// `size` elements, not set to anything; up to N of them without asking for memory. A curve has
/// some ten doses, and asking for room for them took as long as what is done there.
template <class T, std::size_t N>
class Few {
public:
  explicit Few(std::size_t size)
      : many_(size > N ? size : 0), at_(size > N ? many_.data() : few_.data(), size) {}
  Few(const Few&) = delete;
  Few& operator=(const Few&) = delete;

  std::size_t size() const { return at_.size(); }
  T* data() const { return at_.data(); }
  T* begin() const { return at_.data(); }
  T* end() const { return at_.data() + at_.size(); }
  T& operator[](std::size_t i) const { return at_[i]; }

private:
  std::array<T, N> few_;
  std::vector<T> many_;
  std::span<T> at_;
};

}  // namespace venscope::dose
