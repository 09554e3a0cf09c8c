#include "venscope/survival/sorted_fates.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/endpoint/tied_times.hpp"
#include "venscope/survival/bucket_sort.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

namespace venscope::survival {
namespace {

/// The rows as they come, and what is written of each.
struct RowsToSort {
  std::span<const double> time;
  std::span<const std::int32_t> event, group;

  Fate fate(std::size_t row) const {
    return static_cast<Fate>(2 * (group.empty() ? 0 : group[row]) + (event[row] != 0));
  }
};

/// A piece of the rows: how many of them go into each bucket, then where its next one goes.
struct SortPiece {
  std::size_t begin, end;
  TimesBetween range;
  std::vector<std::uint32_t> buckets;

  void count(std::span<const double> time, const Buckets& which) {
    buckets.assign(which.count(), 0);
    for (std::size_t i = begin; i < end; ++i) ++buckets[which.of(time[i])];
  }
  void put(const RowsToSort& rows, const Buckets& which, double* times, Fate* fates) {
    for (std::size_t i = begin; i < end; ++i) {
      // -0.0 + 0.0 is 0.0: the two zeros are one time.
      const double time = rows.time[i] + 0.0;
      const std::uint32_t place = buckets[which.of(time)]++;
      times[place] = time;
      fates[place] = rows.fate(i);
    }
  }
};

/// Some ten thousand rows are worth a thread.
std::size_t share_count(std::size_t rows, unsigned threads) {
  return std::clamp<std::size_t>(rows >> 15, 1, std::max(1U, threads));
}

std::vector<SortPiece> pieces_of(std::size_t rows, unsigned threads) {
  const std::size_t count = share_count(rows, threads);
  std::vector<SortPiece> pieces;
  for (std::size_t p = 0; p < count; ++p)
    pieces.push_back({rows * p / count, rows * (p + 1) / count, {}, {}});
  return pieces;
}

/// Turns the counts of all pieces into places; gives where each bucket begins, and the end.
std::vector<std::uint32_t> places(std::vector<SortPiece>& pieces, std::size_t buckets) {
  std::vector<std::uint32_t> begin(buckets + 1);
  std::uint32_t next = 0;
  for (std::size_t d = 0; d < buckets; ++d) {
    begin[d] = next;
    for (SortPiece& piece : pieces) next += std::exchange(piece.buckets[d], next);
  }
  begin[buckets] = next;
  return begin;
}

}  // namespace

SortedFates::SortedFates(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group,
                         unsigned threads)
    : times_(outcomes.size()), fates_(outcomes.size()) {
  const std::size_t n = times_.size();
  if (n == 0) return;
  const RowsToSort rows{outcomes.time, outcomes.event, group};
  std::vector<SortPiece> pieces = pieces_of(n, threads);
  const auto for_each_piece = [&](auto work) {
    parallel_for(pieces.size(), threads, [&](std::size_t p) { work(pieces[p]); });
  };
  for_each_piece([&](SortPiece& piece) {
    piece.range = TimesBetween(rows.time.subspan(piece.begin, piece.end - piece.begin));
  });
  TimesBetween range = pieces[0].range;
  for (const SortPiece& piece : pieces) {
    range.low = std::min(range.low, piece.range.low);
    range.high = std::max(range.high, piece.range.high);
  }
  // A bucket that is sorted in the nearest caches, and no more streams than can be written at once.
  const Buckets which(range, std::clamp<std::size_t>(std::bit_ceil(n >> 12), 1, 4096));
  for_each_piece([&](SortPiece& piece) { piece.count(rows.time, which); });
  const std::vector<std::uint32_t> begin = places(pieces, which.count());
  for_each_piece([&](SortPiece& piece) { piece.put(rows, which, times_.data(), fates_.data()); });

  // Many shares, as buckets differ in what they hold.
  const std::size_t shares = pieces.size() == 1 ? 1 : std::min<std::size_t>(which.count(), 64);
  parallel_for(shares, threads, [&](std::size_t share) {
    BucketSort sort;
    for (std::size_t d = which.count() * share / shares; d < which.count() * (share + 1) / shares;
         ++d)
      sort(times_.data() + begin[d], fates_.data() + begin[d], begin[d + 1] - begin[d]);
  });
  tie();
}

std::vector<std::size_t> SortedFates::shares(unsigned threads) const {
  const std::size_t n = times_.size(), count = share_count(n, threads);
  std::vector<std::size_t> begins{0};
  for (std::size_t s = 1; s < count; ++s) {
    std::size_t begin = n * s / count;
    while (begin > begins.back() && times_[begin - 1] == times_[begin]) --begin;
    if (begin > begins.back()) begins.push_back(begin);
  }
  begins.push_back(n);
  return begins;
}

/// The rule of endpoint::tie_chains on all rows. Equal times are never apart.
void SortedFates::tie() {
  double sum = std::fabs(times_[0]), distinct = 1;
  for (std::size_t i = 1; i < times_.size(); ++i) {
    const bool another = times_[i] != times_[i - 1];
    sum += another ? std::fabs(times_[i]) : 0.0;
    distinct += another ? 1.0 : 0.0;
  }
  const endpoint::TieRule rule(sum / distinct);
  double before = times_[0];
  for (std::size_t i = 1; i < times_.size(); ++i) {
    const double time = times_[i];
    const double step = time - before;
    if (step == 0 || rule.tied(step)) times_[i] = times_[i - 1];
    before = time;
  }
}

}  // namespace venscope::survival
