#include "venscope/dose/compare.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;
using test::agrees;
using test::from_r;
using test::number;

namespace {

void expect_test(const std::optional<SharedTest>& ours, const nlohmann::json& theirs,
                 const std::string& what) {
  ASSERT_TRUE(ours) << what;
  EXPECT_TRUE(agrees(ours->f, number(theirs["f"]), 1e-5, 1e-7)) << what;
  EXPECT_EQ(ours->df1, number(theirs["df1"])) << what;
  EXPECT_EQ(ours->df2, number(theirs["df2"])) << what;
  EXPECT_TRUE(agrees(ours->p, number(theirs["p"]), 1e-5)) << what;
}

void expect_culture(const std::optional<CultureTest>& ours, const nlohmann::json& theirs) {
  ASSERT_TRUE(ours);
  EXPECT_TRUE(agrees(ours->t, number(theirs["t"]), 1e-10));
  EXPECT_TRUE(agrees(ours->df, number(theirs["df"]), 1e-10));
  EXPECT_TRUE(agrees(ours->p, number(theirs["p"]), 1e-10));
  EXPECT_TRUE(agrees(ours->ratio, number(theirs["ratio"]), 1e-10));
  EXPECT_TRUE(agrees(ours->low, number(theirs["low"]), 1e-9));
  EXPECT_TRUE(agrees(ours->high, number(theirs["high"]), 1e-9));
}

}  // namespace

TEST(CompareReference, SharedParametersAreThoseOfNls) {
  const nlohmann::json all = from_r("dose", "compare");
  for (const auto& one : all) {
    const std::string name = one["name"];
    const std::size_t k = one["groups"];
    std::vector<std::vector<double>> dose(k), response(k);
    for (std::size_t i = 0; i < one["dose"].size(); ++i) {
      const std::size_t g = one["group"][i];
      dose[g].push_back(number(one["dose"][i]));
      response[g].push_back(number(one["response"][i]));
    }
    std::vector<Wells> wells;
    for (std::size_t g = 0; g < k; ++g) wells.push_back({dose[g], response[g], {}});
    const CurveComparison found = compare_curves(wells);
    expect_test(found.all, one["all"], name + " all");
    expect_test(found.ic50, one["ic50"], name + " ic50");
    expect_test(found.hill, one["hill"], name + " hill");
    ASSERT_TRUE(found.ratios[1]) << name;
    EXPECT_TRUE(agrees(found.ratios[1]->ratio, number(one["ratio"]), 1e-6)) << name;
    EXPECT_TRUE(agrees(found.ratios[1]->low, number(one["low"]), 1e-5)) << name;
    EXPECT_TRUE(agrees(found.ratios[1]->high, number(one["high"]), 1e-5)) << name;
  }
}

TEST(CompareReference, CulturesAreComparedByTTests) {
  const nlohmann::json theirs = from_r("dose", "cultures");
  const double first[] = {.12, .2, .15, .31, .22}, second[] = {.3, .45, .25, .9, .5};
  std::vector<CultureIC50> cultures;
  for (int i = 0; i < 5; ++i)
    for (const int group : {0, 1})
      cultures.push_back({std::string(1, static_cast<char>('a' + i)),
                          group,
                          {group == 0 ? first[i] : second[i], Censoring::none}});
  expect_culture(compare_ic50s(cultures, 0.95), theirs["paired"]);
  // One culture's second IC50 beyond the doses: no number, so the pairs are gone too.
  cultures.back().ic50 = {10, Censoring::above};
  const auto welch = compare_ic50s(cultures, 0.95);
  expect_culture(welch, theirs["welch"]);
  EXPECT_EQ(welch->censored, 1u);
  EXPECT_FALSE(welch->paired);
}
