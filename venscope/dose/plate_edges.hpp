/// Whether the wells at the edge of a plate, a row or a column of it stand apart from the others.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::dose {

/// Counted from 0: A1 is {0, 0}.
struct WellPosition {
  int row = 0, column = 0;
};

/// "A1", "a01", "P24", "AF48": one or two letters and a number of 1 to 48. Empty for anything else.
std::optional<WellPosition> read_well_position(std::string_view text);

/// A row (letter) or column (number) of a plate against the inner wells.
struct PlateLine {
  std::string name;  ///< "row B", "column 12"
  std::size_t wells = 0;
  double difference = 0;  ///< of the means
};

struct PlateEdges {
  int rows = 0, columns = 0;  ///< of the smallest usual plate that holds every position
  std::size_t edge = 0, inner = 0;
  std::optional<double> difference;  ///< mean of the edge less mean of the inner wells
  std::optional<double> low, high;   ///< its interval by Welch's t
  std::optional<double> p;
  /// The row and the column (two wells or more) whose mean is furthest from that of the inner
  /// wells.
  std::optional<PlateLine> row, column;
};

/// `value` is what is left of a well when its dose and drug are taken off: a residual, so that the
/// layout of the plate is not mistaken for an effect of its edge. The edge is the outer ring of the
/// smallest of the plates of 6, 12, 24, 48, 96, 384 and 1536 wells that holds all positions. Wells
/// that are not finite are left out. Wells are taken as independent.
/// Right by: by_hand/dose/plate_edges.
PlateEdges plate_edges(std::span<const WellPosition> position, std::span<const double> value,
                       double level = 0.95);

}  // namespace venscope::dose
