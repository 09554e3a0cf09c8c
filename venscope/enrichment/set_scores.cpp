#include "venscope/enrichment/set_scores.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/enrichment/kernel_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace venscope::enrichment {
namespace {

constexpr double no_score = std::numeric_limits<double>::quiet_NaN();
constexpr double constant_sd = 1e-10;
/// Samples whose genes are gathered at once, so that columns are read a line of memory at a time.
constexpr std::size_t strip = 16;
constexpr std::size_t genes_per_piece = 64;

enum class GeneState : std::uint8_t { used, missing, constant };

struct Spread {
  double mean = 0, sd = 0;
};

Spread spread_of(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  Spread spread;
  for (const double value : values) spread.mean += value;
  spread.mean /= n;
  for (const double value : values) spread.sd += (value - spread.mean) * (value - spread.mean);
  spread.sd = n > 1 ? std::sqrt(spread.sd / (n - 1)) : 0.0;
  return spread;
}

bool keeps_constant(ScoreMethod method) {
  return method == ScoreMethod::ssgsea || method == ScoreMethod::mean;
}

std::vector<GeneState> gene_states(const Matrix& values, const ScoreOptions& options) {
  std::vector<GeneState> states(values.columns, GeneState::used);
  parallel_for(
      (values.columns + genes_per_piece - 1) / genes_per_piece, options.threads,
      [&](std::size_t piece) {
        const std::size_t end = std::min(values.columns, (piece + 1) * genes_per_piece);
        for (std::size_t g = piece * genes_per_piece; g < end; ++g) {
          const std::span<const double> column = values.column(g);
          if (std::any_of(column.begin(), column.end(), [](double x) { return std::isnan(x); }))
            states[g] = GeneState::missing;
          else if (!keeps_constant(options.method) && spread_of(column).sd < constant_sd)
            states[g] = GeneState::constant;
        }
      });
  return states;
}

/// rows[b * genes + g]: of the strip's b-th sample.
void gather(const Matrix& values, std::span<const std::uint32_t> used, std::size_t first,
            std::size_t count, std::vector<double>& rows) {
  rows.resize(strip * used.size());
  for (std::size_t g = 0; g < used.size(); ++g) {
    const double* const column = values.column(used[g]).data() + first;
    for (std::size_t b = 0; b < count; ++b) rows[b * used.size() + g] = column[b];
  }
}

/// Places of genes, the highest value first; ties in the order of the genes.
std::vector<std::uint32_t> descending(std::span<const double> row) {
  std::vector<std::pair<double, std::uint32_t>> keyed(row.size());
  for (std::size_t g = 0; g < row.size(); ++g) keyed[g] = {-row[g], static_cast<std::uint32_t>(g)};
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::uint32_t> order(row.size());
  for (std::size_t i = 0; i < row.size(); ++i) order[i] = keyed[i].second;
  return order;
}

/// What a sample's genes are to the sets: the place of each gene, from 0 for the highest, and the
/// weight of each place.
struct SampleRanking {
  std::vector<std::uint32_t> place;
  std::vector<double> weight;
};

SampleRanking ssgsea_ranking(std::span<const double> row, double tau) {
  const std::size_t n = row.size();
  const std::vector<std::uint32_t> by_value = descending(row);
  SampleRanking ranking{std::vector<std::uint32_t>(n), std::vector<double>(n)};
  // Ranks ascend, so the group at places [i, j) has ranks n - j + 1 … n - i; their mean is cut.
  std::vector<std::int64_t> rank(n);
  for (std::size_t i = 0, j = 0; i < n; i = j) {
    for (j = i + 1; j < n && row[by_value[j]] == row[by_value[i]];) ++j;
    const auto mean = static_cast<std::int64_t>((2 * n - i - j + 1) / 2);
    for (std::size_t k = i; k < j; ++k) rank[by_value[k]] = mean;
  }
  // Groups of ties keep their order: two groups may share a cut rank only if they are one.
  for (std::size_t i = 0; i < n; ++i) {
    ranking.place[by_value[i]] = static_cast<std::uint32_t>(i);
    ranking.weight[i] = std::pow(static_cast<double>(rank[by_value[i]]), tau);
  }
  return ranking;
}

SampleRanking gsva_ranking(std::span<const double> row, std::span<const double> weight) {
  const std::vector<std::uint32_t> by_value = descending(row);
  SampleRanking ranking{std::vector<std::uint32_t>(row.size()), {weight.begin(), weight.end()}};
  for (std::size_t i = 0; i < by_value.size(); ++i)
    ranking.place[by_value[i]] = static_cast<std::uint32_t>(i);
  return ranking;
}

double ssgsea_score(const SampleRanking& ranking, std::span<const std::uint32_t> places) {
  const double n = static_cast<double>(ranking.place.size());
  const double m = static_cast<double>(places.size());
  double weighted = 0, weights = 0, heights = 0;
  for (const std::uint32_t place : places) {
    const double height = n - static_cast<double>(place);
    weighted += ranking.weight[place] * height;
    weights += ranking.weight[place];
    heights += height;
  }
  if (weights == 0 || n == m) return no_score;
  return weighted / weights - (n * (n + 1) / 2 - heights) / (n - m);
}

double gsva_score(const SampleRanking& ranking, std::span<const std::uint32_t> places,
                  const ScoreOptions& options) {
  const double n = static_cast<double>(ranking.place.size());
  const double m = static_cast<double>(places.size());
  double total = 0;
  for (const std::uint32_t place : places) total += ranking.weight[place];
  if (total == 0) return no_score;
  const double miss = n > m ? 1 / (n - m) : 0.0;
  double sum = 0, highest = 0, lowest = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double misses = miss * static_cast<double>(places[i] - i);
    lowest = std::min(lowest, sum / total - misses);
    sum += ranking.weight[places[i]];
    highest = std::max(highest, sum / total - misses);
  }
  if (!options.difference) return highest > -lowest ? highest : lowest;
  return options.absolute_ranking ? highest - lowest : highest + lowest;
}

