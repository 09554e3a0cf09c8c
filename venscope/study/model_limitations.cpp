#include "venscope/study/model_limitations.hpp"

#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/step_limitations.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {
namespace {

/// "Overall survival, multivariable model".
std::string fitted_model(const Plan& plan, const Step& step) {
  return outcome_of(plan, step) + ", multivariable model";
}

void add_few_events(const Plan& plan, const Step& step, const CoxAnalysis& cox,
                    const LimitationRules& rules, std::vector<Limitation>& found) {
  const std::size_t coefficients = coefficients_of(cox);
  if (coefficients == 0) return;
  const double each = cox.fit.events / static_cast<double>(coefficients);
  if (each >= rules.events_per_coefficient) return;
  found.push_back({"few_events",
                   fmt::format("{}: {} events for {} coefficients are {} each, fewer than {:g}",
                               fitted_model(plan, step), report::count(cox.fit.events),
                               coefficients, report::fixed(each, 1), rules.events_per_coefficient),
                   {{"events", cox.fit.events},
                    {"coefficients", static_cast<double>(coefficients)},
                    {"events_per_coefficient", each}}});
}

void add_missing_share(const Plan& plan, const Step& step, const formula::ModelFrame& frame,
                       const LimitationRules& rules, std::vector<Limitation>& found) {
  const std::size_t n_missing = missing_values(plan, step, frame);
  const std::size_t all = frame.rows.size() + n_missing;
  if (static_cast<double>(n_missing) <= rules.share_missing * static_cast<double>(all)) return;
  std::string most;
  if (!frame.missing.empty()) {
    // Not of the outcome itself, which has a limitation of its own; and only where all patients are
    // in the endpoint's population, as a column's gaps are counted over all.
    const auto worst = std::max_element(
        frame.missing.begin(), frame.missing.end(), [](const auto& a, const auto& b) {
          return std::pair(!a.of_outcome, a.rows) < std::pair(!b.of_outcome, b.rows);
        });
    if (!worst->of_outcome && n_missing == frame.n_missing)
      most = fmt::format(", {} of them of {}", worst->rows,
                         within_sentence(label_of(plan.table, worst->name)));
  }
  found.push_back(
      {"missing",
       fmt::format("{}: {} of {} patients ({}) were left out for a missing value{}",
                   fitted_model(plan, step), n_missing, all,
                   report::percent(double(n_missing) / double(all)), most),
       {{"missing", static_cast<double>(n_missing)}, {"patients", static_cast<double>(all)}}});
}

void add_hazards(const Plan& plan, const Step& step, const CoxAnalysis& cox,
                 const LimitationRules& rules, std::vector<Limitation>& found) {
  if (!cox.zph || !step.request->zph) return;
  for (const survival::ProportionalHazardsRow& row : cox.zph->terms) {
    if (!(row.test.p < rules.zph_p)) continue;
    const auto term = std::find_if(cox.frame.terms.begin(), cox.frame.terms.end(),
                                   [&](const formula::Term& t) { return t.name == row.term; });
    const std::string label = term == cox.frame.terms.end()
                                  ? row.term
                                  : within_sentence(report::term_label(*term, plan.table));
    found.push_back(
        {"non_proportional",
         fmt::format("{}: the hazard ratio of {} changes over time ({}, one of {} terms tested)",
                     fitted_model(plan, step), label, report::p_equation(row.test.p),
                     cox.zph->terms.size()),
         {{"p", row.test.p}, {"terms", static_cast<double>(cox.zph->terms.size())}}});
  }
}

void add_trouble(const Plan& plan, const Step& step, const CoxAnalysis& cox,
                 std::vector<Limitation>& found) {
  const auto n = std::count_if(
      cox.fit.terms.begin(), cox.fit.terms.end(),
      [](const survival::CoxTerm& term) { return term.trouble != survival::CoxTrouble::none; });
  if (n == 0 && cox.fit.converged) return;
  found.push_back({"not_estimable",
                   fmt::format("{}: {} of {} coefficients cannot be taken at face value",
                               fitted_model(plan, step), n, cox.fit.terms.size()),
                   {{"coefficients", static_cast<double>(cox.fit.terms.size())},
                    {"with_trouble", static_cast<double>(n)}}});
}

void add_apparent(const Plan& plan, const Step& step, const CoxAnalysis& cox,
                  std::vector<Limitation>& found) {
  if (!cox.concordance || cox.frame.terms.empty()) return;
  found.push_back({"apparent",
                   fmt::format("{}: its C of {} is of the {} patients to whom it was fitted",
                               fitted_model(plan, step),
                               report::fixed(cox.concordance->estimate, 3), cox.frame.rows.size()),
                   {{"concordance", cox.concordance->estimate},
                    {"patients", static_cast<double>(cox.frame.rows.size())}}});
}

}  // namespace

