#include "venscope/base/large_pages.hpp"

#include <cstdint>
#include <cstdlib>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace venscope {
namespace {

constexpr std::uintptr_t page = std::uintptr_t{1} << 21;

[[maybe_unused]] std::uintptr_t up_to_pages(std::uintptr_t bytes) {
  return (bytes + page - 1) / page * page;
}

/// Smaller tables would waste much of their last page.
bool is_large([[maybe_unused]] std::size_t bytes) {
#ifdef __linux__
  return bytes >= 2 * page;
#else
  return false;
#endif
}

}  // namespace

void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef __linux__
  // What a large page cannot cover is left alone, and so is what the allocator keeps for itself
  // around the memory: only whole large pages within it are asked for.
  const auto from = reinterpret_cast<std::uintptr_t>(memory);
  const auto begin = up_to_pages(from), end = (from + bytes) / page * page;
  if (begin < end) madvise(static_cast<char*>(memory) + (begin - from), end - begin, MADV_HUGEPAGE);
#endif
}

void* table_memory(std::size_t bytes) {
  if (!is_large(bytes)) return ::operator new(bytes);
#ifdef __linux__
  // A page more than needed, so that there is a place to begin on a page; the rest is given back.
  const std::size_t size = up_to_pages(bytes);
  void* const mapped =
      mmap(nullptr, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) std::abort();  // as where operator new has none left
  const auto from = reinterpret_cast<std::uintptr_t>(mapped), begin = up_to_pages(from);
  char* const table = static_cast<char*>(mapped) + (begin - from);
  if (begin > from) munmap(mapped, begin - from);
  if (begin < from + page) munmap(table + size, from + page - begin);
  prefer_large_pages(table, size);
  return table;
#else
  return nullptr;
#endif
}

void release_table_memory(void* memory, std::size_t bytes) {
  if (!is_large(bytes)) {
    ::operator delete(memory);
    return;
  }
#ifdef __linux__
  munmap(memory, up_to_pages(bytes));
#endif
}

}  // namespace venscope
