#include "venscope/study/analysis.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace venscope::study {
namespace {

constexpr std::size_t most_named = 5;

/// The column `name` of the table as a text per row, or a problem.
Result<std::vector<std::string>> texts_of(const cohort::Table& table, const std::string& name,
                                          const char* option) {
  const cohort::Column* column = table.find(name);
  if (!column)
    return failure(Problem{"coxnet.no_column",
                           {option, 0, ""},
                           fmt::format("there is no column {} in {}", name, table.file),
                           "a column of the data",
                           ""});
  std::vector<std::string> texts(table.rows);
  for (std::size_t i = 0; i < table.rows; ++i) {
    if (column->missing(i)) continue;
    texts[i] = column->numeric() ? fmt::format("{}", column->number[i])
                                 : column->levels[static_cast<std::size_t>(column->code[i])];
  }
  return texts;
}

/// The rows that have a sample, and for each its place in the matrix.
struct Sampled {
  std::vector<std::size_t> rows;
  std::vector<std::int64_t> sample;
};

Result<Sampled> sampled_rows(const cohort::Table& table, const CoxnetAnalysisOptions& options) {
  const Result<std::vector<std::string>> ids = texts_of(table, options.id, "--id");
  if (!ids) return failure(ids.error());
  const std::vector<std::int64_t> places = cohort::match_samples(*options.matrix, *ids);
  Sampled sampled;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i] < 0) continue;
    sampled.rows.push_back(i);
    sampled.sample.push_back(places[i]);
  }
  if (sampled.rows.empty())
    return failure(Problem{
        "coxnet.no_samples",
        {options.matrix->file, 0, ""},
        fmt::format("no id of the column {} names a sample", options.id),
        fmt::format("sample names in the first row, such as {}", ids->empty() ? "" : ids->front()),
        "check the column of ids, and whether the matrix is turned over"});
  return sampled;
}

/// The features of the matrix for rows that stand at `samples`, in the place of its values.
Matrix rows_at(std::span<const std::int64_t> samples, Matrix values) {
  const std::size_t n = samples.size();
  Matrix rows;
  rows.rows = n;
  rows.columns = values.columns;
  // A sample may be asked for more than once, and then there may be more rows than samples.
  if (n > values.rows) rows.values.resize(n * values.columns);
  std::vector<double> from(values.rows);
  double* to = n > values.rows ? rows.values.data() : values.values.data();
  for (std::size_t g = 0; g < values.columns; ++g, to += n) {
    const std::span<const double> feature = values.column(g);
    std::copy(feature.begin(), feature.end(), from.begin());
    for (std::size_t i = 0; i < n; ++i) to[i] = from[static_cast<std::size_t>(samples[i])];
  }
  if (n <= values.rows) {
    rows.values = std::move(values.values);
    rows.values.resize(n * rows.columns);
  }
  return rows;
}

/// Adds the features of the matrix to the design, for rows that stand at `samples`; its values are
/// used up.
Problems add_features(cohort::MatrixFile& matrix, std::span<const std::int64_t> samples,
                      Matrix& design) {
  Problems problems;
  std::size_t wanting = 0;
  Matrix wide = rows_at(samples, std::exchange(matrix.values, {}));
  for (std::size_t g = 0; g < wide.columns; ++g) {
    const std::span<const double> to = wide.column(g);
    const auto missing = static_cast<std::size_t>(
        std::count_if(to.begin(), to.end(), [](double value) { return std::isnan(value); }));
    if (missing == 0 || ++wanting > most_named) continue;
    problems.push_back(
        {"coxnet.missing_values",
         {matrix.file, matrix.line[g], ""},
         fmt::format("{} misses {} of {} values", matrix.features[g], missing, to.size()),
         "a value for every patient",
         "leave the feature out, or fill it in before"});
  }
  if (wanting > most_named)
    problems.back().remedy += fmt::format(" (and {} features more)", wanting - most_named);
  wide.values.insert(wide.values.begin(), design.values.begin(), design.values.end());
  wide.columns += design.columns;
  design = std::move(wide);
  return problems;
}

Result<std::vector<std::int32_t>> given_folds(const cohort::Table& table,
                                              const formula::ModelFrame& frame,
                                              const std::string& name) {
  const Result<std::vector<std::string>> texts = texts_of(table, name, "--foldid");
  if (!texts) return failure(texts.error());
  std::vector<std::string> used;
  for (const std::size_t row : frame.rows) used.push_back((*texts)[row]);
  std::vector<std::string> codes = used;
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  std::vector<std::int32_t> folds;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i].empty())
      return failure(Problem{"coxnet.no_fold",
                             {table.file, table.line[frame.rows[i]], name},
                             "the patient has no fold",
                             "a fold for everyone in the model",
                             ""});
    folds.push_back(static_cast<std::int32_t>(
        std::lower_bound(codes.begin(), codes.end(), used[i]) - codes.begin()));
  }
  return folds;
}

/// The columns of the model: the design, with the matrix beside it.
Result<Matrix> columns_of(const Sampled& sampled, const CoxnetAnalysisOptions& options,
                          CoxnetAnalysis& analysis) {
  Matrix design = analysis.frame.design;
  analysis.columns = analysis.frame.column_names;
  if (!options.matrix) return design;
  analysis.unpenalised = design.columns;
  std::vector<std::int64_t> samples;
  for (const std::size_t row : analysis.frame.rows) samples.push_back(sampled.sample[row]);
  Problems problems = add_features(*options.matrix, samples, design);
  for (const std::string& name : options.matrix->features) {
    if (std::find(analysis.frame.column_names.begin(), analysis.frame.column_names.end(), name) !=
        analysis.frame.column_names.end())
      problems.push_back({"coxnet.same_name",
                          {options.matrix->file, 0, ""},
                          fmt::format("{} is a term of the formula and a feature", name),
                          "different names",
                          "rename one of them"});
    analysis.columns.push_back(name);
  }
  if (!problems.empty()) return failure(std::move(problems));
  return design;
}

}  // namespace

Result<CoxnetAnalysis> analyse_coxnet(std::string_view formula, const cohort::Table& table,
                                      const CoxnetAnalysisOptions& options) {
  Sampled sampled;
  cohort::Table selected;
  if (options.matrix) {
    auto found = sampled_rows(table, options);
    if (!found) return tl::unexpected(std::move(found.error()));
    sampled = std::move(*found);
    selected = cohort::select_rows(table, sampled.rows);
  }
  const cohort::Table& used = options.matrix ? selected : table;
  auto frame = formula::model_frame(formula, used, {.weights = options.weights});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  CoxnetAnalysis analysis;
  analysis.frame = std::move(*frame);
  analysis.options = options;
  const formula::ModelFrame& model = analysis.frame;
  analysis.without_sample = table.rows - used.rows;
  if (analysis.without_sample > 0)
    analysis.frame.warnings.push_back(fmt::format("{} of {} rows have no sample in {}",
                                                  analysis.without_sample, table.rows,
                                                  options.matrix->file));
  Result<Matrix> design = columns_of(sampled, options, analysis);
  if (!design) return failure(design.error());
  std::vector<std::int32_t> folds;
  if (options.fold_column) {
    auto given = given_folds(used, model, *options.fold_column);
    if (!given) return tl::unexpected(std::move(given.error()));
    folds = std::move(*given);
  }
  const std::size_t without_sample = analysis.without_sample;
  auto found =
      penalised_cox(std::move(analysis.frame),
                    {std::move(*design), std::move(analysis.columns), analysis.unpenalised},
                    options, std::move(folds));
  if (found) found->without_sample = without_sample;
  return found;
}

}  // namespace venscope::study
