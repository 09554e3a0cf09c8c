/// Effects of genes against their p: a volcano plot. docs/methods/figures.md says what each mark
/// means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

struct GeneEffect {
  std::string label;
  double effect = 0, p = 1;
  bool kept = false;  ///< passed the threshold: coloured
  bool named = false;
};

struct GeneEffectFigure {
  std::vector<GeneEffect> genes;
  std::optional<double> threshold;  ///< of p: a dashed line
  std::string title, subtitle;
  std::string effect_label = "Effect";
  std::string kept_label = "kept";
  double width = single_column;
};

/// A p of 0 is drawn at the smallest positive one. Names stand where they lie over no other name;
/// the rest is in the table.
Scene gene_effect_scene(const GeneEffectFigure& figure);

/// gene,effect,p,kept
std::string gene_effect_csv(const GeneEffectFigure& figure);

}  // namespace venscope::report
