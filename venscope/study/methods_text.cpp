#include "venscope/study/methods_text.hpp"

#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/cohort_blocks.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

std::string sentence(std::string text) {
  if (text.empty()) return text;
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  if (text.back() != '.') text += '.';
  return text;
}

/// Sentences, each said once however many steps ask for it.
class Sentences {
public:
  void add(std::string text) {
    text = sentence(std::move(text));
    if (!text.empty() && seen_.insert(text).second) text_ += (text_.empty() ? "" : " ") + text;
  }
  const std::string& text() const { return text_; }

private:
  std::set<std::string> seen_;
  std::string text_;
};

std::string cohort_text(const Plan& plan) {
  Sentences sentences;
  const std::size_t rows = plan.cohort.rows, included = plan.cohort.table.rows;
  sentences.add(fmt::format("Of {} {} in {}, {} {} included",
                            report::count(static_cast<double>(rows)), plan.protocol.noun.many,
                            plan.cohort.file, report::count(static_cast<double>(included)),
                            plural(included, "was", "were")));
  std::vector<std::string> left;
  for (const Exclusion& exclusion : exclusions(plan))
    if (exclusion.n > 0) left.push_back(fmt::format("{} (n = {})", exclusion.reason, exclusion.n));
  if (!left.empty())
    sentences.add(
        fmt::format("The others were left out, in this order, for: {}", fmt::join(left, "; ")));
  return sentences.text();
}

std::string_view scale_text(survival::ConfidenceScale scale) {
  switch (scale) {
    case survival::ConfidenceScale::log:
      return "on the log scale";
    case survival::ConfidenceScale::log_log:
      return "on the log(-log) scale";
    case survival::ConfidenceScale::plain:
      return "on the plain scale";
    case survival::ConfidenceScale::none:
      return "";
  }
  return "";
}

void add_curves(const CurvesAnalysis& curves, Sentences& sentences) {
  const survival::KaplanMeierOptions& options = curves.options.curve;
  std::string text = "survival was estimated by the Kaplan–Meier method";
  if (options.scale != survival::ConfidenceScale::none)
    text += fmt::format(" with Greenwood's variance and pointwise {} {}",
                        interval_name(options.level), scale_text(options.scale));
  sentences.add(text);
  if (!curves.frame.weights.empty()) sentences.add("Curves were weighted");
  if (curves.frame.outcomes.delayed_entry())
    sentences.add("Patients were counted at risk from their delayed entry on");
}

void add_log_rank(const LogRankAnalysis& analysis, Sentences& sentences) {
  const double rho = analysis.options.rho;
  const std::string name =
      rho == 0   ? "the log-rank test"
      : rho == 1 ? "Peto and Peto's modification of the Gehan–Wilcoxon test (rho = 1)"
                 : fmt::format("the G-rho test of Harrington and Fleming (rho = {})", rho);
  const bool stratified = !analysis.frame.strata.empty();
  sentences.add(fmt::format("groups were compared by {}{}",
                            stratified ? "the stratified form of " : "", name));
  if (analysis.trend) sentences.add("Ordered groups were tested for trend with scores 1, 2, …");
  if (analysis.pairwise.empty()) return;
  const std::string adjusted = analysis.options.pairwise == Adjustment::holm
                                   ? "with Holm's adjustment"
                               : analysis.options.pairwise == Adjustment::benjamini_hochberg
                                   ? "with the adjustment of Benjamini and Hochberg"
                                   : "without adjustment";
  sentences.add("Pairs of groups were compared " + adjusted);
}

std::string_view ties_text(survival::Ties ties) {
  switch (ties) {
    case survival::Ties::efron:
      return "Efron's approximation";
    case survival::Ties::breslow:
      return "Breslow's approximation";
    case survival::Ties::exact:
      return "the exact discrete likelihood";
  }
  return "";
}

/// A term of a model in words: the label of a column, or the expression.
std::string term_words(const Plan& plan, const formula::Term& term) {
  return within_sentence(report::term_label(term, plan.table));
}

