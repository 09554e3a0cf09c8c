/// What a study will do: a protocol checked against its cohort, as a list of steps.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/endpoint/endpoint.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/study/applied_signature.hpp"
#include "venscope/study/prepare_cohort.hpp"
#include "venscope/study/protocol.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// One analysis, of one formula: one entry of results.json. A [[analysis]] may ask for several.
struct Step {
  std::string id;  ///< names files and anchors
  AnalysisKind kind = AnalysisKind::km;
  std::string title;
  std::string formula;                  ///< "" for a baseline table
  const AnalysisRequest* request = {};  ///< into the plan's protocol
  std::optional<std::size_t> endpoint;  ///< into the plan's endpoints
  const cohort::Table* table = {};      ///< its patients: the plan's table or a part of it
  /// The [[analysis]] and endpoint it belongs to: the crude and adjusted models of one group make
  /// one table and one forest plot.
  std::string group;
  std::string group_title;  ///< of that table and plot
  bool univariable = false;
};

/// A second cohort, made ready as the first.
struct ValidationCohort {
  std::string id, label;
  Cohort cohort;
  cohort::Table table;  ///< with the columns of scores and endpoints, as the plan's
  std::vector<AppliedScore> scores;
  /// As the plan's endpoints; those that an analysis asks of this cohort.
  std::vector<std::optional<endpoint::Endpoint>> endpoints;
  std::map<std::string, cohort::Table> populations;
  std::map<std::string, std::vector<std::size_t>> population_rows;  ///< of `table`
};

/// Owns what its steps point into: not to be copied.
struct Plan {
  Protocol protocol;
  Cohort cohort;
  /// The cohort's table, the columns of the scores and signatures and, per endpoint, the columns
  /// `ID.time`, `ID.event`, of several events `ID.cause` (a category, its first level "censored")
  /// and, with delayed entry, `ID.entry`; missing where the endpoint leaves a patient out.
  cohort::Table table;
  /// The patients of `where` conditions, by condition.
  std::map<std::string, cohort::Table> populations;
  /// Of each of them, the rows of `table` that they are.
  std::map<std::string, std::vector<std::size_t>> population_rows;
  std::vector<AppliedScore> scores;
  std::vector<endpoint::Endpoint> endpoints;
  std::vector<ValidationCohort> validation;
  std::vector<GeneSets> gene_sets;
  std::vector<AppliedSignature> signatures;
  std::vector<Step> steps;

  /// The rows of a [[records]] by its id, of the study's cohort or of a validation cohort; null
  /// where there are none. With `where`: patients_of_step (records.hpp).
  const Records* records(std::string_view id, std::string_view cohort = {}) const;
  /// The matrix of an [[expression]] by its id, of the study's cohort or of a validation cohort: a
  /// row per row of its `table`. Null where there is none. With `where`: sampled_patients
  /// (expression.hpp).
  const Expression* expression(std::string_view id, std::string_view cohort = {}) const;
  /// The sets of a [[gene_sets]] by its id; null where there are none.
  const GeneSets* genes(std::string_view id) const;

  Plan() = default;
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  Plan(Plan&&) = delete;
};

/// The validation cohort of that id; null where there is none.
const ValidationCohort* find_cohort(const Plan& plan, std::string_view id);
/// Its patients for a step: all of them, or those of the step's `where`.
const cohort::Table& patients_of(const ValidationCohort& cohort, const Step& step);

/// Reads the [[validation_cohort]]s of the plan's protocol; everything wrong goes to `problems`.
void prepare_validation_cohorts(Plan& plan, Problems& problems);

/// The kind of a step as the protocol writes it.
std::string_view kind_name(const Step& step);

/// How the formula of a step is to be read: as the analysis of its kind will read it.
formula::FrameOptions frame_options(const Step& step);

/// Makes the endpoints and the steps of `plan.protocol` on `plan.cohort`, and checks every formula
/// on the table. All problems, each at its place in the protocol or the cohort.
void make_plan(Plan& plan, Problems& problems);

}  // namespace venscope::study
