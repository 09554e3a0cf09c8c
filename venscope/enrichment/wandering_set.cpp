#include "venscope/enrichment/wandering_set.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace venscope::enrichment {
namespace {

/// Below this relative weight a gene's step is no longer told from none.
constexpr double weight_resolution = 0x1.0p38;

std::vector<double> whole_weights(std::span<const double> weights) {
  double largest = 0;
  for (const double weight : weights) largest = std::max(largest, weight);
  std::vector<double> whole(weights.size(), 1.0);
  if (largest == 0) return whole;
  for (std::size_t i = 0; i < weights.size(); ++i)
    whole[i] = std::floor(weights[i] / largest * weight_resolution + 0.5);
  return whole;
}

/// A stretch holds about as many members as there are stretches, three times over because one that
/// is searched costs more than one that is passed by; at least the genes of one word.
unsigned stretch_shift(const SetUniverse& universe) {
  const double genes =
      static_cast<double>(universe.genes) / (3 * std::sqrt(static_cast<double>(universe.size)));
  const auto width = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(genes)));
  return static_cast<unsigned>(std::max(width - 1, 6));
}

/// Proposals drawn at once: the processor works on several numbers side by side, and none is lost
/// to a guess at how a proposal ends.
constexpr std::size_t proposals_at_once = 64;

/// 0 … n - 1 from 32 random bits, each equally likely [Lemire2019], or `none`.
constexpr std::uint32_t none = ~std::uint32_t{0};
std::uint32_t draw_below(std::uint32_t n, std::uint32_t bits) {
  const std::uint64_t product = std::uint64_t{bits} * n;
  const auto low = static_cast<std::uint32_t>(product);
  return low >= n || low >= -n % n ? static_cast<std::uint32_t>(product >> 32) : none;
}

/// Turns weights into heights. Members that all weigh nothing count alike.
struct Ruler {
  bool alike;
  double step, miss;

  Ruler(const SetUniverse& universe, double total)
      : alike(total == 0),
        step(1 / (alike ? static_cast<double>(universe.size) : total)),
        miss(universe.miss) {}
  /// With `count` members of weight `sum` and `misses` others up to here.
  double height(double sum, double count, double misses) const {
    return (alike ? count : sum) * step - miss * misses;
  }
  double at(std::uint32_t gene, double sum, double count) const {
    return height(sum, count, static_cast<double>(gene) + 1 - count);
  }
};

std::uint32_t gene_of(std::size_t word, std::uint64_t bits) {
  return static_cast<std::uint32_t>(64 * word) + static_cast<std::uint32_t>(std::countr_zero(bits));
}

/// The `count` genes whose bits are set, ascending. Few are in a word: as many are written without
/// asking whether they are.
std::vector<std::uint32_t> ascending_genes(std::span<const std::uint64_t> words,
                                           std::size_t count) {
  constexpr std::size_t unasked = 3;
  std::vector<std::uint32_t> genes(count + unasked);
  std::uint32_t* to = genes.data();
  for (std::size_t w = 0; w < words.size(); ++w) {
    std::uint64_t bits = words[w];
    const auto in_word = static_cast<std::size_t>(std::popcount(bits));
    for (std::size_t j = 0; j < unasked; ++j, bits &= bits - 1) to[j] = gene_of(w, bits);
    for (std::size_t j = unasked; j < in_word; ++j, bits &= bits - 1) to[j] = gene_of(w, bits);
    to += in_word;
  }
  genes.resize(count);
  return genes;
}

}  // namespace

SetUniverse::SetUniverse(std::span<const double> given, std::size_t members)
    : genes(given.size()),
      size(members),
      weights(whole_weights(given)),
      miss(1 / static_cast<double>(given.size() - members)) {}

SumRange range_of(const SetUniverse& universe, std::span<const std::uint32_t> members) {
  double total = 0;
  for (const std::uint32_t member : members) total += universe.weights[member];
  const Ruler ruler(universe, total);
  SumRange range;
  double sum = 0, count = 0;
  for (const std::uint32_t member : members) {
    const double misses = static_cast<double>(member) - count;
    range.lowest = std::min(range.lowest, ruler.height(sum, count, misses));
    sum += universe.weights[member];
    count += 1;
    const double top = ruler.height(sum, count, misses);
    if (top > range.highest) {
      range.highest = top;
      range.peak = member;
      range.peak_sum = sum;
      range.peak_count = count;
    }
  }
  return range;
}

WanderingSet::WanderingSet(const SetUniverse& universe, RandomStream& stream)
    : universe_(&universe),
      shift_(stretch_shift(universe)),
      words_((universe.genes + 63) / 64),
      stretches_((universe.genes >> shift_) + 1) {
  // The rarer of members and others are drawn.
  const bool others = universe.size > universe.genes / 2;
  const std::size_t wanted = others ? universe.genes - universe.size : universe.size;
  std::vector<std::uint64_t> drawn(words_.size());
  for (std::size_t n = 0; n < wanted;) {
    const std::uint64_t gene = stream.below(universe.genes);
    const std::uint64_t bit = std::uint64_t{1} << (gene % 64);
    n += (drawn[gene / 64] & bit) == 0;
    drawn[gene / 64] |= bit;
  }
  if (others) {
    for (std::uint64_t& word : drawn) word = ~word;
    if (universe.genes % 64 != 0) drawn.back() &= (std::uint64_t{1} << (universe.genes % 64)) - 1;
  }
  members_ = ascending_genes(drawn, universe.size);
  for (const std::uint32_t gene : members_) {
    put(gene);
    total_ += universe.weights[gene];
  }
}

