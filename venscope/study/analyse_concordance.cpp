#include "venscope/study/analysis.hpp"

#include <fmt/format.h>

namespace venscope::study {
namespace {

/// Uno's C needs one censoring distribution from the start of follow-up: what stands against that,
/// or "".
std::string against_uno(const formula::ModelFrame& frame) {
  if (frame.outcomes.delayed_entry()) return "delayed entry";
  if (!frame.strata.empty()) return "strata";
  return "";
}

}  // namespace

Result<ConcordanceAnalysis> analyse_concordance(std::string_view formula,
                                                const cohort::Table& table,
                                                const ConcordanceOptions& options) {
  auto frame = formula::model_frame(formula, table, {.weights = options.weights});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  if (frame->design.columns != 1)
    return failure({"accuracy.one_marker",
                    {"formula", 0, ""},
                    fmt::format("{} gives {} columns", frame->formula, frame->design.columns),
                    "one marker to the right of ~",
                    "fit a Cox model for the concordance of several variables together"});
  ConcordanceAnalysis analysis{std::move(*frame), {}, {}, {}};
  const formula::ModelFrame& model = analysis.frame;
  analysis.marker = model.column_names[0];
  const auto marker = model.design.column(0);
  auto harrell = accuracy::harrell(model.outcomes, marker, model.strata.group, model.weights,
                                   model.clusters.group);
  if (!harrell) return tl::unexpected(std::move(harrell.error()));
  analysis.harrell = *harrell;
  if (const std::string reason = against_uno(model); !reason.empty()) {
    analysis.frame.warnings.push_back("Uno's concordance is not defined with " + reason);
    return analysis;
  }
  auto uno =
      accuracy::uno(model.outcomes, marker, options.tau, model.weights, model.clusters.group);
  if (uno)
    analysis.uno = *uno;
  else
    for (const Problem& problem : uno.error())
      analysis.frame.warnings.push_back("Uno's concordance: " + to_text(problem));
  return analysis;
}

}  // namespace venscope::study
