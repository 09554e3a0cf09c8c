/// Random rankings and gene sets for twins and laws.
#pragma once

#include "venscope/base/random.hpp"
#include "venscope/enrichment/gsea.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace venscope::test {

/// `size` of 0 … n - 1, ascending.
inline std::vector<std::uint32_t> random_members(RandomStream& stream, std::size_t n,
                                                 std::size_t size) {
  std::vector<std::uint32_t> all(n);
  std::iota(all.begin(), all.end(), 0u);
  stream.shuffle(std::span(all));
  all.resize(size);
  std::sort(all.begin(), all.end());
  return all;
}

/// Genes g0001 … with normal values, about `centre`.
inline enrichment::Ranking random_ranking(RandomStream& stream, std::size_t n, double centre = 0) {
  std::vector<std::string> genes;
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) {
    genes.push_back(fmt::format("g{:05}", i + 1));
    values.push_back(centre + stream.normal());
  }
  return *enrichment::make_ranking(genes, values);
}

/// A set of the ranking's genes at these places.
inline enrichment::GeneSet set_at(const enrichment::Ranking& ranking, std::string name,
                                  const std::vector<std::uint32_t>& places) {
  enrichment::GeneSet set{std::move(name), "", {}};
  for (const std::uint32_t place : places) set.genes.push_back(ranking.gene[place]);
  return set;
}

/// Calls each(members) for all subsets of that size.
template <class Each>
void for_each_subset(std::uint32_t n, std::uint32_t size, Each&& each) {
  std::vector<std::uint32_t> members(size);
  std::iota(members.begin(), members.end(), 0u);
  for (;;) {
    each(members);
    std::size_t i = size;
    while (i > 0 && members[i - 1] == n - size + i - 1) --i;
    if (i == 0) return;
    ++members[i - 1];
    for (; i < size; ++i) members[i] = members[i - 1] + 1;
  }
}

}  // namespace venscope::test
