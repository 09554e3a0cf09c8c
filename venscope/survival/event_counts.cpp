/// Counting who ends when, by group.
#include "venscope/survival/time_grid.hpp"

#include <algorithm>

namespace venscope::survival {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

/// Who a row is and what it weighs; no group means group 0, no weight means 1.
struct Rows {
  std::span<const std::int32_t> event;
  std::span<const std::int32_t> group;
  std::span<const double> weights;

  std::uint32_t group_of(std::size_t row) const {
    return group.empty() ? 0 : static_cast<std::uint32_t>(group[row]);
  }
  double weight_of(std::size_t row) const { return weights.empty() ? 1.0 : weights[row]; }
};

/// A table over (time, group), read out in that order.
void count_by_table(const TimeGrid& grid, const Rows& rows, EventCounts& counts) {
  const std::size_t k = counts.groups;
  struct Slot {
    double events = 0, censored = 0;
    std::uint32_t rows = 0, positive = 0;
  };
  std::vector<Slot> table(grid.times.size() * k);
  for (std::size_t row = 0; row < rows.event.size(); ++row) {
    Slot& slot = table[grid.index_of(row) * k + rows.group_of(row)];
    const double weight = rows.weight_of(row);
    (rows.event[row] != 0 ? slot.events : slot.censored) += weight;
    ++slot.rows;
    slot.positive += weight > 0.0;
  }
  for (std::size_t place = 0; place < table.size(); ++place) {
    const Slot& slot = table[place];
    if (slot.rows == 0) continue;
    counts.ends.push_back({static_cast<std::uint32_t>(place / k),
                           static_cast<std::uint32_t>(place % k), 0.0, slot.events, slot.censored});
    counts.rows.push_back(slot.positive);
  }
}

/// The same without weights, by whole counts: one addition per row.
void count_by_plain_table(const TimeGrid& grid, const Rows& rows, EventCounts& counts) {
  const std::size_t k = counts.groups;
  std::vector<std::uint32_t> table(grid.times.size() * k * 2);
  for (std::size_t row = 0; row < rows.event.size(); ++row)
    ++table[(grid.index_of(row) * k + rows.group_of(row)) * 2 + (rows.event[row] != 0)];
  for (std::size_t place = 0; place < table.size(); place += 2) {
    const std::uint32_t censored = table[place], events = table[place + 1];
    if (censored + events == 0) continue;
    counts.ends.push_back({static_cast<std::uint32_t>(place / 2 / k),
                           static_cast<std::uint32_t>(place / 2 % k), 0.0,
                           static_cast<double>(events), static_cast<double>(censored)});
    counts.rows.push_back(censored + events);
  }
}

/// Who ends how, in one number: rows are visited in the order of time, which is no order in memory.
std::vector<std::uint32_t> packed_fates(const Rows& rows) {
  std::vector<std::uint32_t> fates(rows.event.size());
  for (std::size_t row = 0; row < fates.size(); ++row)
    fates[row] = 2 * rows.group_of(row) + (rows.event[row] != 0);
  return fates;
}

/// Row by row in the order of time; `open` remembers the element that a group has at this time.
class SortedCounter {
public:
  SortedCounter(const Rows& rows, EventCounts& counts)
      : rows_(rows), fates_(packed_fates(rows)), counts_(counts), open_(counts.groups, none) {}

