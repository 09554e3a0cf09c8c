#include "venscope/enrichment/set_scores.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

Matrix columns(std::vector<std::vector<double>> columns) {
  Matrix matrix(columns[0].size(), columns.size());
  for (std::size_t g = 0; g < columns.size(); ++g)
    std::copy(columns[g].begin(), columns[g].end(), matrix.column(g).begin());
  return matrix;
}

const std::vector<std::string> abcd{"A", "B", "C", "D"};

}  // namespace

TEST(SetScores, MissingAndConstantGenesAreCounted) {
  const Matrix values = columns({{1, 2, 3}, {no_value, 1, 2}, {4, 4, 4}, {3, 1, 2}});
  const std::vector<GeneSet> sets{{"s", "", {"A", "B", "C"}}};
  ScoreOptions options;
  options.method = ScoreMethod::zscore;
  const auto z = set_scores(values, abcd, sets, options);
  ASSERT_TRUE(z);
  EXPECT_EQ(z->missing_genes, 1u);
  EXPECT_EQ(z->constant_genes, 1u);
  EXPECT_EQ(z->sets[0].members, std::vector<std::uint32_t>{0});
  EXPECT_EQ(z->sets[0].not_found, (std::vector<std::string>{"B", "C"}));
  EXPECT_NEAR(z->scores(2, 0), 1, 1e-12);
  EXPECT_EQ(z->warnings.size(), 2u);
  options.method = ScoreMethod::mean;
  const auto mean = set_scores(values, abcd, sets, options);
  ASSERT_TRUE(mean);
  EXPECT_EQ(mean->sets[0].members, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_NEAR(mean->scores(0, 0), 2.5, 1e-12);
}

TEST(SetScores, Refused) {
  const Matrix values = columns({{1, 2}, {3, 1}, {-1, 2}, {0, 1}});
  ScoreOptions options;
  const auto code = [&](const Matrix& matrix, const std::vector<GeneSet>& sets) {
    return set_scores(matrix, abcd, sets, options).error()[0].code;
  };
  EXPECT_EQ(code(values, {{"s", "", {"X"}}}), "enrichment.no_sets");
  options.method = ScoreMethod::gsva;
  options.kernel = DensityKernel::poisson;
  EXPECT_EQ(code(values, {{"s", "", {"A"}}}), "enrichment.not_counts");
  options.kernel = DensityKernel::gaussian;
  EXPECT_EQ(code(columns({{1}, {2}, {3}, {4}}), {{"s", "", {"A"}}}), "enrichment.few_genes");
  EXPECT_EQ(code(columns({{1, 1}, {2, 2}, {3, 3}, {4, 5}}), {{"s", "", {"D"}}}),
            "enrichment.few_genes");
}

TEST(SetScores, OneScoreHasNoRange) {
  const auto result =
      set_scores(columns({{1}, {2}, {3}, {4}}), abcd, std::vector<GeneSet>{{"s", "", {"A"}}});
  ASSERT_TRUE(result);
  EXPECT_TRUE(std::isnan(result->scores(0, 0)));
  ASSERT_EQ(result->warnings.size(), 1u);
}
