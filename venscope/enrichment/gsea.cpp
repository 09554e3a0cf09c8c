#include "venscope/enrichment/gsea.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/enrichment/permutation_null.hpp"
#include "venscope/enrichment/splitting.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace venscope::enrichment {
namespace {

double permutation_p(const NullCounts& counts) {
  return (static_cast<double>(counts.beyond) + 1) / (static_cast<double>(counts.same_side) + 1);
}

/// The sets of one size and side that splitting serves better.
struct SplittingJob {
  std::size_t size = 0;
  bool upper = true;
  std::vector<std::size_t> sets;
  bool stuck = false;
};

std::vector<SplittingJob> splitting_jobs(const Gsea& result, const GseaOptions& options) {
  std::map<std::pair<std::size_t, bool>, SplittingJob> jobs;
  for (std::size_t i = 0; i < result.sets.size(); ++i) {
    const GseaSet& set = result.sets[i];
    if (!set.p || set.score == 0) continue;
    const double rough =
        (static_cast<double>(set.beyond) + 1) / (static_cast<double>(options.permutations) + 1);
    if (splitting_log2_error(rough, options.sample_size) >=
        permutation_log2_error(set.beyond, options.permutations))
      continue;
    SplittingJob& job = jobs[{set.size, set.score > 0}];
    job.size = set.size;
    job.upper = set.score > 0;
    job.sets.push_back(i);
  }
  std::vector<SplittingJob> list;
  for (auto& [key, job] : jobs) list.push_back(std::move(job));
  // The large ones first, so that no thread waits for another at the end.
  std::reverse(list.begin(), list.end());
  return list;
}

std::vector<std::uint32_t> reversed_members(std::span<const std::uint32_t> members,
                                            std::size_t genes) {
  std::vector<std::uint32_t> reversed;
  for (std::size_t i = members.size(); i-- > 0;)
    reversed.push_back(static_cast<std::uint32_t>(genes) - 1 - members[i]);
  return reversed;
}

void split(SplittingJob& job, Gsea& result, std::span<const NullCounts> counts,
           const GseaOptions& options) {
  std::vector<double> weights = result.weights;
  if (!job.upper) std::reverse(weights.begin(), weights.end());
  Splitting splitting(weights, job.size, options.sample_size,
                      RandomStream(options.seed, "gsea.splitting", 2 * job.size + job.upper));
  std::vector<double> heights;
  for (const std::size_t i : job.sets) {
    const std::vector<std::uint32_t>& members = result.members[i].members;
    heights.push_back(
        splitting.height(job.upper ? members : reversed_members(members, weights.size())) -
        score_rounding);
  }
  // One level more than the bound, for the denominator below 1.
  const double log_smallest = std::log(options.smallest_p) - 1.5;
  splitting.extend(*std::max_element(heights.begin(), heights.end()), log_smallest);
  job.stuck = splitting.stuck();
  for (std::size_t k = 0; k < job.sets.size(); ++k) {
    GseaSet& set = result.sets[job.sets[k]];
    const SplittingTail tail = splitting.tail(heights[k]);
    double log_p = tail.log_p;
    if (options.tail == ScoreTail::both)
      log_p +=
          tail.log_upper_side - std::log((static_cast<double>(counts[job.sets[k]].same_side) + 1) /
                                         (static_cast<double>(options.permutations) + 1));
    const double p = std::min(1.0, std::exp(log_p));
    set.multilevel = true;
    set.bounded = !tail.reached || p <= options.smallest_p;
    set.p = std::max(p, options.smallest_p);
    set.log2_error.reset();
    if (!set.bounded) set.log2_error = splitting_log2_error(p, options.sample_size);
  }
}

void adjust(Gsea& result) {
  std::vector<double> p;
  for (const GseaSet& set : result.sets)
    p.push_back(set.p.value_or(std::numeric_limits<double>::quiet_NaN()));
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  for (std::size_t i = 0; i < q.size(); ++i)
    if (result.sets[i].p) result.sets[i].q = q[i];
}

void order(Gsea& result, std::span<const GeneSet> sets) {
  std::vector<std::size_t> by(result.sets.size());
  std::iota(by.begin(), by.end(), std::size_t{0});
  std::sort(by.begin(), by.end(), [&](std::size_t a, std::size_t b) {
    const GseaSet &x = result.sets[a], &y = result.sets[b];
    const double p = x.p.value_or(2), r = y.p.value_or(2);
    if (p != r) return p < r;
    const double u = std::abs(x.normalised.value_or(0)), v = std::abs(y.normalised.value_or(0));
    if (u != v) return u > v;
    return std::tie(sets[x.set].name, x.set) < std::tie(sets[y.set].name, y.set);
  });
  std::vector<GseaSet> ordered;
  std::vector<IndexedSet> members;
  for (const std::size_t i : by) {
    ordered.push_back(std::move(result.sets[i]));
    members.push_back(std::move(result.members[i]));
  }
  result.sets = std::move(ordered);
  result.members = std::move(members);
}

void warn(const Ranking& ranking, std::size_t stuck, Gsea& result) {
  const auto say = [&](std::string text) { result.warnings.push_back(std::move(text)); };
  if (ranking.tied > 0)
    say(
        fmt::format("{} of {} genes share their rank with another; such genes stand in the order "
                    "of their names",
                    ranking.tied, ranking.gene.size()));
  std::size_t undefined = 0, bounded = 0;
  for (const GseaSet& set : result.sets) {
    undefined += set.p ? 0 : 1;
    bounded += set.bounded ? 1 : 0;
  }
  if (undefined > 0)
    say(
        fmt::format("sets without a p, because no random set scored on their side of zero (the "
                    "statistic lies almost wholly on one side): {}",
                    undefined));
  if (bounded > 0)
    say(
        fmt::format("sets with a p below the smallest that is told apart, which is given instead: "
                    "{}",
                    bounded));
  if (stuck > 0)
    say(
        fmt::format("sizes of sets at which hardly any random set is as extreme, so that the "
                    "smallest p are rough: {}",
                    stuck));
}

}  // namespace

