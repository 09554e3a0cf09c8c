#include "venscope/enrichment/over_representation.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/base/hypergeometric.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/response/fisher.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

namespace venscope::enrichment {
namespace {

/// The sum of P(X = k) from the smallest term up, so that no digit of a small tail is lost.
double upper_tail(std::int64_t universe, std::int64_t size, std::int64_t selected, std::int64_t k) {
  const Hypergeometric distribution(size, universe - size, selected);
  const std::vector<double> probability = distribution.probabilities();
  double sum = 0;
  for (std::size_t i = probability.size(); i-- > 0;) {
    if (distribution.lowest() + static_cast<std::int64_t>(i) < k) break;
    sum += probability[i];
  }
  return std::min(sum, 1.0);
}

void add_odds_ratio(const OverRepresentation& all, double confidence, OverRepresentedSet& one) {
  const std::int64_t others = all.universe - one.size, rest = all.selected - one.selected;
  const auto test = response::fisher(
      response::make_table(2, 2, {one.selected, one.size - one.selected, rest, others - rest}),
      {.confidence = confidence});
  if (!test) return;
  const auto finite = [](std::optional<double> value) {
    return value && std::isfinite(*value) ? value : std::nullopt;
  };
  one.odds_ratio = finite(test->odds_ratio);
  one.conf_low = finite(test->conf_low);
  one.conf_high = finite(test->conf_high);
}

/// Each gene once, in the order given.
std::vector<std::string> each_once(std::span<const std::string> genes,
                                   std::unordered_map<std::string_view, std::size_t>& place) {
  std::vector<std::string> once;
  for (const std::string& gene : genes)
    if (!gene.empty() && place.emplace(gene, once.size()).second) once.push_back(gene);
  return once;
}

}  // namespace

Result<OverRepresentation> over_representation(std::span<const std::string> universe,
                                               std::span<const std::string> selected,
                                               std::span<const GeneSet> sets,
                                               const OverRepresentationOptions& options) {
  std::unordered_map<std::string_view, std::size_t> place, wanted;
  const std::vector<std::string> genes = each_once(universe, place);
  OverRepresentation result;
  result.universe = static_cast<std::int64_t>(genes.size());
  if (genes.empty())
    return cannot_analyse("enrichment.no_universe", "the universe holds no gene",
                          "give the genes that could have been chosen");
  std::vector<char> chosen(genes.size(), 0);
  for (const std::string& gene : each_once(selected, wanted)) {
    const auto found = place.find(gene);
    if (found == place.end()) {
      result.outside.push_back(gene);
      continue;
    }
    chosen[found->second] = 1;
    ++result.selected;
  }
  if (result.selected == 0)
    return cannot_analyse(
        "enrichment.no_selection",
        wanted.empty() ? std::string("no gene is chosen")
                       : fmt::format("none of the {} chosen genes is among the {} of the universe",
                                     wanted.size(), genes.size()),
        "choose by a wider rule, or check that both name genes alike");
  if (result.selected == result.universe)
    return cannot_analyse("enrichment.all_selected",
                          fmt::format("all {} genes of the universe are chosen", genes.size()),
                          "choose by a narrower rule, or name the genes that were tested");
  auto indexed = index_sets(sets, genes, options.least, options.most);
  if (!indexed) return tl::unexpected(std::move(indexed.error()));
  result.left_out = std::move(indexed->left_out);

  result.sets.resize(indexed->sets.size());
  parallel_for(result.sets.size(), options.threads, [&](std::size_t s) {
    const IndexedSet& members = indexed->sets[s];
    OverRepresentedSet& one = result.sets[s];
    one.set = members.set;
    one.size = static_cast<std::int64_t>(members.members.size());
    for (const std::uint32_t member : members.members)
      if (chosen[member] != 0) one.genes.push_back(genes[member]);
    one.selected = static_cast<std::int64_t>(one.genes.size());
    one.expected = static_cast<double>(one.size) * static_cast<double>(result.selected) /
                   static_cast<double>(result.universe);
    one.p = upper_tail(result.universe, one.size, result.selected, one.selected);
    add_odds_ratio(result, options.confidence, one);
  });
  std::vector<double> p;
  for (const OverRepresentedSet& one : result.sets) p.push_back(one.p);
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  for (std::size_t s = 0; s < q.size(); ++s) result.sets[s].q = q[s];
  std::stable_sort(result.sets.begin(), result.sets.end(),
                   [&](const OverRepresentedSet& a, const OverRepresentedSet& b) {
                     if (a.p != b.p) return a.p < b.p;
                     const double x = a.odds_ratio.value_or(-1), y = b.odds_ratio.value_or(-1);
                     return x != y ? x > y : sets[a.set].name < sets[b.set].name;
                   });
  return result;
}

}  // namespace venscope::enrichment
