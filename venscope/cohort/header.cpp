#include "venscope/cohort/header.hpp"

#include "venscope/cohort/cell.hpp"

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

constexpr const char* row_names = "row_names";

}  // namespace

std::vector<std::string> column_names(const std::vector<std::string_view>& cells,
                                      const Place& header, ProblemLog& log,
                                      std::vector<std::string>& assumptions) {
  std::vector<std::string> names;
  std::map<std::string, std::size_t> first_place;
  std::size_t trimmed_names = 0;
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string_view name = trimmed(cells[i]);
    if (name.size() != cells[i].size()) ++trimmed_names;
    if (parse_number(name)) ++numbers;
    names.emplace_back(name);
    if (name.empty() && i == 0 && cells.size() > 1) {
      names.back() = row_names;
      assumptions.push_back(
          fmt::format("the first column has no name and is called `{}`", row_names));
    } else if (name.empty()) {
      log.add("cohort.no_column_name", "", [&] {
        return Problem{"", header, fmt::format("column {} has no name", i + 1),
                       "a name for every column", "name it, or delete the column"};
      });
      continue;
    }
    const auto [place, is_new] = first_place.try_emplace(names.back(), i + 1);
    if (is_new) continue;
    log.add("cohort.duplicate_column", "", [&] {
      return Problem{"", header,
                     fmt::format("columns {} and {} are both called {}", place->second, i + 1,
                                 shown(names.back())),
                     "each name once", "rename one of them"};
    });
  }
  if (trimmed_names > 0)
    assumptions.push_back(fmt::format("spaces around {} column name{} were dropped", trimmed_names,
                                      trimmed_names == 1 ? "" : "s"));
  if (numbers == cells.size())
    assumptions.push_back(
        "all column names are numbers: perhaps the first line is a patient and "
        "the names are missing");
  return names;
}

}  // namespace venscope::cohort
