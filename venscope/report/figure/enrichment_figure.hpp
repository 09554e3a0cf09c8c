/// Figures of gene set enrichment: the running sum of one set, and dots of many.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// The running sum of one set, its members as ticks, the statistic below.
struct EnrichmentFigure {
  std::vector<double> rank, height;  ///< corners of the running sum, from 0 to `genes`
  double genes = 0;
  std::vector<double> members;              ///< ranks of the members, ascending
  std::vector<bool> edge;                   ///< of each: of the leading edge
  std::vector<double> metric_rank, metric;  ///< the statistic along the ranking, some points of it
  double score = 0;
  std::string title, subtitle;
  std::string metric_label = "Statistic";
  std::string high_label, low_label;  ///< what the two ends of the ranking mean
  std::vector<std::string> notes;     ///< "NES 1.92", "p < 0.001"
  double width = single_column;
};
Scene enrichment_scene(const EnrichmentFigure& figure);
/// rank,running_sum
std::string enrichment_csv(const EnrichmentFigure& figure);

/// One set as a dot: where it stands, how many genes, how sure.
struct EnrichmentDot {
  std::string label;
  double value = 0;  ///< normalised score, or odds ratio
  double count = 0;  ///< genes: the dot's area
  std::optional<double> q;
  std::string text;  ///< at the right: "q = 0.01"
};
struct EnrichmentDots {
  std::vector<EnrichmentDot> dots;
  std::string title, subtitle;
  std::string value_label = "Normalised enrichment score";
  std::string count_label = "genes";
  std::string text_label = "q";
  double reference = 0;  ///< a line: no enrichment
  double level = 0.05;   ///< filled where q is below
  double width = double_column;
};
Scene enrichment_dots_scene(const EnrichmentDots& figure);
/// set,value,count,q
std::string enrichment_dots_csv(const EnrichmentDots& figure);

}  // namespace venscope::report
