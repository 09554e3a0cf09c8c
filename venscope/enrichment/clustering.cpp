#include "venscope/enrichment/clustering.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::enrichment {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Clusters stand at their first item; each knows its nearest one among those after it.
class Merger {
public:
  Merger(const Matrix& distances, Linkage linkage)
      : n_(distances.rows),
        linkage_(linkage),
        distance_(distances),
        alive_(n_, 1),
        size_(n_, 1.0),
        nearest_(n_, 0),
        nearest_distance_(n_, infinite) {
    if (linkage == Linkage::ward)
      for (double& value : distance_.values) value *= value;
    for (std::size_t i = 0; i + 1 < n_; ++i) find_nearest(i);
  }

  struct Step {
    std::size_t first = 0, second = 0;
    double height = 0;
  };

  Step step() {
    std::size_t i = n_;
    for (std::size_t k = 0; k + 1 < n_; ++k)
      if (alive_[k] != 0 && (i == n_ || nearest_distance_[k] < nearest_distance_[i])) i = k;
    const std::size_t j = nearest_[i];
    const double least = nearest_distance_[i];
    alive_[j] = 0;
    update(i, j, least);
    size_[i] += size_[j];
    for (std::size_t k = 0; k + 1 < n_; ++k)
      if (alive_[k] != 0 && (nearest_[k] == i || nearest_[k] == j)) find_nearest(k);
    return {i, j, linkage_ == Linkage::ward ? std::sqrt(least) : least};
  }

private:
  void find_nearest(std::size_t i) {
    nearest_distance_[i] = infinite;
    for (std::size_t k = i + 1; k < n_; ++k) {
      if (alive_[k] == 0 || !(distance_(k, i) < nearest_distance_[i])) continue;
      nearest_distance_[i] = distance_(k, i);
      nearest_[i] = k;
    }
  }

  double merged(std::size_t i, std::size_t j, std::size_t k, double between) const {
    const double a = distance_(k, i), b = distance_(k, j);
    if (linkage_ == Linkage::complete) return std::max(a, b);
    if (linkage_ == Linkage::average) return (size_[i] * a + size_[j] * b) / (size_[i] + size_[j]);
    return ((size_[i] + size_[k]) * a + (size_[j] + size_[k]) * b - size_[k] * between) /
           (size_[i] + size_[j] + size_[k]);
  }

  void update(std::size_t i, std::size_t j, double between) {
    nearest_distance_[i] = infinite;
    for (std::size_t k = 0; k < n_; ++k) {
      if (alive_[k] == 0 || k == i) continue;
      const double d = merged(i, j, k, between);
      distance_(k, i) = distance_(i, k) = d;
      if (i < k && d < nearest_distance_[i]) {
        nearest_distance_[i] = d;
        nearest_[i] = k;
      } else if (k < i && d < nearest_distance_[k]) {
        nearest_distance_[k] = d;
        nearest_[k] = i;
      }
    }
  }

  std::size_t n_;
  Linkage linkage_;
  Matrix distance_;
  std::vector<char> alive_;
  std::vector<double> size_;
  std::vector<std::size_t> nearest_;
  std::vector<double> nearest_distance_;
};

/// Items first, then merges by their number.
void put_in_order(std::int64_t& left, std::int64_t& right) {
  const bool both_items = left < 0 && right < 0;
  if (both_items ? left < right : left > right) std::swap(left, right);
}

/// The leaves below the last merge, from left to right.
std::vector<std::size_t> leaves(const Clustering& clustering) {
  std::vector<std::size_t> order;
  std::vector<std::int64_t> stack{static_cast<std::int64_t>(clustering.height.size())};
  while (!stack.empty()) {
    const std::int64_t node = stack.back();
    stack.pop_back();
    if (node < 0) {
      order.push_back(static_cast<std::size_t>(-node - 1));
      continue;
    }
    stack.push_back(clustering.right[static_cast<std::size_t>(node - 1)]);
    stack.push_back(clustering.left[static_cast<std::size_t>(node - 1)]);
  }
  return order;
}

}  // namespace

Clustering cluster(const Matrix& distances, Linkage linkage) {
  Clustering clustering;
  const std::size_t n = distances.rows;
  if (n < 2) {
    if (n == 1) clustering.order = {0};
    return clustering;
  }
  Merger merger(distances, linkage);
  std::vector<std::int64_t> node(n);
  for (std::size_t i = 0; i < n; ++i) node[i] = -static_cast<std::int64_t>(i) - 1;
  for (std::size_t merge = 1; merge < n; ++merge) {
    const Merger::Step step = merger.step();
    std::int64_t left = node[step.first], right = node[step.second];
    put_in_order(left, right);
    clustering.left.push_back(left);
    clustering.right.push_back(right);
    clustering.height.push_back(step.height);
    node[step.first] = static_cast<std::int64_t>(merge);
  }
  clustering.order = leaves(clustering);
  return clustering;
}

Matrix euclidean_distances(const Matrix& values) {
  const std::size_t k = values.columns;
  Matrix distances(k, k);
  double largest = 0;
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t b = a + 1; b < k; ++b) {
      double sum = 0, used = 0;
      for (std::size_t i = 0; i < values.rows; ++i) {
        const double difference = values(i, a) - values(i, b);
        if (std::isnan(difference)) continue;
        sum += difference * difference;
        used += 1;
      }
      const double d =
          used > 0 ? std::sqrt(sum / (used / static_cast<double>(values.rows))) : infinite;
      if (used > 0) largest = std::max(largest, d);
      distances(a, b) = distances(b, a) = d;
    }
  for (double& d : distances.values) d = std::min(d, largest);
  return distances;
}

Matrix correlation_distances(const Matrix& r) {
  Matrix distances = r;
  for (double& d : distances.values) d = std::isnan(d) ? 1.0 : 1.0 - d;
  return distances;
}

}  // namespace venscope::enrichment
