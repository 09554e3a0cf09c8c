#include "venscope/study/differential_analysis.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {
namespace {

constexpr std::size_t most_twice = 5;

Result<std::vector<std::string>> sample_ids_of(const cohort::Table& table,
                                               const std::string& name) {
  const cohort::Column* column = table.find(name);
  if (!column)
    return failure(Problem{"expression.no_id_column",
                           {"--id", 0, ""},
                           fmt::format("there is no column {} in {}", name, table.file),
                           "the column that names the samples",
                           ""});
  std::vector<std::string> ids(table.rows);
  for (std::size_t i = 0; i < table.rows; ++i)
    if (!column->missing(i))
      ids[i] = column->numeric() ? fmt::format("{}", column->number[i])
                                 : column->levels[static_cast<std::size_t>(column->code[i])];
  return ids;
}

/// A sample that two rows name would count twice.
Problems named_twice(const cohort::Table& table, const std::vector<std::size_t>& rows,
                     const std::vector<std::string>& ids) {
  std::vector<std::size_t> order = rows;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
  Problems problems;
  for (std::size_t k = 1; k < order.size() && problems.size() < most_twice; ++k)
    if (ids[order[k]] == ids[order[k - 1]])
      problems.push_back({"expression.sample_twice",
                          {table.file, order[k] < table.line.size() ? table.line[order[k]] : 0, ""},
                          fmt::format("sample {} is named a second time", ids[order[k]]),
                          "a row per sample",
                          "leave one of the rows out"});
  return problems;
}

}  // namespace

Result<formula::ModelFrame> sampled_frame(std::string_view formula, const cohort::Table& table,
                                          const MatrixSource& source,
                                          const formula::FrameOptions& options,
                                          SampledMatrix& sampled) {
  const Result<std::vector<std::string>> ids = sample_ids_of(table, source.id);
  if (!ids) return failure(ids.error());
  const std::vector<std::int64_t> places = cohort::match_samples(*source.matrix, *ids);
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (places[i] >= 0) rows.push_back(i);
  if (rows.empty())
    return failure(Problem{
        "expression.no_samples",
        {source.matrix->file, 0, ""},
        fmt::format("no value of the column {} names a sample", source.id),
        fmt::format("sample names in the first row, such as {}", ids->empty() ? "" : ids->front()),
        "check the column of names, and whether the matrix is turned over"});
  if (Problems twice = named_twice(table, rows, *ids); !twice.empty())
    return failure(std::move(twice));
  sampled.without_sample = table.rows - rows.size();
  auto frame = formula::model_frame(formula, cohort::select_rows(table, rows), options);
  if (!frame) return frame;
  const Matrix& all = source.matrix->values;
  std::vector<std::size_t> from;
  for (const std::size_t row : frame->rows) {
    from.push_back(static_cast<std::size_t>(places[rows[row]]));
    sampled.samples.push_back((*ids)[rows[row]]);
  }
  sampled.values = Matrix(from.size(), all.columns);
  for (std::size_t g = 0; g < all.columns; ++g)
    for (std::size_t i = 0; i < from.size(); ++i) sampled.values(i, g) = all(from[i], g);
  if (sampled.without_sample > 0)
    frame->warnings.push_back(fmt::format("{} of {} rows have no sample in {}",
                                          sampled.without_sample, table.rows, source.matrix->file));
  return frame;
}

}  // namespace venscope::study
