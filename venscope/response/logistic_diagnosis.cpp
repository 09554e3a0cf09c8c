#include "venscope/response/logistic_diagnosis.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::response {
namespace {

constexpr const char* separation_remedy =
    "its estimate is where the iteration stopped, its standard error and Wald test mean nothing; "
    "Firth's penalised likelihood gives a finite estimate";

/// "a", "a and b", "a, b and c"
std::string enumerated(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

void mark_collinear(const LogisticBasis& basis, LogisticFit& fit) {
  for (std::size_t k = 0; k < basis.given.size(); ++k) {
    LogisticTerm& term = fit.terms[basis.given[k]];
    term.trouble = LogisticTrouble::collinear;
    if (fit.trouble == LogisticTrouble::none) fit.trouble = LogisticTrouble::collinear;
    std::vector<std::string> partners;
    for (std::size_t m = 0; m < basis.as_combination[k].size(); ++m)
      if (basis.kept[m] != 0 && std::abs(basis.as_combination[k][m]) > 1e-9)
        partners.push_back(fit.terms[basis.kept[m]].name);
    fit.warnings.push_back(
        partners.empty()
            ? term.name + ": has the same value in every row; it is left out and has no estimate"
            : fmt::format("{}: is a linear combination of {}; it is left out and has no estimate",
                          term.name, enumerated(partners)));
  }
}

/// The values of one column among the rows with and without the outcome, of positive weight.
struct ColumnRange {
  bool indicator = true;
  double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
  std::size_t rows[2] = {0, 0}, events[2] = {0, 0};  ///< of an indicator, where it is 0 and 1
};

ColumnRange range_of(const LogisticData& data, std::size_t column) {
  ColumnRange range;
  const auto x = data.design.column(column);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!data.weights.empty() && data.weights[i] <= 0) continue;
    const auto yes = static_cast<std::size_t>(data.outcome[i]);
    range.low[yes] = std::min(range.low[yes], x[i]);
    range.high[yes] = std::max(range.high[yes], x[i]);
    range.indicator = range.indicator && (x[i] == 0 || x[i] == 1);
    const std::size_t side = x[i] != 0;
    ++range.rows[side];
    range.events[side] += yes;
  }
  return range;
}

/// Why this column's coefficient runs off, "" where it does so only together with others.
std::string separation_alone(const ColumnRange& range) {
  if (range.indicator) {
    for (const std::size_t side : {1U, 0U}) {
      if (range.rows[side] == 0) continue;
      if (range.events[side] == 0)
        return fmt::format("no event among the {} rows where it is {}", range.rows[side], side);
      if (range.events[side] == range.rows[side])
        return fmt::format("nothing but events among the {} rows where it is {}", range.rows[side],
                           side);
    }
    return "";
  }
  for (const int yes : {1, 0})
    if (range.low[yes] >= range.high[1 - yes])
      return fmt::format("all rows {} an event have at least {:g}, all others at most {:g}",
                         yes == 1 ? "with" : "without", range.low[yes], range.high[1 - yes]);
  return "";
}

void mark_separated(const LogisticData& data, const LogisticProblem& problem,
                    const LogisticSearch& search, LogisticFit& fit) {
  fit.trouble = LogisticTrouble::separation;
  const std::vector<double> direction = problem.basis.coefficients(search.separating);
  // What a column does to the log odds over its own spread.
  std::vector<double> weight(direction.size());
  double largest = 0;
  for (std::size_t m = 0; m < direction.size(); ++m) {
    weight[m] = std::abs(direction[m]) * problem.basis.r(m, m);
    largest = std::max(largest, weight[m]);
  }
  std::vector<std::string> together;
  for (std::size_t m = 0; m < direction.size(); ++m) {
    if (weight[m] <= 1e-5 * largest) continue;
    const std::size_t j = problem.basis.kept[m];
    LogisticTerm& term = fit.terms[j];
    term.trouble = LogisticTrouble::separation;
    if (j == 0) continue;
    const std::string why = separation_alone(range_of(data, j - 1));
    if (why.empty()) {
      together.push_back(term.name);
      continue;
    }
    fit.warnings.push_back(fmt::format("{}: {}: the odds ratio goes to {} (separation); {}",
                                       term.name, why, direction[m] < 0 ? "0" : "infinity",
                                       separation_remedy));
  }
  if (together.empty()) return;
  fit.warnings.push_back(fmt::format(
      "{}: {} the outcome apart in some rows: the likelihood keeps rising as {} (separation); {}",
      enumerated(together),
      together.size() == 1 ? "with the others it tells" : "together they tell",
      together.size() == 1 ? "its odds ratio goes to 0 or infinity"
                           : "their odds ratios go to 0 or infinity",
      separation_remedy));
}

}  // namespace

void diagnose(const LogisticData& data, const LogisticProblem& problem,
              const LogisticSearch& search, LogisticFit& fit) {
  mark_collinear(problem.basis, fit);
  if (!search.separating.empty()) return mark_separated(data, problem, search, fit);
  if (search.converged) return;
  fit.converged = false;
  fit.trouble = LogisticTrouble::not_converged;
  for (LogisticTerm& term : fit.terms)
    if (term.trouble == LogisticTrouble::none) term.trouble = LogisticTrouble::not_converged;
  fit.warnings.push_back(fmt::format(
      "no convergence in {} iterations; the estimates are the best found", search.iterations));
}

}  // namespace venscope::response
