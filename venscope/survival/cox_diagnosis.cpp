#include "venscope/survival/cox_diagnosis.hpp"

#include "venscope/survival/monotone_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

std::string name_of(std::span<const std::string> names, std::size_t column) {
  return column < names.size() ? names[column] : fmt::format("column {}", column + 1);
}

/// "a", "a and b", "a, b and c"
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

/// Rows and events of positive weight on the two sides of an indicator column.
struct Sides {
  std::size_t rows[2] = {0, 0}, events[2] = {0, 0};
};

Sides count_sides(const CoxData& data, std::size_t column) {
  Sides sides;
  const auto x = data.design.column(column);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!data.weights.empty() && data.weights[i] <= 0) continue;
    const std::size_t side = x[i] != 0;
    ++sides.rows[side];
    sides.events[side] += data.outcomes.event[i] != 0;
  }
  return sides;
}

/// The earlier columns that column j is a combination of, from the rows of L.
std::vector<std::string> partners(const Cholesky& information, std::size_t j,
                                  std::span<const std::string> names) {
  // L_j,0..j-1 solves for the weights on earlier columns once its own triangle is undone.
  std::vector<double> weight(j);
  for (std::size_t k = 0; k < j; ++k) weight[k] = information.factor(j, k);
  for (std::size_t k = j; k-- > 0;) {
    if (information.singular[k]) weight[k] = 0;
    for (std::size_t m = 0; m < k; ++m) weight[m] -= information.factor(k, m) * weight[k];
  }
  std::vector<std::string> result;
  for (std::size_t k = 0; k < j; ++k)
    if (!information.singular[k] && std::abs(weight[k]) > 1e-6) result.push_back(name_of(names, k));
  return result;
}

constexpr const char* remedy =
    "its estimate is where the iteration stopped, its standard error and Wald test mean nothing; "
    "Firth's penalised likelihood gives a finite estimate";
constexpr const char* remedy_together =
    "their estimates are where the iteration stopped, their standard errors and Wald tests mean "
    "nothing; Firth's penalised likelihood gives finite estimates, and so may a model without one "
    "of them";

void mark_collinear(const CoxData& data, const Cholesky& information,
                    std::span<const std::string> names, std::size_t j, CoxFit& fit) {
  fit.terms[j].trouble = CoxTrouble::collinear;
  const auto x = data.design.column(j);
  const bool constant =
      std::all_of(x.begin(), x.end(), [&](double value) { return value == x.front(); });
  const std::string name = name_of(names, j);
  const auto others = partners(information, j, names);
  std::string why = "does not vary within any risk set";
  if (constant) {
    why = "has the same value in every row";
  } else if (!others.empty()) {
    why = fmt::format("is a linear combination of {}", listed(others));
  }
  fit.warnings.push_back(fmt::format("{}: {}; it is left out and has no estimate", name, why));
}

/// A column that runs off by itself.
void mark_alone(const CoxData& data, const SortedDesign& design, std::span<const std::string> names,
                std::size_t j, bool upwards, CoxFit& fit) {
  const std::string name = name_of(names, j);
  const char* limit = upwards ? "infinity" : "0";
  if (design.indicator[j]) {
    const Sides sides = count_sides(data, j);
    for (const std::size_t side : {1U, 0U}) {
      if (sides.rows[side] == 0 || sides.events[side] != 0) continue;
      fit.terms[j].trouble = CoxTrouble::no_events;
      fit.warnings.push_back(fmt::format(
          "{}: no event among the {} rows where it is {}: the hazard ratio goes to {}; {}", name,
          sides.rows[side], side == 1 ? "1" : "0", limit, remedy));
      return;
    }
  }
  fit.warnings.push_back(
      fmt::format("{}: the likelihood keeps rising as the hazard ratio goes to {} (separation); {}",
                  name, limit, remedy));
}

/// Columns that run off in company, with the sign of each.
void warn_together(std::span<const std::string> names, std::span<const double> direction,
                   const std::vector<std::size_t>& columns, CoxFit& fit) {
  std::vector<std::string> all, up, down;
  for (const std::size_t j : columns) {
    all.push_back(name_of(names, j));
    (direction[j] > 0 ? up : down).push_back(all.back());
  }
  const auto limit = [](const std::vector<std::string>& some, const char* where) {
    return some.empty()
               ? ""
               : fmt::format("the hazard ratio{} of {} go{} to {}", some.size() == 1 ? "" : "s",
                             listed(some), some.size() == 1 ? "es" : "", where);
  };
  const std::string upwards = limit(up, "infinity"), downwards = limit(down, "0");
  fmt::format_to(std::back_inserter(fit.warnings.emplace_back()),
                 "{}: {}the likelihood keeps rising as {}{}{} (separation); {}", listed(all),
                 all.size() == 1 ? "with the others " : "together they run off: ", upwards,
                 up.empty() || down.empty() ? "" : " and ", downwards,
                 all.size() == 1 ? remedy : remedy_together);
}

