/// Two drugs on a checkerboard: is their effect together more than each alone lets expect?
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::dose {

/// The wells of a checkerboard; views. Wells of dose 0 and 0 are the untreated controls.
struct Checkerboard {
  std::span<const double> dose_a, dose_b;
  std::span<const double> response;  ///< of untreated wells `control`; a lower one is more effect
  std::span<const int> replicate = {};  ///< empty, or the plate (or culture) of each well, from 0
};

struct SynergyOptions {
  /// Response of untreated wells. Default: the mean of those of dose 0 and 0, by replicate.
  std::optional<double> control;
  double level = 0.95;
  std::size_t resamples = 2000;
  std::uint64_t seed = 1;
};

/// Excess of effect over what is expected, in units of the effect (0 to 1); above 0 is synergy.
struct Excess {
  double estimate = 0;
  std::optional<double> low, high;
};

struct SynergyCell {
  double dose_a = 0, dose_b = 0;
  std::size_t wells = 0;
  double effect = 0;  ///< 1 - mean response / control
  double bliss_expected = 0, hsa_expected = 0;
  Excess bliss, hsa;
};

struct Synergy {
  std::vector<double> doses_a, doses_b;  ///< ascending, without 0
  std::vector<double> alone_a, alone_b;  ///< effects of each dose alone
  std::vector<SynergyCell> cells;        ///< a by a, b within, where there are wells
  Excess bliss, hsa;                     ///< means over the cells
  std::size_t strongest = 0;             ///< cell of the greatest Bliss excess
  bool by_replicate = false;             ///< intervals are t intervals of the replicates' excesses
  std::size_t replicates = 1, missing = 0;
  double control = 0;  ///< mean over replicates
  std::vector<std::string> notes;
};

/// With effects E = 1 - response / control:
///   Bliss independence  E_A + E_B - E_A E_B,     highest single agent  max(E_A, E_B)
/// of the means of the single agents' wells at the same doses; excess = observed - expected
/// [Bliss1939], [Berenbaum1989]. Intervals: with two or more replicates each has its own excess and
/// the interval is mean +- t s / sqrt(R) of those; otherwise a percentile bootstrap of the wells
/// within each combination of doses (which knows nothing of plates and cultures), where a
/// combination has two wells at least. A cell whose single doses were not tested has no
/// expectation and is left out with a note.
/// Problems: dose.unequal_lengths, dose.negative_dose, dose.no_control, dose.no_single (no single
/// dose of a drug), dose.no_combination.
/// Cost: O(resamples x wells). Right by: by_hand/dose/synergy, laws/dose/synergy.
Result<Synergy> synergy(const Checkerboard& board, const SynergyOptions& options = {});

}  // namespace venscope::dose
