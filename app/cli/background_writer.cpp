#include "app/cli/background_writer.hpp"

#include "venscope/base/write_all.hpp"

#include <utility>

namespace venscope::cli {

bool BackgroundWriter::write(std::string_view bytes) {
  gathered_ += bytes;
  if (gathered_.size() < buffer_bytes) return true;
  hand_over();
  const std::lock_guard lock(mutex_);
  return error_ == 0;
}

void BackgroundWriter::hand_over() {
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return taken_.empty(); });
    std::swap(taken_, gathered_);
  }
  changed_.notify_all();
}

void BackgroundWriter::run() {
  std::string bytes;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return !taken_.empty() || ends_; });
    if (taken_.empty()) return;
    std::swap(bytes, taken_);
    changed_.notify_all();
    if (error_ == 0) {
      lock.unlock();
      const int error = write_all(descriptor_, bytes);
      lock.lock();
      error_ = error;
    }
    bytes.clear();
  }
}

void BackgroundWriter::abandon() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

int BackgroundWriter::finish() {
  abandon();
  if (error_ == 0) error_ = write_all(descriptor_, std::exchange(gathered_, {}));
  return error_;
}

}  // namespace venscope::cli
