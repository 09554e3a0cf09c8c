#include "venscope/cohort/problem_log.hpp"

namespace venscope::cohort {

std::string with_thousands(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, ",");
  return text;
}

ProblemLog::Kind& ProblemLog::kind_of(std::string_view code, std::string_view column) {
  const auto [place, is_new] =
      index_.try_emplace({std::string(code), std::string(column)}, kinds_.size());
  if (is_new) kinds_.push_back({std::string(code), std::string(column), 0, {}});
  return kinds_[place->second];
}

void ProblemLog::add(Problem problem) {
  const std::string code = problem.code;
  const std::string column = problem.place.column;
  add(code, column, [&problem] { return std::move(problem); });
}

std::size_t ProblemLog::count(std::string_view code, std::string_view column) const {
  const auto found = index_.find({std::string(code), std::string(column)});
  return found == index_.end() ? 0 : kinds_[found->second].count;
}

void ProblemLog::forget(std::string_view code, std::string_view column) {
  Kind& kind = kind_of(code, column);
  count_ -= kind.count;
  kind.count = 0;
  kind.shown.clear();
}

Problems ProblemLog::take() {
  Problems problems;
  for (Kind& kind : kinds_) {
    const std::size_t hidden = kind.count - kind.shown.size();
    if (kind.count == 0) continue;
    Problem more = kind.shown.back();
    for (Problem& problem : kind.shown) problems.push_back(std::move(problem));
    if (hidden == 0) continue;
    more.what = "… and " + with_thousands(hidden) + " more";
    if (more.place.line > 0) more.what += " like that on line " + std::to_string(more.place.line);
    more.place.line = 0;
    more.expected.clear();
    more.remedy.clear();
    problems.push_back(std::move(more));
  }
  return problems;
}

}  // namespace venscope::cohort
