/// One column as its variable declares it; the work of apply_dictionary, a column at a time.
#pragma once

#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <string>
#include <vector>

namespace venscope::cohort {

/// Where the complaints and the assumptions of a table go.
struct TypingLog {
  std::string file;
  std::vector<std::uint32_t> lines;
  ProblemLog problems;
  ProblemLog suspicions;
  std::vector<std::string> assumptions;

  Place place(std::size_t row, const std::string& column) const {
    return {file, row < lines.size() ? lines[row] : 0, column};
  }
};

/// `column` as read, retyped in place by what `variable` says; keeps its name in messages.
void type_column(Column& column, const Variable& variable, TypingLog& log);

}  // namespace venscope::cohort
