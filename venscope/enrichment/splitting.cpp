#include "venscope/enrichment/splitting.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace venscope::enrichment {
namespace {

constexpr std::size_t most_trials_per_exchange = 100;

}  // namespace

double digamma_difference(std::size_t a, std::size_t b) {
  double sum = 0;
  for (std::size_t k = std::min(a, b); k < std::max(a, b); ++k) sum += 1 / static_cast<double>(k);
  return a < b ? -sum : sum;
}

double trigamma_difference(std::size_t a, std::size_t b) {
  double sum = 0;
  for (std::size_t k = std::min(a, b); k < std::max(a, b); ++k)
    sum += 1 / (static_cast<double>(k) * static_cast<double>(k));
  return a < b ? sum : -sum;
}

double splitting_log2_error(double p, std::size_t sample_size) {
  const double levels = std::floor(1 - std::log2(p));
  return std::sqrt(levels * trigamma_difference((sample_size + 1) / 2, sample_size + 1)) /
         std::numbers::ln2;
}

double permutation_log2_error(std::size_t beyond, std::size_t permutations) {
  return std::sqrt(trigamma_difference(beyond + 1, permutations + 1)) / std::numbers::ln2;
}

Splitting::Splitting(std::span<const double> weights, std::size_t size, std::size_t sample_size,
                     RandomStream stream)
    : universe_(weights, size), half_((sample_size + 1) / 2), stream_(stream) {
  for (std::size_t i = 0; i < sample_size; ++i)
    states_.push_back({WanderingSet(universe_, stream_)});
  take_level();
}

double Splitting::height(std::span<const std::uint32_t> members) const {
  return range_of(universe_, members).highest;
}

void Splitting::take_level() {
  for (State& state : states_) {
    const SumRange range = state.set.measure();
    state.height = range.highest;
    state.upper_side = range.highest > -range.lowest;
    const double least = range.highest > level_.height ? 0 : level_.tie;
    state.tie = least + (1 - least) * stream_.uniform();
  }
  std::sort(states_.begin(), states_.end(), [](const State& a, const State& b) {
    return a.height != b.height ? a.height < b.height : a.tie < b.tie;
  });
  std::uint32_t upper = 0;
  for (const State& state : states_) upper += state.upper_side;
  for (std::size_t i = 0; i < half_; ++i) {
    records_.push_back({states_[i].height, upper});
    upper -= states_[i].upper_side;
  }
  level_ = {states_[half_ - 1].height, states_[half_ - 1].tie};
  for (std::size_t i = 0; i + 1 < half_; ++i) states_[i] = states_[half_ + i];
  states_[half_ - 1] = states_[half_ + stream_.below(half_ - 1)];
}

double Splitting::log_level(std::size_t levels, std::size_t above) const {
  const std::size_t n = states_.size();
  return static_cast<double>(levels) * digamma_difference(half_, n + 1) +
         digamma_difference(above + 1, n + 1);
}

void Splitting::extend(double height, double log_smallest) {
  while (level_.height < height) {
    if (log_level(records_.size() / half_, states_.size()) < log_smallest) return;
    wander();
    take_level();
  }
}

SplittingTail Splitting::tail(double height) const {
  const auto at =
      std::lower_bound(records_.begin(), records_.end(), height,
                       [](const Record& record, double x) { return record.height < x; });
  const std::size_t n = states_.size();
  SplittingTail tail;
  tail.reached = at != records_.end();
  const auto index = static_cast<std::size_t>(at - records_.begin()) - (tail.reached ? 0 : 1);
  const std::size_t above = n - index % half_;
  tail.log_p = log_level(index / half_, above);
  tail.log_upper_side = digamma_difference(records_[index].upper_side + 1, above + 1);
  return tail;
}

void Splitting::wander() {
  const std::size_t wanted = states_.size() * universe_.size;
  const std::size_t trials = std::max<std::size_t>(1, universe_.size / 10);
  std::size_t exchanges = 0, tried = 0;
  while (exchanges < wanted) {
    for (State& state : states_) exchanges += state.set.wander(trials, level_, stream_);
    tried += states_.size() * trials;
    if (tried <= most_trials_per_exchange * wanted) continue;
    stuck_ = true;
    break;
  }
}

}  // namespace venscope::enrichment
