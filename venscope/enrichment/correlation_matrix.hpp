/// Correlations of every pair of columns.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace venscope::enrichment {

enum class CorrelationKind { pearson, spearman };

struct ColumnPair {
  std::size_t a = 0, b = 0;  ///< columns, a < b
  std::size_t n = 0;         ///< rows that have both
  std::optional<double> r;   ///< absent where fewer than 3 rows have both or one is constant there
  std::optional<double> p, q;
};

struct CorrelationMatrix {
  std::vector<ColumnPair> pairs;  ///< (0,1), (0,2), …
  Matrix r;                       ///< columns x columns, 1 on the diagonal; missing where undefined
};

/// Pearson's r, or that of the midranks (Spearman), over the rows that have both values; two-sided
/// p of t = r sqrt((n - 2) / (1 - r^2)) with n - 2 degrees of freedom, for Spearman too (as Hmisc's
/// rcorr; no exact p of small samples); q by Benjamini and Hochberg over all pairs.
/// |r| = 1 has p = 0. Cost O(columns^2 n), for Spearman with missing values O(columns^2 n log n).
/// Right by: reference/enrichment/correlation_matrix (R cor, and cor.test).
CorrelationMatrix correlation_matrix(const Matrix& values, CorrelationKind kind,
                                     unsigned threads = 1);

}  // namespace venscope::enrichment
