/// Threads that stay for many short pieces of work.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

namespace venscope {

/// As parallel_for (parallel.hpp), where its calls come one after the other and each takes less
/// than a millisecond: to start a thread, or to wake one that sleeps, takes a tenth of that. A
/// member of the crew who has nothing to do looks for the next call for a short time, gives way to
/// whoever else wants the processor, and only then sleeps. One caller at a time; a piece of work
/// must not call its own crew. Results do not depend on `threads`, as in parallel_for.
/// Cost: some microseconds a call; the threads are started by the first call that needs them.
/// Right by: unit/base/parallel.
class Crew {
public:
  explicit Crew(unsigned threads) : threads_(threads) {}
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  unsigned threads() const { return threads_; }

  /// Calls work(i) once for every i in [0, count); `alone`: on the caller's thread.
  template <class Work>
  void share(std::size_t count, bool alone, const Work& work) {
    if (alone || threads_ < 2 || count < 2) {
      for (std::size_t i = 0; i < count; ++i) work(i);
      return;
    }
    share_out(
        count, [](const void* what, std::size_t i) { (*static_cast<const Work*>(what))(i); },
        &work);
  }

private:
  using Call = void (*)(const void* work, std::size_t i);

  void share_out(std::size_t count, Call call, const void* work);
  void serve();
  void take_pieces();

  unsigned threads_;
  std::vector<std::thread> others_;
  Call call_ = nullptr;
  const void* work_ = nullptr;
  std::size_t count_ = 0;
  bool ends_ = false;
  std::atomic<std::size_t> next_{0};
  std::atomic<unsigned> calls_{0};  ///< so far; those who wait look here
  std::atomic<unsigned> busy_{0};   ///< of the others, in this call
};

}  // namespace venscope
