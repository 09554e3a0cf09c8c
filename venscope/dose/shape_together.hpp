/// Searches of many curves side by side.
#pragma once

#include "venscope/dose/shape.hpp"

#include <span>

namespace venscope::dose {

/// Searches that have begun, all unlimited(), are brought to their ends, shape_lanes at a time: as
/// soon as one is done, the next takes its place. Each finds what it finds alone, to the last bit.
/// Right by: twins/dose/shape.
void seek_together(std::span<ShapeSearch* const> searches);

}  // namespace venscope::dose
