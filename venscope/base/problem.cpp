#include "venscope/base/problem.hpp"

namespace venscope {

std::string to_text(const Problem& problem) {
  std::string text = problem.place.file;
  if (problem.place.line > 0) {
    if (!text.empty()) text += ':';
    text += std::to_string(problem.place.line);
  }
  if (!text.empty()) text += ": ";
  if (!problem.place.column.empty()) text += problem.place.column + ": ";
  text += problem.what;
  if (!problem.expected.empty()) text += ", expected " + problem.expected;
  if (!problem.remedy.empty()) text += "; " + problem.remedy;
  return text;
}

std::string to_text(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) text += to_text(problem) + '\n';
  return text;
}

}  // namespace venscope
