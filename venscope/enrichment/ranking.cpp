#include "venscope/enrichment/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::enrichment {
namespace {

Problems wrong_ranks(std::span<const std::string> genes, std::span<const double> values) {
  Problems problems;
  for (std::size_t i = 0; i < genes.size() && problems.size() < 5; ++i) {
    if (std::isinf(values[i]))
      problems.push_back({"enrichment.infinite_rank",
                          {},
                          fmt::format("the rank of {} is infinite", genes[i]),
                          "a number for each gene",
                          "rank by a statistic that is finite, such as t or z"});
    else if (genes[i].empty() && !std::isnan(values[i]))
      problems.push_back({"enrichment.unnamed_gene",
                          {},
                          fmt::format("row {} has a rank and no gene", i + 1),
                          "a name for each gene",
                          ""});
  }
  return problems;
}

}  // namespace

Result<Ranking> make_ranking(std::span<const std::string> genes, std::span<const double> values) {
  if (Problems problems = wrong_ranks(genes, values); !problems.empty())
    return failure(std::move(problems));
  Ranking ranking;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < genes.size(); ++i)
    if (!std::isnan(values[i])) kept.push_back(i);
  ranking.missing = genes.size() - kept.size();

  // The value that stays stands first among those of its gene.
  std::sort(kept.begin(), kept.end(), [&](std::size_t a, std::size_t b) {
    if (genes[a] != genes[b]) return genes[a] < genes[b];
    const double x = std::abs(values[a]), y = std::abs(values[b]);
    return x != y ? x > y : values[a] > values[b];
  });
  const auto last = std::unique(kept.begin(), kept.end(),
                                [&](std::size_t a, std::size_t b) { return genes[a] == genes[b]; });
  ranking.duplicates = static_cast<std::size_t>(kept.end() - last);
  kept.erase(last, kept.end());
  std::stable_sort(kept.begin(), kept.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });

  if (kept.size() < 2)
    return cannot_analyse("enrichment.few_ranks", fmt::format("{} genes have a rank", kept.size()),
                          "give a statistic for all genes that were measured");
  if (values[kept.front()] == values[kept.back()])
    return cannot_analyse("enrichment.tied_ranks",
                          fmt::format("all {} genes have the same rank", kept.size()),
                          "rank by a statistic that differs between genes");
  for (std::size_t i = 0; i < kept.size(); ++i) {
    ranking.gene.push_back(genes[kept[i]]);
    ranking.value.push_back(values[kept[i]]);
    const bool like_last = i > 0 && values[kept[i - 1]] == values[kept[i]];
    const bool like_next = i + 1 < kept.size() && values[kept[i + 1]] == values[kept[i]];
    ranking.tied += like_last || like_next ? 1 : 0;
  }
  return ranking;
}

}  // namespace venscope::enrichment
