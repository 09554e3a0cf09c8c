// R's cor and the p of cor.test (of ranks for Spearman), 1e-12; values in clustering.json.
#include "venscope/enrichment/correlation_matrix.hpp"

#include "support/from_r.hpp"

#include <cmath>

using namespace venscope;
using namespace venscope::enrichment;

TEST(CorrelationMatrixReference, PearsonAndSpearman) {
  const nlohmann::json r = test::from_r("enrichment", "clustering");
  Matrix values(40, 6);
  for (std::size_t j = 0; j < 6; ++j)
    for (std::size_t i = 0; i < 40; ++i) values(i, j) = test::number(r["y"][j][i]);
  for (const auto& [kind, name] : {std::pair(CorrelationKind::pearson, "pearson"),
                                   std::pair(CorrelationKind::spearman, "spearman")}) {
    const CorrelationMatrix got = correlation_matrix(values, kind, 2);
    ASSERT_EQ(got.pairs.size(), r[name].size());
    for (std::size_t k = 0; k < got.pairs.size(); ++k) {
      const ColumnPair& pair = got.pairs[k];
      EXPECT_EQ(pair.n, r[name][k][0].get<std::size_t>());
      EXPECT_TRUE(test::agrees(*pair.r, test::number(r[name][k][1]), 1e-12, 1e-13));
      EXPECT_TRUE(test::agrees(*pair.p, test::number(r[name][k][2]), 1e-10));
      EXPECT_EQ(got.r(pair.a, pair.b), *pair.r);
    }
  }
}

TEST(CorrelationMatrixReference, ConstantAndShortColumnsAreUndefined) {
  Matrix values(4, 3);
  for (std::size_t i = 0; i < 4; ++i) {
    values(i, 0) = static_cast<double>(i);
    values(i, 1) = 0.1;
    values(i, 2) = i < 2 ? static_cast<double>(i) : std::nan("");
  }
  const CorrelationMatrix got = correlation_matrix(values, CorrelationKind::pearson);
  for (const ColumnPair& pair : got.pairs) EXPECT_FALSE(pair.r || pair.p || pair.q);
}
