/// The options of every command that reads a data file.
#pragma once

#include "venscope/cohort/read.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace venscope::cli {

/// `--delimiter`, `--decimal` and `--missing`; must outlive the parsing.
struct ReadingFlags {
  std::string delimiter;
  std::string decimal;
  std::vector<std::string> missing;

  void add_to(CLI::App& command);
  cohort::ReadOptions options() const;
};

}  // namespace venscope::cli
