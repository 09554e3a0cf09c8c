#include "venscope/base/nearest.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/competing.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {
namespace {

/// The cause asked for, or the first.
Result<formula::Cause> chosen_cause(const formula::ModelFrame& frame, const std::string& name) {
  std::vector<std::string> names;
  for (const formula::Cause& cause : frame.causes) names.push_back(cause.name);
  if (names.empty())
    return cannot_analyse("survival.no_cause",
                          fmt::format("none of the {} rows has an event", frame.rows.size()),
                          "0 means censored; every other value is a cause");
  if (name.empty()) return frame.causes.front();
  for (const formula::Cause& cause : frame.causes)
    if (cause.name == name) return cause;
  const std::string near = frame.named_causes ? nearest_name(name, names) : "";
  return failure({"fine_gray.cause",
                  {"cause", 0, ""},
                  fmt::format("no row used has the cause '{}'", name),
                  fmt::format("one of {}", fmt::join(names, ", ")),
                  near.empty() ? "" : "write " + near + " if that is meant"});
}

}  // namespace

Result<FineGrayAnalysis> analyse_fine_gray(std::string_view formula, const cohort::Table& table,
                                           const FineGrayAnalysisOptions& options) {
  auto frame = formula::model_frame(formula, table, options.frame());
  if (!frame) return tl::unexpected(std::move(frame.error()));
  const auto cause = chosen_cause(*frame, options.cause);
  if (!cause) return tl::unexpected(cause.error());
  FineGrayAnalysis analysis{std::move(*frame), cause->name, {}};
  const formula::ModelFrame& model = analysis.frame;
  auto fit = survival::fine_gray({.outcomes = model.outcomes,
                                  .design = model.design,
                                  .strata = model.strata.group,
                                  .offset = model.offset,
                                  .cluster = model.clusters.group},
                                 cause->code, options.fit, model.column_names);
  if (!fit) return tl::unexpected(std::move(fit.error()));
  analysis.fit = std::move(*fit);
  auto& warnings = analysis.frame.warnings;
  warnings.insert(warnings.end(), analysis.fit.model.warnings.begin(),
                  analysis.fit.model.warnings.end());
  if (options.cause.empty() && model.causes.size() > 1)
    warnings.push_back(
        fmt::format("the cause modelled is {}, the first; --cause names another", analysis.cause));
  if (analysis.fit.competing == 0)
    warnings.push_back("no row has a competing event: this is a Cox model with Breslow's ties");
  return analysis;
}

report::Json to_json(const FineGrayAnalysis& analysis) {
  const survival::FineGrayFit& fit = analysis.fit;
  report::Json json = to_json(CoxAnalysis{analysis.frame, fit.model, {}, {}});
  json["kind"] = "finegray";
  json["events"] = report::json_count(fit.model.events);
  json["robust"] = true;
  json["cause"] =
      analysis.frame.named_causes ? report::Json(analysis.cause) : report::Json(fit.cause);
  json["competing"] = fit.competing;
  json["censored"] = fit.censored;
  for (std::size_t j = 0; j < fit.model.terms.size(); ++j) {
    report::Json& term = json["terms"][j];
    const double naive = fit.inverse_information(j, j);
    term["robust_se"] = term["std_error"];
    term["naive_se"] = report::json_number(std::isnan(fit.model.terms[j].coef)
                                               ? std::numeric_limits<double>::quiet_NaN()
                                               : std::sqrt(naive));
  }
  return json;
}

}  // namespace venscope::study
