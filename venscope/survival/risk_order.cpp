#include "venscope/survival/risk_order.hpp"

#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace venscope::survival {

namespace {

/// A row below, and above it how long before the latest time it ended: so that ties stay in row
/// order.
std::uint64_t record_of(double before_latest, std::size_t row) {
  return static_cast<std::uint64_t>(before_latest) << 32 | row;
}

/// The order of few rows with times in whole numbers from `low` to `high`: by digits of six bits,
/// whose tables take no longer than the rows.
std::vector<std::uint32_t> latest_first_of_few(std::span<const double> times,
                                               endpoint::TimeRange range) {
  constexpr int digit_bits = 6;
  constexpr std::size_t buckets = std::size_t{1} << digit_bits;
  const std::size_t n = times.size();
  std::vector<std::uint64_t> room(2 * n);
  std::uint64_t *records = room.data(), *spare = records + n;
  for (std::size_t i = 0; i < n; ++i) records[i] = record_of(range.high - times[i], i);
  const std::uint64_t most = record_of(range.high - range.low, 0);
  for (int shift = 32; most >> shift != 0; shift += digit_bits) {
    std::array<std::uint32_t, buckets> count{};
    const auto digit = [&](std::uint64_t record) { return (record >> shift) % buckets; };
    for (std::size_t i = 0; i < n; ++i) ++count[digit(records[i])];
    std::uint32_t position = 0;
    for (std::uint32_t& slot : count) position += std::exchange(slot, position);
    for (std::size_t i = 0; i < n; ++i) spare[count[digit(records[i])]++] = records[i];
    std::swap(records, spare);
  }
  std::vector<std::uint32_t> rows(n);
  for (std::size_t i = 0; i < n; ++i) rows[i] = static_cast<std::uint32_t>(records[i]);
  return rows;
}

/// Rows by time from the latest to the earliest, ties in row order.
/// `whole`: their range, if they are whole numbers.
std::vector<std::uint32_t> latest_first(std::span<const double> times,
                                        const std::optional<endpoint::TimeRange>& whole = {}) {
  constexpr std::size_t few = 512;
  if (whole && !times.empty() && times.size() <= few) return latest_first_of_few(times, *whole);
  const std::vector<std::uint32_t> ascending = endpoint::order_of_times(times);
  std::vector<std::uint32_t> result;
  result.reserve(ascending.size());
  for (std::size_t end = ascending.size(); end > 0;) {
    std::size_t begin = end - 1;
    while (begin > 0 && times[ascending[begin - 1]] == times[ascending[end - 1]]) --begin;
    for (std::size_t i = begin; i < end; ++i) result.push_back(ascending[i]);
    end = begin;
  }
  return result;
}

/// The same rows by stratum code, within a stratum in the order given. Counting sort.
std::vector<std::uint32_t> by_stratum(std::vector<std::uint32_t> rows,
                                      std::span<const std::int32_t> strata) {
  if (strata.empty()) return rows;
  std::vector<std::int32_t> codes(strata.begin(), strata.end());
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  const auto index = [&](std::uint32_t row) {
    return static_cast<std::size_t>(std::lower_bound(codes.begin(), codes.end(), strata[row]) -
                                    codes.begin());
  };
  std::vector<std::size_t> next(codes.size() + 1, 0);
  for (const std::uint32_t row : rows) ++next[index(row) + 1];
  for (std::size_t k = 1; k < next.size(); ++k) next[k] += next[k - 1];
  std::vector<std::uint32_t> result(rows.size());
  for (const std::uint32_t row : rows) result[next[index(row)]++] = row;
  return result;
}

void mark_sets(std::span<const double> time, std::span<const std::int32_t> strata,
               RiskOrder& order) {
  const auto n = static_cast<std::uint32_t>(order.size());
  const auto code = [&](std::uint32_t i) { return strata.empty() ? 0 : strata[order.row[i]]; };
  order.sets.reserve(std::min<std::size_t>(n, 512));
  for (std::uint32_t begin = 0; begin < n;) {
    const double at = time[order.row[begin]];
    std::uint32_t end = begin + 1;
    while (end < n && time[order.row[end]] == at && code(end) == code(begin)) ++end;
    const auto set = static_cast<std::uint32_t>(order.sets.size());
    if (order.strata.empty() || order.strata.back().code != code(begin))
      order.strata.push_back({code(begin), begin, begin, set, set});
    order.sets.push_back({begin, end, at});
    order.strata.back().end = end;
    order.strata.back().last_set = set + 1;
    begin = end;
  }
}

void sort_entries(const std::vector<double>& entry, std::span<const std::int32_t> strata,
                  RiskOrder& order) {
  std::vector<std::uint32_t> position(order.size());
  order.entry.resize(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    order.entry[i] = entry[order.row[i]];
    position[order.row[i]] = i;
  }
  order.by_entry = by_stratum(latest_first(entry), strata);
  for (std::uint32_t& row : order.by_entry) row = position[row];
}

RiskOrder ordered(const endpoint::Outcomes& fixed, std::span<const std::int32_t> strata,
                  const std::optional<endpoint::TimeRange>& whole = {}) {
  RiskOrder order;
  order.row = by_stratum(latest_first(fixed.time, whole), strata);
  order.event.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) order.event[i] = fixed.event[order.row[i]] != 0;
  mark_sets(fixed.time, strata, order);
  if (fixed.delayed_entry()) sort_entries(fixed.entry, strata, order);
  return order;
}

}  // namespace

Result<RiskOrder> risk_order(const endpoint::Outcomes& outcomes,
                             std::span<const std::int32_t> strata) {
  // Whole numbers are tied or not: nothing to be done, and nothing to be copied.
  const auto whole = endpoint::whole_range(outcomes.time, endpoint::whole_time_limit);
  if (whole && endpoint::whole_numbers(outcomes.entry, endpoint::whole_time_limit))
    return ordered(outcomes, strata, whole);
  const Result<endpoint::Tied> tied = endpoint::with_tied_times(outcomes);
  if (!tied) return failure(tied.error());
  return ordered(tied->outcomes, strata);
}

}  // namespace venscope::survival
