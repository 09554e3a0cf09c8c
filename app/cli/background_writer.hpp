/// Bytes to a file while the next ones are made.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace venscope::cli {

/// Gathers what is written and hands it to a thread of its own a buffer at a time: the system takes
/// as long to store a scored row as it takes to score one. What fits in one buffer is written at
/// the end, without a thread. The order of the bytes is that of the calls.
class BackgroundWriter {
public:
  static constexpr std::size_t buffer_bytes = std::size_t{1} << 20;

  ~BackgroundWriter() { abandon(); }

  /// Before anything is written; the descriptor stays the caller's.
  void begin(int descriptor) { descriptor_ = descriptor; }
  /// False once the system refused some of it.
  bool write(std::string_view bytes);
  /// Waits until all is with the system. 0, or the errno of what it refused.
  int finish();

  /// Ends the thread; what was not handed over is lost.
  void abandon();

private:
  void hand_over();
  void run();

  int descriptor_ = -1;
  std::string gathered_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Under the mutex:
  std::string taken_;  ///< empty: the thread waits
  bool ends_ = false;
  int error_ = 0;
};

}  // namespace venscope::cli
