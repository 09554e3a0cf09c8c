/// What figures over the penalties of a path share: ln lambda to the left and right, the number of
/// coefficients above, the chosen penalties as lines, and names at the ends of curves.
#pragma once

#include "venscope/report/figure/plot.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::report {

/// The penalties of a path, from the largest to the smallest. One of 0 has no logarithm and is not
/// drawn.
struct PenaltyPath {
  std::vector<double> lambda;
  std::vector<std::size_t> df;  ///< coefficients that are not 0 at each; empty: no axis above
  std::optional<std::size_t> at_min, at_1se;  ///< steps
};

/// ln lambda of each step; NaN where it is 0.
std::vector<double> log_penalties(const PenaltyPath& path);

/// From the largest penalty at the left to the smallest at the right, with a little room.
Axis penalty_axis(const PenaltyPath& path, double from, double to);

/// Room that the axis above the plot takes.
double df_axis_height(const PenaltyPath& path);

/// Dashed lines at the chosen penalties, over the height of the plot, each named at its foot.
void add_chosen_penalties(std::vector<Node>& nodes, const Plot& plot, const PenaltyPath& path);

/// The axes below and above; gives the y below.
double add_penalty_axes(std::vector<Node>& nodes, const Plot& plot, const PenaltyPath& path);

/// "lambda.min 0.0341 (3 coefficients), lambda.1se 0.151 (1)", for descriptions.
std::string chosen_penalties_text(const PenaltyPath& path);

/// A name that wants to stand at the height `y`, and the colour of its curve.
struct EndLabel {
  double y = 0;
  std::string text;
  Tone tone = Tone::ink;
};

/// Names right of the plot, moved apart where they would lie over each other, each led to its y by
/// a thin line. Those for which there is no room are left out; gives the number left out.
std::size_t add_end_labels(std::vector<Node>& nodes, const Plot& plot, std::vector<EndLabel> labels,
                           bool italic);

/// Width that such names need.
double end_label_width(std::span<const std::string> labels);

}  // namespace venscope::report
