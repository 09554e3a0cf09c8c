/// How a [[signature]] of a plan is made and applied, step by step: what make_signatures() stands
/// on.
#pragma once

#include "venscope/study/applied_signature.hpp"
#include "venscope/study/plan.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// Columns of a matrix by the names of its genes.
using ColumnOf = std::map<std::string_view, std::size_t>;
ColumnOf columns_by_gene(const Expression& expression);

/// That there is no signature of these data, and why.
Problem not_possible(std::string code, std::string what, std::string remedy);

/// Makes one signature of a plan whose endpoints are made.
class SignatureMaking {
public:
  SignatureMaking(Plan& plan, const SignatureRequest& request, Problems& problems)
      : plan_(plan), request_(request), problems_(problems) {}
  AppliedSignature run();

private:
  // signature_making.cpp: the steps.
  void prepare_pipeline();
  void derive();
  void declared_wrong(std::string_view entry, std::string code, std::string what,
                      std::string expected, std::string remedy = {});

  // signature_patients.cpp: whom it is made from.
  /// A cohort that it is made from, the study's own first.
  struct Part {
    const cohort::Table* table = nullptr;
    const Expression* matrix = nullptr;
    const endpoint::Endpoint* endpoint = nullptr;
    std::vector<std::size_t> places = {};  ///< in the endpoint, of the patients
    std::size_t first = 0;                 ///< of them among all patients
  };
  void find_patients();
  void find_pooled(const std::string& id);
  std::string own_label() const;
  /// Rows of the table for whom `where` holds.
  std::vector<bool> population(const cohort::Table& table);
  /// Patients with a sample and the endpoint; of them those without a covariate are counted.
  void take_patients(Part& part, TrainingCohort& cohort);
  /// The columns of covariates and strata; what is wrong with them is said.
  std::vector<const cohort::Column*> clinical_columns(const cohort::Table& table,
                                                      const TrainingCohort& cohort);
  /// Covariates as numbers, strata as codes.
  void take_clinic();
  void take_outcomes();

  // signature_resistance.cpp: the column that genes are to go with.
  void find_resistance();
  /// Two levels, of which one is resistant.
  bool find_groups(const cohort::Column& column);
  void take_resistance();

  // signature_genes.cpp: which genes can be used, and their values.
  /// A matrix that a gene must be in as well.
  struct Needed {
    const Expression* matrix = nullptr;
    ColumnOf columns;
    const std::vector<std::size_t>* rows = nullptr;  ///< that must have a value; null: none
    bool varies = false;                             ///< and not all the same
  };
  std::vector<Needed> others() const;
  /// A gene is used if every patient has a value and they differ.
  bool usable(std::size_t gene, const std::vector<Needed>& others);
  static bool complete_in(const Needed& needed, std::size_t gene);
  void take_genes(const std::vector<std::size_t>& used);
  /// Values of a pooled cohort, brought to the scale of the study's own as they are where it is
  /// scored: from all its samples.
  void pool(const Part& part, const std::vector<std::size_t>& patients);
  void find_set();
  /// The set's genes and weights; patients who lack a value of one leave.
  void prepare_weights();

  // signature_scoring.cpp: the score and groups of every cohort.
  /// Values of the genes with a weight, a row per patient with a sample.
  SignatureCohort scored(const Expression& matrix, const cohort::Table& table,
                         signature::Transport transport) const;
  /// What the covariates add to the score: 0 where it is of genes alone; NaN where one is missing.
  std::vector<double> clinical_part(const cohort::Table& table,
                                    const std::vector<std::size_t>& rows) const;
  /// The cut of the signature; where genes are left out, that of the others (columns `there`) by
  /// the same rule.
  signature::Cut cut_of(const SignatureCohort& cohort, const std::vector<std::size_t>& there) const;
  void add_columns(const SignatureCohort& cohort, cohort::Table& table, bool tell);
  void apply();

  Plan& plan_;
  const SignatureRequest& request_;
  Problems& problems_;
  const Expression* expression_ = nullptr;
  const Expression* resistant_ = nullptr;
  std::vector<Part> parts_;  ///< as made_.trained
  std::vector<std::size_t> resistant_rows_;
  std::string resistant_level_;
  std::vector<signature::GeneWeight> weights_;
  AppliedSignature made_;
};

}  // namespace venscope::study
