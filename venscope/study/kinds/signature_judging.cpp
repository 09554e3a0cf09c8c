// Kind signature: the score in each cohort, and over cohorts.
#include "venscope/base/distributions.hpp"
#include "venscope/study/kinds/signature_finding.hpp"
#include "venscope/study/plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace venscope::study {

namespace {

const endpoint::Endpoint* endpoint_in(const Plan& plan, const AppliedSignature& applied,
                                      const SignatureCohort& scored) {
  if (scored.id.empty()) return &plan.endpoints[applied.endpoint];
  const ValidationCohort* cohort = find_cohort(plan, scored.id);
  if (!cohort || applied.endpoint >= cohort->endpoints.size()) return nullptr;
  const auto& endpoint = cohort->endpoints[applied.endpoint];
  return endpoint ? &*endpoint : nullptr;
}

/// Rows of the table that count, with their outcomes: in a cohort that the signature is made from,
/// the patients it is made from.
struct CohortRows {
  std::vector<std::size_t> rows;
  endpoint::Outcomes outcomes;
};

CohortRows patient_rows_of(const Plan& plan, const AppliedSignature& applied,
                           const SignatureCohort& scored) {
  CohortRows found;
  if (const TrainingCohort* trained = applied.trained_in(scored.id)) {
    found.rows = trained->rows;
    found.outcomes = trained->outcomes;
    return found;
  }
  const endpoint::Endpoint* endpoint = endpoint_in(plan, applied, scored);
  if (!endpoint) return found;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < endpoint->rows.size(); ++i) {
    if (!scored.score[endpoint->rows[i]]) continue;
    places.push_back(i);
    found.rows.push_back(endpoint->rows[i]);
  }
  found.outcomes = signature::outcomes_of(endpoint->outcomes, places);
  return found;
}

Matrix column_of(const std::vector<double>& score, double scale) {
  Matrix column(score.size(), 1);
  for (std::size_t i = 0; i < score.size(); ++i) column(i, 0) = score[i] / scale;
  return column;
}

std::optional<survival::CoxFit> cox_of(const endpoint::Outcomes& outcomes, const Matrix& design,
                                       double level) {
  survival::CoxOptions options;
  options.level = level;
  auto fit = survival::cox({.outcomes = outcomes, .design = design}, options);
  if (!fit) return {};
  return std::move(*fit);
}

void judge_groups(std::size_t groups, double level, SignatureInCohort& cohort) {
  if (cohort.scored->cut.at.empty()) return;
  auto test = survival::log_rank(cohort.outcomes, cohort.group, groups);
  if (test && test->df > 0) cohort.log_rank = std::move(*test);
  Matrix design(cohort.score.size(), groups - 1);
  for (std::size_t i = 0; i < cohort.group.size(); ++i)
    if (cohort.group[i] > 0) design(i, static_cast<std::size_t>(cohort.group[i]) - 1) = 1;
  cohort.by_group = cox_of(cohort.outcomes, design, level);
  for (std::size_t g = 0; g < groups; ++g) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < cohort.group.size(); ++i)
      if (cohort.group[i] == static_cast<std::int32_t>(g)) rows.push_back(i);
    const endpoint::Outcomes of_group = signature::outcomes_of(cohort.outcomes, rows);
    auto curve = survival::kaplan_meier(of_group);
    cohort.curves.push_back(curve ? std::move(*curve) : survival::KaplanMeier{});
  }
}

void judge_rival(const AppliedSignature& other, const std::vector<std::size_t>& rows, double level,
                 SignatureInCohort& cohort) {
  const SignatureCohort* theirs = nullptr;
  for (const SignatureCohort& one : other.cohorts)
    if (one.id == cohort.scored->id) theirs = &one;
  if (!theirs) return;
  std::vector<std::size_t> both;
  std::vector<double> own, rival;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!theirs->score[rows[i]]) continue;
    both.push_back(i);
    own.push_back(cohort.score[i]);
    rival.push_back(*theirs->score[rows[i]]);
  }
  const endpoint::Outcomes outcomes = signature::outcomes_of(cohort.outcomes, both);
  const auto a = accuracy::harrell(outcomes, own), b = accuracy::harrell(outcomes, rival);
  if (!a || !b) return;
  SignatureRival found;
  found.id = other.request->id;
  found.title = other.request->title;
  found.n = both.size();
  found.own = a->estimate;
  found.other = b->estimate;
  found.difference = a->estimate - b->estimate;
  double variance = 0;
  for (std::size_t i = 0; i < both.size(); ++i)
    variance += std::pow(a->influence[i] - b->influence[i], 2);
  const double error = std::sqrt(variance), z = normal_quantile(0.5 + level / 2);
  found.low = found.difference - z * error;
  found.high = found.difference + z * error;
  found.p = error > 0 ? normal_two_sided(found.difference / error) : 1;
  const auto own_fit = cox_of(outcomes, column_of(own, 1), level),
             other_fit = cox_of(outcomes, column_of(rival, 1), level);
  if (own_fit) found.own_aic = own_fit->aic;
  if (other_fit) found.other_aic = other_fit->aic;
  cohort.rivals.push_back(std::move(found));
}

