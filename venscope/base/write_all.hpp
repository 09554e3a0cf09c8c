/// Bytes to a file descriptor, whole.
#pragma once

#include <cerrno>
#include <string_view>
#include <unistd.h>

namespace venscope {

/// All of `bytes`, however many calls of write() that takes; 0, or errno of the one that failed.
inline int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace venscope
