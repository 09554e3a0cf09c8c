/// AUC by inverse-probability weights in resamples of the rows.
#pragma once

#include "venscope/accuracy/inverse_censoring.hpp"
#include "venscope/accuracy/ipcw_rows.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::accuracy {

/// A resample is how often each row was drawn: rows are ordered once, by time and by marker, and
/// eight resamples are gone through side by side. Ties of times are those of all rows.
/// Right by: twins/accuracy/roc_resamples (roc() of the rows drawn).
class IpcwResamples {
public:
  static constexpr std::size_t lanes = 8;
  /// By lane; NaN where the AUC is undefined.
  using Aucs = std::array<double, lanes>;

  IpcwResamples(const InverseCensoring& censoring, const IpcwRows& rows, const MarkerOrder& markers,
                std::span<const double> times);

  /// At each time in resamples first … first + 7; resample b draws its rows from
  /// RandomStream(seed, "roc", b). Cost: O(rows) for each time and to draw.
  std::vector<Aucs> aucs(std::uint64_t seed, std::size_t first) const;

private:
  /// Rows that end at one time: places [begin, events) with an event, [events, end) censored.
  struct TiedSet {
    std::uint32_t begin = 0, events = 0, end = 0;
  };
  /// A case, and of the controls in ascending order of the marker how many lie below it, and below
  /// or at it.
  struct Case {
    std::uint32_t place = 0, set = 0, below = 0, up_to = 0;
  };
  struct Control {
    std::uint32_t place = 0, set = 0;  ///< `set`: beyond, where it is free of the event
  };
  struct At {
    std::size_t sets = 0;  ///< ended by then
    std::vector<Case> cases;
    std::vector<Control> controls;
  };
  struct Room;

  void add_time(const InverseCensoring& censoring, const IpcwRows& rows, const MarkerOrder& markers,
                double time);
  void draw(std::uint64_t seed, std::size_t first, Room& room) const;
  void weigh(Room& room) const;
  Aucs auc(const At& at, Room& room) const;

  static constexpr std::uint32_t beyond = UINT32_MAX;
  std::vector<std::uint32_t> place_of_row_, new_place_, set_of_place_;
  std::vector<TiedSet> sets_;
  std::size_t last_sets_ = 0;  ///< ended by the last time
  std::vector<At> times_;
};

}  // namespace venscope::accuracy
