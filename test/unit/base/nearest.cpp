#include "venscope/base/nearest.hpp"

#include <gtest/gtest.h>

namespace venscope {
namespace {

TEST(Nearest, DistanceCountsEdits) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("time", "TIME"), 0u);
  EXPECT_EQ(edit_distance("tmie", "time"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Nearest, NamesWhatWasMeantOrNothing) {
  const std::vector<std::string> names{"time", "event", "unit", "unit_out"};
  EXPECT_EQ(nearest_name("tiem", names), "time");
  EXPECT_EQ(nearest_name("evnt", names), "event");
  EXPECT_EQ(nearest_name("unit_uot", names), "unit_out");
  EXPECT_EQ(nearest_name("landmark", names), "");
  EXPECT_EQ(nearest_name("x", std::vector<std::string>{}), "");
}

}  // namespace
}  // namespace venscope
