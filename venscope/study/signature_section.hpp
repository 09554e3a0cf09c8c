/// [[signature]]: a score of genes, made by a declared pipeline or of published weights.
/// docs/files/protocol.md.
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/signature/pipeline.hpp"
#include "venscope/signature/transport.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct Protocol;

/// Where the resistance stands that candidates must go with.
struct ResistanceRequest {
  std::string column;      ///< of the cohort; numbers, higher is more resistant, or two levels
  std::string resistant;   ///< of two levels the one that is resistant; "" for the second
  std::string cohort;      ///< id of a validation cohort; "" for the study's
  std::string expression;  ///< id of the matrix of that cohort
  signature::AssociationRule rule;
};

struct SignatureRequest {
  std::string id, title;
  std::string endpoint, expression;     ///< ids
  std::string where, population;        ///< whom it is made from; "" for all
  std::string genes;                    ///< id of a [[gene_sets]]; "" for every gene measured
  std::string weights;                  ///< id of one with weights, instead of a pipeline; "" else
  std::vector<std::string> covariates;  ///< columns beside the genes, without penalty
  std::vector<std::string> strata;      ///< columns
  std::vector<std::string> pool;        ///< ids of validation cohorts that it is made from as well
  std::optional<ResistanceRequest> resistance;
  signature::PipelineOptions options;  ///< without the columns of the set
  signature::Transport transport = signature::Transport::raw;
  /// A validation cohort that lacks a gene: its patients get no score, or one of the other genes.
  bool missing_genes_left_out = false;
  bool common_genes = false;  ///< only genes that every cohort with the matrix has measured
  Place place;
};

/// Reads [[signature]]. Called after endpoints, matrices and gene sets.
void read_signature_sections(Section& root, Protocol& protocol);

/// For kinds: the entry `signature`; where there is only one, that is the default.
std::string read_signature_id(Section& section, const Protocol& protocol);

/// "LASSO Cox model, lambda of the smallest cross-validated deviance …", for the methods.
std::string model_words(const signature::ModelRule& rule);
/// "median of the patients that it was made from, carried over as a number", …
std::string cut_words(signature::CutKind kind);
/// `groups`: who is compared, where a column names them: "resistant against sensitive".
std::string association_words(const signature::AssociationRule& rule,
                              const std::string& groups = {});
std::string stability_words(const survival::StabilityOptions& stability);
/// "q (Benjamini–Hochberg) up to 0.05".
std::string threshold_words(const signature::Threshold& threshold);

}  // namespace venscope::study
