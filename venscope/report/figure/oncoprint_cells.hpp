/// The cells of an oncoprint: columns of patients, rows of genes and strips.
#pragma once

#include "venscope/report/figure/oncoprint_figure.hpp"

#include <cstddef>
#include <vector>

namespace venscope::report {

inline constexpr double oncoprint_gene_row = 10.0;
inline constexpr double oncoprint_wild_opacity = 0.45;

/// Not tested where the list ends before the patient.
GeneState oncoprint_state(const OncoprintGene& gene, std::size_t patient);
/// -1 where it is not known, whatever the list holds.
int oncoprint_category(const OncoprintStrip& strip, std::size_t patient);

/// The series whose tone each category of each strip has. Strips with the same categories share
/// them; others go on where the ones before ended, and what no patient is takes none.
std::vector<std::vector<std::size_t>> oncoprint_tones(const OncoprintFigure& figure);

/// How strongly a category of that series is filled.
double oncoprint_strip_opacity(std::size_t tone);

/// Where each patient stands: columns of one width, groups apart.
struct OncoprintColumns {
  double left = 0, width = 0;           ///< of the first column; of one column
  std::vector<double> x;                ///< left edge of each column, in the order drawn
  std::vector<std::size_t> group_ends;  ///< one past the last column of each group
  double right = 0;
  double gap() const;  ///< between columns: none where they are narrow
};
OncoprintColumns oncoprint_columns(const OncoprintOrder& order, double left, double right);

/// One row of a gene, `oncoprint_gene_row` high.
void add_oncoprint_gene(std::vector<Node>& nodes, const OncoprintGene& gene,
                        const OncoprintOrder& order, const OncoprintColumns& columns, double top);

/// One strip, each category in the tone of its series.
void add_oncoprint_strip(std::vector<Node>& nodes, const OncoprintStrip& strip,
                         const std::vector<std::size_t>& tones, const OncoprintOrder& order,
                         const OncoprintColumns& columns, double top, double height);

/// Bars of the number of mutated genes per patient; gives the y below them, `top` if all are 0.
double add_oncoprint_burden(std::vector<Node>& nodes, const OncoprintFigure& figure,
                            const OncoprintOrder& order, const OncoprintColumns& columns,
                            double top);

}  // namespace venscope::report