std::size_t coefficients_of(const CoxAnalysis& cox) {
  return static_cast<std::size_t>(
      std::count_if(cox.fit.terms.begin(), cox.fit.terms.end(), [](const survival::CoxTerm& term) {
        return term.trouble != survival::CoxTrouble::collinear;
      }));
}

void add_curve_limitations(const Plan& plan, const StudyResult& result,
                           const LimitationRules& rules, std::vector<Limitation>& found) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const auto* curves = result.steps[i].as<CurvesAnalysis>();
    if (!curves || curves->strata.size() < 2) continue;
    std::vector<std::string> small;
    auto fewest = static_cast<double>(plan.steps[i].table->rows);
    for (const Stratum& stratum : curves->strata) {
      const auto n = static_cast<double>(stratum.fit.n);
      if (n >= static_cast<double>(rules.group_patients) &&
          stratum.fit.events >= rules.group_events)
        continue;
      small.push_back(fmt::format("{} ({} patients, {} events)",
                                  group_label(plan.table, stratum.name), report::count(n),
                                  report::count(stratum.fit.events)));
      fewest = std::min(fewest, n);
    }
    if (!small.empty())
      found.push_back(
          {"small_group",
           fmt::format("{}: few patients in {}", plan.steps[i].title, fmt::join(small, ", ")),
           {{"groups", static_cast<double>(small.size())}, {"patients", fewest}}});
  }
}

void add_model_limitations(const Plan& plan, const StudyResult& result,
                           const LimitationRules& rules, std::vector<Limitation>& found) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const auto* cox = result.steps[i].as<CoxAnalysis>();
    if (!cox || step.univariable) continue;
    add_few_events(plan, step, *cox, rules, found);
    add_missing_share(plan, step, cox->frame, rules, found);
    add_hazards(plan, step, *cox, rules, found);
    add_trouble(plan, step, *cox, found);
    add_apparent(plan, step, *cox, found);
  }
}

void add_test_limitations(const Plan& plan, const StudyResult& result, const LimitationRules& rules,
                          std::vector<Limitation>& found) {
  std::size_t tests = 0, undone = 0;
  bool models = false;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    undone += !result.steps[i].done();
    models = models || result.steps[i].as<CoxAnalysis>() != nullptr;
    tests += plan.steps[i].univariable && result.steps[i].done();
  }
  if (tests > rules.unadjusted_tests)
    found.push_back({"many_tests",
                     fmt::format("{} univariable models were tested without adjustment; at the 5% "
                                 "level {} would be expected to differ by chance alone",
                                 tests, report::fixed(0.05 * static_cast<double>(tests), 1)),
                     {{"tests", static_cast<double>(tests)}}});
  if (undone > 0)
    found.push_back({"not_done",
                     fmt::format("{} of {} analyses could not be done on these data", undone,
                                 plan.steps.size()),
                     {{"not_done", static_cast<double>(undone)},
                      {"analyses", static_cast<double>(plan.steps.size())}}});
  // What was taken to other patients is named apart; the models beside it were not.
  const auto has = [&](std::string_view kind) {
    return std::any_of(plan.steps.begin(), plan.steps.end(),
                       [&](const Step& step) { return kind_name(step) == kind; });
  };
  const bool signatures =
      has("signature") &&
      std::any_of(plan.signatures.begin(), plan.signatures.end(),
                  [](const AppliedSignature& one) { return one.cohorts.size() > 1; });
  const char* beside = has("validate") ? "beside the scores of the external validation, "
                       : signatures    ? "beside the signatures, "
                                       : "";
  if (models || derives_a_model(plan))
    found.push_back(
        {"no_validation",
         fmt::format("{}what was fitted here was judged in no other patients than the {} "
                     "of {}",
                     beside, report::count(static_cast<double>(plan.table.rows)), plan.cohort.file),
         {{"patients", static_cast<double>(plan.table.rows)}}});
}

}  // namespace venscope::study
