#include "venscope/study/summary_text.hpp"

#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/curve_blocks.hpp"
#include "venscope/study/report_page.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

std::string endpoint_line(const endpoint::Endpoint& endpoint,
                          const std::optional<survival::FollowUp>& follow_up) {
  std::string line = fmt::format("\n{}: {} events in {} patients", endpoint.definition.title,
                                 endpoint.events, endpoint.n);
  if (follow_up && follow_up->median.time)
    line += fmt::format(", median follow-up {} {}", report::fixed(*follow_up->median.time, 1),
                        endpoint::name_of(endpoint.definition.output_unit));
  return line + '\n';
}

std::string curve_lines(const Plan& plan, const CurvesAnalysis& curves) {
  std::string text;
  for (const Stratum& stratum : curves.strata) {
    const std::string name =
        stratum.name == "all" ? "All patients" : group_label(plan.table, stratum.name);
    text += fmt::format("  {:<40} n = {:<5} median {}\n", name, stratum.fit.n,
                        report::median_interval(stratum.median));
  }
  return text;
}

/// The name filled up to `width` characters as shown (UTF-8 letters count once).
std::string padded(std::string text, std::size_t width) {
  const auto shown = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
  text.append(shown < width ? width - shown : 0, ' ');
  return text;
}

std::string cox_lines(const Plan& plan, const CoxAnalysis& cox) {
  std::string text;
  const std::vector<std::string> names = column_labels(plan, cox.frame);
  std::size_t width = 28;
  for (const std::string& name : names)
    width = std::max(width, std::min<std::size_t>(44, name.size()));
  for (std::size_t j = 0; j < cox.fit.terms.size(); ++j) {
    const survival::CoxTerm& term = cox.fit.terms[j];
    const std::string ratio =
        std::isfinite(term.coef)
            ? fmt::format(
                  "HR {} {}",
                  padded(report::ratio_interval(std::exp(term.coef), term.conf_low, term.conf_high),
                         18),
                  report::p_equation(term.p_profile.value_or(term.p)))
            : std::string("not estimable");
    text += fmt::format("    {} {}\n", padded(names[j], width), ratio);
  }
  return text;
}

std::string step_lines(const Plan& plan, const Step& step, const StepResult& result) {
  if (const auto* curves = result.as<CurvesAnalysis>())
    return (step.request->by.empty() ? "" : "  " + step.title + '\n') + curve_lines(plan, *curves);
  if (const auto* log_rank = result.as<LogRankAnalysis>())
    return "  " + log_rank_note(step, log_rank->test) + '\n';
  if (const auto* cox = result.as<CoxAnalysis>(); cox && !step.univariable)
    return fmt::format("  Multivariable Cox model, {} patients, {} events:\n", cox->fit.n,
                       cox->fit.events) +
           cox_lines(plan, *cox);
  std::string text;
  if (const Finding* finding = result.finding())
    for (const std::string& line : finding->summary(plan, step)) text += "  " + line + '\n';
  return text;
}

}  // namespace

std::string summary_text(const Plan& plan, const StudyResult& result) {
  std::string text = fmt::format("{}\n{} of {} {} included\n", plan.protocol.title,
                                 plan.cohort.table.rows, plan.cohort.rows, plan.protocol.noun.many);
  if (plan.cohort.synthetic) text += synthetic_text(*plan.cohort.synthetic) + '\n';
  for (std::size_t e = 0; e < plan.endpoints.size(); ++e) {
    text += endpoint_line(plan.endpoints[e], result.follow_up[e]);
    for (std::size_t i = 0; i < plan.steps.size(); ++i)
      if (plan.steps[i].endpoint == e) text += step_lines(plan, plan.steps[i], result.steps[i]);
  }
  std::string further;
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (!plan.steps[i].endpoint) further += step_lines(plan, plan.steps[i], result.steps[i]);
  if (!further.empty()) text += '\n' + further;
  std::size_t failed = 0;
  for (const StepResult& step : result.steps) failed += !step.done();
  if (failed > 0)
    text += fmt::format("\n{} of {} analyses could not be done; the report says why\n", failed,
                        result.steps.size());
  return text;
}

}  // namespace venscope::study
