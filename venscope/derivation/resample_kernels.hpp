/// The partial likelihood of one model in eight resamples of a cohort side by side.
#pragma once

#include "venscope/survival/risk_order.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::derivation {

inline constexpr std::size_t resample_lanes = 8;
/// Columns of such a model, at most.
inline constexpr std::size_t most_resample_columns = 16;

/// What the resamples share, and what each has; a value of lane l is at [… * resample_lanes + l].
/// One stratum, no delayed entry.
struct ResampleQuestion {
  const survival::RiskOrder& order;
  bool efron = true;
  std::size_t columns = 0;
  std::size_t patterns = 0;                ///< of rows that have the same in all columns
  const std::uint32_t* pattern = nullptr;  ///< by position
  const double* x = nullptr;               ///< by pattern: `columns` values
  const double* copies = nullptr;          ///< by position
  const double* deaths = nullptr;          ///< by tied set: copies of rows that die
  const std::uint32_t* most = nullptr;     ///< by tied set: the largest of `deaths` of all lanes
  const double* dead = nullptr;            ///< by pattern: copies of rows that die
  const double* beta = nullptr;            ///< by column
};

/// information(i, j), j <= i, is number i (i + 1) / 2 + j.
struct ResampleAnswer {
  std::array<double, resample_lanes> loglik{};
  std::array<double, resample_lanes> top{};  ///< the largest |eta|
  std::vector<double> score, information;
  std::vector<double> room;  ///< kept from call to call
};

/// Sums of exp(eta) are taken as they are: beyond a `top` of some hundreds they are no good. Cost:
/// an exponential per pattern, a division per death of the lane that has most of them at a time,
/// O(columns) per row and O(columns^2) per pattern and time of death.
using ResampleKernel = void (*)(const ResampleQuestion& question, ResampleAnswer& answer);

/// Those that this processor can run, the plainest first. They differ in the width of their
/// instructions and not in a single bit of their results.
/// Right by: unit/derivation/resample_kernels (against SampleLikelihood, against each other).
std::span<const ResampleKernel> all_resample_kernels();
inline ResampleKernel resample_kernel() {
  static const ResampleKernel widest = all_resample_kernels().back();
  return widest;
}

}  // namespace venscope::derivation
