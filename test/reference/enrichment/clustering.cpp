// R's hclust: merges and order exactly, ties too; heights 1e-12.
#include "venscope/enrichment/clustering.hpp"

#include "support/from_r.hpp"

using namespace venscope;
using namespace venscope::enrichment;

TEST(ClusteringReference, Hclust) {
  const nlohmann::json r = test::from_r("enrichment", "clustering");
  const std::vector<Linkage> linkages{Linkage::complete, Linkage::average, Linkage::ward};
  for (const auto& one : r["cases"]) {
    const auto& x = one["x"];
    Matrix values(x[0].size(), x.size());
    for (std::size_t j = 0; j < values.columns; ++j)
      for (std::size_t i = 0; i < values.rows; ++i) values(i, j) = x[j][i].get<double>();
    const Matrix distances = euclidean_distances(values);
    for (std::size_t m = 0; m < 3; ++m) {
      const auto& tree = one["trees"][m];
      const Clustering got = cluster(distances, linkages[m]);
      const std::string what = one["name"].get<std::string>() + tree["method"].get<std::string>();
      ASSERT_EQ(got.height.size(), tree["height"].size()) << what;
      for (std::size_t k = 0; k < got.height.size(); ++k) {
        EXPECT_EQ(got.left[k], tree["left"][k].get<std::int64_t>()) << what << k;
        EXPECT_EQ(got.right[k], tree["right"][k].get<std::int64_t>()) << what << k;
        EXPECT_TRUE(test::agrees(got.height[k], test::number(tree["height"][k]), 1e-12, 1e-12))
            << what << k;
      }
      for (std::size_t i = 0; i < got.order.size(); ++i)
        EXPECT_EQ(got.order[i] + 1, tree["order"][i].get<std::size_t>()) << what << i;
    }
  }
}
