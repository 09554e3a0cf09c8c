// The splitting with sets that are measured as a whole, gene by gene, after every exchange.
#include "venscope/enrichment/splitting.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

struct SlowState {
  std::vector<std::uint32_t> members;  ///< in the order in which they came in
  double height = 0, tie = 0;
  bool upper_side = false;
};

class SlowSplitting {
public:
  SlowSplitting(std::vector<double> weights, std::size_t size, std::size_t sample,
                RandomStream stream)
      : weights_(std::move(weights)), size_(size), half_((sample + 1) / 2), stream_(stream) {
    const double largest = *std::max_element(weights_.begin(), weights_.end());
    for (double& w : weights_) w = largest == 0 ? 1 : std::floor(w / largest * 0x1.0p38 + 0.5);
    states_.resize(sample);
    for (SlowState& state : states_) draw(state);
    take_level();
  }

  void extend(double height, std::size_t most_levels) {
    for (std::size_t l = 0; l < most_levels && level_ < height; ++l) {
      wander();
      take_level();
    }
  }

  struct Record {
    double height;
    std::size_t upper_side;
  };
  std::vector<Record> records;

private:
  void draw(SlowState& state) {
    const std::size_t genes = weights_.size();
    const bool others = size_ > genes / 2;
    std::set<std::uint32_t> drawn;
    while (drawn.size() < (others ? genes - size_ : size_))
      drawn.insert(static_cast<std::uint32_t>(stream_.below(genes)));
    for (std::uint32_t g = 0; g < genes; ++g)
      if ((drawn.count(g) == 0) == others) state.members.push_back(g);
  }

  void measure(SlowState& state) const {
    const std::set<std::uint32_t> in(state.members.begin(), state.members.end());
    double total = 0, sum = 0, misses = 0, highest = -1, lowest = 1;
    for (const std::uint32_t member : in) total += weights_[member];
    const double step = 1 / (total == 0 ? static_cast<double>(size_) : total);
    const double miss = 1 / static_cast<double>(weights_.size() - size_);
    for (std::uint32_t g = 0; g < weights_.size(); ++g) {
      if (in.count(g) == 0) {
        misses += 1;
        continue;
      }
      lowest = std::min(lowest, sum * step - miss * misses);
      sum += total == 0 ? 1.0 : weights_[g];
      highest = std::max(highest, sum * step - miss * misses);
    }
    state.height = highest;
    state.upper_side = highest > -lowest;
  }

  void take_level() {
    for (SlowState& state : states_) {
      measure(state);
      const double least = state.height > level_ ? 0 : level_tie_;
      state.tie = least + (1 - least) * stream_.uniform();
    }
    std::sort(states_.begin(), states_.end(), [](const SlowState& a, const SlowState& b) {
      return std::pair(a.height, a.tie) < std::pair(b.height, b.tie);
    });
    for (std::size_t i = 0; i < half_; ++i)
      records.push_back(
          {states_[i].height, static_cast<std::size_t>(std::count_if(
                                  states_.begin() + static_cast<std::ptrdiff_t>(i), states_.end(),
                                  [](const SlowState& s) { return s.upper_side; }))});
    level_ = states_[half_ - 1].height;
    level_tie_ = states_[half_ - 1].tie;
    for (std::size_t i = 0; i + 1 < half_; ++i) states_[i] = states_[half_ + i];
    states_[half_ - 1] = states_[half_ + stream_.below(half_ - 1)];
  }

  bool exchange(SlowState& state, std::uint64_t bits) {
    const std::uint64_t out = (bits >> 32) * size_, in = (bits & 0xffffffffu) * weights_.size();
    // Void where the low half of the product is among the few that would make it uneven.
    if ((out & 0xffffffffu) < (std::uint64_t{1} << 32) % size_ ||
        (in & 0xffffffffu) < (std::uint64_t{1} << 32) % weights_.size())
      return false;
    const auto gene = static_cast<std::uint32_t>(in >> 32);
    if (std::count(state.members.begin(), state.members.end(), gene) != 0) return false;
    SlowState proposed = state;
    proposed.members[out >> 32] = gene;
    measure(proposed);
    if (proposed.height < level_ ||
        (proposed.height == level_ && !(stream_.uniform() > level_tie_)))
      return false;
    state = proposed;
    return true;
  }

  void wander() {
    const std::size_t wanted = states_.size() * size_,
                      trials = std::max<std::size_t>(1, size_ / 10);
    std::size_t made = 0;
    for (std::size_t tried = 0; made < wanted && tried <= 100 * wanted;
         tried += states_.size() * trials)
      for (SlowState& state : states_) {
        std::vector<std::uint64_t> bits;  // up to 64 trials: the cases here are no larger
        for (std::size_t t = 0; t < trials; ++t) bits.push_back(stream_.bits());
        for (const std::uint64_t one : bits) made += exchange(state, one);
      }
  }

  std::vector<double> weights_;
  std::size_t size_, half_;
  std::vector<SlowState> states_;
  double level_ = -1, level_tie_ = 0;
  RandomStream stream_;
};

/// Weights of many kinds: all different, tied, alike, mostly nothing, one alone.
std::vector<double> some_weights(RandomStream& stream, std::size_t genes, std::size_t kind) {
  std::vector<double> weights(genes, 1.0);
  for (double& w : weights) {
    if (kind == 0) w = std::fabs(stream.normal());
    if (kind == 1) w = static_cast<double>(stream.below(4));
    if (kind == 3) w = stream.chance(0.1) ? stream.uniform() : 0.0;
    if (kind == 4) w = 0;
  }
  return weights;
}

}  // namespace

// The same random numbers, so the same heights to the last bit, level by level.
TEST(SplittingTwin, EveryExchangeMeasured) {
  std::size_t levels = 0;
  for (std::uint64_t trial = 0; trial < 200; ++trial) {
    RandomStream stream(31, "splitting twin", trial);
    const std::size_t genes = 4 + stream.below(trial % 10 == 0 ? 900 : 120);
    const std::size_t size = 1 + stream.below(std::min<std::size_t>(genes - 1, 60));
    const std::size_t sample = 3 + 2 * stream.below(6);
    const std::vector<double> weights = some_weights(stream, genes, trial % 5);
    const RandomStream numbers(trial, "numbers");
    Splitting fast(weights, size, sample, numbers);
    SlowSplitting slow(weights, size, sample, numbers);
    const std::size_t most_levels = 1 + stream.below(5), half = (sample + 1) / 2;
    slow.extend(2, most_levels);
    fast.extend(slow.records.back().height, -1e9);
    for (std::size_t i = 0; i < slow.records.size(); ++i) {
      const double height = slow.records[i].height;
      // tail() speaks of the first of several records of one height.
      if (i > 0 && slow.records[i - 1].height == height) continue;
      const SplittingTail tail = fast.tail(height);
      ASSERT_TRUE(tail.reached) << trial;
      const std::size_t above = sample - i % half;
      const double log_p = static_cast<double>(i / half) * digamma_difference(half, sample + 1) +
                           digamma_difference(above + 1, sample + 1);
      ASSERT_EQ(tail.log_p, log_p) << trial << ' ' << i;
      ASSERT_EQ(tail.log_upper_side, digamma_difference(slow.records[i].upper_side + 1, above + 1))
          << trial << ' ' << i;
      const double below = std::nextafter(height, -1);  // nothing lies between two records
      if (i > 0 && slow.records[i - 1].height == below) continue;
      ASSERT_EQ(fast.tail(below).log_p, log_p) << trial << ' ' << i;
    }
    levels += slow.records.size() / half;
  }
  EXPECT_GT(levels, 400u);
}
