/// Raw signals of a plate: brought to percent of its controls, and whether the plate is any good.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::dose {

/// The middle of the control wells.
enum class Centre { median, mean };

/// What a well is.
enum class WellRole : std::uint8_t { sample, negative, positive };

struct PlateQuality {
  std::size_t negative = 0, positive = 0;           ///< control wells with a signal
  double negative_centre = 0, positive_centre = 0;  ///< NaN without such wells
  double negative_sd = 0, positive_sd = 0;          ///< NaN with fewer than two
  std::optional<double> z_prime, ssmd;
  std::optional<double> negative_cv;  ///< sd over mean of the negative controls
  std::string problem;  ///< why no well of the plate has a percentage; "" where it has
};

struct NormalisedPlates {
  std::vector<double> percent;        ///< per well; NaN where the plate has a problem
  std::vector<PlateQuality> quality;  ///< per plate
};

/// percent = 100 signal / c-, with positive controls 100 (signal - c+) / (c- - c+); c the centre of
/// the controls of the well's own plate. With means m and standard deviations s:
///   Z' = 1 - 3 (s+ + s-) / |m+ - m-| [Zhang1999],  SSMD = (m- - m+) / sqrt(s-^2 + s+^2)
///   [Zhang2007].
/// A plate without a negative control (or, where any plate has them, without a positive one), with
/// c- <= 0 or c- <= c+ has a problem. `plate` in 0 … plates - 1; a NaN signal is no well.
/// Right by: by_hand/dose/plate.
NormalisedPlates normalise_plates(std::span<const double> signal, std::span<const WellRole> role,
                                  std::span<const int> plate, std::size_t plates, Centre centre);

}  // namespace venscope::dose
