#include "venscope/survival/curve_counts.hpp"

#include "venscope/base/parallel.hpp"

#include <algorithm>
#include <limits>

namespace venscope::survival {
namespace {

using Count = KaplanMeierCurve::Count;
using CountsOfGroups = std::vector<LargeVector<Count>>;

/// A group's counts as they are written.
struct CountWriter {
  Count* next;
  std::uint32_t left;
  double last_time = std::numeric_limits<double>::quiet_NaN();

  void add(double time, std::uint32_t events, std::uint32_t censored) {
    if (last_time != time) {
      *next++ = {time, left, events};
      last_time = time;
    } else {
      next[-1].n_event += events;
    }
    left -= events + censored;
  }
};

/// The rows of one share, into room for all of them.
struct WrittenShare {
  std::size_t begin, end;
  std::vector<std::uint32_t> rows;  ///< of each group
  std::vector<CountWriter> writers;
  std::vector<Count*> from;  ///< where the writers began

  void count(std::span<const Fate> fates) {
    for (std::size_t i = begin; i < end; ++i) ++rows[fates[i] >> 1];
  }
  void write(const SortedFates& sorted) {
    const std::span<const double> times = sorted.times();
    const std::span<const Fate> fates = sorted.fates();
    CountWriter* const own = writers.data();
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t died = fates[i] & 1U;
      own[fates[i] >> 1].add(times[i], died, died ^ 1U);
    }
  }
};

/// Gives each share its place in each group; gives the shares.
std::vector<WrittenShare> shares_of(const WholeCounts& counts, CountsOfGroups& groups,
                                    unsigned threads) {
  const std::vector<std::size_t> cuts = counts.sorted()->shares(threads);
  std::vector<WrittenShare> shares;
  for (std::size_t s = 0; s + 1 < cuts.size(); ++s)
    shares.push_back({cuts[s], cuts[s + 1], std::vector<std::uint32_t>(groups.size()), {}, {}});
  parallel_for(shares.size() == 1 ? 0 : shares.size(), threads,
               [&](std::size_t s) { shares[s].count(counts.sorted()->fates()); });
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::uint32_t left = counts.rows()[g];
    Count* next = groups[g].data();
    for (WrittenShare& share : shares) {
      share.writers.push_back({next, left});
      share.from.push_back(next);
      next += share.rows[g];
      left -= share.rows[g];
    }
  }
  return shares;
}

/// Ties left room behind the shares: closes it.
void close_up(const std::vector<WrittenShare>& shares, std::size_t g, LargeVector<Count>& counts) {
  Count* end = counts.data();
  for (const WrittenShare& share : shares) {
    const std::size_t size = static_cast<std::size_t>(share.writers[g].next - share.from[g]);
    if (end != share.from[g]) std::copy_n(share.from[g], size, end);
    end += size;
  }
  counts.resize(static_cast<std::size_t>(end - counts.data()));
}

}  // namespace

CountsOfGroups curve_counts(const WholeCounts& counts, unsigned threads) {
  CountsOfGroups groups(counts.groups());
  for (std::size_t g = 0; g < groups.size(); ++g)
    groups[g].resize(std::min<std::size_t>(counts.rows()[g], counts.most_times()));
  if (counts.sorted() == nullptr) {
    std::vector<CountWriter> writers;
    for (std::size_t g = 0; g < groups.size(); ++g)
      writers.push_back({groups[g].data(), counts.rows()[g]});
    counts.ascending([&](double time, std::uint32_t group, std::uint32_t events,
                         std::uint32_t censored) { writers[group].add(time, events, censored); });
    for (std::size_t g = 0; g < groups.size(); ++g)
      groups[g].resize(static_cast<std::size_t>(writers[g].next - groups[g].data()));
    return groups;
  }
  std::vector<WrittenShare> shares = shares_of(counts, groups, threads);
  parallel_for(shares.size(), threads, [&](std::size_t s) { shares[s].write(*counts.sorted()); });
  parallel_for(groups.size(), threads, [&](std::size_t g) { close_up(shares, g, groups[g]); });
  return groups;
}

}  // namespace venscope::survival
