/// One column as its variable declares it; the work of apply_dictionary, a column at a time.
#pragma once

#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <algorithm>
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
  std::vector<bool> wrong_rows;  ///< with a wrong value; empty if there is none

  /// Notes a wrong value. It is missing from there on.
  template <class Make>
  void add(std::string_view code, std::size_t row, const std::string& column, Make make) {
    if (wrong_rows.size() <= row) wrong_rows.resize(std::max(lines.size(), row + 1));
    wrong_rows[row] = true;
    problems.add(code, column, [&] {
      Problem problem = make();
      problem.place = place(row, column);
      return problem;
    });
  }

  Place place(std::size_t row, const std::string& column) const {
    return {file, row < lines.size() ? lines[row] : 0, column};
  }
};

/// `column` as read, retyped in place by what `variable` says; keeps its name in messages.
void type_column(Column& column, const Variable& variable, TypingLog& log);

}  // namespace venscope::cohort
