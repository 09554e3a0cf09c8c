/// A Cox model for every gene of a file: what `venscope fit screen` answers.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/expression/expression_file.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/report/json.hpp"
#include "venscope/survival/cox_screen.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

struct ScreenAnalysisOptions {
  survival::CoxScreenOptions fit;
  expression::ExpressionOptions reading;
  std::string matrix;  ///< the file of expression
  std::string id;      ///< the column of the table that names the samples
  std::optional<std::string> weights = {};
  bool storey = false;  ///< Storey's q besides
};

struct ScreenedGene {
  std::string gene;
  std::uint32_t line = 0;
  survival::ScreenedColumn fit;
  double q = 0;       ///< Benjamini-Hochberg, over the genes with an estimate; else undefined
  double storey = 0;  ///< Storey's, where asked for
};

struct ScreenAnalysis {
  formula::ModelFrame frame;  ///< of the adjusters, on the rows that have a sample
  ScreenAnalysisOptions options;
  expression::ExpressionNotes notes;
  std::vector<ScreenedGene> genes;  ///< in the order of the file
  std::size_t without_sample = 0;   ///< rows of the table that the file of expression does not know
  std::size_t unused_samples = 0;   ///< samples that no row of the table names
  std::optional<double> null_share = {};  ///< pi0, with Storey's q

  /// Places in `genes` by p, without those that have no estimate; of equals the first.
  std::vector<std::size_t> by_p() const;
  std::size_t without_estimate() const;
  /// What the notes say: what was done in reading, what is odd about the values.
  std::vector<std::string> sentences() const;
};

/// The model `formula + gene` of every gene of a matrix in memory: `values` has a row per row of
/// the frame and a column per gene. The notes stay empty.
Result<ScreenAnalysis> screen_on(formula::ModelFrame frame, const Matrix& values,
                                 std::span<const std::string> genes,
                                 const ScreenAnalysisOptions& options);

/// The same of a file, read block by block: memory is that of a block and of
/// the results.
Result<ScreenAnalysis> analyse_screen(std::string_view formula, const cohort::Table& table,
                                      const ScreenAnalysisOptions& options);

report::Json to_json(const ScreenAnalysis& analysis);

}  // namespace venscope::study