void mark_separated(const CoxData& data, const SortedDesign& design, const NewtonOutcome& outcome,
                    std::span<const std::string> names, CoxFit& fit) {
  const MonotoneLikelihood likelihood(data, design, fit.options.ties);
  const std::vector<double> direction = likelihood.direction(outcome);
  if (direction.empty()) return;
  const std::vector<double> moves = moves_of(outcome.information_start, direction);
  std::vector<std::size_t> together;
  for (std::size_t j = 0; j < moves.size(); ++j) {
    if (!(moves[j] > 1e-6)) continue;
    fit.terms[j].trouble = CoxTrouble::separation;
    std::vector<double> own(moves.size());
    own[j] = direction[j];
    if (likelihood.along(own))
      mark_alone(data, design, names, j, direction[j] > 0, fit);
    else
      together.push_back(j);
  }
  if (!together.empty()) warn_together(names, direction, together, fit);
}

}  // namespace

bool may_be_monotone(const NewtonOutcome& outcome) {
  if (!outcome.converged || outcome.information.rank < outcome.information_start.rank) return true;
  for (std::size_t j = 0; j < outcome.beta.size(); ++j) {
    const double step = std::abs(outcome.next[j]);
    if (step > 1e-9 && step > 3.16e-5 * std::abs(outcome.beta[j])) return true;
    if (outcome.information.factor(j, j) < 1e-3 * outcome.information_start.factor(j, j))
      return true;
  }
  return false;
}

void diagnose(const CoxData& data, const SortedDesign& design, const NewtonOutcome& outcome,
              std::span<const std::string> names, CoxFit& fit) {
  if (!fit.options.firth && may_be_monotone(outcome))
    mark_separated(data, design, outcome, names, fit);
  for (std::size_t j = 0; j < fit.terms.size(); ++j) {
    // Where the search stops, Firth's likelihood no longer knows what explained a column.
    if (outcome.information.singular[j])
      mark_collinear(data, fit.options.firth ? outcome.information_start : outcome.information,
                     names, j, fit);
    const CoxTrouble trouble = fit.terms[j].trouble;
    if (fit.trouble == CoxTrouble::none || fit.trouble == CoxTrouble::collinear)
      fit.trouble = trouble == CoxTrouble::none ? fit.trouble : trouble;
  }
  if (outcome.converged) return;
  fit.converged = false;
  if (fit.trouble == CoxTrouble::none || fit.trouble == CoxTrouble::collinear)
    fit.trouble = CoxTrouble::not_converged;
  std::vector<std::string> moving;
  for (std::size_t j = 0; j < fit.terms.size(); ++j) {
    CoxTerm& term = fit.terms[j];
    if (std::abs(outcome.next[j]) <= 3.16e-5 * std::abs(outcome.beta[j])) continue;
    moving.push_back(name_of(names, j));
    if (term.trouble == CoxTrouble::none) term.trouble = CoxTrouble::not_converged;
  }
  fit.warnings.push_back(
      fmt::format("no convergence in {} iterations{}{}; the estimates are the best found",
                  outcome.iterations, moving.empty() ? "" : ": still moving are ", listed(moving)));
}

void diagnose_variance(const Matrix& naive, std::span<const std::string> names, CoxFit& fit) {
  constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t j = 0; j < fit.terms.size(); ++j) {
    CoxTerm& term = fit.terms[j];
    if (std::isnan(term.coef) || fit.covariance(j, j) > 1e-24 * naive(j, j)) continue;
    (fit.naive_covariance ? term.robust_se.emplace() : term.std_error) = nothing;
    term.z = term.p = term.conf_low = term.conf_high = nothing;
    fit.warnings.push_back(
        fmt::format("{}: its robust variance is 0, which is no estimate: it has no robust standard "
                    "error, test or interval",
                    name_of(names, j)));
  }
}

}  // namespace venscope::survival
