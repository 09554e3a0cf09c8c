#include "app/cli/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace venscope::cli {

Progress::Progress(std::string what)
    : what_(std::move(what)), start_(std::chrono::steady_clock::now()) {
  if (::isatty(STDERR_FILENO) == 1) ticker_ = std::thread([this] { tick(); });
}

Progress::~Progress() {
  if (!ticker_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  end_.notify_one();
  ticker_.join();
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void Progress::operator()(std::size_t done, std::size_t total) {
  const std::lock_guard lock(mutex_);
  // Threads report in any order; the bar does not go back.
  most_ = std::max(most_, done);
  total_ = total;
}

void Progress::tick() {
  std::unique_lock lock(mutex_);
  auto next = start_ + std::chrono::seconds(1);
  while (!end_.wait_until(lock, next, [this] { return finished_; })) {
    draw();
    next += std::chrono::milliseconds(200);
  }
}

void Progress::draw() {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start_);
  std::string line = what_;
  if (total_ > 0) {
    constexpr std::size_t width = 30;
    const std::size_t filled = width * most_ / total_;
    line += fmt::format(" [{:#<{}}{: <{}}] {}/{}", "", filled, "", width - filled, most_, total_);
  }
  line += fmt::format(" {} s", seconds.count());
  // No longer than a terminal is wide, or each tick would leave a line behind.
  std::fputs(("\r" + line.substr(0, 79) + "\x1b[K").c_str(), stderr);
  std::fflush(stderr);
  shown_ = true;
}

}  // namespace venscope::cli