void add_estimate(const std::optional<survival::CoxFit>& fit, std::size_t term,
                  const std::string& label, SignaturePooling& pooling) {
  if (!fit || fit->terms.size() <= term) return;
  const survival::CoxTerm& of = fit->terms[term];
  if (of.trouble != survival::CoxTrouble::none || !(of.std_error > 0)) return;
  pooling.cohorts.push_back(label);
  pooling.estimates.push_back({label, of.coef, of.std_error});
}

}  // namespace

SignatureInCohort judge_signature(const Plan& plan, const AppliedSignature& applied,
                                  const SignatureCohort& scored, double deviation,
                                  const SignatureJudgingOptions& options) {
  SignatureInCohort cohort;
  cohort.scored = &scored;
  if (scored.refused) {
    cohort.undefined = "genes of the signature were not measured";
    return cohort;
  }
  const CohortRows found = patient_rows_of(plan, applied, scored);
  cohort.outcomes = found.outcomes;
  for (const std::size_t row : found.rows) {
    cohort.score.push_back(*scored.score[row]);
    cohort.group.push_back(scored.group[row] ? static_cast<std::int32_t>(*scored.group[row]) : -1);
  }
  for (const std::int32_t event : cohort.outcomes.event) cohort.events += event != 0;
  if (cohort.score.empty() || cohort.events == 0) {
    cohort.undefined =
        cohort.score.empty() ? "nobody has both a score and the endpoint" : "nobody has the event";
    return cohort;
  }
  if (auto c = accuracy::harrell(cohort.outcomes, cohort.score)) cohort.harrell = std::move(*c);
  if (auto c = accuracy::uno(cohort.outcomes, cohort.score)) cohort.uno = std::move(*c);
  if (deviation > 0)
    cohort.per_sd = cox_of(cohort.outcomes, column_of(cohort.score, deviation), options.level);
  if (cohort.per_sd && cohort.per_sd->trouble == survival::CoxTrouble::none)
    cohort.slope = cohort.per_sd->terms[0].coef / deviation;
  judge_groups(applied.group_names().size(), options.level, cohort);
  accuracy::RocOptions roc_options;
  roc_options.level = options.level;
  if (auto roc = accuracy::roc(cohort.outcomes, cohort.score, options.times, roc_options))
    cohort.rocs = std::move(roc->times);
  for (const std::string& id : options.against)
    if (const AppliedSignature* other = find_signature(plan, id))
      judge_rival(*other, found.rows, options.level, cohort);
  return cohort;
}

std::vector<SignaturePooling> pool_signature(const std::vector<SignatureInCohort>& cohorts,
                                             const SignatureJudgingOptions& options) {
  SignaturePooling sd{"hr_per_sd", "Hazard ratio per SD", {}, {}, {}, {}},
      group{"hr_group", "Hazard ratio of the highest against the lowest group", {}, {}, {}, {}};
  for (const SignatureInCohort& cohort : cohorts) {
    if (!cohort.undefined.empty() || cohort.scored->training) continue;
    add_estimate(cohort.per_sd, 0, cohort.scored->label, sd);
    if (cohort.by_group)
      add_estimate(cohort.by_group, cohort.by_group->terms.size() - 1, cohort.scored->label, group);
  }
  std::vector<SignaturePooling> all;
  for (SignaturePooling* one : {&sd, &group}) {
    if (one->estimates.empty()) continue;
    accuracy::PoolingOptions pooling;
    pooling.level = options.level;
    pooling.method = accuracy::BetweenVariance::fixed;
    if (auto fixed = accuracy::pooled(one->estimates, pooling)) one->fixed = std::move(*fixed);
    pooling.method = options.pooling;
    if (auto random = accuracy::pooled(one->estimates, pooling)) one->random = std::move(*random);
    all.push_back(std::move(*one));
  }
  return all;
}

}  // namespace venscope::study
