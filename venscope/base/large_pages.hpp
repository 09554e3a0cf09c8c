/// Memory of large tables in large pages, where the system has them.
#pragma once

#include <cstddef>
#include <new>
#include <utility>
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

/// Memory for a table, not written yet. A large one has large pages to itself, which the system
/// gets back when it is released: what allocators keep for themselves is cut to pieces by such
/// sizes.
void* table_memory(std::size_t bytes);
void release_table_memory(void* memory, std::size_t bytes);

/// Memory of a vector that is filled once: resize() leaves new elements unwritten.
template <class T>
struct TableAllocator {
  using value_type = T;

  TableAllocator() = default;
  template <class U>
  TableAllocator(const TableAllocator<U>&) {}  // NOLINT: one allocator serves all types
  T* allocate(std::size_t count) { return static_cast<T*>(table_memory(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) { release_table_memory(memory, count * sizeof(T)); }
  template <class U>
  void construct(U* place) {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class... From>
  void construct(U* place, From&&... from) {
    ::new (static_cast<void*>(place)) U{std::forward<From>(from)...};
  }
  bool operator==(const TableAllocator&) const { return true; }
};
template <class T>
using LargeVector = std::vector<T, TableAllocator<T>>;

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
