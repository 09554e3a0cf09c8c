/// What the kinds that judge every gene show alike: lists of genes, and genes asked for by name.
#pragma once

#include "venscope/study/expression.hpp"
#include "venscope/study/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// How many genes a table of a report shows; the CSV beside the figure has all.
inline constexpr std::size_t genes_shown = 20;

/// "0.003", "4e-12".
std::string gene_p(double p);

/// The patients of a step that have a sample, as a table, and their values.
struct SampledStep {
  cohort::Table table;
  std::vector<std::size_t> matrix_rows;  ///< of the rows of `table`
};
SampledStep sampled_step(const Plan& plan, const Step& step, const Expression& expression);

/// The names of samples of these rows: by the line of the file, or numbers.
std::vector<std::string> sample_names(const cohort::Table& table,
                                      const std::vector<std::size_t>& rows, const RowNoun& noun);

}  // namespace venscope::study
