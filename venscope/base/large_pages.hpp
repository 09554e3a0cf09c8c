/// Memory of large tables in large pages, where the system has them.
#pragma once

#include <cstddef>
#include <vector>

namespace venscope {

/// Asks for large pages under memory that has not been written yet: a megabyte then costs one fault
/// and not 256, which for a table that is written and read once is as dear as the work itself. A
/// hint: nothing depends on it, and there is nothing to ask where memory is small or the system is
/// not Linux.
void prefer_large_pages(void* memory, std::size_t bytes);

/// Of a vector's whole capacity; call it between reserve() and the first element.
template <class T>
void prefer_large_pages(std::vector<T>& reserved) {
  prefer_large_pages(reserved.data(), reserved.capacity() * sizeof(T));
}

/// A vector of `size` zeros on large pages.
template <class T>
std::vector<T> on_large_pages(std::size_t size) {
  std::vector<T> zeros;
  zeros.reserve(size);
  prefer_large_pages(zeros);
  zeros.resize(size);
  return zeros;
}

}  // namespace venscope
