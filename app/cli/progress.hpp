/// A progress bar for a person at a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace venscope::cli {

/// On standard error, only if that is a terminal, and only once the work has taken a second. May be
/// called from several threads.
class Progress {
public:
  explicit Progress(std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void operator()(std::size_t done, std::size_t total);

private:
  std::string what_;
  bool terminal_;
  bool shown_ = false;
  std::size_t most_ = 0;
  std::chrono::steady_clock::time_point start_;
  std::mutex mutex_;
};

}  // namespace venscope::cli
