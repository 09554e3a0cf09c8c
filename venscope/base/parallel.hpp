/// Independent pieces of work on several threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace venscope {

/// As many as the machine runs at a time, one where it does not say.
inline unsigned all_threads() {
  return std::max(1U, std::thread::hardware_concurrency());
}

/// Calls work(i) once for every i in [0, count), on at most `threads` threads, the caller's among
/// them. Each work(i) writes to a place of its own and reads nothing another one writes, so the
/// result does not depend on `threads`. Pieces are handed out in order, one at a time: they may
/// differ much in cost.
template <class Work>
void parallel_for(std::size_t count, unsigned threads, Work&& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads && t < count; ++t) others.emplace_back(run);
  run();
}

}  // namespace venscope