/// Scores that are functions of the order of genes within a sample; `values` holds the used genes
/// that `used` names.
void ranked_scores(const Matrix& values, std::span<const std::uint32_t> used,
                   const ScoreOptions& options, SetScores& result,
                   std::span<const IndexedSet> sets) {
  const std::size_t n = used.size();
  const double tau = options.tau.value_or(options.method == ScoreMethod::ssgsea ? 0.25 : 1.0);
  std::vector<double> gsva_weight(n);
  for (std::size_t i = 0; i < n; ++i)
    gsva_weight[i] =
        std::pow(std::abs(static_cast<double>(n - i) - static_cast<double>(n) / 2), tau);
  parallel_for((values.rows + strip - 1) / strip, options.threads, [&](std::size_t piece) {
    const std::size_t first = piece * strip, count = std::min(strip, values.rows - first);
    std::vector<double> rows;
    gather(values, used, first, count, rows);
    std::vector<std::uint32_t> places;
    for (std::size_t b = 0; b < count; ++b) {
      const std::span<const double> row = std::span(rows).subspan(b * n, n);
      const SampleRanking ranking = options.method == ScoreMethod::ssgsea
                                        ? ssgsea_ranking(row, tau)
                                        : gsva_ranking(row, gsva_weight);
      for (std::size_t s = 0; s < sets.size(); ++s) {
        places.clear();
        for (const std::uint32_t member : sets[s].members) places.push_back(ranking.place[member]);
        std::sort(places.begin(), places.end());
        result.scores(first + b, s) = options.method == ScoreMethod::ssgsea
                                          ? ssgsea_score(ranking, places)
                                          : gsva_score(ranking, places, options);
      }
    }
  });
}

void mean_scores(const Matrix& values, std::span<const std::uint32_t> used,
                 const ScoreOptions& options, SetScores& result, std::span<const IndexedSet> sets) {
  const bool z = options.method == ScoreMethod::zscore;
  parallel_for(sets.size(), options.threads, [&](std::size_t s) {
    const std::span<double> score = result.scores.column(s);
    std::fill(score.begin(), score.end(), 0.0);
    for (const std::uint32_t member : sets[s].members) {
      const std::span<const double> column = values.column(used[member]);
      const Spread spread = z ? spread_of(column) : Spread{0, 1};
      for (std::size_t i = 0; i < score.size(); ++i)
        score[i] += (column[i] - spread.mean) / spread.sd;
    }
    const double m = static_cast<double>(sets[s].members.size());
    for (double& value : score) value /= z ? std::sqrt(m) : m;
  });
}

Matrix densities(const Matrix& values, std::span<const std::uint32_t> used,
                 const ScoreOptions& options) {
  Matrix density(values.rows, used.size());
  parallel_for((used.size() + genes_per_piece - 1) / genes_per_piece, options.threads,
               [&](std::size_t piece) {
                 const std::size_t end = std::min(used.size(), (piece + 1) * genes_per_piece);
                 for (std::size_t g = piece * genes_per_piece; g < end; ++g) {
                   const std::span<const double> from = values.column(used[g]);
                   const std::span<double> to = density.column(g);
                   if (options.kernel == DensityKernel::gaussian)
                     gaussian_log_odds(from, to);
                   else if (options.kernel == DensityKernel::poisson)
                     poisson_log_odds(from, to);
                   else
                     empirical_log_odds(from, to);
                 }
               });
  return density;
}

