/// The partial likelihood of eight models side by side, which share everything but one column.
#pragma once

#include "venscope/survival/risk_order.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace venscope::survival {

inline constexpr std::size_t lane_count = 8;
/// Columns that the models share, at most.
inline constexpr std::size_t most_shared_columns = 15;

/// What the models are made of; all arrays by position in `order`. No delayed entry.
struct LanesData {
  const RiskOrder& order;
  bool efron = true;
  std::size_t shared = 0;                  ///< columns that all models have
  const double* shared_columns = nullptr;  ///< `shared` values per position
  const double* own_column = nullptr;      ///< lane_count values per position
  const double* weight = nullptr;
  const double* offset = nullptr;
  const double* start = nullptr;  ///< weight exp(offset): nothing else is needed where beta is 0
  const std::vector<std::uint32_t>* deaths = nullptr;  ///< by tied set: rows of weight > 0 that die
};

/// Log-likelihood, score and information, lane by lane: a value of lane l is at [… * lane_count +
/// l]. The own column comes last; information(i, j), j <= i, is number i (i + 1) / 2 + j.
struct LanesLikelihood {
  std::array<double, lane_count> loglik{};
  std::array<double, lane_count> top{};  ///< the largest |eta|
  std::vector<double> score, information;
};

/// Factors by which columns were multiplied: 0 for one that does not vary.
struct LanesScale {
  std::array<double, lane_count> factor{};
};

struct LanesKernels {
  /// `beta` has shared + 1 coefficients of lane_count lanes each. Sums of exp(eta) are taken as
  /// they are: beyond a `top` of some hundreds they are no good. Logarithms of denominators that
  /// count once are one of their product. Cost: an exponential per row, none where all of beta is
  /// 0.
  void (*evaluate)(const LanesData& data, const double* beta, LanesLikelihood& out);
  /// Centres and scales lane_count values per row, as column_scale() up to rounding.
  void (*standardise)(const double* weight, std::size_t rows, double* columns, LanesScale& scale);
};

/// Those that this processor can run, the plainest first. They differ in the width of their
/// instructions and not in a single bit of their results.
/// Right by: unit/survival/cox_lanes (against PartialLikelihood, against each other).
std::vector<LanesKernels> lanes_kernels();

}  // namespace venscope::survival
