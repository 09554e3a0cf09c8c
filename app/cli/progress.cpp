#include "app/cli/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>
#include <utility>

namespace venscope::cli {

Progress::Progress(std::string what)
    : what_(std::move(what)),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void Progress::operator()(std::size_t done, std::size_t total) {
  if (!terminal_ || total == 0) return;
  const std::lock_guard lock(mutex_);
  // Threads report in any order; the bar does not go back.
  most_ = std::max(most_, done);
  if (std::chrono::steady_clock::now() - start_ < std::chrono::seconds(1)) return;
  constexpr std::size_t width = 30;
  const std::size_t filled = width * most_ / total;
  std::fprintf(stderr, "\r%s [%s%s] %zu/%zu", what_.c_str(), std::string(filled, '#').c_str(),
               std::string(width - filled, ' ').c_str(), most_, total);
  std::fflush(stderr);
  shown_ = true;
}

}  // namespace venscope::cli
