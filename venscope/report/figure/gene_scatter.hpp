/// Thousands of genes as dots, some of them by name: volcano, mean and difference, mean and
/// variance. Or of other things, such as drugs. docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

struct GenePoint {
  std::string gene;
  double x = 0, y = 0;
  std::size_t group = 0;  ///< into GeneScatter::groups; 0 is drawn in grey
  bool named = false;     ///< with its name beside it
  bool bold = false;      ///< that name in bold
};

struct GeneScatter {
  std::vector<GenePoint> points;         ///< those that are not finite are not drawn
  std::vector<std::string> groups;       ///< what the colours mean
  std::vector<double> trend_x, trend_y;  ///< a line over the dots; may be empty
  std::string trend_label;
  std::optional<double> threshold;  ///< of y: a dashed line, where it lies in the plot
  std::string x_label, y_label;
  bool y_from_zero = false;
  bool symmetric = false;    ///< x as far to the left as to the right, and a line at 0
  bool y_symmetric = false;  ///< the same of y
  std::string title, subtitle;
  std::string one = "gene", many = "genes";  ///< what a dot is; only genes are set in italics
  double radius = 1.1;  ///< of a dot without its name; wider where there are few
  double width = single_column;
};

/// Any number of genes, also none. Names stand where they cover neither each other nor a named dot
/// and as few dots as can be; a name that finds no place is left out, and said in the description.
Scene gene_scatter_scene(const GeneScatter& figure);

/// gene,x,y,group,named — one row per gene; the first column is called what a dot is.
std::string gene_scatter_csv(const GeneScatter& figure);

}  // namespace venscope::report
