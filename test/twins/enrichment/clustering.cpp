// Clusters as lists of items, distances between them from the definition each time.
#include "venscope/enrichment/clustering.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

double between(const Matrix& points, const Matrix& d, const std::vector<std::size_t>& a,
               const std::vector<std::size_t>& b, Linkage linkage) {
  double largest = 0, sum = 0;
  for (const std::size_t i : a)
    for (const std::size_t j : b) {
      largest = std::max(largest, d(i, j));
      sum += d(i, j);
    }
  const double m = static_cast<double>(a.size()), n = static_cast<double>(b.size());
  if (linkage == Linkage::complete) return largest;
  if (linkage == Linkage::average) return sum / (m * n);
  // Ward: sqrt(2 m n / (m + n)) times the distance of the centres.
  double squares = 0;
  for (std::size_t r = 0; r < points.rows; ++r) {
    double x = 0, y = 0;
    for (const std::size_t i : a) x += points(r, i) / m;
    for (const std::size_t j : b) y += points(r, j) / n;
    squares += (x - y) * (x - y);
  }
  return std::sqrt(2 * m * n / (m + n) * squares);
}

}  // namespace

TEST(ClusteringTwin, FromTheDefinition) {
  for (std::uint64_t trial = 0; trial < 15; ++trial) {
    RandomStream stream(91, "clustering", trial);
    Matrix points(4, 3 + stream.below(15));
    for (double& value : points.values) value = stream.normal();
    const Matrix d = euclidean_distances(points);
    for (const Linkage linkage : {Linkage::complete, Linkage::average, Linkage::ward}) {
      const Clustering got = cluster(d, linkage);
      std::vector<std::vector<std::size_t>> clusters;
      for (std::size_t i = 0; i < points.columns; ++i) clusters.push_back({i});
      for (std::size_t merge = 0; merge + 1 < points.columns; ++merge) {
        double least = std::numeric_limits<double>::infinity();
        std::size_t a = 0, b = 0;
        for (std::size_t i = 0; i < clusters.size(); ++i)
          for (std::size_t j = i + 1; j < clusters.size(); ++j) {
            const double x = between(points, d, clusters[i], clusters[j], linkage);
            if (x < least) least = x, a = i, b = j;
          }
        EXPECT_NEAR(got.height[merge], least, 1e-9);
        clusters[a].insert(clusters[a].end(), clusters[b].begin(), clusters[b].end());
        clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(b));
      }
    }
  }
}
