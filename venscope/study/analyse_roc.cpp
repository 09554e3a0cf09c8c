#include "venscope/study/analysis.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {
namespace {

/// What of the formula cannot be taken into account, and what is missing.
Problems roc_formula_problems(const formula::ModelFrame& frame, std::span<const double> times) {
  Problems problems;
  const auto refuse = [&](std::string what, std::string expected, std::string remedy) {
    problems.push_back({"accuracy.roc_formula",
                        {"formula", 0, ""},
                        std::move(what),
                        std::move(expected),
                        std::move(remedy)});
  };
  if (frame.design.columns == 0) refuse("there is no marker", "a marker to the right of ~", "");
  for (const formula::Term& term : frame.terms)
    if (term.column_count > 1)
      refuse(fmt::format("{} gives {} columns", term.name, term.column_count),
             "markers of one column each",
             "take the linear predictor of a model that was fitted on other patients");
  if (!frame.strata.empty() || !frame.clusters.empty())
    refuse("ROC curves know neither strata() nor cluster()", "", "leave it out");
  if (!frame.offset.empty()) refuse("an offset is no marker", "", "leave offset() out");
  if (times.empty())
    problems.push_back({"accuracy.roc_times",
                        {"--times", 0, ""},
                        "no time is given",
                        "the times by which the event is predicted, such as --times 12,24",
                        ""});
  return problems;
}

/// The code of the cause asked for; 1 of events that are 0/1.
Result<std::int32_t> cause_code(const formula::ModelFrame& frame,
                                const std::optional<std::string>& name) {
  if (!name) return 1;
  std::vector<std::string> names;
  for (const formula::Cause& cause : frame.causes) {
    if (cause.name == *name) return cause.code;
    names.push_back(cause.name);
  }
  return failure({"accuracy.cause",
                  {"cause", 0, ""},
                  fmt::format("no row used has the cause '{}'", *name),
                  fmt::format("one of {}", fmt::join(names, ", ")),
                  ""});
}

void add_undefined_warnings(RocAnalysis& analysis) {
  if (analysis.markers.empty()) return;
  for (const accuracy::TimeRoc& at : analysis.markers.front().roc.times)
    if (!at.undefined.empty())
      analysis.frame.warnings.push_back(
          fmt::format("time {}: no curve: {}", at.time, at.undefined));
}

}  // namespace

Result<RocAnalysis> analyse_roc(std::string_view formula, const cohort::Table& table,
                                const RocAnalysisOptions& options) {
  auto frame = formula::model_frame(
      formula, table, {.competing = options.cause.has_value(), .censored = options.censored});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  if (Problems problems = roc_formula_problems(*frame, options.times); !problems.empty())
    return failure(std::move(problems));
  RocAnalysis analysis{std::move(*frame), options, {}, {}};
  const formula::ModelFrame& model = analysis.frame;
  accuracy::RocOptions roc = options.roc;
  const auto cause = cause_code(model, options.cause);
  if (!cause) return failure(cause.error());
  roc.cause = *cause;
  for (std::size_t j = 0; j < model.design.columns; ++j) {
    auto curves = accuracy::roc(model.outcomes, model.design.column(j), options.times, roc);
    if (!curves) return tl::unexpected(std::move(curves.error()));
    analysis.markers.push_back({model.column_names[j], std::move(*curves)});
  }
  for (std::size_t j = 1; j < analysis.markers.size(); ++j)
    for (std::size_t k = 0; k < options.times.size(); ++k)
      if (const auto difference = accuracy::auc_difference(
              analysis.markers[j].roc.times[k], analysis.markers[0].roc.times[k], roc.level))
        analysis.differences.push_back(
            {analysis.markers[j].marker, analysis.markers[0].marker, *difference});
  add_undefined_warnings(analysis);
  return analysis;
}

}  // namespace venscope::study
