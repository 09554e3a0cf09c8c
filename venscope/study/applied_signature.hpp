/// [[signature]] on the cohorts of a study: made once, then two columns that every analysis can
/// use.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/report/json.hpp"
#include "venscope/report/page.hpp"
#include "venscope/signature/pipeline.hpp"
#include "venscope/study/limitation.hpp"
#include "venscope/study/signature_covariates.hpp"
#include "venscope/study/signature_section.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct Plan;

/// A signature applied to one cohort, a row of its table each.
struct SignatureCohort {
  std::string id, label;  ///< "" for the study's own
  std::vector<std::optional<double>> score;
  std::vector<std::optional<std::size_t>> group;  ///< in the signature's group names
  signature::Cut cut;
  std::vector<std::string> absent;     ///< genes with a weight that its matrix lacks
  std::size_t without_sample = 0;      ///< patients
  std::size_t incomplete = 0;          ///< patients with a sample who lack a gene's value
  std::size_t without_covariates = 0;  ///< who lack a covariate that the score is made of
  bool refused = false;                ///< for the genes that are absent
  bool training = false;               ///< the signature was made from it
  std::size_t scored() const;
};

/// Patients of one cohort that a signature is made from.
struct TrainingCohort {
  std::string id, label;          ///< "" for the study's own
  std::vector<std::size_t> rows;  ///< of its table: with a sample, an outcome, covariates, strata
  endpoint::Outcomes outcomes;    ///< theirs
  /// Left out for a covariate or a column of the strata without a value: all, and by column.
  std::size_t without_clinic = 0;
  std::vector<std::pair<std::string, std::size_t>> without;
};

/// What became of a [[signature]]. The tables have the columns `ID.score` and `ID.group`, missing
/// where there is no score.
struct AppliedSignature {
  const SignatureRequest* request = nullptr;  ///< into the plan's protocol
  std::size_t endpoint = 0;                   ///< into the plan's endpoints

  // Whom and what it is made from.
  std::vector<TrainingCohort> trained;  ///< the study's own first, then those pooled with it
  endpoint::Outcomes outcomes;          ///< of all of them, cohort by cohort, as all that follows
  std::vector<std::string> genes;       ///< that can be used, columns of `expression`
  Matrix expression;                    ///< on the scale of the study's own cohort
  CovariateDesign covariate_design;
  std::vector<std::string> covariate_names;
  Matrix covariates;
  Strata strata;
  std::size_t measured = 0;            ///< genes of the matrix
  std::size_t incomplete = 0;          ///< left out: a value is missing
  std::size_t constant = 0;            ///< left out: they do not vary
  std::size_t elsewhere = 0;           ///< left out: another cohort that is needed lacks them
  std::vector<std::string> not_found;  ///< genes of the set that the matrix lacks
  std::size_t set_size = 0;            ///< genes of the set
  Matrix resistance_expression;
  std::vector<double> resistance;
  std::vector<std::size_t> resistance_patient;
  std::string resistance_label, resistance_cohort;
  std::string resistance_groups;       ///< "resistant against sensitive", of a column of two levels
  signature::PipelineOptions options;  ///< with the columns of the set

  std::optional<signature::Signature> made;  ///< unset: `problems` says why
  Problems problems;                         ///< of the analysis
  std::vector<SignatureCohort> cohorts;      ///< the study's own first

  signature::TrainingData data() const;
  const std::vector<std::string> group_names() const;
  const std::string& gene(const signature::GeneWeight& weight) const { return genes[weight.gene]; }
  std::size_t patients() const { return outcomes.size(); }
  /// Null where it was not made from that cohort.
  const TrainingCohort* trained_in(std::string_view cohort) const;
};

/// Makes every [[signature]] of the plan and adds its columns to the tables of the cohorts that
/// have the matrix. Problems of the declaration (study.unknown_column, study.no_weights,
/// study.score_column, study.no_expression) go to `problems`; that no signature comes of these data
/// stays with it.
void make_signatures(Plan& plan, Problems& problems);

/// The signature of that id; null where it could not be declared.
const AppliedSignature* find_signature(const Plan& plan, std::string_view id);

/// "ID.score" and "ID.group".
std::string score_column(std::string_view id);
std::string group_column(std::string_view id);

/// What of a score was learnt in the patients of that cohort ("" for the study's own): its weights,
/// or which genes it is made of. Of other columns nothing.
enum class LearntHere { nothing, weights, genes };
LearntHere learnt_here(const Plan& plan, std::string_view column, std::string_view cohort);

/// That such a score may go with what is known of these patients more than it would in others.
std::optional<Limitation> learnt_limitation(LearntHere learnt, const std::string& title);

}  // namespace venscope::study
