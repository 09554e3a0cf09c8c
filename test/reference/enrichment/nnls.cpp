// R's nnls. 1e-8: both solve the same triangular systems; the signature's condition is up to 1e4.
#include "venscope/enrichment/nnls.hpp"

#include "support/from_r.hpp"

using namespace venscope;
using namespace venscope::enrichment;

TEST(NnlsReference, LawsonAndHanson) {
  const nlohmann::json r = test::from_r("enrichment", "nnls");
  for (const auto& one : r["cases"]) {
    const auto& a = one["a"];
    Matrix design(a[0].size(), a.size());
    for (std::size_t j = 0; j < design.columns; ++j)
      for (std::size_t i = 0; i < design.rows; ++i) design(i, j) = a[j][i].get<double>();
    const std::vector<double> b = one["b"];
    double size = 0;
    for (const double value : b) size += value * value;
    const NonNegativeFit fit = NonNegativeLeastSquares(design).fit(b);
    EXPECT_TRUE(fit.converged);
    EXPECT_TRUE(test::agrees(fit.residual_sum, test::number(one["deviance"]), 1e-8, 1e-20 * size))
        << one["name"];
    for (std::size_t j = 0; j < design.columns; ++j)
      EXPECT_TRUE(test::agrees(fit.coefficient[j], test::number(one["x"][j]), 1e-8, 1e-10))
          << one["name"] << " " << j;
  }
}
