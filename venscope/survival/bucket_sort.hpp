/// Sorting in two steps: into buckets of equal width, then each bucket by itself.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace venscope::survival {

/// The least and the largest of some times, at least one.
struct TimesBetween {
  double low = 0, high = 0;

  TimesBetween() = default;
  /// Four lanes that do not wait for each other.
  explicit TimesBetween(std::span<const double> times) {
    constexpr std::size_t lanes = 4;
    double least[lanes], most[lanes];
    std::fill_n(least, lanes, times[0]);
    std::fill_n(most, lanes, times[0]);
    const auto see = [&](double time, std::size_t lane) {
      least[lane] = time < least[lane] ? time : least[lane];
      most[lane] = time > most[lane] ? time : most[lane];
    };
    std::size_t i = 0;
    for (; i + lanes <= times.size(); i += lanes)
      for (std::size_t lane = 0; lane < lanes; ++lane) see(times[i + lane], lane);
    for (; i < times.size(); ++i) see(times[i], 0);
    low = *std::min_element(least, least + lanes);
    high = *std::max_element(most, most + lanes);
  }
};

/// Buckets of equal width between the least and the largest time. Which one a time belongs to never
/// falls as times grow: subtraction, multiplication and truncation keep order when they round.
class Buckets {
public:
  Buckets(TimesBetween range, std::size_t count) : low_(range.low), count_(count) {
    // A little less than the width, so that rounding never leads beyond the last bucket.
    const double wanted = (static_cast<double>(count) - 1e-6) / (range.high - range.low);
    if (range.high > range.low && std::isfinite(wanted) && wanted > 0) {
      per_unit_ = wanted;
    } else {  // one time alone, or a range beyond the numbers
      low_ = 0;
      count_ = 1;
    }
  }
  std::size_t count() const { return count_; }
  std::uint32_t of(double time) const {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>((time - low_) * per_unit_));
  }

private:
  double low_, per_unit_ = 0;
  std::size_t count_;
};

/// Sorts the times of a bucket and what goes with them; keeps its memory for the next bucket. The
/// order of equal times is left open. Cost: O(n), and O(n log n) of times that lie badly.
/// Right by: unit/survival/sorted_fates.
class BucketSort {
public:
  void operator()(double* time, std::uint16_t* fate, std::size_t n) {
    if (n < 2) return;
    if (n > few) spread(time, fate, n);
    if (!insert(time, fate, n)) compare(time, fate, n);
  }

private:
  static constexpr std::size_t few = 16, each = 2;

  /// Twice as many buckets again as there are rows: hardly any order is left to be made.
  void spread(double* time, std::uint16_t* fate, std::size_t n) {
    const Buckets which(TimesBetween({time, n}), each * n);
    if (which.count() == 1) return;
    count_.assign(which.count() + 1, 0);
    for (std::size_t i = 0; i < n; ++i) ++count_[which.of(time[i]) + 1];
    for (std::size_t d = 1; d < which.count(); ++d) count_[d] += count_[d - 1];
    time_.assign(time, time + n);
    fate_.assign(fate, fate + n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t place = count_[which.of(time_[i])]++;
      time[place] = time_[i];
      fate[place] = fate_[i];
    }
  }
  /// By insertion; false where that becomes dear, and something else is to finish.
  bool insert(double* time, std::uint16_t* fate, std::size_t n) {
    std::size_t moves = 0;
    for (std::size_t i = 1; i < n; ++i) {
      const double own = time[i];
      if (!(time[i - 1] > own)) continue;
      const std::uint16_t own_fate = fate[i];
      std::size_t to = i;
      for (; to > 0 && time[to - 1] > own; --to) {
        time[to] = time[to - 1];
        fate[to] = fate[to - 1];
      }
      time[to] = own;
      fate[to] = own_fate;
      moves += i - to;
      if (moves > 16 * n) return false;
    }
    return true;
  }
  void compare(double* time, std::uint16_t* fate, std::size_t n) {
    std::vector<std::pair<double, std::uint16_t>> pairs(n);
    for (std::size_t i = 0; i < n; ++i) pairs[i] = {time[i], fate[i]};
    std::sort(pairs.begin(), pairs.end());
    for (std::size_t i = 0; i < n; ++i) std::tie(time[i], fate[i]) = pairs[i];
  }

  std::vector<std::uint32_t> count_;
  std::vector<double> time_;
  std::vector<std::uint16_t> fate_;
};

}  // namespace venscope::survival