void add_cox(const Plan& plan, const Step& step, const CoxAnalysis& cox, Sentences& sentences) {
  sentences.add(
      fmt::format("hazard ratios with {} are from Cox proportional hazards models with {} for tied "
                  "times",
                  interval_name(cox.fit.options.level), ties_text(cox.fit.options.ties)));
  if (cox.fit.options.firth)
    sentences.add(
        "Models were penalised by Firth's method, with confidence intervals of the profile "
        "penalised likelihood");
  if (!cox.frame.strata.empty())
    sentences.add("Models had a baseline hazard of their own in each stratum");
  if (cox.fit.naive_covariance) sentences.add("Standard errors are robust (sandwich estimator)");
  if (step.univariable)
    return sentences.add("In univariable analysis each variable was fitted alone");
  std::vector<std::string> terms;
  for (const formula::Term& term : cox.frame.terms) terms.push_back(term_words(plan, term));
  sentences.add(fmt::format(
      "The multivariable model of {} held: {}. It was fitted to the {} patients "
      "without a missing value in any of these",
      within_sentence(outcome_of(plan, step)), fmt::join(terms, "; "), cox.frame.rows.size()));
  if (step.request->zph && cox.zph)
    sentences.add(
        "Proportional hazards were tested by score tests of an interaction of each term "
        "with time, on the scale of the Kaplan–Meier estimate (as cox.zph in R), and looked at "
        "in the scaled Schoenfeld residuals");
  if (cox.concordance) sentences.add("Discrimination is Harrell's C");
}

void add_baseline(const response::BaselineTable& baseline, Sentences& sentences) {
  std::vector<std::string> tests;
  for (const response::BaselineRow& row : baseline.rows)
    if (row.test && row.test->p &&
        std::find(tests.begin(), tests.end(), row.test->name) == tests.end())
      tests.push_back(row.test->name);
  if (!tests.empty())
    sentences.add(
        fmt::format("characteristics were compared between groups by: {}", fmt::join(tests, ", ")));
}

void add_step(const Plan& plan, const Step& step, const StepResult& done, Sentences& sentences) {
  if (const auto* curves = done.as<CurvesAnalysis>()) add_curves(*curves, sentences);
  if (const auto* log_rank = done.as<LogRankAnalysis>()) add_log_rank(*log_rank, sentences);
  if (const auto* cox = done.as<CoxAnalysis>()) add_cox(plan, step, *cox, sentences);
  if (const auto* table = done.as<TableAnalysis>()) {
    if (table->result.pearson)
      sentences.add("Proportions were compared by Pearson's chi-squared test");
    if (table->result.fisher) sentences.add("Proportions were compared by Fisher's exact test");
  }
  if (const auto* concordance = done.as<ConcordanceAnalysis>())
    sentences.add(concordance->uno ? "Concordance of markers is Harrell's C and Uno's C"
                                   : "Concordance of markers is Harrell's C");
  if (const auto* baseline = done.as<response::BaselineTable>()) add_baseline(*baseline, sentences);
  if (const Finding* finding = done.finding())
    for (std::string& text : finding->methods(plan, step)) sentences.add(std::move(text));
}

}  // namespace

std::vector<std::string> methods_text(const Plan& plan, const StudyResult& result,
                                      std::string_view version) {
  std::vector<std::string> paragraphs{cohort_text(plan)};
  if (plan.cohort.synthetic)
    paragraphs.front() = synthetic_text(*plan.cohort.synthetic) + ' ' + paragraphs.front();
  Sentences endpoints;
  for (const endpoint::Endpoint& endpoint : plan.endpoints) endpoints.add(endpoint.rule);
  if (std::any_of(result.follow_up.begin(), result.follow_up.end(),
                  [](const auto& follow_up) { return follow_up.has_value(); }))
    endpoints.add("Median follow-up was estimated by the reverse Kaplan–Meier method");
  if (!endpoints.text().empty()) paragraphs.push_back(endpoints.text());

  Sentences analyses;
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    add_step(plan, plan.steps[i], result.steps[i], analyses);
  analyses.add(
      "Tests are two-sided and, where nothing else is said, not adjusted for their number");
  analyses.add(fmt::format(
      "Where nothing else is said, {} with a missing value were left out of the analyses that "
      "need it",
      plan.protocol.noun.many));
  analyses.add(fmt::format("All analyses were made with Venscope {}", version));
  paragraphs.push_back(analyses.text());
  return paragraphs;
}

}  // namespace venscope::study
