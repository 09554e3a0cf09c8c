#include "venscope/study/matched_samples.hpp"

#include "venscope/base/nearest.hpp"

#include <map>

#include <fmt/format.h>

namespace venscope::study {
namespace {

std::string text_at(const cohort::Column& column, std::size_t row) {
  if (column.missing(row)) return {};
  if (column.numeric()) return fmt::format("{}", column.number[row]);
  return column.levels[static_cast<std::size_t>(column.code[row])];
}

Problem no_such_column(const cohort::Table& table, const std::string& name) {
  std::vector<std::string> names;
  for (const cohort::Column& column : table.columns) names.push_back(column.name);
  const std::string near = nearest_name(name, names);
  return {"screen.no_column",
          {table.file, 0, ""},
          fmt::format("there is no column {}", name),
          "the column that names the samples",
          near.empty() ? "" : fmt::format("did you mean {}?", near)};
}

}  // namespace

Result<MatchedSamples> match_rows(const cohort::Table& table, const std::string& column,
                                  std::span<const std::string> samples, const std::string& file) {
  const cohort::Column* ids = table.find(column);
  if (!ids) return failure(no_such_column(table, column));
  std::map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < samples.size(); ++i) place.emplace(samples[i], i);
  MatchedSamples matched;
  std::vector<std::size_t> used(samples.size(), 0);
  std::string example;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const std::string id = text_at(*ids, row);
    if (example.empty()) example = id;
    const auto found = place.find(id);
    if (id.empty() || found == place.end()) {
      ++matched.without;
      continue;
    }
    matched.rows.push_back(row);
    matched.sample.push_back(found->second);
    ++used[found->second];
  }
  for (const std::size_t times : used) {
    matched.unused += times == 0;
    matched.shared += times > 1;
  }
  if (matched.rows.empty())
    return failure(
        Problem{"screen.no_samples",
                {file, 0, ""},
                fmt::format("no sample is named as in the column {} of {}", column, table.file),
                fmt::format("names such as {}; the first sample is {}", example,
                            samples.empty() ? "missing" : samples[0]),
                "check the column of ids, and whether the file has samples in rows"});
  return matched;
}

}  // namespace venscope::study
