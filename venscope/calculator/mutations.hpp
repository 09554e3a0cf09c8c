/// Genes from a list of mutations and the panel that was sequenced. docs/files/score.md.
#pragma once

#include "venscope/calculator/elsewhere.hpp"
#include "venscope/calculator/rows.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::calculator {

/// What allele fractions are written in; a column whose name does not say it must be declared.
enum class VafUnit { undeclared, fraction, percent };

/// The gene of a row, as the dictionary knows it.
struct KnownGene {
  std::optional<std::size_t> variable;
  std::vector<std::pair<std::string, std::size_t>>
      parts;                          ///< "itd" -> FLT3_ITD, by what is annotated
  std::vector<std::size_t> measures;  ///< such as TP53_VAF
};

/// What is listed of one patient.
struct PatientMutations {
  std::set<std::size_t> mutated;          ///< variables of genes
  std::set<std::size_t> open;             ///< parts that a mutation may be or not, such as FLT3_ITD
  std::map<std::size_t, double> largest;  ///< allele fraction from 0 to 1, by variable
};

/// A table of mutations, one a row: patient and gene, where there are protein change, annotation,
/// classification and allele fraction or read counts; or a MAF. Comment lines may stand before the
/// header. A silent variant does not count; its patient does. What stands in the dictionary as
/// GENE_word (FLT3_ITD) is mutated where a row of GENE has that word in its protein change or
/// annotation, and never by inference: an insertion in FLT3 without the word leaves FLT3_ITD open.
/// Problems: those of Rows, score.no_column, score.no_patient, score.no_gene,
/// score.unknown_classification, score.vaf. Memory: by patient and gene of the dictionary.
class MutationTable {
public:
  /// `wanted` marks the variables that a model uses.
  MutationTable(const cohort::Dictionary& dictionary, std::string file, VafUnit unit,
                std::vector<bool> wanted, cohort::ProblemLog& log);
  void feed(std::string_view bytes);
  void finish();

  const std::vector<std::string>& patients() const { return patients_; }
  const std::vector<PatientMutations>& mutations() const { return mutations_; }
  const std::string& file() const { return file_; }
  /// Genes that are not in the dictionary, with the number of their rows.
  const std::map<std::string, std::size_t>& unknown_genes() const { return unknown_; }

private:
  struct Columns {
    std::optional<std::size_t> patient, gene, classification, vaf, alt, ref, depth;
    std::vector<std::size_t> texts;  ///< protein change and annotation
    bool percent = false, declared = false;
  };
  void drain();
  void read_header();
  void read_row();
  bool counts(std::string_view classification, std::string_view protein);
  std::optional<double> fraction();
  std::string_view cell(std::optional<std::size_t> column) const;
  PatientMutations& of(std::string_view patient);
  const KnownGene& known(std::string_view gene);
  Place here(std::string column = {}) const { return {file_, rows_.line(), std::move(column)}; }

  const cohort::Dictionary& dictionary_;
  std::string file_;
  VafUnit unit_;
  std::vector<bool> wanted_;
  cohort::ProblemLog& log_;
  Rows rows_;
  std::optional<Columns> columns_;
  std::vector<std::string> names_;
  std::vector<std::string> patients_;
  std::vector<PatientMutations> mutations_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::map<std::string, KnownGene, std::less<>> genes_;
  std::map<std::string, std::size_t> unknown_;
};

/// The genes that were tested: one a line, or a column `gene`; with a column of patients where not
/// everyone had the same panel. Problems: score.no_column, score.no_patient, and score.two_panels:
/// a column of panels names several, and no column of patients says who had which. Taken together
/// they would make a gene wild type in patients who were never tested for it.
class PanelTable {
public:
  PanelTable(const cohort::Dictionary& dictionary, std::string file, cohort::ProblemLog& log);
  void feed(std::string_view bytes);
  void finish();

  bool by_patient() const { return by_patient_; }
  /// Of everyone, or of one patient; variables.
  const std::set<std::size_t>& tested() const { return everyone_; }
  const std::map<std::string, std::set<std::size_t>, std::less<>>& of_patients() const {
    return of_patients_;
  }
  const std::string& file() const { return file_; }
  const std::map<std::string, std::size_t>& unknown_genes() const { return unknown_; }

private:
  void drain();
  void read_header();
  void read_row();
  void check_panel(std::string_view panel);
  void add(std::string_view gene, std::string_view patient);

  const cohort::Dictionary& dictionary_;
  std::string file_;
  cohort::ProblemLog& log_;
  Rows rows_;
  bool begun_ = false, by_patient_ = false;
  std::size_t gene_ = 0, patient_ = 0, width_ = 1;
  std::optional<std::size_t> panel_;  ///< column that names the panel
  std::string panel_name_;            ///< the first in it
  std::set<std::size_t> everyone_;
  std::map<std::string, std::set<std::size_t>, std::less<>> of_patients_;
  std::map<std::string, std::size_t> unknown_;
};

/// What both say of each patient. Without a panel nothing is wild type. A gene of the panel without
/// a listed mutation is wild type; but a gene with a part that needs an assay of its own (an
/// internal or partial tandem duplication, _ITD and _PTD) only if the panel names that part too.
Elsewhere known_genes(const MutationTable& mutations, const PanelTable* panel,
                      const cohort::Dictionary& dictionary, std::vector<std::string>& warnings);

}  // namespace venscope::calculator