  void add(std::uint32_t time, std::size_t row) {
    const std::uint32_t fate = fates_[row], group = fate / 2;
    const double weight = rows_.weight_of(row);
    const double events = (fate & 1) != 0 ? weight : 0.0, censored = weight - events;
    std::uint32_t& at = open_[group];
    if (at == none || counts_.ends[at].time != time) {
      at = static_cast<std::uint32_t>(counts_.ends.size());
      counts_.ends.push_back({time, group, 0.0, events, censored});
      counts_.rows.push_back(weight > 0.0);
      return;
    }
    counts_.ends[at].events += events;
    counts_.ends[at].censored += censored;
    counts_.rows[at] += weight > 0.0;
  }

private:
  const Rows& rows_;
  std::vector<std::uint32_t> fates_;
  EventCounts& counts_;
  std::vector<std::uint32_t> open_;
};

/// Rows in ascending order of their time's index, by counting.
std::vector<std::uint32_t> order_by_day(const TimeGrid& grid, std::size_t n,
                                        std::vector<std::uint32_t>& start) {
  start.assign(grid.times.size() + 1, 0);
  for (std::size_t row = 0; row < n; ++row) ++start[grid.index_of(row) + 1];
  for (std::size_t j = 1; j < start.size(); ++j) start[j] += start[j - 1];
  std::vector<std::uint32_t> next(start.begin(), start.end() - 1), order(n);
  for (std::size_t row = 0; row < n; ++row)
    order[next[grid.index_of(row)]++] = static_cast<std::uint32_t>(row);
  return order;
}

void count_in_order(const std::vector<std::uint32_t>& order,
                    const std::vector<std::uint32_t>& start, const Rows& rows,
                    EventCounts& counts) {
  counts.ends.reserve(order.size());
  counts.rows.reserve(order.size());
  SortedCounter counter(rows, counts);
  for (std::uint32_t time = 0; time + 1 < start.size(); ++time)
    for (std::uint32_t i = start[time]; i < start[time + 1]; ++i) counter.add(time, order[i]);
}

void count_entries(const TimeGrid& grid, const Rows& rows, EventCounts& counts) {
  const std::size_t n = rows.event.size();
  std::vector<std::uint32_t> order(n);
  for (std::uint32_t i = 0; i < n; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto key = [&](std::uint32_t row) {
      return std::tuple(grid.first_at_risk[row], rows.group_of(row), row);
    };
    return key(a) < key(b);
  });
  for (const std::uint32_t row : order) {
    const EntryCount entry{grid.first_at_risk[row], rows.group_of(row), 0, 0.0};
    if (counts.entries.empty() || counts.entries.back().time != entry.time ||
        counts.entries.back().group != entry.group)
      counts.entries.push_back(entry);
    const double weight = rows.weight_of(row);
    counts.entries.back().weight += weight;
    counts.entries.back().rows += weight > 0.0;
  }
}

}  // namespace

EventCounts count_events(const TimeGrid& grid, std::span<const std::int32_t> group, std::size_t k,
                         std::span<const double> weights) {
  EventCounts counts;
  counts.groups = std::max<std::size_t>(k, 1);
  const Rows rows{grid.outcomes->event, group, weights};
  const std::size_t n = rows.event.size();
  if (!grid.by_day()) {
    count_in_order(grid.order, grid.start, rows, counts);
  } else if (grid.times.size() * counts.groups <= 4 * n + 4096) {
    weights.empty() ? count_by_plain_table(grid, rows, counts) : count_by_table(grid, rows, counts);
  } else {
    std::vector<std::uint32_t> start;
    const auto order = order_by_day(grid, n, start);
    count_in_order(order, start, rows, counts);
  }
  if (grid.outcomes->delayed_entry()) count_entries(grid, rows, counts);
  for (RiskWalk walk(counts); walk.step();)
    for (std::size_t i = walk.first(); i < walk.last(); ++i)
      counts.ends[i].n_risk = walk.risk()[counts.ends[i].group];
  return counts;
}

RiskWalk::RiskWalk(const EventCounts& counts)
    : counts_(&counts),
      risk_(counts.groups, 0.0),
      rows_(counts.groups, 0),
      begin_(counts.ends.size()),
      end_(begin_),
      entry_(counts.entries.size()) {}

bool RiskWalk::step() {
  if (begin_ == 0) return false;
  end_ = begin_;
  time_ = counts_->ends[end_ - 1].time;
  if (entry_ > 0) leave(time_);
  while (begin_ > 0 && counts_->ends[begin_ - 1].time == time_) {
    const EventCount& end = counts_->ends[--begin_];
    risk_[end.group] += end.events + end.censored;
    rows_[end.group] += counts_->rows[begin_];
  }
  return true;
}

/// Rows that came under observation at this time or later were not at risk before it.
void RiskWalk::leave(std::uint32_t time) {
  while (entry_ > 0 && counts_->entries[entry_ - 1].time > time) {
    const EntryCount& entry = counts_->entries[--entry_];
    rows_[entry.group] -= entry.rows;
    risk_[entry.group] -= entry.weight;
    // Nobody left: what remains in the sum is rounding.
    if (rows_[entry.group] == 0) risk_[entry.group] = 0.0;
  }
}

}  // namespace venscope::survival
