/// Estimates behind roc(), each for one time at which a curve is defined; that by weights is in
/// ipcw_rows.hpp.
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
  std::span<const double> marker;
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> begin;  ///< of each tied set, and the end of the last

  /// `markers` must outlive it.
  explicit MarkerOrder(std::span<const double> markers);
  std::size_t size() const { return begin.size() - 1; }
  TiedSet set(std::size_t s) const { return {marker[order[begin[s]]], begin[s], begin[s + 1]}; }
};

void neighbour_curve(const InverseCensoring& censoring, const MarkerOrder& markers, double span,
                     TimeRoc& result);
void kaplan_meier_curve(const InverseCensoring& censoring, const MarkerOrder& markers,
                        TimeRoc& result);

/// By the trapezoidal rule, in ascending cut.
double area_under(const std::vector<RocPoint>& curve);

}  // namespace venscope::accuracy
