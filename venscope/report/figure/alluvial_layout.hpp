/// Where the blocks and labels of an alluvial plot stand.
#pragma once

#include "venscope/report/figure/alluvial_figure.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::report {

/// Patients by level of each score; the level after the last is "not classifiable", if anyone is.
struct AlluvialTotals {
  std::vector<std::vector<double>> by_level;  ///< by score and level
  double n = 0;
};
AlluvialTotals alluvial_totals(const AlluvialFigure& figure);

/// The level of a flow in a score, "not classifiable" being the one after the last.
std::size_t alluvial_level(const AlluvialFigure& figure, const AlluvialFlow& flow,
                           std::size_t score);
std::string alluvial_level_name(const AlluvialFigure& figure, std::size_t score, std::size_t level);
/// "57 (33%)"
std::string alluvial_level_count(const AlluvialTotals& totals, std::size_t score,
                                 std::size_t level);

/// Where the blocks stand. Each has a slot that holds its label too.
struct AlluvialPlaces {
  std::vector<double> left, width, label_width;  ///< by score
  std::vector<std::vector<double>> tops;         ///< of the blocks, by score and level
  double top = 0, height = 0, per_patient = 0;
};
AlluvialPlaces alluvial_places(const AlluvialFigure& figure, const AlluvialTotals& totals,
                               double top);

/// First and last score have their labels beside the blocks; those between, on or below them.
bool is_outer_score(const AlluvialFigure& figure, std::size_t score);

/// The name of a level in lines, and their height with that of the count below.
std::vector<std::string> alluvial_label_lines(const AlluvialFigure& figure, std::size_t score,
                                              std::size_t level, double width);
double alluvial_label_height(const AlluvialFigure& figure, std::size_t score, std::size_t level,
                             double width);

}  // namespace venscope::report
