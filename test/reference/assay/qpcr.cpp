#include "venscope/assay/qpcr.hpp"

#include "support/from_r.hpp"
#include "venscope/assay/standard_curve.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::assay;
using test::agrees;
using test::number;

namespace {

const nlohmann::json& r() {
  static const nlohmann::json values = test::from_r("assay", "qpcr");
  return values;
}

std::vector<std::vector<SampleGene>> averaged() {
  std::vector<Well> wells;
  for (std::size_t i = 0; i < r()["wells"]["ct"].size(); ++i)
    wells.push_back({r()["wells"]["sample"][i].get<std::size_t>(),
                     r()["wells"]["gene"][i].get<std::size_t>(), number(r()["wells"]["ct"][i])});
  return average_wells(wells, 9, 3);
}

const std::vector<std::int32_t> two_groups{0, 0, 0, 1, 1, 1, -1, -1, -1};
const std::vector<std::int32_t> three_groups{0, 0, 0, 1, 1, 1, 2, 2, 2};

}  // namespace

TEST(QpcrReference, DeltaCtAndWelch) {
  const QpcrOptions options{.references = {1, 2}, .control = 0};
  const GeneExpression ours = gene_expression(averaged(), 0, two_groups, 2, {}, false, options);
  for (std::size_t s = 0; s < 9; ++s)
    EXPECT_TRUE(agrees(ours.samples[s].value, number(r()["dct"][s]), 1e-12));
  ASSERT_EQ(ours.changes.size(), 1u);
  const FoldChange& change = ours.changes[0];
  EXPECT_TRUE(agrees(*change.t, number(r()["welch"]["t"]), 1e-10));
  EXPECT_TRUE(agrees(*change.df, number(r()["welch"]["df"]), 1e-10));
  EXPECT_TRUE(agrees(*change.p, number(r()["welch"]["p"]), 1e-9));
  EXPECT_TRUE(agrees(*change.fold, number(r()["welch"]["fold"]), 1e-10));
  EXPECT_TRUE(agrees(*change.low, number(r()["welch"]["low"]), 1e-10));
  EXPECT_TRUE(agrees(*change.high, number(r()["welch"]["high"]), 1e-10));
}

TEST(QpcrReference, TukeyOnDeltaCt) {
  const QpcrOptions options{.references = {1, 2}, .method = Method::tukey, .control = 0};
  const GeneExpression ours = gene_expression(averaged(), 0, three_groups, 3, {}, false, options);
  ASSERT_EQ(ours.changes.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(agrees(*ours.changes[i].fold, number(r()["tukey"]["fold"][i]), 1e-10));
    // ptukey is off by that much for so few degrees of freedom (reference/assay/simultaneous).
    EXPECT_NEAR(*ours.changes[i].p_adjusted, number(r()["tukey"]["p"][i]), 1e-6);
  }
}

TEST(QpcrReference, PfafflsRatio) {
  const QpcrOptions options{.references = {1, 2},
                            .factor = r()["factor"].get<std::vector<double>>(),
                            .method = Method::holm,
                            .control = 0};
  const GeneExpression ours = gene_expression(averaged(), 0, three_groups, 3, {}, false, options);
  ASSERT_EQ(ours.changes.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i)
    EXPECT_TRUE(agrees(*ours.changes[i].fold, number(r()["pfaffl"][i + 1]), 1e-10));
}

TEST(QpcrReference, StandardCurve) {
  const nlohmann::json& of_r = r()["curve"];
  const auto ours = standard_curve(of_r["quantity"].get<std::vector<double>>(),
                                   of_r["ct"].get<std::vector<double>>());
  ASSERT_TRUE(ours);
  EXPECT_TRUE(agrees(ours->slope, number(of_r["slope"]), 1e-11));
  EXPECT_TRUE(agrees(ours->intercept, number(of_r["intercept"]), 1e-11));
  EXPECT_TRUE(agrees(ours->std_error, number(of_r["std_error"]), 1e-9));
  EXPECT_TRUE(agrees(ours->r_squared, number(of_r["r_squared"]), 1e-11));
  EXPECT_TRUE(agrees(ours->factor, number(r()["factor"][0]), 1e-11));
  EXPECT_TRUE(agrees(ours->factor_interval.low, number(of_r["low"]), 1e-10));
  EXPECT_TRUE(agrees(ours->factor_interval.high, number(of_r["high"]), 1e-10));
}
