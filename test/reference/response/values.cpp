#include "support/from_r.hpp"
#include "venscope/response/mean_test.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/response/standardised_difference.hpp"
#include "venscope/response/summary.hpp"

#include <array>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;
using test::agrees;
using test::number;

namespace {

const nlohmann::json& cases() {
  static const nlohmann::json values = test::from_r("response", "values");
  return values;
}

struct Groups {
  std::vector<double> values;
  std::vector<std::int32_t> group;
  std::vector<std::vector<double>> of;

  explicit Groups(const nlohmann::json& one)
      : values(one["values"].get<std::vector<double>>()),
        group(one["group"].get<std::vector<std::int32_t>>()),
        of(one["k"].get<std::size_t>()) {
    for (std::size_t i = 0; i < values.size(); ++i)
      of[static_cast<std::size_t>(group[i])].push_back(values[i]);
  }
};

// W and p of ranks are sums of at most some thousand exact numbers.
constexpr double ranks_digits = 1e-12;
// Means and variances of values far off zero lose digits in R and here alike.
double value_digits(const nlohmann::json& one) {
  return one["name"] == "far shift" ? 1e-6 : 1e-10;
}

void expect_test(const nlohmann::json& one, const char* key, const Result<RankTest>& ours) {
  if (!one.contains(key) || one[key]["p"].is_null()) return;
  ASSERT_TRUE(ours) << key;
  EXPECT_TRUE(agrees(ours->statistic, number(one[key]["statistic"]), 0.0)) << key;
  EXPECT_TRUE(agrees(ours->p, number(one[key]["p"]), ranks_digits)) << key;
}

}  // namespace

TEST(RankTestReference, MannWhitney) {
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const Groups groups(one);
    const auto& x = groups.of[0];
    const auto& y = groups.of[1];
    expect_test(one, "wilcox", mann_whitney(x, y));
    expect_test(one, "wilcox_less", mann_whitney(x, y, {.alternative = Alternative::less}));
    expect_test(one, "wilcox_greater", mann_whitney(x, y, {.alternative = Alternative::greater}));
    expect_test(one, "wilcox_normal", mann_whitney(x, y, {.method = RankP::normal}));
    expect_test(one, "wilcox_plain",
                mann_whitney(x, y, {.method = RankP::normal, .continuity = false}));
  }
}

TEST(RankTestReference, SignedRank) {
  std::size_t compared = 0;
  for (const auto& one : cases()) {
    if (!one.contains("signed_rank")) continue;
    SCOPED_TRACE(one["name"]);
    const Groups groups(one);
    std::vector<double> differences;
    for (std::size_t i = 0; i < groups.of[0].size(); ++i)
      differences.push_back(groups.of[0][i] - groups.of[1][i]);
    expect_test(one, "signed_rank", signed_rank(differences));
    expect_test(one, "signed_rank_greater",
                signed_rank(differences, {.alternative = Alternative::greater}));
    ++compared;
  }
  EXPECT_GE(compared, 8u);
}

TEST(RankTestReference, KruskalWallis) {
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const Groups groups(one);
    const auto ours = kruskal_wallis(groups.values, groups.group, groups.of.size());
    ASSERT_TRUE(ours);
    // R's formula subtracts 3 (n + 1) from a number of that size.
    EXPECT_TRUE(agrees(ours->statistic, number(one["kruskal"]["statistic"]), 1e-11, 1e-11));
    EXPECT_EQ(ours->df, number(one["kruskal"]["df"]));
    EXPECT_TRUE(agrees(ours->p, number(one["kruskal"]["p"]), 1e-9));
  }
}

TEST(MeanTestReference, StudentAndWelch) {
  std::size_t compared = 0;
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const Groups groups(one);
    for (const auto& [key, variances] :
         {std::pair{"welch", Variances::unequal}, std::pair{"student", Variances::equal}}) {
      const auto ours = t_test(groups.of[0], groups.of[1], variances);
      if (!one.contains(key)) {
        EXPECT_FALSE(ours) << key;
        continue;
      }
      ASSERT_TRUE(ours) << key;
      const double digits = value_digits(one);
      const auto& r = one[key];
      const double width = ours->interval.high - ours->interval.low;
      EXPECT_TRUE(agrees(ours->statistic, number(r["statistic"]), digits, 1e-12));
      EXPECT_TRUE(agrees(ours->df, number(r["df"]), digits));
      EXPECT_TRUE(agrees(ours->p, number(r["p"]), 10 * digits));
      EXPECT_TRUE(agrees(ours->interval.low, number(r["conf_int"][0]), digits, digits * width));
      EXPECT_TRUE(agrees(ours->interval.high, number(r["conf_int"][1]), digits, digits * width));
      ++compared;
    }
  }
  EXPECT_GE(compared, 80u);
}

TEST(MeanTestReference, AnalysisOfVariance) {
  std::size_t compared = 0;
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const Groups groups(one);
    for (const auto& [key, variances] :
         {std::pair{"welch_anova", Variances::unequal}, std::pair{"anova", Variances::equal}}) {
      if (!one.contains(key)) continue;
      const auto ours = one_way_anova(groups.values, groups.group, groups.of.size(), variances);
      ASSERT_TRUE(ours) << key;
      const double digits = value_digits(one);
      EXPECT_TRUE(agrees(ours->statistic, number(one[key]["statistic"]), digits, 1e-12));
      EXPECT_TRUE(agrees(ours->df, number(one[key]["df"][0]), 0.0));
      EXPECT_TRUE(agrees(ours->df2, number(one[key]["df"][1]), digits));
      EXPECT_TRUE(agrees(ours->p, number(one[key]["p"]), 10 * digits));
      ++compared;
    }
  }
  EXPECT_GE(compared, 80u);
}

TEST(SummaryReference, MeanSdAndQuantiles) {
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const Groups groups(one);
    for (std::size_t g = 0; g < groups.of.size(); ++g) {
      const Summary ours = summarise(groups.of[g]);
      const auto& r = one["summary"].is_array()
                          ? one["summary"][g]
                          : std::next(one["summary"].begin(), long(g)).value();
      EXPECT_TRUE(agrees(*ours.mean, number(r["mean"]), 1e-14, 1e-16));
      if (ours.n > 1)
        EXPECT_TRUE(agrees(*ours.sd, number(r["sd"]), 1e-13));
      else
        EXPECT_FALSE(ours.sd);
      const std::array quantiles{ours.low, ours.q1, ours.median, ours.q3, ours.high};
      for (std::size_t k = 0; k < quantiles.size(); ++k)
        EXPECT_TRUE(agrees(*quantiles[k], number(r["quantiles"][k]), 1e-15));
    }
  }
}

TEST(StandardisedDifferenceReference, Continuous) {
  for (const auto& one : cases()) {
    if (!one.contains("smd") || one["name"] == "one and one") continue;
    SCOPED_TRACE(one["name"]);
    const Groups groups(one);
    const auto ours = standardised_difference(groups.of[0], groups.of[1]);
    ASSERT_TRUE(ours);
    EXPECT_TRUE(agrees(*ours, number(one["smd"]), value_digits(one)));
  }
}
