#include "venscope/audit/attainable.hpp"

#include "venscope/audit/words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

/// The sizes that the group with the marker may have.
Counts sizes_of(const Split& split, std::int64_t n) {
  if (split.n_with) return {*split.n_with, *split.n_with};
  return {1, n - 1};
}

}  // namespace

Counts counts_for(const Printed& percent, std::int64_t n) {
  const Range range = percent.range();
  const double whole = static_cast<double>(n);
  const double low = std::max(0.0, std::ceil(range.low / 100.0 * whole));
  const double high = std::min(whole, std::floor(range.high / 100.0 * whole));
  if (low > high) return {};
  return {static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)};
}

bool half_went_down(const Printed& percent, std::int64_t x, std::int64_t n) {
  if (percent.relation != Printed::Relation::equal) return false;
  const double share = 100.0 * static_cast<double>(x) / static_cast<double>(n);
  return std::fabs(share - percent.value - percent.half_unit()) <
         1e-9 * percent.half_unit() + 1e-12;
}

std::string percent_text(const Printed& percent) {
  return percent.text.ends_with('%') ? percent.text : percent.text + "%";
}

std::string share_text(std::int64_t x, std::int64_t n, const Printed& percent) {
  const double share = 100.0 * static_cast<double>(x) / static_cast<double>(n);
  return fmt::format("{} of {} is {}%", x, n, fixed(share, std::max(percent.decimals, 0) + 2));
}

std::string nearest_text(const Printed& percent, std::int64_t n) {
  const double whole = static_cast<double>(n);
  const double x = std::clamp(std::round(percent.value / 100.0 * whole), 0.0, whole);
  return share_text(static_cast<std::int64_t>(x), n, percent);
}

std::vector<response::ContingencyTable> tables_of(const Split& split, std::int64_t n,
                                                  std::int64_t total) {
  std::vector<response::ContingencyTable> tables;
  const Counts sizes = sizes_of(split, n);
  for (std::int64_t size = sizes.low; size <= sizes.high; ++size) {
    const Counts with = counts_for(split.with, size), without = counts_for(split.without, n - size);
    const std::int64_t low = std::max(with.low, total - without.high);
    const std::int64_t high = std::min(with.high, total - without.low);
    if (with.empty() || without.empty()) continue;
    for (std::int64_t x = low; x <= high; ++x)
      tables.push_back(
          response::make_table(2, 2, {x, size - x, total - x, n - size - (total - x)}));
  }
  return tables;
}

std::vector<bool> totals_of(const Split& split, std::int64_t n) {
  // Each size allows the totals of one interval: steps up and down, then a running sum.
  std::vector<std::int64_t> steps(static_cast<std::size_t>(n) + 2, 0);
  const Counts sizes = sizes_of(split, n);
  for (std::int64_t size = sizes.low; size <= sizes.high; ++size) {
    const Counts with = counts_for(split.with, size), without = counts_for(split.without, n - size);
    if (with.empty() || without.empty()) continue;
    ++steps[static_cast<std::size_t>(with.low + without.low)];
    --steps[static_cast<std::size_t>(with.high + without.high) + 1];
  }
  std::vector<bool> possible(static_cast<std::size_t>(n) + 1);
  std::int64_t open = 0;
  for (std::size_t total = 0; total < possible.size(); ++total) {
    open += steps[total];
    possible[total] = open > 0;
  }
  return possible;
}

}  // namespace venscope::audit
