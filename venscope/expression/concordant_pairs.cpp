#include "venscope/expression/concordant_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace venscope::expression {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// How many of those counted have a smaller, the same, or a larger rank.
class RankCounter {
public:
  explicit RankCounter(std::size_t ranks) : node_(ranks + 1, 0), at_(ranks, 0) {}
  void add(std::size_t rank) {
    ++at_[rank];
    ++total_;
    for (std::size_t k = rank + 1; k < node_.size(); k += k & (~k + 1)) ++node_[k];
  }
  struct Split {
    double below, same, above;
  };
  Split split(std::size_t rank) const {
    std::uint32_t below = 0;
    for (std::size_t k = rank; k > 0; k &= k - 1) below += node_[k];
    return {static_cast<double>(below), static_cast<double>(at_[rank]),
            static_cast<double>(total_ - below - at_[rank])};
  }

private:
  std::vector<std::uint32_t> node_, at_;
  std::uint32_t total_ = 0;
};

/// Ranks 0, 1, … of the distinct values, and how many have each.
struct DenseRanks {
  std::vector<std::uint32_t> rank;
  std::vector<double> count;
};

DenseRanks dense_ranks(std::span<const double> x) {
  std::vector<std::pair<double, std::uint32_t>> sorted(x.size());
  for (std::uint32_t i = 0; i < x.size(); ++i) sorted[i] = {x[i], i};
  std::sort(sorted.begin(), sorted.end());
  DenseRanks ranks;
  ranks.rank.resize(x.size());
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    if (k == 0 || sorted[k].first != sorted[k - 1].first) ranks.count.push_back(0.0);
    ranks.count.back() += 1.0;
    ranks.rank[sorted[k].second] = static_cast<std::uint32_t>(ranks.count.size() - 1);
  }
  return ranks;
}

}  // namespace

KendallAgainst::KendallAgainst(std::span<const double> y, std::span<const std::uint8_t> observed) {
  const auto seen = [&](std::uint32_t i) { return observed.empty() || observed[i] != 0; };
  order_.resize(y.size());
  std::iota(order_.begin(), order_.end(), 0u);
  std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (y[a] != y[b]) return y[a] < y[b];
    if (seen(a) != seen(b)) return seen(a);
    return a < b;
  });
  double observed_below = 0.0;
  const double n = static_cast<double>(y.size());
  for (std::size_t k = 0; k < order_.size();) {
    start_.push_back(k);
    std::size_t end = k, censored = k;
    for (; end < order_.size() && y[order_[end]] == y[order_[k]]; ++end)
      if (seen(order_[end])) censored = end + 1;
    censored_from_.push_back(censored);
    // Known to be smaller less known to be larger.
    const double here = static_cast<double>(censored - k);
    const double above = n - static_cast<double>(censored);
    for (std::size_t i = k; i < end; ++i) {
      const double smaller = i < censored ? observed_below : observed_below + here;
      const double larger = i < censored ? above : 0.0;
      rows_ += (smaller - larger) * (smaller - larger);
      squares_ += smaller + larger;
    }
    observed_below += here;
    k = end;
  }
  start_.push_back(order_.size());
}

/// What each observation contributes, as the one with the smaller and with the larger y.
struct KendallAgainst::Sweep {
  std::vector<double> score, comparable, tied_x, tied_y;
  PairCounts pairs;

  explicit Sweep(std::size_t n) : score(n, 0.0), comparable(score), tied_x(score), tied_y(score) {}

  /// `i` against those known to be larger.
  void smaller(std::size_t i, const RankCounter::Split& larger) {
    score[i] += larger.above - larger.below;
    comparable[i] += larger.above + larger.below + larger.same;
    tied_x[i] += larger.same;
    pairs.concordant += larger.above;
    pairs.discordant += larger.below;
    pairs.tied_x += larger.same;
  }
  /// `i` against those known to be smaller; the pairs were counted from the other side.
  void larger(std::size_t i, const RankCounter::Split& smaller) {
    score[i] += smaller.below - smaller.above;
    comparable[i] += smaller.above + smaller.below + smaller.same;
    tied_x[i] += smaller.same;
  }
};

Kendall KendallAgainst::of(std::span<const double> x) const {
  const DenseRanks ranks = dense_ranks(x);
  const std::size_t n = x.size(), groups = censored_from_.size();
  Sweep sweep(n);
  RankCounter later(ranks.count.size()), earlier(ranks.count.size());
  for (std::size_t g = groups; g-- > 0;) {
    for (std::size_t k = censored_from_[g]; k < start_[g + 1]; ++k)
      later.add(ranks.rank[order_[k]]);
    for (std::size_t k = start_[g]; k < censored_from_[g]; ++k)
      sweep.smaller(order_[k], later.split(ranks.rank[order_[k]]));
    for (std::size_t k = start_[g]; k < censored_from_[g]; ++k) later.add(ranks.rank[order_[k]]);
  }
  std::vector<double> same(ranks.count.size(), 0.0);
  for (std::size_t g = 0; g < groups; ++g) {
    const double here = static_cast<double>(censored_from_[g] - start_[g]);
    for (std::size_t k = start_[g]; k < censored_from_[g]; ++k) {
      sweep.larger(order_[k], earlier.split(ranks.rank[order_[k]]));
      same[ranks.rank[order_[k]]] += 1.0;
    }
    for (std::size_t k = start_[g]; k < censored_from_[g]; ++k) {
      const double alike = same[ranks.rank[order_[k]]];
      sweep.tied_y[order_[k]] = here - alike;
      sweep.pairs.tied_y += (here - alike) / 2.0;
      sweep.pairs.tied_both += (alike - 1.0) / 2.0;
    }
    for (std::size_t k = start_[g]; k < censored_from_[g]; ++k) {
      same[ranks.rank[order_[k]]] = 0.0;
      earlier.add(ranks.rank[order_[k]]);
    }
    for (std::size_t k = censored_from_[g]; k < start_[g + 1]; ++k)
      sweep.larger(order_[k], earlier.split(ranks.rank[order_[k]]));
  }

  Kendall result;
  result.pairs = sweep.pairs;
  result.score = sweep.pairs.concordant - sweep.pairs.discordant;
  const double a = sweep.pairs.comparable(), b = a - sweep.pairs.tied_x + sweep.pairs.tied_y;
  result.tau = a > 0.0 && b > 0.0 ? result.score / std::sqrt(a * b) : no_value;
  result.somers_d = a > 0.0 ? result.score / a : no_value;
  double tau_squares = 0.0, somers_squares = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    // The derivative by the weight of observation i.
    const double a_i = sweep.comparable[i], b_i = a_i - sweep.tied_x[i] + sweep.tied_y[i];
    const double somers = sweep.score[i] / a - result.somers_d * a_i / a;
    const double tau = sweep.score[i] / std::sqrt(a * b) - result.tau / 2.0 * (a_i / a + b_i / b);
    somers_squares += somers * somers;
    tau_squares += tau * tau;
  }
  result.somers_error = std::sqrt(somers_squares);
  result.std_error = std::sqrt(tau_squares);

  double x_rows = 0.0, x_squares = 0.0, below = 0.0;
  const double size = static_cast<double>(n);
  for (const double count : ranks.count) {
    const double above = size - below - count;
    x_rows += count * (below - above) * (below - above);
    x_squares += count * (below + above);
    below += count;
  }
  result.variance =
      ((x_rows - x_squares) * (rows_ - squares_) / (size - 2.0) + x_squares * squares_ / 2.0) /
      (size * (size - 1.0));
  return result;
}

}  // namespace venscope::expression
