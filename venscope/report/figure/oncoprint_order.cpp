#include "venscope/report/figure/oncoprint_cells.hpp"

#include <algorithm>
#include <numeric>

namespace venscope::report {
namespace {

struct GeneRank {
  double share = 0, mutated = 0;
};

GeneRank rank_of(const OncoprintGene& gene) {
  GeneRank rank;
  double tested = 0;
  for (const GeneState state : gene.states) {
    rank.mutated += state == GeneState::mutated ? 1 : 0;
    tested += state == GeneState::not_tested ? 0 : 1;
  }
  if (tested > 0) rank.share = rank.mutated / tested;
  return rank;
}

/// Those of unknown category come last.
int group_of(const OncoprintFigure& figure, std::size_t patient) {
  const OncoprintStrip& strip = figure.strips[0];
  const int category = oncoprint_category(strip, patient);
  return category >= 0 ? category : static_cast<int>(strip.categories.size());
}

}  // namespace

OncoprintOrder oncoprint_order(const OncoprintFigure& figure) {
  OncoprintOrder order;
  order.genes.resize(figure.genes.size());
  std::iota(order.genes.begin(), order.genes.end(), std::size_t{0});
  if (figure.most_frequent_first) {
    std::vector<GeneRank> ranks;
    for (const OncoprintGene& gene : figure.genes) ranks.push_back(rank_of(gene));
    std::stable_sort(order.genes.begin(), order.genes.end(), [&](std::size_t a, std::size_t b) {
      if (ranks[a].share != ranks[b].share) return ranks[a].share > ranks[b].share;
      return ranks[a].mutated > ranks[b].mutated;
    });
  }
  order.patients.resize(figure.patients);
  std::iota(order.patients.begin(), order.patients.end(), std::size_t{0});
  const bool grouped = figure.by_first_strip && !figure.strips.empty();
  std::stable_sort(order.patients.begin(), order.patients.end(), [&](std::size_t a, std::size_t b) {
    if (grouped && group_of(figure, a) != group_of(figure, b))
      return group_of(figure, a) < group_of(figure, b);
    for (const std::size_t gene : order.genes) {
      const GeneState of_a = oncoprint_state(figure.genes[gene], a),
                      of_b = oncoprint_state(figure.genes[gene], b);
      if (of_a != of_b) return of_a < of_b;
    }
    return false;
  });
  for (std::size_t i = 0; i < order.patients.size(); ++i)
    if (i == 0 ||
        (grouped && group_of(figure, order.patients[i]) != group_of(figure, order.patients[i - 1])))
      order.starts.push_back(i);
  return order;
}

}  // namespace venscope::report
