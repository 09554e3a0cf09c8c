#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

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

bool whole_numbers(std::span<const double> times, double limit) {
  // Blocks without an early exit vectorise; the first broken block ends the scan.
  constexpr std::size_t block = 1024;
  for (std::size_t begin = 0; begin < times.size(); begin += block) {
    const std::size_t end = std::min(begin + block, times.size());
    bool whole = true;
    for (std::size_t i = begin; i < end; ++i)
      whole &= times[i] >= 0.0 && times[i] <= limit && times[i] == std::floor(times[i]);
    if (!whole) return false;
  }
  return true;
}

TieChains tie_chains(std::span<const double> distinct, double tolerance) {
  TieChains chains;
  double sum = 0.0;
  for (const double value : distinct) sum += std::fabs(value);
  const double mean = sum / static_cast<double>(distinct.size());
  for (std::size_t j = 1; j < distinct.size(); ++j) {
    const double step = distinct[j] - distinct[j - 1];
    const bool relative = step / mean <= tolerance;
    if (!relative && step > tolerance) continue;
    if (chains.merged == 0) chains.representative.assign(distinct.begin(), distinct.end());
    chains.representative[j] = chains.representative[j - 1];
    ++chains.merged;
    if (!relative) ++chains.merged_as_tiny;
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

std::vector<std::uint32_t> order_of_times(std::span<const double> times) {
  struct Record {
    std::uint64_t key;
    std::uint32_t row;
  };
  // The bits of a double sort as an integer once negative numbers are turned round. -0.0 + 0.0 is
  // 0.0: the two zeros are one time.
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  constexpr int digit_bits = 11;
  constexpr std::size_t buckets = std::size_t{1} << digit_bits;
  constexpr int passes = 6;

  const std::size_t n = times.size();
  std::vector<Record> records(n), spare(n);
  std::vector<std::array<std::uint32_t, buckets>> counts(passes);
  for (auto& count : counts) count.fill(0);
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::uint64_t>(times[i] + 0.0);
    const std::uint64_t key = (bits & sign) != 0 ? ~bits : bits | sign;
    records[i] = {key, static_cast<std::uint32_t>(i)};
    for (int pass = 0; pass < passes; ++pass)
      ++counts[static_cast<std::size_t>(pass)][(key >> (pass * digit_bits)) & (buckets - 1)];
  }
  for (int pass = 0; pass < passes && n > 0; ++pass) {
    auto& count = counts[static_cast<std::size_t>(pass)];
    const auto digit = [pass](std::uint64_t key) {
      return (key >> (pass * digit_bits)) & (buckets - 1);
    };
    // A digit that all keys share orders nothing.
    if (count[digit(records[0].key)] == n) continue;
    std::uint32_t position = 0;
    for (std::uint32_t& slot : count) position += std::exchange(slot, position);
    for (const Record& record : records) spare[count[digit(record.key)]++] = record;
    records.swap(spare);
  }

  std::vector<std::uint32_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = records[i].row;
  return order;
}

}  // namespace venscope::endpoint
