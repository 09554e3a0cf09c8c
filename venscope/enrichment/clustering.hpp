/// Hierarchical clustering: in what order rows and columns of a heat map stand.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace venscope::enrichment {

enum class Linkage { complete, average, ward };

struct Clustering {
  /// One row per merge, as R's hclust: a negative number is an item (-1: the first), a positive one
  /// an earlier merge (1: the first).
  std::vector<std::int64_t> left, right;
  std::vector<double> height;
  std::vector<std::size_t> order;  ///< items from left to right, from 0
};

/// Of n items with symmetric distances (n x n, all finite; the diagonal is not looked at). Merges
/// the two clusters at the least distance again and again; to the merged cluster the distance is
///   complete  max(d_ik, d_jk);   average  (n_i d_ik + n_j d_jk) / (n_i + n_j);
///   ward      sqrt(((n_i + n_k) d_ik^2 + (n_j + n_k) d_jk^2 - n_k d_ij^2) / (n_i + n_j + n_k)).
/// Of several least distances the pair of the first item is taken, a cluster standing at its first
/// item: R's hclust ("complete", "average", "ward.D2"), order included. O(n^2) time as a rule, 8
/// n^2 bytes. Fewer than two items: no merge. Source: [Murtagh2014].  Right by:
/// reference/enrichment/clustering (R hclust), twins/enrichment/clustering (from the definition).
Clustering cluster(const Matrix& distances, Linkage linkage);

/// 1 - r of each two columns, or Euclidean distance. Missing values: the mean of the squares over
/// the rows that have both, times the number of rows (R's dist); undefined distances are the
/// largest there are.
Matrix euclidean_distances(const Matrix& values);

/// From correlations: 1 - r, undefined ones 1.
Matrix correlation_distances(const Matrix& r);

}  // namespace venscope::enrichment
