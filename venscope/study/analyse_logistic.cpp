#include "venscope/response/rank_test.hpp"
#include "venscope/study/analysis.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {
namespace {

/// Which of the two levels is the event; a problem where there are not two.
Result<std::size_t> event_of(const formula::ModelFrame& frame,
                             const std::optional<std::string>& named) {
  const std::vector<std::string>& levels = frame.response.levels;
  const std::string outcome = frame.formula.substr(0, frame.formula.find(" ~"));
  if (levels.size() < 2)
    return cannot_analyse(
        "study.one_outcome",
        fmt::format("{} has the one value '{}' on the {} rows used: the odds have no logarithm",
                    outcome, levels.empty() ? "" : levels.front(), frame.rows.size()),
        "name an outcome that some rows have and others have not");
  if (levels.size() > 2)
    return failure({"study.outcome_levels",
                    {"formula", 0, ""},
                    fmt::format("{} has {} values: {}{}", outcome, levels.size(),
                                fmt::join(levels.begin(), levels.begin() + 3, ", "),
                                levels.size() > 3 ? ", …" : ""),
                    "an outcome of two values",
                    fmt::format("say which is the event: I({} == \"{}\")", outcome, levels[0])});
  if (!named) return response::counted_level(levels);
  const auto found = std::find(levels.begin(), levels.end(), *named);
  if (found != levels.end()) return static_cast<std::size_t>(found - levels.begin());
  return failure({"response.unknown_level",
                  {"--level", 0, ""},
                  fmt::format("{} has no value '{}'", outcome, *named),
                  fmt::format("{} or {}", levels[0], levels[1]),
                  ""});
}

/// P(a row with the event has the higher probability), ties half.
std::optional<double> c_statistic_of(const response::LogisticFit& fit,
                                     const std::vector<std::int32_t>& outcome) {
  const response::Ranks ranks = response::midranks(fit.linear_predictor);
  double sum = 0, events = 0;
  for (std::size_t i = 0; i < outcome.size(); ++i) {
    if (outcome[i] == 0) continue;
    sum += ranks.rank[i];
    ++events;
  }
  const double others = static_cast<double>(outcome.size()) - events;
  if (events == 0 || others == 0) return {};
  return (sum - events * (events + 1) / 2) / (events * others);
}

}  // namespace

Result<LogisticAnalysis> analyse_logistic(std::string_view formula, const cohort::Table& table,
                                          const LogisticAnalysisOptions& options) {
  auto frame = formula::model_frame(formula, table,
                                    {.weights = options.weights, .categorical_response = true});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  if (!frame->strata.empty())
    return failure({"study.strata",
                    {"formula", 0, ""},
                    "strata() has no meaning in a logistic model",
                    "terms and cluster()",
                    "factor(…) gives each group an intercept of its own"});
  const auto event = event_of(*frame, options.event_level);
  if (!event) return tl::unexpected(event.error());
  std::vector<std::int32_t> outcome(frame->rows.size());
  for (std::size_t i = 0; i < outcome.size(); ++i)
    outcome[i] = frame->response.group[i] == static_cast<std::int32_t>(*event);
  response::LogisticOptions fitting = options.fit;
  fitting.robust = fitting.robust || !frame->clusters.empty();
  auto fit = response::logistic({.design = frame->design,
                                 .outcome = outcome,
                                 .weights = frame->weights,
                                 .offset = frame->offset,
                                 .cluster = frame->clusters.group},
                                fitting, frame->column_names);
  if (!fit) return tl::unexpected(std::move(fit.error()));
  LogisticAnalysis analysis;
  analysis.event_level = frame->response.levels[*event];
  analysis.other_level = frame->response.levels[1 - *event];
  analysis.frame = std::move(*frame);
  analysis.fit = std::move(*fit);
  if (analysis.frame.weights.empty()) analysis.c_statistic = c_statistic_of(analysis.fit, outcome);
  auto& warnings = analysis.frame.warnings;
  warnings.insert(warnings.end(), analysis.fit.warnings.begin(), analysis.fit.warnings.end());
  return analysis;
}

}  // namespace venscope::study
