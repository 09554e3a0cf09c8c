#include "venscope/dose/plate_edges.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::dose;

TEST(WellPositions, AreLettersAndANumber) {
  const auto at = [](const char* text) { return read_well_position(text); };
  EXPECT_EQ(at("A1")->row, 0);
  EXPECT_EQ(at("h12")->row, 7);
  EXPECT_EQ(at("H012")->column, 11);
  EXPECT_EQ(at("AF48")->row, 31);
  for (const char* const none : {"", "A", "1", "A0", "A49", "AG1", "1A", "A1 ", "ABC1", "A-1"})
    EXPECT_FALSE(at(none)) << none;
}

// A plate of 24 wells; inside B2 … C5. The edge 1, 2, 3 (mean 2, variance 1), inside 5, 5, 8, 8
// (6.5, 3): the difference -4.5 with variance 1/3 + 3/4.
TEST(PlateEdges, AreComparedByWelchsT) {
  const std::vector<WellPosition> position{{0, 0}, {0, 3}, {3, 5}, {1, 1},
                                           {1, 2}, {2, 1}, {2, 2}, {2, 3}};
  const std::vector<double> value{1, 2, 3, 5, 5, 8, 8, std::nan("")};
  const PlateEdges found = plate_edges(position, value);
  EXPECT_EQ(found.rows, 4);
  EXPECT_EQ(found.columns, 6);
  EXPECT_EQ(found.edge, 3u);
  EXPECT_EQ(found.inner, 4u);
  EXPECT_NEAR(*found.difference, -4.5, 1e-12);
  // R: t.test(c(1, 2, 3), c(5, 5, 8, 8))
  EXPECT_NEAR((*found.high + *found.low) / 2, -4.5, 1e-12);
  const double variance = 1.0 / 3 + 3.0 / 4,
               df = variance * variance / (1.0 / 9 / 2 + 9.0 / 16 / 3);
  EXPECT_GT(df, 4.7);
  EXPECT_LT(*found.p, 0.01);
  EXPECT_GT(*found.p, 0.005);
  // Row A: 1.5 against 6.5; of columns, 1 and 4 and 6 have one well.
  EXPECT_EQ(found.row->name, "row A");
  EXPECT_NEAR(found.row->difference, -5, 1e-12);
  EXPECT_EQ(found.column->wells, 2u);
}

TEST(PlateEdges, NothingIsSaidOfNothing) {
  EXPECT_FALSE(plate_edges({}, {}).difference);
  const std::vector<WellPosition> one{{1, 1}, {3, 5}};
  const std::vector<double> value{1, 2};
  const PlateEdges found = plate_edges(one, value);
  EXPECT_TRUE(found.difference);
  EXPECT_FALSE(found.p);
}
