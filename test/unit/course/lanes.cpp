#include "venscope/course/lanes.hpp"

#include <gtest/gtest.h>

namespace venscope::course {
namespace {

std::vector<std::size_t> patients_of(const Lanes& lanes) {
  std::vector<std::size_t> patients;
  for (const Lane& lane : lanes.lanes) patients.push_back(lane.patient);
  return patients;
}

LaneInput lane(double end, std::int32_t group = 0) {
  LaneInput input;
  input.end = end;
  input.group = group;
  return input;
}

TEST(Lanes, TheLongestFirstAndEqualOnesAsGiven) {
  const std::vector<LaneInput> patients{lane(3, 1), lane(8, 0), lane(3, 0), lane(5, -1),
                                        lane(9, 1)};
  using Order = std::vector<std::size_t>;
  EXPECT_EQ(patients_of(order_lanes(patients, LaneOrder::duration)), (Order{4, 1, 3, 0, 2}));
  EXPECT_EQ(patients_of(order_lanes(patients, LaneOrder::group)), (Order{1, 2, 4, 0, 3}));
  EXPECT_EQ(patients_of(order_lanes(patients, LaneOrder::input)), (Order{0, 1, 2, 3, 4}));
  EXPECT_TRUE(order_lanes({}, LaneOrder::duration).lanes.empty());
}

TEST(Lanes, APhaseBeforeTimeZeroBeginsTheLane) {
  LaneInput input = lane(6);
  input.phases = {{-2, 0}, {1, {}}, {{}, 3}};
  input.markers = {-3, {}, 6};
  const Lanes lanes = order_lanes({input}, LaneOrder::duration);
  ASSERT_EQ(lanes.lanes.size(), 1u);
  const Lane& made = lanes.lanes[0];
  EXPECT_EQ(made.begin, -3);
  ASSERT_EQ(made.phases.size(), 2u);
  EXPECT_FALSE(made.phases[0].open);
  EXPECT_EQ(made.phases[1].from, 1);
  EXPECT_EQ(made.phases[1].to, 6);
  EXPECT_TRUE(made.phases[1].open);
  ASSERT_EQ(made.markers.size(), 2u);
  EXPECT_EQ(made.markers[1].marker, 2u);
}

TEST(Lanes, WhatCannotBeIsNotDrawnAndItsPatientsAreNamed) {
  LaneInput late = lane(6), backward = lane(5), cut = lane(4);
  late.phases = {{7, 9}};
  late.markers = {6.1};
  backward.phases = {{3, 2}};
  cut.phases = {{1, 9}};
  const Lanes lanes = order_lanes({late, backward, cut}, LaneOrder::input);
  EXPECT_EQ(lanes.late_phases, std::vector<std::size_t>{0});
  EXPECT_EQ(lanes.late_markers, std::vector<std::size_t>{0});
  EXPECT_EQ(lanes.backward, std::vector<std::size_t>{1});
  EXPECT_EQ(lanes.cut_phases, 1u);
  EXPECT_TRUE(lanes.lanes[0].phases.empty());
  EXPECT_TRUE(lanes.lanes[1].phases.empty());
  EXPECT_EQ(lanes.lanes[2].phases[0].to, 4);
}

}  // namespace
}  // namespace venscope::course
