#include "venscope/study/kinds/state_comparison.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/step_formula.hpp"

#include <cmath>

namespace venscope::study {

namespace {

const survival::CoxTerm* term_of(const std::optional<CoxAnalysis>& cox) {
  if (!cox || cox->fit.terms.empty()) return nullptr;
  const survival::CoxTerm& term = cox->fit.terms.front();
  return term.trouble == survival::CoxTrouble::none && std::isfinite(term.coef) ? &term : nullptr;
}

report::Json ratio_of(const std::optional<CoxAnalysis>& cox) {
  if (!cox) return nullptr;
  report::Json json = to_json(*cox);
  const survival::CoxTerm* term = term_of(cox);
  json["hr"] = term ? report::json_number(std::exp(term->coef)) : report::Json(nullptr);
  return json;
}

}  // namespace

StateComparison compare_states(const std::string& left, const std::string& state,
                               const cohort::Table& table, const StateOptions& options) {
  StateComparison found;
  const std::string formula = left + " ~ " + right_side({state}, {}, "", table);
  CurvesOptions curves_options;
  curves_options.curve = options.curve;
  auto curves = analyse_curves(formula, table, curves_options);
  if (!curves) {
    found.why_not = curves.error().front().what;
    return found;
  }
  found.curves = std::move(*curves);
  if (auto test = analyse_log_rank(formula, table))
    found.test = std::move(*test);
  else
    found.why_not = test.error().front().what;
  CoxAnalysisOptions cox;
  cox.fit.level = options.curve.level;
  cox.fit.ties = options.ties;
  if (!found.test) return found;
  if (auto crude = analyse_cox(formula, table, cox))
    found.crude = std::move(*crude);
  else
    found.why_not = crude.error().front().what;
  if (options.variables.empty() && options.strata.empty()) return found;
  std::vector<std::string> terms{state};
  terms.insert(terms.end(), options.variables.begin(), options.variables.end());
  if (auto adjusted =
          analyse_cox(left + " ~ " + right_side(terms, options.strata, "", table), table, cox))
    found.adjusted = std::move(*adjusted);
  return found;
}

report::Json to_json(const StateComparison& comparison) {
  report::Json json;
  json["curves"] = nullptr;
  if (comparison.curves) json["curves"] = to_json(*comparison.curves);
  json["test"] = nullptr;
  if (comparison.test) json["test"] = to_json(*comparison.test);
  json["crude"] = ratio_of(comparison.crude);
  json["adjusted"] = ratio_of(comparison.adjusted);
  json["why_not"] = nullptr;
  if (!comparison.why_not.empty()) json["why_not"] = comparison.why_not;
  return json;
}

report::Json to_json(const survival::ImmortalTime& immortal) {
  return {{"n", immortal.n},
          {"delayed", immortal.delayed},
          {"waiting", report::json_number(immortal.waiting)},
          {"follow_up", report::json_number(immortal.follow_up)},
          {"median_wait", report::json_number(immortal.median_wait)},
          {"longest_wait", report::json_number(immortal.longest_wait)},
          {"others_ended_before", immortal.ended_before}};
}

report::Cell state_ratio(const std::optional<CoxAnalysis>& cox) {
  const survival::CoxTerm* term = term_of(cox);
  if (!term)
    return {report::undefined_number, {report::no_value, report::no_value, report::no_value}};
  const double ratio = std::exp(term->coef);
  return {report::ratio_interval(ratio, term->conf_low, term->conf_high),
          {ratio, term->conf_low, term->conf_high}};
}

report::Cell state_p(const std::optional<CoxAnalysis>& cox) {
  const survival::CoxTerm* term = term_of(cox);
  return term ? report::Cell(report::p_value(term->p), term->p)
              : report::Cell(report::undefined_number, report::no_value);
}

report::Cell test_p(const std::optional<LogRankAnalysis>& test) {
  if (!test || !(test->test.df > 0) || !std::isfinite(test->test.p))
    return {report::undefined_number, report::no_value};
  return {report::p_value(test->test.p), test->test.p};
}

const Stratum* stratum_of(const StateComparison& comparison, std::size_t state) {
  if (!comparison.curves) return nullptr;
  for (const Stratum& stratum : comparison.curves->strata)
    if (stratum.name.ends_with(state == 1 ? "=yes" : "=no")) return &stratum;
  return nullptr;
}

ChangingCovariate read_state(Section& section, const std::string& example) {
  if (std::optional<Section> entry = section.table("state")) return read_changing_covariate(*entry);
  if (!section.has("state"))
    section.reject("state", "study.absent", "is not given",
                   "what happens and when, for instance " + example);
  return {};
}

std::vector<std::pair<std::string, std::string>> state_columns(const ChangingCovariate& state,
                                                               const StateOptions& options) {
  std::vector<std::pair<std::string, std::string>> list{
      {"state.when", state.happening.when}, {"state.indicator", state.happening.indicator}};
  for (const std::string& column : options.strata) list.emplace_back("strata", column);
  return list;
}

StateOptions read_state_options(Section& section, const AnalysisDefaults& defaults) {
  StateOptions options;
  options.variables = section.texts("variables");
  options.strata = section.texts("strata");
  options.curve.scale = defaults.scale;
  options.curve.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  options.ties = defaults.ties;
  return options;
}

}  // namespace venscope::study
