#include "venscope/enrichment/splitting.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace venscope::enrichment {
namespace {

/// Below this relative weight a gene's step is no longer told from none.
constexpr double weight_resolution = 0x1.0p38;
constexpr std::size_t most_trials_per_exchange = 100;

std::vector<double> whole_weights(std::span<const double> weights) {
  double largest = 0;
  for (const double weight : weights) largest = std::max(largest, weight);
  std::vector<double> whole(weights.size(), 1.0);
  if (largest == 0) return whole;
  for (std::size_t i = 0; i < weights.size(); ++i)
    whole[i] = std::floor(weights[i] / largest * weight_resolution + 0.5);
  return whole;
}

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
    : genes_(weights.size()),
      size_(size),
      half_((sample_size + 1) / 2),
      miss_(1 / static_cast<double>(weights.size() - size)),
      weights_(whole_weights(weights)),
      states_(sample_size),
      stream_(stream) {
  for (State& state : states_) draw(state);
  take_level();
}

void Splitting::draw(State& state) {
  std::vector<std::uint32_t> order(genes_);
  std::iota(order.begin(), order.end(), 0u);
  for (std::size_t i = 0; i < size_; ++i) std::swap(order[i], order[i + stream_.below(genes_ - i)]);
  state.members.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(size_));
  std::sort(state.members.begin(), state.members.end());
  state.weight = 0;
  for (const std::uint32_t member : state.members) state.weight += weights_[member];
  state.tie = stream_.uniform();
}

double Splitting::height(std::span<const std::uint32_t> members) const {
  State state;
  state.members.assign(members.begin(), members.end());
  for (const std::uint32_t member : members) state.weight += weights_[member];
  measure(state);
  return state.height;
}

/// Members that all weigh nothing count alike.
void Splitting::measure(State& state) const {
  const bool alike = state.weight == 0;
  const double step = 1 / (alike ? static_cast<double>(size_) : state.weight);
  double sum = 0, highest = -1, lowest = 1;
  for (std::size_t i = 0; i < size_; ++i) {
    const double misses = miss_ * static_cast<double>(state.members[i] - i);
    lowest = std::min(lowest, sum * step - misses);
    sum += alike ? 1.0 : weights_[state.members[i]];
    highest = std::max(highest, sum * step - misses);
  }
  state.height = highest;
  state.upper_side = highest > -lowest;
}

void Splitting::take_level() {
  for (State& state : states_) measure(state);
  std::sort(states_.begin(), states_.end(), [](const State& a, const State& b) {
    return a.height != b.height ? a.height < b.height : a.tie < b.tie;
  });
  std::uint32_t upper = 0;
  for (const State& state : states_) upper += state.upper_side;
  for (std::size_t i = 0; i < half_; ++i) {
    records_.push_back({states_[i].height, upper});
    upper -= states_[i].upper_side;
  }
  level_ = states_[half_ - 1].height;
  level_tie_ = states_[half_ - 1].tie;
  for (std::size_t i = 0; i + 1 < half_; ++i) states_[i] = states_[half_ + i];
  states_[half_ - 1] = states_[half_ + stream_.below(half_ - 1)];
}

double Splitting::log_level(std::size_t levels, std::size_t above) const {
  const std::size_t n = states_.size();
  return static_cast<double>(levels) * digamma_difference(half_, n + 1) +
         digamma_difference(above + 1, n + 1);
}

void Splitting::extend(double height, double log_smallest) {
  while (level_ < height) {
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

/// About as many blocks as a block has members, their edges at the quantiles of all members.
void Splitting::set_blocks() {
  const auto blocks = std::max<std::size_t>(
      1, static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(size_)))));
  std::vector<std::uint32_t> all;
  all.reserve(states_.size() * size_);
  for (const State& state : states_)
    all.insert(all.end(), state.members.begin(), state.members.end());
  std::sort(all.begin(), all.end());
  edge_.assign(1, 0);
  for (std::size_t b = 1; b < blocks; ++b) edge_.push_back(all[b * all.size() / blocks]);
  edge_.push_back(static_cast<std::uint32_t>(genes_));
}

void Splitting::put_in_blocks(State& state) const {
  const std::size_t blocks = edge_.size() - 1;
  state.blocks.resize(blocks);
  state.block_weight.assign(blocks, 0.0);
  state.peak = 0;
  std::size_t i = 0;
  for (std::size_t b = 0; b < blocks; ++b) {
    state.blocks[b].clear();
    for (; i < size_ && state.members[i] < edge_[b + 1]; ++i) {
      state.blocks[b].push_back(state.members[i]);
      state.block_weight[b] += weights_[state.members[i]];
    }
  }
}

