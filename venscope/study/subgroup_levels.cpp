#include "venscope/study/subgroup_levels.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace venscope::study {

namespace {

std::string interval_words(std::span<const double> cuts, std::size_t k) {
  if (k == 0) return fmt::format("≤ {}", cuts[0]);
  if (k == cuts.size()) return fmt::format("> {}", cuts[k - 1]);
  return fmt::format("> {} to {}", cuts[k - 1], cuts[k]);
}

}  // namespace

SubgroupLevels subgroup_levels(const cohort::Column& column, std::span<const double> cuts) {
  std::map<double, std::vector<std::size_t>> parts;  // by code, interval or value
  SubgroupLevels levels;
  const std::size_t rows = column.numeric() ? column.number.size() : column.code.size();
  for (std::size_t row = 0; row < rows; ++row) {
    if (column.missing(row)) {
      ++levels.n_missing;
      continue;
    }
    double part = column.numeric() ? column.number[row] : column.code[row];
    if (!cuts.empty())
      part = static_cast<double>(std::lower_bound(cuts.begin(), cuts.end(), part) - cuts.begin());
    parts[part].push_back(row);
  }
  for (auto& [part, members] : parts) {
    levels.names.push_back(!cuts.empty()      ? interval_words(cuts, static_cast<std::size_t>(part))
                           : column.numeric() ? fmt::format("{}", part)
                                              : column.levels[static_cast<std::size_t>(part)]);
    levels.rows.push_back(std::move(members));
  }
  return levels;
}

}  // namespace venscope::study
