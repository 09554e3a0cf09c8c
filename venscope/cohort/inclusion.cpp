#include "venscope/cohort/inclusion.hpp"

#include "venscope/cohort/condition.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <numeric>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

void note_undecided(const Table& table, std::size_t row, const InclusionRule& rule,
                    ProblemLog& log) {
  log.add("cohort.undecided_row", rule.keep, [&] {
    return Problem{"",
                   {table.file, table.line.empty() ? 0 : table.line[row], ""},
                   fmt::format("`{}` cannot be decided: a value is missing", rule.keep),
                   "a value in every row",
                   "fill it in, or declare missing = \"exclude\" or \"keep\" for this rule"};
  });
}

InclusionStep apply(const Condition& condition, const InclusionRule& rule, const Table& table,
                    const std::vector<bool>& wrong_rows, std::vector<std::size_t>& rows,
                    ProblemLog& log) {
  InclusionStep step;
  step.condition = rule.keep;
  step.reason = rule.reason.empty() ? "not " + rule.keep : rule.reason;
  step.n_before = rows.size();
  std::vector<std::size_t> kept;
  kept.reserve(rows.size());
  for (const std::size_t row : rows) {
    const Truth truth = condition.at(row);
    bool keep = truth == Truth::yes;
    if (truth == Truth::no) ++step.excluded;
    if (truth == Truth::undecided && row < wrong_rows.size() && wrong_rows[row]) {
      keep = true;
    } else if (truth == Truth::undecided) {
      keep = rule.missing == WhenMissing::keep;
      ++(keep ? step.kept_missing : step.excluded_missing);
      if (rule.missing == WhenMissing::problem) note_undecided(table, row, rule, log);
    }
    if (keep) kept.push_back(row);
  }
  rows = std::move(kept);
  step.n_after = rows.size();
  return step;
}

}  // namespace

Inclusion include(const Table& table, std::span<const InclusionRule> rules,
                  const std::vector<bool>& wrong_rows, Problems& problems) {
  Inclusion inclusion;
  inclusion.rows.resize(table.rows);
  std::iota(inclusion.rows.begin(), inclusion.rows.end(), std::size_t{0});
  ProblemLog log;
  for (const InclusionRule& rule : rules) {
    const Result<Condition> condition = Condition::parse(rule.keep, table, rule.place);
    if (condition)
      inclusion.steps.push_back(apply(*condition, rule, table, wrong_rows, inclusion.rows, log));
    else
      problems.insert(problems.end(), condition.error().begin(), condition.error().end());
  }
  for (Problem& problem : log.take()) problems.push_back(std::move(problem));
  return inclusion;
}

Result<Inclusion> include(const Table& table, std::span<const InclusionRule> rules) {
  Problems problems;
  Inclusion inclusion = include(table, rules, {}, problems);
  if (!problems.empty()) return failure(std::move(problems));
  return inclusion;
}

}  // namespace venscope::cohort