Result<Gsea> gsea(const Ranking& ranking, std::span<const GeneSet> sets, const GseaOptions& given) {
  GseaOptions options = given;
  options.sample_size = std::max<std::size_t>(3, options.sample_size | 1);
  auto indexed = index_sets(sets, ranking.gene, options.least,
                            std::min(options.most, ranking.gene.size() - 1), options.threads);
  if (!indexed) return tl::unexpected(std::move(indexed.error()));

  Gsea result;
  result.left_out = std::move(indexed->left_out);
  result.members = std::move(indexed->sets);
  result.weights = step_weights(ranking.value, options.weight);
  result.sets.resize(result.members.size());
  std::vector<ObservedScore> observed(result.sets.size());
  parallel_for(result.sets.size(), options.threads, [&](std::size_t i) {
    const IndexedSet& one = result.members[i];
    GseaSet& set = result.sets[i];
    set.set = one.set;
    set.size = one.members.size();
    set.score = running_sum(result.weights, one.members, options.tail).score;
    set.leading_edge = leading_edge(result.weights, one.members, options.tail);
    observed[i] = {set.size, set.score};
  });
  const std::vector<NullCounts> counts =
      permutation_null(result.weights, observed,
                       {options.tail, options.permutations, options.seed, options.threads});
  for (std::size_t i = 0; i < counts.size(); ++i) {
    GseaSet& set = result.sets[i];
    set.beyond = counts[i].beyond;
    if (counts[i].same_side == 0) continue;
    const double mean =
        std::abs(counts[i].same_side_sum) / static_cast<double>(counts[i].same_side);
    if (mean > 0) set.normalised = set.score / mean;
    set.p = permutation_p(counts[i]);
    set.log2_error = permutation_log2_error(counts[i].beyond, options.permutations);
  }
  std::size_t stuck = 0;
  if (options.multilevel) {
    std::vector<SplittingJob> jobs = splitting_jobs(result, options);
    parallel_for(jobs.size(), options.threads,
                 [&](std::size_t j) { split(jobs[j], result, counts, options); });
    for (const SplittingJob& job : jobs) stuck += job.stuck;
  }
  adjust(result);
  order(result, sets);
  warn(ranking, stuck, result);
  return result;
}

}  // namespace venscope::enrichment
