/// Differential expression and association with a number, of a table of samples and a matrix: what
/// `venscope fit differential` and `fit correlate` answer.
#pragma once

#include "venscope/cohort/matrix_file.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/expression/correlation.hpp"
#include "venscope/expression/differential.hpp"
#include "venscope/expression/rank_sum.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/report/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// Genes by samples, and the column of the table that names the samples.
struct MatrixSource {
  const cohort::MatrixFile* matrix = nullptr;
  std::string id;
};

/// The samples of a frame: their values in the order of its rows.
struct SampledMatrix {
  Matrix values;
  std::vector<std::string> samples;
  std::size_t without_sample = 0;  ///< rows of the table that have no sample
};

struct DifferentialAnalysisOptions {
  MatrixSource source;
  std::vector<std::string> coefficients;  ///< or terms; empty: the first term
  std::vector<std::string> contrasts;
  expression::DifferentialOptions fit;
};

struct DifferentialAnalysis {
  formula::ModelFrame frame;
  DifferentialAnalysisOptions options;
  std::vector<std::string> genes;  ///< of the matrix
  std::size_t without_sample = 0;
  std::vector<std::string> design;  ///< names of its columns
  expression::Differential result;
  std::vector<std::string> compared = {};  ///< what is tested, in words: "knockdown vs control"
};

/// A coefficient, or a difference of two, in words: "knockdown vs control" of `groupknockdown`,
/// "B vs C" of `groupB - groupC`, "Stage 2 vs 1" where levels are numbers, "Age, per year";
/// whatever else it is stays as it is. Right by: unit/study/contrast_words.
std::string contrast_words(const formula::ModelFrame& frame, const std::string& tested,
                           const cohort::Table& table);

/// Fits `~ terms` to every gene. Problems besides those of the parts: differential.no_coefficient,
/// differential.no_terms.
Result<DifferentialAnalysis> analyse_differential(std::string_view formula,
                                                  const cohort::Table& table,
                                                  const DifferentialAnalysisOptions& options);
/// The same on a frame of `table` whose samples have been found.
Result<DifferentialAnalysis> differential_on(formula::ModelFrame frame, const cohort::Table& table,
                                             const SampledMatrix& sampled,
                                             const std::vector<std::string>& genes,
                                             const DifferentialAnalysisOptions& options);
report::Json to_json(const DifferentialAnalysis& analysis);

struct RankSumAnalysisOptions {
  MatrixSource source;
  unsigned threads = 1;
};

/// Wilcoxon's test of the two groups of a column, gene by gene.
struct RankSumAnalysis {
  formula::ModelFrame frame;
  std::vector<std::string> genes;
  std::size_t without_sample = 0;
  std::string reference, other;  ///< the groups: the second is higher where w is large
  std::size_t n_reference = 0, n_other = 0;
  std::vector<expression::RankSum> results;
  std::vector<double> q, storey;
  std::optional<double> null_share;

  /// Genes by p, then by how far P is from 1/2; without those that have no p.
  std::vector<std::size_t> by_p() const;
};

/// `~ group`, a column of two levels: expression::rank_sums of every gene. Problem:
/// differential.two_groups (another number of terms or of levels).
/// Right by: transcripts/fit-differential, reference/expression/association (R: wilcox.test).
Result<RankSumAnalysis> analyse_rank_sums(std::string_view formula, const cohort::Table& table,
                                          const RankSumAnalysisOptions& options);
report::Json to_json(const RankSumAnalysis& analysis);

struct CorrelationAnalysisOptions {
  MatrixSource source;
  expression::CorrelationMethod method = expression::CorrelationMethod::spearman;
  std::optional<double> censored_above = {};  ///< the number is known to be this or more
  unsigned threads = 1;
};

struct CorrelationAnalysis {
  formula::ModelFrame frame;
  CorrelationAnalysisOptions options;
  std::vector<std::string> genes;
  std::size_t without_sample = 0;
  std::size_t censored = 0;
  std::vector<expression::Correlation> results;
  std::vector<double> q, storey;
  std::optional<double> null_share;

  /// Genes by p, then by |estimate|; without those that have no p.
  std::vector<std::size_t> by_p() const;
};

/// Correlates every gene with the number on the left, adjusted for the terms on the right.
Result<CorrelationAnalysis> analyse_correlation(std::string_view formula,
                                                const cohort::Table& table,
                                                const CorrelationAnalysisOptions& options);
/// The same on a frame whose samples have been found.
Result<CorrelationAnalysis> correlation_on(formula::ModelFrame frame, const SampledMatrix& sampled,
                                           const std::vector<std::string>& genes,
                                           const CorrelationAnalysisOptions& options);
report::Json to_json(const CorrelationAnalysis& analysis);

/// "Pearson", "Spearman", "Kendall".
std::string_view name_of(expression::CorrelationMethod method);
/// Why there is no p: "the gene does not vary"; "" where there is one.
std::string reason_of(const expression::Correlation& correlation);

/// The rows of `table` that name a sample of the matrix, and the frame of `formula` on them.
/// Problems: expression.no_id_column, expression.no_samples, expression.sample_twice.
Result<formula::ModelFrame> sampled_frame(std::string_view formula, const cohort::Table& table,
                                          const MatrixSource& source,
                                          const formula::FrameOptions& options,
                                          SampledMatrix& sampled);

}  // namespace venscope::study
