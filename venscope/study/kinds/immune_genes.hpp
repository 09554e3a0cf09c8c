/// Checkpoint genes themselves, and the cytolytic score by its definition, by group: surrogates.
#pragma once

#include "venscope/report/json.hpp"
#include "venscope/report/page.hpp"
#include "venscope/study/kinds/gene_set_kinds.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct ImmuneGene {
  std::string name;
  std::vector<double> values;  ///< of the patients with a sample
  GroupedNumber grouped;
};

/// The genes of the built-in immune sets, those of the PD-1 axis first, then in the order of the
/// sets, each once.
struct ImmuneGenes {
  std::vector<ImmuneGene> genes;
  std::size_t axis = 0;  ///< of them, the PD-1 axis
  std::vector<std::string> not_measured;
  /// Geometric mean of granzyme A and perforin [Rooney2015]; absent where one is not measured.
  std::optional<ImmuneGene> cytolytic;
  std::string cytolytic_words;  ///< how it was computed on this scale
  std::string scale;            ///< of the matrix, as declared; "" where it is not
};

/// Compared as by_group() does; q over the genes and the cytolytic score together. The score as
/// enrichment::cytolytic_score: a scale that is not declared is taken as logarithmic.
/// Right by: unit/study/gene_set_kinds.
ImmuneGenes immune_genes(const SampledValues& sampled, const Expression& expression,
                         const std::vector<int>& code, std::size_t groups);

report::Json immune_json(const ImmuneGenes& immune, const std::vector<std::string>& groups);
/// All genes that are measured, by p; the score first.
report::Table immune_table(const ImmuneGenes& immune, const std::vector<std::string>& groups,
                           const std::string& step);
/// The PD-1 axis and the score, every patient (or what else the rows are) a dot.
report::Figure immune_strip(const ImmuneGenes& immune, const std::vector<std::string>& groups,
                            const std::vector<int>& code, const std::string& step,
                            const RowNoun& noun);

}  // namespace venscope::study
