#include "venscope/base/parallel.hpp"

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

}  // namespace
}  // namespace venscope
