/// A study as it is declared, before any patient has been read. docs/files/protocol.md.
#pragma once

#include "venscope/base/node.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/inclusion.hpp"
#include "venscope/endpoint/endpoint.hpp"
#include "venscope/simulation/declaration.hpp"
#include "venscope/study/applied_score.hpp"
#include "venscope/study/derived_column.hpp"
#include "venscope/study/expression.hpp"
#include "venscope/study/gene_sets.hpp"
#include "venscope/study/signature_section.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// What a row of the cohort is called in the report: "12 cultures", not "12 patients".
struct RowNoun {
  std::string one = "patient", many = "patients";
  bool patients() const { return many == "patients"; }
};

/// Where the patients are, and how their file is written.
struct CohortSource {
  std::string file;     ///< as declared; relative to the protocol
  std::string path;     ///< to open
  std::string label;    ///< what a comparison with other cohorts calls it; "" if nothing
  std::string patient;  ///< column that names a patient; "" if none
  char delimiter = 0;   ///< 0: found by looking
  char decimal = 0;
  std::optional<std::vector<std::string>> missing;  ///< instead of the usual words
  bool synthetic = false;  ///< its rows are no patients, whatever they say themselves
};

/// One [[records]]: rows of a file of their own that belong to the patients (records.hpp).
struct RecordsRequest {
  std::string id, title;
  std::string
      cohort;  ///< id of the [[validation_cohort]] whose patients they are; "" for the study's
  CohortSource source;
  Node dictionary;
  bool unknown_left_out = false;  ///< rows of nobody in the cohort: left out, not a problem
  Place place;
};

/// [[validation_cohort]]: other patients than those of the study, on whom a score is judged or
/// brought up to date. The dictionary, the derived columns, the scores and the endpoints are those
/// of the study.
struct ValidationSource {
  std::string id, label;
  CohortSource source;
  /// Instead of the study's rules; unset: those.
  std::optional<std::vector<cohort::InclusionRule>> include;
  Place place;
};

class KindRequest;
struct Kind;

/// `own`: one of `kinds()` (kind.hpp), which brings everything of its own.
enum class AnalysisKind { baseline, km, logrank, cox, table, concordance, own };

/// As the protocol writes it; "" of `own`.
std::string_view name_of(AnalysisKind kind);

enum class CoxModels { both, univariable, multivariable };

/// One [[analysis]], with what it leaves out filled in from the study.
struct AnalysisRequest {
  std::string id;
  AnalysisKind kind = AnalysisKind::km;
  std::string title;                   ///< "" where none was given
  std::vector<std::string> endpoints;  ///< ids; empty: a formula says it, or none is needed
  bool endpoint_in_id = false;         ///< the endpoints were not named, so the ids of the steps do
  std::string formula;                 ///< the whole of it, instead of endpoint and variables
  std::string by;                      ///< column that makes the groups; "" for none
  std::vector<std::string> variables;  ///< terms of a model, rows of a baseline table, markers
  std::string outcome;                 ///< of a table
  bool p = true;                       ///< of a baseline table: a column of p-values
  std::vector<std::string> strata;
  std::string cluster, weights;
  survival::ConfidenceScale scale = survival::ConfidenceScale::log;
  double level = 0.95;
  std::vector<double> times;  ///< in the endpoint's unit of the report; empty: 1, 2 and 3 years
  bool log_rank = true;       ///< of km: test the groups too
  double rho = 0;
  bool trend = false;
  std::optional<survival::Adjustment> pairwise;
  CoxModels models = CoxModels::both;
  survival::Ties ties = survival::Ties::efron;
  bool robust = false, firth = false;
  bool zph = true;                         ///< test proportional hazards of the multivariable model
  std::string where;                       ///< condition on the patients; "" for all
  std::string population;                  ///< who they are, in words
  const Kind* kind_of_own = nullptr;       ///< of kind `own`
  std::shared_ptr<const KindRequest> own;  ///< of kind `own`
  Place place;
};

struct Protocol {
  std::string file;       ///< as given on the command line
  std::string file_name;  ///< without its folder: reports do not depend on where they were made
  std::string sha256;     ///< of the file; overrides are listed apart
  std::vector<std::string> overrides;
  std::string id, title, description, language = "en";
  std::vector<std::string> authors;
  std::string date;  ///< "" unless asked for
  std::uint64_t seed = 1;
  std::string group;                    ///< column that splits curves and tables; "" for none
  std::vector<std::string> covariates;  ///< terms of the Cox models beside the group
  CohortSource cohort;
  RowNoun noun;
  std::vector<ValidationSource> validation_cohorts;
  std::optional<simulation::Declaration> simulation;  ///< [simulate]
  Node dictionary;                                    ///< [dictionary]; its schema is the cohort's
  std::vector<RecordsRequest> records;
  std::vector<ExpressionRequest> expressions;
  std::vector<GeneSetsRequest> gene_sets;
  std::vector<DerivedColumn> derived;
  std::vector<cohort::InclusionRule> include;
  std::vector<ScoreRequest> scores;
  std::vector<endpoint::EndpointDefinition> endpoints;
  std::vector<Place> endpoint_places;
  std::vector<SignatureRequest> signatures;
  std::vector<AnalysisRequest> analyses;
  /// Limitations and the reporting checklist; unset: where a model is derived or judged.
  std::optional<bool> checklist;
  bool limitations = false;       ///< the limitations without the checklist
  bool default_analyses = false;  ///< no [[analysis]] was given
};

/// Reads the text of a protocol, with `overrides` ("key.path=value", --set) applied to it first.
/// Everything wrong with it goes to `problems`; what could be understood is in the result, so that
/// the cohort can be checked in the same go.
Protocol read_protocol(std::string_view text, const std::string& file,
                       const std::vector<std::string>& overrides, Problems& problems);

}  // namespace venscope::study
