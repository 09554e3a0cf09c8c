/// The lanes of a swimmer plot, read from the columns that a protocol names.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/course/lanes.hpp"
#include "venscope/endpoint/endpoint.hpp"
#include "venscope/report/figure/swimmer_figure.hpp"
#include "venscope/study/plan.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::study {

struct PhaseColumns {
  std::string label, from, to;  ///< columns; from "" is time zero, to "" the end of follow-up
};

struct SwimmerOptions {
  std::vector<PhaseColumns> phases;
  std::vector<endpoint::Happening> markers;
  std::string group;
  course::LaneOrder order = course::LaneOrder::duration;
  std::size_t most = report::most_lanes;
  bool most_declared = false, names = false;
};

struct ReadLanes {
  std::vector<course::LaneInput> inputs;
  std::vector<std::size_t> rows;  ///< of the table
  std::size_t left_out = 0;       ///< without follow-up
};

/// Times are in the output unit of the step's endpoint, since its origin. Problems: those of
/// columns that hold no times and of indicators that say neither yes nor no; then there are no
/// lanes.
ReadLanes read_lanes(const Plan& plan, const Step& step, const SwimmerOptions& options,
                     Problems& problems);

}  // namespace venscope::study
