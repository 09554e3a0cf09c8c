/// A progress bar for a person at a terminal.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>

namespace venscope::cli {

/// On standard error, only if that is a terminal, and only once the work has taken a second: what
/// is done, a bar where the amount of work is known, and the seconds so far. It ticks by itself, so
/// that one long step is seen to be at work. Leaves an empty line behind.
class Progress {
public:
  explicit Progress(std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// May be called from several threads.
  void operator()(std::size_t done, std::size_t total);

private:
  void tick();
  void draw();

  std::string what_;
  bool shown_ = false, finished_ = false;
  std::size_t most_ = 0, total_ = 0;
  std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
  std::condition_variable end_;
  std::thread ticker_;
};

}  // namespace venscope::cli
