#include "venscope/survival/day_counts.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace venscope::survival {
namespace {

/// The rows of one piece, some hundred together: first their days, then their cells.
class DayCounter {
public:
  DayCounter(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group, std::size_t k,
             std::size_t most_days)
      : time_(outcomes.time.data()),
        event_(outcomes.event.data()),
        group_(group.data()),
        cells_(static_cast<std::uint32_t>(2 * k)),
        most_days_(most_days) {}

  /// False, and nothing that could be used, where a time is no day of the table.
  bool count(std::size_t begin, std::size_t end) {
    for (; begin + block <= end; begin += block)
      if (!count_block(begin, block)) return false;
    return count_block(begin, end - begin);
  }
  std::vector<std::uint32_t> take() { return std::move(table_); }

private:
  static constexpr std::size_t block = 512;

  bool count_block(std::size_t begin, std::size_t rows) {
    std::int32_t days[block];
    const double* time = time_ + begin;
    bool whole = true;
    const auto most = static_cast<double>(most_days_ - 1);
    std::int32_t last = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      const bool within = time[i] >= 0 && time[i] <= most;
      days[i] = static_cast<std::int32_t>(within ? time[i] : 0.0);
      whole &= within && days[i] == time[i];
      last = std::max(last, days[i]);
    }
    if (!whole) return false;
    const auto day_count = static_cast<std::size_t>(last) + 1;
    if (day_count * cells_ > table_.size()) table_.resize(day_count * cells_);
    std::uint32_t* table = table_.data();
    const std::int32_t* event = event_ + begin;
    const std::int32_t* group = group_ + (group_ == nullptr ? 0 : begin);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::uint32_t own = group_ == nullptr ? 0 : static_cast<std::uint32_t>(group[i]);
      ++table[static_cast<std::uint32_t>(days[i]) * cells_ + 2 * own + (event[i] != 0)];
    }
    return true;
  }

  const double* time_;
  const std::int32_t *event_, *group_;
  std::uint32_t cells_;  ///< of a day
  std::size_t most_days_;
  std::vector<std::uint32_t> table_;
};

}  // namespace

std::optional<DayCounts> DayCounts::make(const endpoint::Outcomes& outcomes,
                                         std::span<const std::int32_t> group, std::size_t k,
                                         unsigned threads) {
  const std::size_t n = outcomes.size();
  const auto most_days =
      std::min(static_cast<std::size_t>(endpoint::whole_time_limit), (4 * n + 4096) / k);
  if (n == 0 || most_days == 0 || most_days * 2 * k > UINT32_MAX) return {};
  const std::size_t pieces = std::clamp<std::size_t>(n >> 17, 1, std::max(1U, threads));
  std::vector<std::vector<std::uint32_t>> tables(pieces);
  std::atomic<bool> whole{true};
  parallel_for(pieces, threads, [&](std::size_t p) {
    DayCounter counter(outcomes, group, k, most_days);
    if (!counter.count(n * p / pieces, n * (p + 1) / pieces)) whole = false;
    tables[p] = counter.take();
  });
  if (!whole) return {};
  DayCounts counts;
  counts.groups_ = k;
  for (std::vector<std::uint32_t>& table : tables) {
    if (table.size() > counts.table_.size()) table.swap(counts.table_);
    for (std::size_t i = 0; i < table.size(); ++i) counts.table_[i] += table[i];
  }
  return counts;
}

std::vector<std::uint32_t> DayCounts::totals() const {
  std::vector<std::uint32_t> sums(2 * groups_);
  for (std::size_t day = 0; day < days(); ++day)
    for (std::size_t cell = 0; cell < sums.size(); ++cell) sums[cell] += cells(day)[cell];
  return sums;
}

}  // namespace venscope::survival
