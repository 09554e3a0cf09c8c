/// What is wrong with an input or an analysis, as a value: collected, located, with a remedy.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace venscope {

/// Whose fault a problem is; the program's exit code follows from it.
enum class Fault {
  analysis = 1,  ///< the input is well formed, but the analysis cannot be done on it
  input = 2,     ///< the command line, the protocol or a file is wrong
  internal = 3,  ///< Venscope itself is wrong
};

/// A place in an input: `file`, `line` counted from 1 (0: the whole file), `column` by name.
struct Place {
  std::string file;
  std::size_t line = 0;
  std::string column;
};

/// One thing that is wrong. Texts begin in lower case, without a final period.
///   cohort.csv:41: age: 214 is out of range, expected 18 to 100 years; correct the value
struct Problem {
  std::string code;      ///< stable and searchable, `room.what`, e.g. `cohort.out_of_range`
  Place place;           ///< empty where there is none
  std::string what;      ///< what is wrong, with the offending value
  std::string expected;  ///< what was expected (may be empty)
  std::string remedy;    ///< what to do (may be empty)
  Fault fault = Fault::input;
};

using Problems = std::vector<Problem>;

/// A value, or everything that stood in its way.
template <class T>
using Result = tl::expected<T, Problems>;

/// File by file, as they were first named; within a file by line, and last what has no line.
/// Otherwise the order stays.
void sort_by_place(Problems& problems);

/// `file:line: column: what, expected …; remedy`, leaving out what is empty.
std::string to_text(const Problem& problem);

/// One line per problem, each ended by a line feed.
std::string to_text(const Problems& problems);

/// The single problem as the failed side of a Result.
inline tl::unexpected<Problems> failure(Problem problem) {
  Problems problems;
  problems.push_back(std::move(problem));
  return tl::unexpected<Problems>(std::move(problems));
}

/// A problem of the data rather than of its form: `code`, what is wrong, what to do.
inline tl::unexpected<Problems> cannot_analyse(std::string code, std::string what,
                                               std::string remedy = {}) {
  return failure({std::move(code), {}, std::move(what), {}, std::move(remedy), Fault::analysis});
}

inline tl::unexpected<Problems> failure(Problems problems) {
  return tl::unexpected<Problems>(std::move(problems));
}

}  // namespace venscope
