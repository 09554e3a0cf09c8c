#include "venscope/base/problem.hpp"

#include "venscope/base/utf8.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace venscope {

void sort_by_place(Problems& problems) {
  std::map<std::string, std::size_t> order;
  for (const Problem& problem : problems) order.try_emplace(problem.place.file, order.size());
  const auto key = [&order](const Problem& problem) {
    return std::tuple(order[problem.place.file], problem.place.line == 0, problem.place.line);
  };
  std::stable_sort(problems.begin(), problems.end(),
                   [&key](const Problem& a, const Problem& b) { return key(a) < key(b); });
}

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
  return printable(text);
}

std::string to_text(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) text += to_text(problem) + '\n';
  return text;
}

}  // namespace venscope
