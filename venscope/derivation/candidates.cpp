#include "venscope/derivation/candidates.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::derivation {
namespace {

Problem problem(std::string code, std::string what, std::string remedy, Fault fault) {
  return {std::move(code), {}, std::move(what), {}, std::move(remedy), fault};
}

void check_column(const DerivationData& data, std::size_t j, Problems& problems) {
  const Candidate& candidate = data.candidates[j];
  const auto column = data.design.column(j);
  const auto fits = [&](double x) {
    return candidate.indicator ? x == 0 || x == 1 : std::isfinite(x);
  };
  const auto odd = std::find_if_not(column.begin(), column.end(), fits);
  if (odd != column.end())
    problems.push_back(problem("derivation.bad_value",
                               fmt::format("candidate {} holds {}, not {}", candidate.name, *odd,
                                           candidate.indicator ? "0 or 1" : "a number"),
                               "leave out patients in whom it is not known, or impute it before",
                               Fault::internal));
}

}  // namespace

Problems obstacles_to_derivation(const DerivationData& data) {
  Problems problems;
  const endpoint::Outcomes& outcomes = data.outcomes;
  if (data.design.columns != data.candidates.size() || data.design.rows != outcomes.size())
    return {
        problem("derivation.shape",
                fmt::format("{} x {} values for {} patients and {} candidates", data.design.rows,
                            data.design.columns, outcomes.size(), data.candidates.size()),
                "", Fault::internal)};
  if (outcomes.size() == 0)
    problems.push_back(problem("derivation.no_rows", "no patient with every candidate known",
                               "look at the missing values of the candidates", Fault::analysis));
  else if (std::count(outcomes.event.begin(), outcomes.event.end(), 0) ==
           static_cast<std::ptrdiff_t>(outcomes.size()))
    problems.push_back(problem("derivation.no_event", "no patient has the event",
                               "a model needs events", Fault::analysis));
  if (data.candidates.empty())
    problems.push_back(
        problem("derivation.no_candidate", "no candidate is named", "name some", Fault::input));
  if (outcomes.delayed_entry())
    problems.push_back(problem("derivation.delayed_entry",
                               "a score cannot be derived where patients enter late",
                               "use an endpoint that is observed from the start", Fault::analysis));
  for (std::size_t j = 0; j < data.candidates.size(); ++j) check_column(data, j, problems);
  return problems;
}

}  // namespace venscope::derivation
