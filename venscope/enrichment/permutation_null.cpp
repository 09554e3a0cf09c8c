#include "venscope/enrichment/permutation_null.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/enrichment/growing_set.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::enrichment {
namespace {

/// Permutations whose scores are held at once.
constexpr std::size_t batch_size = 1024;

std::vector<std::size_t> distinct_sizes(std::span<const ObservedScore> observed) {
  std::vector<std::size_t> sizes;
  for (const ObservedScore& one : observed) sizes.push_back(one.size);
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

/// scores[s * batch_size + b]: of the b-th permutation of the batch at the s-th size.
void draw(std::span<const double> weights, std::span<const std::size_t> sizes, std::size_t first,
          std::size_t b, const NullOptions& options, std::vector<double>& scores) {
  RandomStream stream(options.seed, "gsea.permutation", first + b);
  std::vector<std::uint32_t> order(weights.size());
  std::iota(order.begin(), order.end(), 0u);
  GrowingSet set(weights.size(), sizes.back());
  std::size_t size = 0;
  for (std::size_t s = 0; s < sizes.size(); ++s) {
    for (; size < sizes[s]; ++size) {
      std::swap(order[size], order[size + stream.below(order.size() - size)]);
      set.insert(order[size], weights[order[size]]);
    }
    scores[s * batch_size + b] = set.score(options.tail);
  }
}

void count(const ObservedScore& observed, std::span<const double> scores, NullCounts& counts) {
  const bool above = observed.score >= 0;
  for (const double score : scores) {
    if (above ? score < 0 : score > 0) continue;
    ++counts.same_side;
    counts.same_side_sum += score;
    counts.beyond +=
        above ? score >= observed.score - score_rounding : score <= observed.score + score_rounding;
  }
}

}  // namespace

std::vector<NullCounts> permutation_null(std::span<const double> weights,
                                         std::span<const ObservedScore> observed,
                                         const NullOptions& options) {
  std::vector<NullCounts> counts(observed.size());
  if (observed.empty()) return counts;
  const std::vector<std::size_t> sizes = distinct_sizes(observed);
  std::vector<double> scores(sizes.size() * batch_size);
  for (std::size_t first = 0; first < options.permutations; first += batch_size) {
    const std::size_t drawn = std::min(batch_size, options.permutations - first);
    parallel_for(drawn, options.threads,
                 [&](std::size_t b) { draw(weights, sizes, first, b, options, scores); });
    parallel_for(observed.size(), options.threads, [&](std::size_t i) {
      const auto s = static_cast<std::size_t>(
          std::lower_bound(sizes.begin(), sizes.end(), observed[i].size) - sizes.begin());
      count(observed[i], std::span(scores).subspan(s * batch_size, drawn), counts[i]);
    });
  }
  return counts;
}

}  // namespace venscope::enrichment
