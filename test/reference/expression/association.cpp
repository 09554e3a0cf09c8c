#include "support/from_r.hpp"
#include "venscope/expression/concordant_pairs.hpp"
#include "venscope/expression/correlation.hpp"
#include "venscope/expression/rank_sum.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;
using test::number;

namespace {

const nlohmann::json& values() {
  static const nlohmann::json all = test::from_r("expression", "association");
  return all;
}

Matrix samples_by(const nlohmann::json& numbers, std::size_t samples) {
  Matrix matrix;
  for (const auto& value : numbers) matrix.values.push_back(number(value));
  matrix.rows = samples;
  matrix.columns = matrix.values.size() / samples;
  return matrix;
}

void expect_correlations(const nlohmann::json& one, const char* key, CorrelationMethod method,
                         const Matrix* covariates = nullptr) {
  const auto y = one["y"].get<std::vector<double>>();
  const Matrix x = samples_by(one["x"], y.size());
  const auto ours = correlate(x, y, {.method = method, .covariates = covariates});
  ASSERT_TRUE(ours) << key;
  for (std::size_t g = 0; g < x.columns; ++g) {
    const nlohmann::json& theirs = one[key][g];
    SCOPED_TRACE(std::string(key) + " " + std::to_string(g));
    EXPECT_TRUE(agrees((*ours)[g].estimate, number(theirs["estimate"]), 1e-11, 1e-14));
    if (number(theirs["estimate"]) != number(theirs["estimate"])) continue;
    // S of a monotone gene is 0 but for the rounding of r.
    EXPECT_TRUE(agrees((*ours)[g].statistic, number(theirs["statistic"]), 1e-9, 1e-11));
    // R takes Kendall's upper tail from 1: that leaves it absolute digits.
    EXPECT_TRUE(agrees((*ours)[g].p, number(theirs["p"]), 1e-9,
                       method == CorrelationMethod::kendall ? 1e-14 : 0.0));
    if (!theirs.contains("low")) continue;
    EXPECT_TRUE(agrees((*ours)[g].low, number(theirs["low"]), 1e-10, 1e-13));
    EXPECT_TRUE(agrees((*ours)[g].high, number(theirs["high"]), 1e-10, 1e-13));
  }
}

}  // namespace

TEST(AssociationReference, Correlations) {
  for (const auto& one : values()["correlations"]) {
    SCOPED_TRACE(one["name"]);
    expect_correlations(one, "pearson", CorrelationMethod::pearson);
    expect_correlations(one, "spearman", CorrelationMethod::spearman);
    expect_correlations(one, "kendall", CorrelationMethod::kendall);
    if (!one.contains("z")) continue;
    const Matrix covariates = samples_by(one["z"], one["y"].size());
    expect_correlations(one, "partial", CorrelationMethod::pearson, &covariates);
    expect_correlations(one, "partial_ranks", CorrelationMethod::spearman, &covariates);
  }
}

TEST(AssociationReference, CensoredPairs) {
  for (const auto& one : values()["censored"]) {
    SCOPED_TRACE(one["name"]);
    const auto x = one["x"].get<std::vector<double>>(), y = one["y"].get<std::vector<double>>();
    const auto observed = one["observed"].get<std::vector<std::uint8_t>>();
    const Kendall kendall = KendallAgainst(y, observed).of(x);
    EXPECT_EQ(kendall.pairs.concordant, number(one["concordant"]));
    EXPECT_EQ(kendall.pairs.discordant, number(one["discordant"]));
    EXPECT_EQ(kendall.pairs.tied_x, number(one["tied_x"]));
    EXPECT_EQ(kendall.pairs.tied_y, number(one["tied_y"]));
    EXPECT_EQ(kendall.pairs.tied_both, number(one["tied_xy"]));
    EXPECT_TRUE(agrees((kendall.somers_d + 1) / 2, number(one["concordance"]), 1e-14));
    EXPECT_TRUE(agrees(kendall.somers_error / 2, number(one["std_error"]), 1e-12));
  }
}

TEST(AssociationReference, RankSums) {
  for (const auto& one : values()["wilcoxon"]) {
    SCOPED_TRACE(one["name"]);
    const auto group = one["group"].get<std::vector<std::uint8_t>>();
    const auto ours = rank_sums(samples_by(one["x"], group.size()), group);
    ASSERT_TRUE(ours);
    for (std::size_t g = 0; g < ours->size(); ++g) {
      EXPECT_EQ((*ours)[g].w, number(one["genes"][g]["w"])) << g;
      EXPECT_TRUE(agrees((*ours)[g].p, number(one["genes"][g]["p"]), 1e-12)) << g;
    }
  }
}
