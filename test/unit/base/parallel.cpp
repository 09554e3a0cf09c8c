#include "venscope/base/parallel.hpp"

#include "venscope/base/crew.hpp"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

namespace venscope {
namespace {

TEST(Parallel, EveryPieceOnceWhateverTheThreads) {
  for (const unsigned threads : {0u, 1u, 2u, 8u, 64u})
    for (const std::size_t count : {0u, 1u, 2u, 1000u}) {
      std::vector<int> done(count, 0);
      parallel_for(count, threads, [&](std::size_t i) { done[i] += static_cast<int>(i) + 1; });
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(done[i], static_cast<int>(i) + 1);
    }
}

// Calls in a row, close together and far apart, some of them alone.
TEST(Parallel, ACrewDoesEveryPieceOnceInEveryCall) {
  for (const unsigned threads : {0u, 1u, 2u, 8u}) {
    Crew crew(threads);
    for (std::size_t call = 0; call < 3000; ++call) {
      if (call % 1000 == 999) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      std::vector<int> done(call % 7, 0);
      crew.share(done.size(), call % 5 == 0,
                 [&](std::size_t i) { done[i] += static_cast<int>(i) + 1; });
      for (std::size_t i = 0; i < done.size(); ++i) ASSERT_EQ(done[i], static_cast<int>(i) + 1);
    }
  }
}

}  // namespace
}  // namespace venscope
