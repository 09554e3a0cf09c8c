#include "venscope/report/figure/alluvial_layout.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>

namespace venscope::report {
namespace {

constexpr double level_gap = 7.0;
constexpr double outer_block = 8.0;
constexpr double blocks_height = 150.0;  // of all patients

double label_width(const AlluvialFigure& figure, const AlluvialTotals& totals, std::size_t score) {
  const double most = figure.width / (static_cast<double>(figure.scores.size()) + 1.5);
  double width = 0;
  for (std::size_t l = 0; l < totals.by_level[score].size(); ++l) {
    const auto lines = wrap_text(alluvial_level_name(figure, score, l), most, text_size);
    width = std::max({width, widest(lines, text_size),
                      text_width(alluvial_level_count(totals, score, l), small_size)});
  }
  return width;
}

/// Labels of outer blocks stand beside them, those of inner ones on them, or below where the block
/// is too small.
double slot_height(const AlluvialFigure& figure, const AlluvialPlaces& places, std::size_t score,
                   std::size_t level, double block) {
  const double label = alluvial_label_height(figure, score, level, places.label_width[score]);
  if (is_outer_score(figure, score)) return std::max(block, label);
  return block >= label ? block : block + label;
}

}  // namespace

std::size_t alluvial_level(const AlluvialFigure& figure, const AlluvialFlow& flow,
                           std::size_t score) {
  const std::size_t levels = figure.scores[score].levels.size();
  const int level = score < flow.levels.size() ? flow.levels[score] : -1;
  return level >= 0 && static_cast<std::size_t>(level) < levels ? static_cast<std::size_t>(level)
                                                                : levels;
}

AlluvialTotals alluvial_totals(const AlluvialFigure& figure) {
  AlluvialTotals totals;
  for (std::size_t s = 0; s < figure.scores.size(); ++s) {
    totals.by_level.emplace_back(figure.scores[s].levels.size() + 1, 0.0);
    for (const AlluvialFlow& flow : figure.flows)
      totals.by_level[s][alluvial_level(figure, flow, s)] += std::max(0.0, flow.n);
    // Where all could be classified nobody looks for those who could not.
    if (totals.by_level[s].back() == 0) totals.by_level[s].pop_back();
  }
  for (const AlluvialFlow& flow : figure.flows) totals.n += std::max(0.0, flow.n);
  return totals;
}

std::string alluvial_level_name(const AlluvialFigure& figure, std::size_t score,
                                std::size_t level) {
  const std::vector<std::string>& levels = figure.scores[score].levels;
  return level < levels.size() ? levels[level] : figure.not_classifiable;
}

std::string alluvial_level_count(const AlluvialTotals& totals, std::size_t score,
                                 std::size_t level) {
  return count_percent(totals.by_level[score][level], totals.n, 0);
}

std::vector<std::string> alluvial_label_lines(const AlluvialFigure& figure, std::size_t score,
                                              std::size_t level, double width) {
  // Rounding must not break a line that was measured to fit.
  return wrap_text(alluvial_level_name(figure, score, level), width + 1e-6, text_size);
}

double alluvial_label_height(const AlluvialFigure& figure, std::size_t score, std::size_t level,
                             double width) {
  return leading(text_size) *
         static_cast<double>(alluvial_label_lines(figure, score, level, width).size() + 1);
}

bool is_outer_score(const AlluvialFigure& figure, std::size_t score) {
  return score == 0 || score + 1 == figure.scores.size();
}

AlluvialPlaces alluvial_places(const AlluvialFigure& figure, const AlluvialTotals& totals,
                               double top) {
  AlluvialPlaces places;
  const std::size_t k = figure.scores.size();
  places.top = top;
  places.per_patient = blocks_height / totals.n;
  for (std::size_t s = 0; s < k; ++s) places.label_width.push_back(label_width(figure, totals, s));
  const double from = places.label_width.front() + 5;
  const double to = figure.width - (k > 1 ? places.label_width.back() + 5 : 0.0);
  std::vector<double> heights;
  for (std::size_t s = 0; s < k; ++s) {
    const double width = is_outer_score(figure, s) ? outer_block : places.label_width[s] + 8;
    const double share = k > 1 ? static_cast<double>(s) / static_cast<double>(k - 1) : 0.0;
    places.left.push_back(from + 0.5 * outer_block + share * (to - from - outer_block) -
                          0.5 * width);
    places.width.push_back(width);
    std::vector<double>& tops = places.tops.emplace_back();
    double y = top;
    for (std::size_t l = 0; l < totals.by_level[s].size(); ++l) {
      const double block = totals.by_level[s][l] * places.per_patient;
      const double slot = slot_height(figure, places, s, l, block);
      tops.push_back(is_outer_score(figure, s) ? y + 0.5 * (slot - block) : y);
      y += slot + level_gap;
    }
    heights.push_back(y - level_gap - top);
    places.height = std::max(places.height, heights.back());
  }
  // Scores that need less room stand in the middle of the height.
  for (std::size_t s = 0; s < k; ++s)
    for (double& y : places.tops[s]) y += 0.5 * (places.height - heights[s]);
  return places;
}

}  // namespace venscope::report
