/// Which genes differ: from values or counts to a table of genes.
#pragma once

#include "venscope/expression/contrast.hpp"
#include "venscope/expression/moderated_t.hpp"
#include "venscope/expression/voom.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::expression {

/// What the counts become.
enum class CountModel {
  none,  ///< the values are logarithms already
  voom,  ///< logarithms with weights by their precision
  logs,  ///< log2 counts per million, equally weighted: with a trend of the prior variance
};

struct DifferentialOptions {
  CountModel counts = CountModel::none;
  bool filter = true;  ///< of counts: leave out genes with too few reads
  bool trend = false, robust = false, sample_weights = false;
  unsigned threads = 1;
};

/// What is asked of the fit: coefficients by name, or contrasts. Several are tested together.
struct DifferentialQuestion {
  std::vector<std::string> coefficients;
  std::optional<Contrasts> contrasts = {};
};

/// A library of counts.
struct Library {
  std::string sample;
  double reads = 0;   ///< in the genes that are kept
  double factor = 1;  ///< TMM
};

struct Differential {
  std::vector<std::size_t> tested;  ///< columns of the values, in their order: rows of the fit
  std::vector<Library> libraries;   ///< with counts
  std::optional<Voom> voom;
  std::vector<double> sample_weights;  ///< empty: equal
  LinearFit fit;                       ///< of the coefficients or contrasts asked for
  Moderated moderated;
  std::vector<double> p;       ///< of t, or of F where several are asked for
  std::vector<double> q;       ///< Benjamini and Hochberg's
  std::vector<double> storey;  ///< empty where it cannot be had
  std::optional<double> null_share;
  std::vector<std::string> warnings;

  /// Rows of the fit by p, then by |t| or F; without those that have no p.
  std::vector<std::size_t> by_p() const;
  /// The 95 % interval of a coefficient: estimate -+ this.
  double half_width(std::size_t row, std::size_t coefficient) const;
};

/// Fits the design to every gene of `values` (samples by genes) and moderates the variances.
/// Counts: filter (enough_reads), library sizes of what is kept, TMM, then voom or log2 counts per
/// million with 2 prior reads. Weights of samples: likelihood, or gene by gene with voom.
/// Problems: check_counts, expression.no_genes_left, those of the parts.
/// Right by: reference/expression/differential (R: edgeR 3.40 and limma 3.54 from counts to table).
Result<Differential> differential_expression(const Matrix& values,
                                             const std::vector<std::string>& samples,
                                             const std::vector<std::string>& genes,
                                             const Design& design,
                                             const DifferentialQuestion& question,
                                             const DifferentialOptions& options = {});

}  // namespace venscope::expression
