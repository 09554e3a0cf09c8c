/// Counts as logarithms with weights by their precision.
#pragma once

#include "venscope/expression/array_weights.hpp"
#include "venscope/expression/linear_model.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::expression {

struct VoomOptions {
  double span = 0.5;            ///< of the lowess
  bool sample_weights = false;  ///< weights of samples too, gene by gene (voomWithQualityWeights)
  unsigned threads = 1;
};

struct Voom {
  Matrix logs;                         ///< log2((y + 0.5) / (L + 1) 10^6)
  Matrix weights;                      ///< 1 / trend^4 at the fitted count, times the sample's
  std::vector<double> sample_weights;  ///< empty without
  std::vector<double> size;            ///< per gene: mean log2 count + 0.5
  std::vector<double> deviation;       ///< per gene: sqrt of its residual standard deviation
  std::vector<double> trend_size, trend_deviation;  ///< the lowess, by ascending size
  std::vector<std::string> warnings;
};

/// limma's voom. The trend is a lowess of the square root of each gene's residual standard
/// deviation over its mean log2 count; genes without any read take no part in it. `library_size` is
/// the effective one, with its normalisation factor. With sample weights the trend is fitted a
/// second time with them. Problems: those of fit_linear_models; expression.no_trend (fewer than two
/// genes with reads). Source: [Law2014], [Liu2015]. docs/methods/voom.md. Right by:
/// reference/expression/counts (R limma 3.54), laws/expression/voom.
Result<Voom> voom(const Matrix& counts, const Design& design, std::span<const double> library_size,
                  const VoomOptions& options = {});

}  // namespace venscope::expression
