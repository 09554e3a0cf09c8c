#include "venscope/survival/plain_log_rank.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/survival/expected_events.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace venscope::survival {
namespace {

/// Rows from the last time downwards, those at risk of few groups in registers.
template <std::uint32_t groups>
struct RowWalk {
  const SortedFates* sorted;
  std::size_t at;  ///< rows from here on have been passed
  std::uint32_t risk[groups] = {};

  /// Calls told(n, d, risk) for each time down to row `end`, where one begins.
  template <class Told>
  void down_to(std::size_t end, Told told) {
    const double* times = sorted->times().data();
    const Fate* fates = sorted->fates().data();
    const std::size_t rows = sorted->times().size();
    std::uint32_t own[groups], events = 0;
    std::copy_n(risk, groups, own);
    for (std::size_t i = at; i-- > end;) {
      const std::uint32_t group = fates[i] >> 1;
#pragma GCC unroll 4
      for (std::uint32_t g = 0; g < groups; ++g) own[g] += group == g;
      events += fates[i] & 1U;
      if (i > end && times[i - 1] == times[i]) continue;
      told(static_cast<double>(rows - i), events, own);
      events = 0;
    }
    at = end;
    std::copy_n(own, groups, risk);
  }
};

/// A share of the rows from some time down to another. Told in blocks of event times as one walk
/// over all rows would tell them, it begins with a block.
template <std::uint32_t groups>
struct WalkedShare {
  std::size_t end;
  RowWalk<groups> walk;
  std::size_t event_times = 0;
  ExpectedEvents sums{groups};
};

/// Brings the beginning of a share, behind which so many event times lie, down to that of a block.
template <std::uint32_t groups>
void begin_with_block(RowWalk<groups>& walk, std::size_t event_times) {
  const std::span<const double> times = walk.sorted->times();
  while (event_times % ExpectedEvents::block != 0 && walk.at > 0) {
    std::size_t end = walk.at - 1;
    while (end > 0 && times[end - 1] == times[end]) --end;
    walk.down_to(end, [&](double, std::uint32_t d, const auto&) { event_times += d > 0; });
  }
}

/// Shares that begin where times do are moved to where blocks do.
template <std::uint32_t groups>
void end_with_blocks(std::vector<WalkedShare<groups>>& shares, unsigned threads) {
  std::vector<RowWalk<groups>> counted;
  for (const WalkedShare<groups>& share : shares) counted.push_back(share.walk);
  parallel_for(shares.size(), threads, [&](std::size_t s) {
    std::size_t found = 0;
    counted[s].down_to(shares[s].end,
                       [&](double, std::uint32_t d, const auto&) { found += d > 0; });
    shares[s].event_times = found;
  });
  std::size_t event_times = 0;
  std::uint32_t risk[groups] = {};
  for (std::size_t s = 0; s + 1 < shares.size(); ++s) {
    event_times += shares[s].event_times;
    for (std::uint32_t g = 0; g < groups; ++g) risk[g] += counted[s].risk[g];
    RowWalk<groups>& next = shares[s + 1].walk;
    std::copy_n(risk, groups, next.risk);
    begin_with_block(next, event_times);
    shares[s].end = next.at;
  }
}

template <std::uint32_t groups>
void add_rows(const SortedFates& sorted, unsigned threads, LogRank& test) {
  const std::vector<std::size_t> cuts = sorted.shares(threads);
  std::vector<WalkedShare<groups>> shares;
  for (std::size_t s = cuts.size() - 1; s-- > 0;)
    shares.push_back({cuts[s], {&sorted, cuts[s + 1]}});
  if (shares.size() > 1) end_with_blocks(shares, threads);
  parallel_for(shares.size(), threads, [&](std::size_t s) {
    WalkedShare<groups>& share = shares[s];
    share.walk.down_to(share.end, [&](double n, std::uint32_t d, const auto& risk) {
      share.sums.add(n, d, risk);
    });
  });
  for (WalkedShare<groups>& share : shares) share.sums.finish(test);
}

/// Any number of groups, rows or days.
void add_any(const WholeCounts& counts, LogRank& test) {
  ExpectedEvents sums(counts.groups());
  std::vector<double> risk(counts.groups(), 0.0);
  double n = 0.0, d = 0.0;
  counts.descending(
      [&](double, std::uint32_t group, std::uint32_t events, std::uint32_t censored) {
        const double ends = events + censored;
        risk[group] += ends;
        n += ends;
        d += events;
      },
      [&] { sums.add(n, std::exchange(d, 0.0), risk); });
  sums.finish(test);
}

}  // namespace

LogRank plain_log_rank(const WholeCounts& counts, unsigned threads) {
  LogRank test;
  test.groups.resize(counts.groups());
  test.variance = Matrix(counts.groups(), counts.groups());
  for (std::size_t g = 0; g < counts.groups(); ++g) test.groups[g].observed = counts.events()[g];
  const SortedFates* sorted = counts.sorted();
  switch (sorted != nullptr ? counts.groups() : 0) {
    case 2:
      add_rows<2>(*sorted, threads, test);
      break;
    case 3:
      add_rows<3>(*sorted, threads, test);
      break;
    case 4:
      add_rows<4>(*sorted, threads, test);
      break;
    default:
      add_any(counts, test);
  }
  return test;
}

}  // namespace venscope::survival
