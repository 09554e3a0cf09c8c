// Updates of a score and the likelihood ratios between them against R's glm and coxph
// (model_update.R).
#include "venscope/accuracy/model_update.hpp"

#include "support/reference.hpp"
#include "venscope/base/distributions.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;
using namespace venscope::test;

namespace {

// Both iterate until nothing moves; the likelihood is flat there.
constexpr double fit_tolerance = 1e-6, loglik_tolerance = 1e-10;

Matrix matrix_of(const nlohmann::json& columns) {
  Matrix result(columns[0].size(), columns.size());
  for (std::size_t j = 0; j < result.columns; ++j)
    for (std::size_t i = 0; i < result.rows; ++i) result(i, j) = columns[j][i].get<double>();
  return result;
}

/// The estimates in R's order: the intercept, then the slope or the terms.
std::vector<Estimate> estimates_of(const UpdatedScore& score) {
  std::vector<Estimate> list;
  if (score.log_factor) list.push_back(*score.log_factor);
  if (score.slope) list.push_back(*score.slope);
  for (const auto& factor : score.factors)
    if (factor) list.push_back(*factor);
  return list;
}

void expect_score(const UpdatedScore* score, const nlohmann::json& r) {
  ASSERT_TRUE(score);
  expect_close(score->log_likelihood, number(r["loglik"]), loglik_tolerance, "log-likelihood");
  EXPECT_EQ(score->parameters, r["df"].get<std::size_t>());
  if (!r.contains("coef")) return;
  const std::vector<Estimate> found = estimates_of(*score);
  ASSERT_EQ(found.size(), r["coef"].size());
  for (std::size_t k = 0; k < found.size(); ++k) {
    EXPECT_NEAR(found[k].value, number(r["coef"][k]), fit_tolerance);
    expect_close(found[k].std_error, number(r["se"][k]), fit_tolerance, "standard error");
    EXPECT_NEAR(found[k].conf_high - found[k].value, 1.959963984540054 * found[k].std_error, 1e-12);
  }
}

/// Each test against the log-likelihoods of R.
void expect_tests(const UpdateFamily& family, const nlohmann::json& r,
                  const std::vector<std::pair<Update, std::string>>& names) {
  const auto of = [&](Update update) -> const nlohmann::json& {
    for (const auto& [one, name] : names)
      if (one == update) return r[name];
    return r;
  };
  Update chosen = family.scores.back().update;
  for (std::size_t k = family.to_largest.size(); k-- > 0;) {
    const UpdateTest& test = family.to_largest[k];
    const double statistic = 2 * (number(of(test.to)["loglik"]) - number(of(test.from)["loglik"]));
    const double df = of(test.to)["df"].get<double>() - of(test.from)["df"].get<double>();
    EXPECT_NEAR(test.statistic, statistic, 1e-7);
    EXPECT_EQ(test.df, df);
    const double p = chi_squared_upper(statistic, df);
    EXPECT_NEAR(test.p, p, 1e-7);
    if (p >= 0.05) chosen = test.from;
  }
  EXPECT_EQ(family.chosen, chosen);
  EXPECT_EQ(family.steps.size(), family.to_largest.size());
}

}  // namespace

TEST(ReferenceModelUpdate, EveryUpdateAndItsTestsAreThoseOfR) {
  std::vector<Update> chosen;
  for (const auto& one : reference("accuracy/model_update")) {
    SCOPED_TRACE(one["name"].get<std::string>());
    endpoint::Outcomes outcomes;
    outcomes.time = numbers(one["time"]);
    outcomes.event = one["event"].get<std::vector<std::int32_t>>();
    const std::vector<double> hazard = numbers(one["hazard"]);
    const Matrix terms = matrix_of(one["terms"]);
    const auto found = model_updates({outcomes, terms, hazard});
    ASSERT_TRUE(found);
    ASSERT_TRUE(found->kept_baseline);
    expect_close(*found->expected, number(one["expected"]), 1e-12, "expected events");
    const UpdateFamily& kept = *found->kept_baseline;
    const bool refit = one["kept"].contains("refit");
    EXPECT_EQ(kept.scores.size(), refit ? 4u : 3u);
    expect_score(kept.find(Update::original), one["kept"]["original"]);
    expect_score(kept.find(Update::in_the_large), one["kept"]["in_the_large"]);
    expect_score(kept.find(Update::slope), one["kept"]["slope"]);
    if (refit) expect_score(kept.find(Update::refit), one["kept"]["refit"]);
    expect_tests(kept, one["kept"],
                 {{Update::original, "original"},
                  {Update::in_the_large, "in_the_large"},
                  {Update::slope, "slope"},
                  {Update::refit, "refit"}});
    expect_score(found->new_baseline.find(Update::baseline), one["anew"]["baseline"]);
    expect_score(found->new_baseline.find(Update::slope_and_baseline), one["anew"]["slope"]);
    if (refit) expect_score(found->new_baseline.find(Update::refit), one["anew"]["refit"]);
    expect_tests(found->new_baseline, one["anew"],
                 {{Update::baseline, "baseline"},
                  {Update::slope_and_baseline, "slope"},
                  {Update::refit, "refit"}});
    chosen.push_back(kept.chosen);
  }
  // The cases make the closed test stop at different places.
  EXPECT_NE(std::count(chosen.begin(), chosen.end(), Update::original), 0);
  EXPECT_NE(std::count(chosen.begin(), chosen.end(), Update::slope), 0);
  EXPECT_NE(std::count(chosen.begin(), chosen.end(), Update::refit), 0);
}