void WanderingSet::put(std::uint32_t gene) {
  words_[gene / 64] |= std::uint64_t{1} << (gene % 64);
  Stretch& stretch = stretches_[gene >> shift_];
  stretch.weight += universe_->weights[gene];
  stretch.members += 1;
}

void WanderingSet::take(std::uint32_t gene) {
  words_[gene / 64] &= ~(std::uint64_t{1} << (gene % 64));
  Stretch& stretch = stretches_[gene >> shift_];
  stretch.weight -= universe_->weights[gene];
  stretch.members -= 1;
}

SumRange WanderingSet::measure() {
  const SumRange range = range_of(*universe_, ascending_genes(words_, members_.size()));
  place_ = range.peak;
  place_sum_ = range.peak_sum;
  place_count_ = range.peak_count;
  return range;
}

std::size_t WanderingSet::wander(std::size_t trials, const SumLevel& level, RandomStream& stream) {
  const auto size = static_cast<std::uint32_t>(universe_->size);
  const auto genes = static_cast<std::uint32_t>(universe_->genes);
  std::array<std::pair<std::uint32_t, std::uint32_t>, proposals_at_once> proposals;
  std::size_t made = 0;
  while (trials > 0) {
    const std::size_t drawn = std::min(trials, proposals_at_once);
    for (std::size_t t = 0; t < drawn; ++t) {
      const std::uint64_t bits = stream.bits();
      proposals[t] = {draw_below(size, static_cast<std::uint32_t>(bits >> 32)),
                      draw_below(genes, static_cast<std::uint32_t>(bits))};
    }
    for (std::size_t t = 0; t < drawn; ++t) {
      const auto [out, gene] = proposals[t];
      if (out != none && gene != none && !holds(gene)) made += exchange(out, gene, level, stream);
    }
    trials -= drawn;
  }
  return made;
}

bool WanderingSet::exchange(std::size_t out, std::uint32_t fresh, const SumLevel& level,
                            RandomStream& stream) {
  const std::uint32_t old = members_[out];
  const double joins = universe_->weights[fresh], leaves = universe_->weights[old];
  const double before = total_, sum = place_sum_, count = place_count_;
  total_ += joins - leaves;
  // Products instead of choices, which the processor would guess wrong half the time.
  const auto fresh_up_to = static_cast<double>(fresh <= place_);
  const auto old_up_to = static_cast<double>(old <= place_);
  place_sum_ += fresh_up_to * joins - old_up_to * leaves;
  place_count_ += fresh_up_to - old_up_to;
  members_[out] = fresh;
  take(old);
  put(fresh);
  if (Ruler(*universe_, total_).at(place_, place_sum_, place_count_) > level.height) return true;
  const std::uint32_t place = place_;
  const Against found = search(level.height);
  if (found == Against::above || (found == Against::equal && stream.uniform() > level.tie))
    return true;
  take(fresh);
  put(old);
  members_[out] = old;
  total_ = before;
  place_ = place;
  place_sum_ = sum;
  place_count_ = count;
  return false;
}

/// A stretch is passed by where even with all its weight at its first gene it would stay below, and
/// so are all genes at which even the whole weight would, a stretch more for rounding. The place of
/// the sum moves to where it is found to be above.
WanderingSet::Against WanderingSet::search(double level) {
  const Ruler ruler(*universe_, total_);
  Against best = Against::below;
  double sum = 0, count = 0;
  const double misses_left = (1 - level) / universe_->miss;
  const std::size_t last_gene = static_cast<std::size_t>(misses_left) + universe_->size;
  const std::size_t last = std::min(stretches_.size(), (last_gene >> shift_) + 2);
  for (std::size_t s = 0; s < last; ++s) {
    const Stretch& stretch = stretches_[s];
    const double misses = static_cast<double>(s << shift_) - count;
    if (stretch.members > 0 &&
        ruler.height(sum + stretch.weight, count + stretch.members, misses) >= level) {
      best = std::max(best, search(s, sum, count, level));
      if (best == Against::above) break;
    }
    sum += stretch.weight;
    count += stretch.members;
  }
  return best;
}

/// Of one stretch, with the weight and the number of the members before it.
WanderingSet::Against WanderingSet::search(std::size_t stretch, double sum, double count,
                                           double level) {
  const Ruler ruler(*universe_, total_);
  Against best = Against::below;
  const std::size_t first = (stretch << shift_) / 64, wide = (std::size_t{1} << shift_) / 64;
  const std::size_t last = std::min(first + wide, words_.size());
  for (std::size_t w = first; w < last; ++w)
    for (std::uint64_t bits = words_[w]; bits != 0; bits &= bits - 1) {
      const std::uint32_t gene =
          static_cast<std::uint32_t>(64 * w) + static_cast<std::uint32_t>(std::countr_zero(bits));
      sum += universe_->weights[gene];
      count += 1;
      const double top = ruler.at(gene, sum, count);
      if (top < level) continue;
      best = Against::equal;
      if (top == level) continue;
      place_ = gene;
      place_sum_ = sum;
      place_count_ = count;
      return Against::above;
    }
  return best;
}

}  // namespace venscope::enrichment
