/// The three estimates behind roc(), each for one time at which a curve is defined.
#pragma once

#include "venscope/accuracy/inverse_censoring.hpp"
#include "venscope/accuracy/roc.hpp"

namespace venscope::accuracy {

/// The rows in ascending order of the marker, those of equal marker together.
struct MarkerOrder {
  struct TiedSet {
    double marker = 0;
    std::uint32_t begin = 0, end = 0;  ///< rows order[begin, end)
  };
  std::vector<std::uint32_t> order;
  std::vector<TiedSet> sets;

  explicit MarkerOrder(std::span<const double> marker);
};

void ipcw_curve(const InverseCensoring& censoring, const WeightedFates& fates,
                const MarkerOrder& markers, double level, TimeRoc& result);
void neighbour_curve(const InverseCensoring& censoring, const MarkerOrder& markers, double span,
                     TimeRoc& result);
void kaplan_meier_curve(const InverseCensoring& censoring, const MarkerOrder& markers,
                        TimeRoc& result);

/// By the trapezoidal rule, in ascending cut.
double area_under(const std::vector<RocPoint>& curve);

}  // namespace venscope::accuracy
