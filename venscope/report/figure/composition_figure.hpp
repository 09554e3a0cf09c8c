/// What each sample is made of: a stacked bar per sample, the samples side by side by group.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

/// Samples in the order drawn; `share[i]` has one number per part, none of it negative, or is empty
/// where nothing is known of the sample: its place stays empty.
struct CompositionGroup {
  std::string label;
  std::vector<std::vector<double>> share;
};

struct CompositionFigure {
  std::vector<std::string> parts;  ///< from below
  std::vector<CompositionGroup> groups;
  std::string title;
  std::string subtitle;
  std::string value_label = "Fraction";
  double width = double_column;
};

/// Any number of parts, groups and samples, also none.
Scene composition_scene(const CompositionFigure& figure);

/// group,sample,part,share: a row per sample and part; samples are counted within their group.
std::string composition_csv(const CompositionFigure& figure);

}  // namespace venscope::report