/// By the range of all scores.
void normalise(SetScores& result) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double score : result.scores.values)
    if (!std::isnan(score)) low = std::min(low, score), high = std::max(high, score);
  if (high > low) {
    for (double& score : result.scores.values) score /= high - low;
    return;
  }
  std::fill(result.scores.values.begin(), result.scores.values.end(), no_score);
  result.warnings.push_back(
      "all scores are equal: they cannot be divided by their range, and are left empty");
}

Problems unfit(const Matrix& values, std::span<const std::string> genes,
               std::span<const std::uint32_t> used, const ScoreOptions& options) {
  Problems problems;
  if (used.size() < 2)
    problems.push_back({"enrichment.few_genes",
                        {},
                        fmt::format("{} genes have values that can be used", used.size()),
                        "at least 2",
                        "look at missing values and constant genes",
                        Fault::analysis});
  if (values.rows < 2 && !keeps_constant(options.method))
    problems.push_back({"enrichment.few_samples",
                        {},
                        "one sample says nothing of the spread of a gene",
                        "at least 2 samples",
                        "score by ssgsea, which looks at each sample alone",
                        Fault::analysis});
  if (options.method == ScoreMethod::gsva && options.kernel == DensityKernel::poisson)
    for (const std::uint32_t g : used)
      for (const double value : values.column(g))
        if (value < 0 && problems.size() < 5) {
          problems.push_back({"enrichment.not_counts",
                              {},
                              fmt::format("{} has the value {}", genes[g], value),
                              "counts from 0 on for the Poisson kernel",
                              "take the Gaussian kernel for a logarithmic scale",
                              Fault::analysis});
          break;
        }
  return problems;
}

}  // namespace

Result<SetScores> set_scores(const Matrix& values, std::span<const std::string> genes,
                             std::span<const GeneSet> sets, const ScoreOptions& options) {
  SetScores result;
  const std::vector<GeneState> states = gene_states(values, options);
  std::vector<std::uint32_t> used;
  std::vector<std::string> names;
  for (std::size_t g = 0; g < states.size(); ++g) {
    result.missing_genes += states[g] == GeneState::missing;
    result.constant_genes += states[g] == GeneState::constant;
    if (states[g] != GeneState::used) continue;
    used.push_back(static_cast<std::uint32_t>(g));
    names.push_back(genes[g]);
  }
  if (Problems problems = unfit(values, genes, used, options); !problems.empty())
    return failure(std::move(problems));
  auto indexed = index_sets(sets, names, options.least, options.most);
  if (!indexed) return tl::unexpected(std::move(indexed.error()));
  result.left_out = std::move(indexed->left_out);
  result.scores = Matrix(values.rows, indexed->sets.size());

  if (options.method == ScoreMethod::gsva) {
    const Matrix density = densities(values, used, options);
    std::vector<std::uint32_t> all(used.size());
    std::iota(all.begin(), all.end(), 0u);
    ranked_scores(density, all, options, result, indexed->sets);
  } else if (options.method == ScoreMethod::ssgsea) {
    ranked_scores(values, used, options, result, indexed->sets);
    if (options.normalise) normalise(result);
  } else {
    mean_scores(values, used, options, result, indexed->sets);
  }
  result.sets = std::move(indexed->sets);
  for (IndexedSet& set : result.sets)
    for (std::uint32_t& member : set.members) member = used[member];
  if (result.missing_genes > 0)
    result.warnings.push_back(fmt::format(
        "genes left out because a sample has no value of them: {}", result.missing_genes));
  if (result.constant_genes > 0)
    result.warnings.push_back(fmt::format(
        "genes left out because they are the same in all samples: {}", result.constant_genes));
  return result;
}

std::vector<double> cytolytic_score(std::span<const double> gzma, std::span<const double> prf1,
                                    bool logarithmic) {
  std::vector<double> score(gzma.size(), no_score);
  for (std::size_t i = 0; i < gzma.size(); ++i) {
    if (logarithmic)
      score[i] = (gzma[i] + prf1[i]) / 2;
    else if (gzma[i] >= 0 && prf1[i] >= 0)
      score[i] = std::sqrt(gzma[i] * prf1[i]);
  }
  return score;
}

}  // namespace venscope::enrichment
