/// What an analysis of kind signature found, told in results.json, tables and figures.
#pragma once

#include "venscope/accuracy/concordance.hpp"
#include "venscope/accuracy/pooling.hpp"
#include "venscope/accuracy/roc.hpp"
#include "venscope/signature/random_sets.hpp"
#include "venscope/signature/whole.hpp"
#include "venscope/study/applied_signature.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct SignatureJudgingOptions {
  std::size_t resamples = 200;  ///< 0: no bootstrap
  std::optional<signature::NestedOptions> nested;
  std::vector<signature::RandomFit> random;
  std::size_t random_sets = 1000;
  std::vector<double> times;         ///< of AUCs, in the endpoint's unit
  std::vector<std::string> against;  ///< ids of other signatures
  accuracy::BetweenVariance pooling = accuracy::BetweenVariance::restricted_likelihood;
  std::size_t heat_map_genes = 40;
  double level = 0.95;
};

/// Another signature on the same patients.
struct SignatureRival {
  std::string id, title;
  std::size_t n = 0;
  double own = 0, other = 0;                        ///< Harrell's C of both
  double difference = 0, low = 0, high = 0, p = 1;  ///< own less other
  std::optional<double> own_aic, other_aic;         ///< of a Cox model of the score alone
};

/// The signature in one cohort.
struct SignatureInCohort {
  const SignatureCohort* scored = nullptr;  ///< into the plan
  std::string undefined;                    ///< why there is nothing further
  std::vector<double> score;
  std::vector<std::int32_t> group;
  endpoint::Outcomes outcomes;
  std::size_t events = 0;
  std::optional<accuracy::HarrellConcordance> harrell;
  std::optional<accuracy::UnoConcordance> uno;
  std::optional<survival::CoxFit> per_sd;  ///< per standard deviation of the cohort it was made in
  std::optional<survival::CoxFit> by_group;  ///< each group against the lowest
  std::optional<double> slope;  ///< coefficient of the score itself: 1 where it is calibrated
  std::optional<survival::LogRank> log_rank;
  std::vector<survival::KaplanMeier> curves;  ///< by group
  std::vector<accuracy::TimeRoc> rocs;
  std::vector<SignatureRival> rivals;
};

/// A number of the cohorts that the signature was not made in, and of all, taken together.
struct SignaturePooling {
  std::string id, label;
  std::vector<std::string> cohorts;
  std::vector<accuracy::CohortEstimate> estimates;
  std::optional<accuracy::PooledEstimate> fixed, random;
};

class SignatureFinding final : public Finding {
public:
  const AppliedSignature* applied = nullptr;  ///< into the plan
  SignatureJudgingOptions options;
  double deviation = 0;  ///< of the score in the cohort that it was made in
  std::vector<SignatureInCohort> cohorts;
  std::vector<SignaturePooling> pooled;
  std::optional<signature::PipelineOptimism> optimism;
  std::optional<signature::NestedValidation> nested;
  std::vector<signature::RandomSets> random;
  std::string card_text;

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<report::Block> appendix(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
  std::vector<std::pair<std::string, std::string>> reporting(const Plan& plan,
                                                             const Step& step) const override;
  std::vector<report::File> files(const Plan& plan, const Step& step) const override;
  std::string_view card() const override { return card_text; }
  std::optional<GeneCalls> gene_calls(const Plan& plan) const override;

  const signature::Signature& made() const { return *applied->made; }
  bool pipeline() const { return applied->request->weights.empty(); }
  std::string unit(const Plan& plan) const;
  /// Candidates → screened → selected, each with its number and in words.
  std::vector<std::pair<std::string, std::size_t>> flow() const;
};

/// Everything about the score in one cohort that needs no resampling.
SignatureInCohort judge_signature(const Plan& plan, const AppliedSignature& applied,
                                  const SignatureCohort& scored, double deviation,
                                  const SignatureJudgingOptions& options);

/// Hazard ratios per SD and of the highest against the lowest group, and C: over the validation
/// cohorts, and over all.
std::vector<SignaturePooling> pool_signature(const std::vector<SignatureInCohort>& cohorts,
                                             const SignatureJudgingOptions& options);

/// How random signatures were made: "each scored by its first principal component".
std::string_view random_words(signature::RandomFit fit);

/// "12 patients of the study cohort left out: no value of age (9), sex (3)".
std::string left_out_text(const TrainingCohort& cohort);

/// The card as the models' schema has it; "" where it cannot hold the score.
std::string signature_card(const Plan& plan, const SignatureFinding& finding);

// Parts of the report.
report::Table signature_flow_table(const SignatureFinding& finding, const Step& step);
report::Table signature_gene_table(const SignatureFinding& finding, const Step& step);
report::Table signature_clinic_table(const SignatureFinding& finding, const Plan& plan,
                                     const Step& step);
report::Table signature_cohort_table(const SignatureFinding& finding, const Plan& plan,
                                     const Step& step);
report::Table signature_optimism_table(const SignatureFinding& finding, const Plan& plan,
                                       const Step& step);
report::Table signature_random_table(const SignatureFinding& finding, const Step& step);
report::Table signature_rival_table(const SignatureFinding& finding, const Step& step);
report::Table signature_candidate_table(const SignatureFinding& finding, const Step& step);
report::Table signature_pooling_table(const SignatureFinding& finding, const Step& step);
std::vector<report::Block> signature_figures(const SignatureFinding& finding, const Plan& plan,
                                             const Step& step);

}  // namespace venscope::study