void Splitting::take_from_blocks(State& state) const {
  state.members.clear();
  for (const std::vector<std::uint32_t>& block : state.blocks)
    state.members.insert(state.members.end(), block.begin(), block.end());
}

void Splitting::wander() {
  set_blocks();
  for (State& state : states_) put_in_blocks(state);
  const std::size_t wanted = states_.size() * size_;
  const std::size_t trials = std::max<std::size_t>(1, size_ / 10);
  std::size_t exchanges = 0, tried = 0;
  while (exchanges < wanted) {
    for (State& state : states_)
      for (std::size_t t = 0; t < trials; ++t) exchanges += exchange(state);
    tried += states_.size() * trials;
    if (tried <= most_trials_per_exchange * wanted) continue;
    stuck_ = true;
    break;
  }
  for (State& state : states_) take_from_blocks(state);
}

/// Is the running sum somewhere above the level? Where it was so the last time is looked at first.
/// A block is passed over when even with all its weight at its beginning it would stay below.
bool Splitting::above_level(State& state, double tie) const {
  const bool equal_will_do = tie > level_tie_;
  const auto enough = [&](double top) { return top > level_ || (equal_will_do && top == level_); };
  const bool alike = state.weight == 0;
  const double step = 1 / (alike ? static_cast<double>(size_) : state.weight);
  const auto weight_of = [&](std::size_t b) {
    return alike ? static_cast<double>(state.blocks[b].size()) : state.block_weight[b];
  };
  // Of block b, with the sum and the members before it.
  const auto passes = [&](std::size_t b, double sum, std::size_t before) {
    for (const std::uint32_t member : state.blocks[b]) {
      sum += alike ? 1.0 : weights_[member];
      if (enough(sum * step - miss_ * static_cast<double>(member - before++))) return true;
    }
    return false;
  };
  double sum = 0;
  std::size_t before = 0;
  for (std::size_t b = 0; b < state.peak; ++b) {
    sum += weight_of(b);
    before += state.blocks[b].size();
  }
  if (passes(state.peak, sum, before)) return true;
  sum = 0;
  before = 0;
  for (std::size_t b = 0; b < state.blocks.size(); ++b) {
    const double within = weight_of(b);
    const double bound = (sum + within) * step -
                         miss_ * (static_cast<double>(edge_[b]) - static_cast<double>(before));
    if (b != state.peak && enough(bound) && passes(b, sum, before)) {
      state.peak = b;
      return true;
    }
    sum += within;
    before += state.blocks[b].size();
  }
  return false;
}

std::size_t Splitting::block_of(std::uint32_t gene) const {
  return static_cast<std::size_t>(std::upper_bound(edge_.begin() + 1, edge_.end() - 1, gene) -
                                  edge_.begin()) -
         1;
}

void Splitting::replace(State& state, std::uint32_t old, std::uint32_t fresh) const {
  const std::size_t from = block_of(old), to = block_of(fresh);
  std::vector<std::uint32_t>& left = state.blocks[from];
  left.erase(std::lower_bound(left.begin(), left.end(), old));
  std::vector<std::uint32_t>& joined = state.blocks[to];
  joined.insert(std::lower_bound(joined.begin(), joined.end(), fresh), fresh);
  state.block_weight[from] -= weights_[old];
  state.block_weight[to] += weights_[fresh];
  state.weight += weights_[fresh] - weights_[old];
}

/// Takes one member out and another gene in, if the set stays above the level.
bool Splitting::exchange(State& state) {
  std::size_t out = stream_.below(size_);
  const auto gene = static_cast<std::uint32_t>(stream_.below(genes_));
  const double tie = stream_.uniform();
  const std::vector<std::uint32_t>& near = state.blocks[block_of(gene)];
  if (std::binary_search(near.begin(), near.end(), gene)) return false;
  std::size_t b = 0;
  for (; out >= state.blocks[b].size(); ++b) out -= state.blocks[b].size();
  const std::uint32_t leaving = state.blocks[b][out];
  replace(state, leaving, gene);
  if (above_level(state, tie)) {
    state.tie = tie;
    return true;
  }
  replace(state, gene, leaving);
  return false;
}

}  // namespace venscope::enrichment
