/// Matrices of genes by samples beside a cohort, its rows those of the patients.
/// docs/files/protocol.md, `[[expression]]`.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/section.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/expression/duplicates.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

struct Plan;
struct RowNoun;
struct Protocol;
struct Step;
struct ValidationCohort;

/// What the numbers of a matrix are. `undeclared`: nothing was said, nothing is checked.
enum class ExpressionScale { undeclared, log2, log, linear, counts };

/// As the protocol writes it; "not declared" of `undeclared`.
std::string_view name_of(ExpressionScale scale);

/// One [[expression]]: a matrix, and whose its samples are.
struct ExpressionRequest {
  std::string id, title;
  std::string file, path;  ///< as named; to open
  std::string cohort;      ///< id of a [[validation_cohort]]; "" for the study's
  std::string sample;      ///< column of the cohort that names the sample
  ExpressionScale scale = ExpressionScale::undeclared;
  char delimiter = 0, decimal = 0;
  std::optional<std::vector<std::string>> missing;
  expression::DuplicateRule duplicates = expression::DuplicateRule::refuse;
  std::string aliases;  ///< a table of other names of genes, to open; "" for none
  bool synthetic = false;
  Place place;
};

/// A matrix with one row per row of its cohort's table, in that order.
struct Expression {
  std::string id, title;
  std::string cohort;                   ///< as requested
  std::string file;                     ///< as named by the protocol or the command line
  std::string sha256;                   ///< of the file's bytes
  std::string aliases, aliases_sha256;  ///< the table of other names, as named; "" for none
  ExpressionScale scale = ExpressionScale::undeclared;
  std::vector<std::string> genes;
  Matrix values;              ///< patients by genes; `missing_number` where there is no value
  std::vector<bool> present;  ///< per row of the table: the patient has a sample
  std::size_t samples = 0;    ///< of the file
  std::size_t matched = 0;    ///< included patients with a sample
  std::size_t excluded = 0;   ///< samples of patients whom the rules of inclusion leave out
  std::size_t unknown = 0;    ///< samples of nobody in the cohort file
  std::size_t missing = 0;    ///< values that are missing, of the patients with a sample
  std::size_t synthetic = 0;  ///< samples that say so, or all where declared
  std::vector<std::string> assumptions;  ///< what the reader took for granted
  std::vector<std::string> suspicions;   ///< what looks wrong; no patient is named

  /// Included patients without a sample.
  std::size_t without_sample() const { return present.size() - matched; }
  /// The column of a gene, by its name in the matrix.
  std::optional<std::size_t> gene(std::string_view name) const;
};

/// Whose samples can be matched: all rows of a cohort file, and where they stand in its table.
struct SampleOwners {
  const cohort::Table* table = {};                   ///< the whole file; null: it cannot be read
  std::vector<std::optional<std::size_t>> included;  ///< per row of it: of the cohort's table
  std::size_t rows = 0;                              ///< of the cohort's table
};

/// Reads [[expression]]. Called after the cohorts and before the analyses, which refer to them.
void read_expression_sections(Section& root, Protocol& protocol);

/// --expression ID=FILE, or ID@COHORT=FILE for the matrix of a validation cohort. Problems:
/// study.no_expression, study.expression_option.
Problems replace_expression(Protocol& protocol, const std::string& given);

/// The columns that name samples, as text: `007` is not 7. To be added to the cohort's dictionary;
/// that of the `patient` is there already.
void add_sample_columns(const Protocol& protocol, std::string_view cohort, std::string_view patient,
                        cohort::Dictionary& dictionary);

/// Reads every [[expression]] of that cohort ("" for the study's) and puts its samples in the order
/// of the cohort's table. Problems: those of the reader, study.no_sample_column,
/// study.unknown_column, study.sample_twice (one sample of two patients), study.no_sample_matches,
/// study.expression_scale. Where the cohort cannot be read, only what is wrong with the files.
/// Cost: O(values) in time; beside the file's own matrix one column, unless the cohort has more
/// rows than the file samples.
std::vector<Expression> read_expressions(const Protocol& protocol, std::string_view cohort,
                                         const SampleOwners& owners, Problems& problems);

/// For kinds: the entry `expression`, which must be the id of an [[expression]] of the study's
/// cohort; where there is only one, that is the default.
std::string read_expression_id(Section& section, const Protocol& protocol);

/// The patients of a step who have a sample: as rows of the step's table and of the matrix.
struct SampledPatients {
  std::vector<std::size_t> step, matrix;
};
SampledPatients sampled_patients(const Plan& plan, const Step& step, const Expression& expression);
SampledPatients sampled_patients(const ValidationCohort& cohort, const Step& step,
                                 const Expression& expression);

/// These rows of `matrix`, in their order.
Matrix rows_of(const Matrix& matrix, std::span<const std::size_t> rows);

/// "expression.tsv.gz: 2,594 genes; 373 of the 400 patients have a sample; 12 samples of nobody …".
std::string expression_text(const Expression& expression, const RowNoun& noun);

}  // namespace venscope::study
