#include "venscope/accuracy/count_tree.hpp"

#include "venscope/accuracy/fenwick.hpp"
#include "venscope/base/random.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

TEST(CountTree, CountsWhatAFenwickTreeCounts) {
  for (const std::size_t size : {1u, 2u, 7u, 8u, 9u, 63u, 64u, 65u, 511u, 512u, 513u, 5000u}) {
    RandomStream random(size, "counts");
    CountTree tree(size);
    Fenwick expected(size);
    for (int step = 0; step < 2000; ++step) {
      const std::size_t rank = random.below(size);
      const auto count = static_cast<std::int32_t>(random.below(4));
      tree.add(rank, count);
      expected.add(rank, count);
      const std::size_t asked = random.below(size);
      const auto found = tree.split(asked);
      const auto split = expected.split(asked);
      ASSERT_EQ(found.below, split.below) << size;
      ASSERT_EQ(found.equal, split.equal) << size;
      ASSERT_EQ(found.above, split.above) << size;
    }
  }
}
