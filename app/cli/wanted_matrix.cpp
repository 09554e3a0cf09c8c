#include "app/cli/wanted_matrix.hpp"

namespace venscope::cli {

std::optional<cohort::MatrixFile> wanted_matrix(const std::string& x, const std::string& id,
                                                OptionReader& reader) {
  for (const auto& [option, value] : {std::pair{"--x", &x}, std::pair{"--id", &id}})
    if (value->empty())
      reader.problems.push_back(
          {"command_line.option", {option, 0, ""}, "is missing", "--x MATRIX --id COLUMN", ""});
  if (x.empty()) return {};
  auto read = cohort::read_matrix(x);
  if (read) return std::move(*read);
  for (Problem& problem : read.error()) reader.problems.push_back(std::move(problem));
  return {};
}

}  // namespace venscope::cli
