#include "venscope/endpoint/tied_times.hpp"

#include "venscope/base/large_pages.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace venscope::endpoint {
namespace {

std::vector<double> distinct_times(const Outcomes& outcomes) {
  std::vector<double> values(outcomes.time);
  values.insert(values.end(), outcomes.entry.begin(), outcomes.entry.end());
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

}  // namespace

std::optional<TimeRange> whole_range(std::span<const double> times, double limit) {
  // Blocks without an early exit, of numbers that do not wait for each other; the first broken
  // block ends the scan.
  using Two = double __attribute__((vector_size(16)));
  using Bits = std::int64_t __attribute__((vector_size(16)));
  constexpr std::size_t block = 1024, lanes = 2;
  constexpr double shifter = 0x1.8p52;  // what is beyond 2^51 is beyond any limit anyway
  Two low[lanes], high[lanes] = {};
  for (Two& least : low) least = Two{} + limit;
  for (std::size_t begin = 0; begin < times.size(); begin += block) {
    const std::size_t end = std::min(begin + block, times.size());
    Bits broken{};
    const auto see = [&](Two time, std::size_t lane) {
      broken |= (time + shifter) - shifter != time;
      low[lane] = time < low[lane] ? time : low[lane];
      high[lane] = time > high[lane] ? time : high[lane];
    };
    std::size_t i = begin;
    for (; i + 2 * lanes <= end; i += 2 * lanes)
#pragma GCC unroll 2
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        Two time;
        std::memcpy(&time, &times[i + 2 * lane], sizeof time);
        see(time, lane);
      }
    for (; i < end; ++i) see(Two{} + times[i], 0);
    if ((broken[0] | broken[1]) != 0) return {};
  }
  TimeRange range{limit, 0};
  for (std::size_t lane = 0; lane < lanes; ++lane)
    for (std::size_t k = 0; k < 2; ++k) {
      range.low = std::min(range.low, low[lane][k]);
      range.high = std::max(range.high, high[lane][k]);
    }
  if (range.low < 0 || range.high > limit) return {};
  return range;
}

TieChains tie_chains(std::span<const double> distinct, double tolerance) {
  TieChains chains;
  double sum = 0.0;
  for (const double value : distinct) sum += std::fabs(value);
  const TieRule rule(sum / static_cast<double>(distinct.size()), tolerance);
  for (std::size_t j = 1; j < distinct.size(); ++j) {
    const double step = distinct[j] - distinct[j - 1];
    if (!rule.tied(step)) continue;
    if (chains.merged == 0) chains.representative.assign(distinct.begin(), distinct.end());
    chains.representative[j] = chains.representative[j - 1];
    ++chains.merged;
    if (!rule.relatively(step)) ++chains.merged_as_tiny;
  }
  return chains;
}

Result<Tied> with_tied_times(const Outcomes& outcomes, double tolerance) {
  Tied tied{outcomes};
  if (outcomes.size() == 0 || tolerance <= 0.0) return tied;
  if (whole_numbers(outcomes.time, whole_time_limit) &&
      whole_numbers(outcomes.entry, whole_time_limit))
    return tied;

  const std::vector<double> distinct = distinct_times(outcomes);
  const TieChains chains = tie_chains(distinct, tolerance);
  tied.merged = chains.merged;
  tied.merged_as_tiny = chains.merged_as_tiny;
  if (chains.merged == 0) return tied;
  const auto representative = [&](double value) {
    const auto found = std::lower_bound(distinct.begin(), distinct.end(), value);
    return chains.representative[static_cast<std::size_t>(found - distinct.begin())];
  };
  for (double& time : tied.outcomes.time) time = representative(time);
  for (double& entry : tied.outcomes.entry) entry = representative(entry);
  for (std::size_t i = 0; i < outcomes.entry.size(); ++i)
    if (tied.outcomes.entry[i] >= tied.outcomes.time[i]) return interval_vanishes();
  return tied;
}

tl::unexpected<Problems> interval_vanishes() {
  return cannot_analyse("outcomes.interval_vanishes",
                        "an interval (entry, time] is so short that its ends count as tied by "
                        "rounding",
                        "give the times in a smaller unit");
}

namespace {

/// The bits of a double as an integer that sorts as the double does. -0.0 + 0.0 is 0.0: the two
/// zeros are one time.
std::uint64_t sortable(double time) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(time + 0.0);
  return (bits & sign) != 0 ? ~bits : bits | sign;
}

/// Sorts records by their upper 32 bits, stably, digit by digit.
void radix_sort(std::vector<std::uint64_t>& records) {
  constexpr int first_bit = 32, digit_bits = 11;
  constexpr std::size_t buckets = std::size_t{1} << digit_bits, passes = 3;
  const auto digit = [](std::uint64_t record, std::size_t pass) {
    return (record >> (first_bit + static_cast<int>(pass) * digit_bits)) & (buckets - 1);
  };
  std::array<std::array<std::uint32_t, buckets>, passes> counts{};
  for (const std::uint64_t record : records)
    for (std::size_t pass = 0; pass < passes; ++pass) ++counts[pass][digit(record, pass)];

  auto spare = on_large_pages<std::uint64_t>(records.size());
  for (std::size_t pass = 0; pass < passes; ++pass) {
    auto& count = counts[pass];
    // A digit that all records share orders nothing.
    if (count[digit(records[0], pass)] == records.size()) continue;
    std::uint32_t position = 0;
    for (std::uint32_t& slot : count) position += std::exchange(slot, position);
    for (const std::uint64_t record : records) spare[count[digit(record, pass)]++] = record;
    records.swap(spare);
  }
}

}  // namespace

std::vector<std::uint32_t> order_of_times(std::span<const double> times) {
  const std::size_t n = times.size();
  if (n <= 512) {  // too few to be worth tables of digits
    std::vector<std::uint32_t> order(n);
    for (std::uint32_t i = 0; i < n; ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return times[a] != times[b] ? times[a] < times[b] : a < b;
    });
    return order;
  }
  std::uint64_t low = UINT64_MAX, high = 0;
  for (const double time : times) {
    low = std::min(low, sortable(time));
    high = std::max(high, sortable(time));
  }
  // The leading 32 bits of the range order nearly everything; what they leave tied is sorted after.
  const int width = static_cast<int>(std::bit_width(high - low));
  const int dropped = std::max(0, width - 32);
  auto records = on_large_pages<std::uint64_t>(n);
  for (std::size_t i = 0; i < n; ++i)
    records[i] = (((sortable(times[i]) - low) >> dropped) << 32) | i;
  radix_sort(records);

  // Asked for last: what lies below it in memory is used again by whoever comes next, and what lies
  // on top the system takes back at once.
  auto order = on_large_pages<std::uint32_t>(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<std::uint32_t>(records[i]);
  for (std::size_t begin = 0, end = 1; dropped > 0 && begin < n; begin = end++) {
    while (end < n && records[end] >> 32 == records[begin] >> 32) ++end;
    const auto first = order.begin() + static_cast<std::ptrdiff_t>(begin),
               last = order.begin() + static_cast<std::ptrdiff_t>(end);
    const auto earlier = [&](std::uint32_t a, std::uint32_t b) {
      return times[a] != times[b] ? times[a] < times[b] : a < b;
    };
    // Equal times are in row order already.
    if (end - begin > 1 && !std::is_sorted(first, last, earlier)) std::sort(first, last, earlier);
  }
  return order;
}

}  // namespace venscope::endpoint
