// Relaxed and adaptive fits, repeats, an alpha grid, strata: against glmnet 4.1 (coxnet_more.R).
#include "support/reference.hpp"
#include "venscope/survival/coxnet.hpp"

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

using Json = nlohmann::json;

Matrix matrix_of(const Json& rows, std::size_t columns) {
  Matrix matrix(rows.size(), columns);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < columns; ++j) matrix(i, j) = number(rows[i][j]);
  return matrix;
}

struct Given {
  Json json = from_r("survival", "coxnet_more");
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<std::int32_t> strata;
  std::vector<std::vector<std::int32_t>> folds;
  CoxnetOptions options;

  explicit Given(std::size_t columns = 60) {
    outcomes.time = numbers(json["time"]);
    outcomes.event = whole_numbers(json["event"]);
    design = matrix_of(json["x"], columns);
    for (const Json& fold : json["folds"]) folds.push_back(whole_numbers(fold));
    options.lambda_count = 33;
    options.lambda_min_ratio = 0.05;
  }
  CoxData data() const { return {outcomes, design, strata, {}, {}, {}}; }
  std::span<const std::vector<std::int32_t>> first() const { return {folds.data(), 1}; }
};

/// As in reference/survival/coxnet: glmnet's own iterations leave up to 1e-8 of a coefficient.
constexpr double coefficient_tolerance = 1e-7;

void compare_coefficients(const std::vector<double>& beta, const Json& expected, std::size_t k) {
  double size = 0;
  for (const double value : beta) size = std::max(size, std::abs(value));
  for (std::size_t j = 0; j < beta.size(); ++j)
    EXPECT_TRUE(agrees(beta[j], number(expected[j][k]), coefficient_tolerance,
                       coefficient_tolerance * size))
        << "column " << j << " step " << k;
}

void compare_rounds(const CoxnetRound& round, const Json& expected, double tolerance) {
  ASSERT_EQ(round.mean.size(), expected["cvm"].size());
  for (std::size_t k = 0; k < round.mean.size(); ++k) {
    EXPECT_TRUE(agrees(round.mean[k], number(expected["cvm"][k]), tolerance)) << "step " << k;
    EXPECT_TRUE(agrees(round.std_error[k], number(expected["cvsd"][k]), 10 * tolerance))
        << "step " << k;
  }
}

}  // namespace

TEST(CoxnetMoreAsR, RelaxedFitsAndTheirValidation) {
  const Json all = from_r("survival", "coxnet_more")["relaxed"];
  for (std::size_t c = 0; c < all.size(); ++c) {
    SCOPED_TRACE("case " + std::to_string(c));
    const Json& expected = all[c];
    Given given(c == 0 ? 60 : 12);
    given.options.lambda_min_ratio = number(expected["ratio"]);
    CoxnetValidationOptions more;
    more.gamma = numbers(expected["gamma"]);
    const auto found = cross_validated_coxnet(given.data(), given.first(), given.options, more);
    ASSERT_TRUE(found) << to_text(found.error());
    const CoxnetRelaxed& relaxed = *found->relaxed;
    ASSERT_EQ(relaxed.path.steps.size(), expected["lambda"].size());
    for (std::size_t k = 0; k < expected["relaxed_lambda"].size(); ++k) {
      compare_coefficients(relaxed.path.coefficients(k), expected["beta"], k);
      EXPECT_TRUE(agrees(relaxed.path.steps[k].deviance_ratio, number(expected["dev_ratio"][k]),
                         1e-8, 1e-12));
    }
    ASSERT_EQ(relaxed.rounds.size(), expected["stats"].size());
    for (std::size_t g = 0; g < relaxed.rounds.size(); ++g) {
      SCOPED_TRACE("gamma " + std::to_string(relaxed.gamma[g]));
      compare_rounds(relaxed.rounds[g], expected["stats"][g], 1e-7);
    }
    EXPECT_TRUE(
        agrees(relaxed.path.steps[relaxed.at_min].lambda, number(expected["lambda_min"]), 1e-8));
    EXPECT_EQ(relaxed.gamma[relaxed.gamma_min], number(expected["gamma_min"]));
    EXPECT_TRUE(
        agrees(relaxed.path.steps[relaxed.at_1se].lambda, number(expected["lambda_1se"]), 1e-8));
    EXPECT_EQ(relaxed.gamma[relaxed.gamma_1se], number(expected["gamma_1se"]));
  }
}

TEST(CoxnetMoreAsR, RepeatsAreTheMeansOfRounds) {
  const Given given;
  const auto found = cross_validated_coxnet(given.data(), given.folds, given.options, {});
  ASSERT_TRUE(found) << to_text(found.error());
  ASSERT_EQ(found->repeats.size(), 3u);
  for (std::size_t r = 0; r < 3; ++r) {
    SCOPED_TRACE("repeat " + std::to_string(r));
    const Json& expected = given.json["repeats"][r];
    compare_rounds(found->repeats[r], expected, 1e-8);
    EXPECT_TRUE(agrees(found->path.steps[found->repeats[r].at_1se].lambda,
                       number(expected["lambda_1se"]), 1e-8));
  }
  for (std::size_t k = 0; k < found->mean.size(); ++k) {
    double mean = 0, error = 0;
    for (std::size_t r = 0; r < 3; ++r) {
      mean += number(given.json["repeats"][r]["cvm"][k]) / 3;
      error += number(given.json["repeats"][r]["cvsd"][k]) / 3;
    }
    EXPECT_TRUE(agrees(found->mean[k], mean, 1e-8));
    EXPECT_TRUE(agrees(found->std_error[k], error, 1e-7));
  }
}

TEST(CoxnetMoreAsR, AdaptiveWeightsFoundAnewWithoutEachFold) {
  const Given given;
  for (const Json& expected : given.json["adaptive"]) {
    SCOPED_TRACE(expected["start"].get<std::string>());
    CoxnetValidationOptions more;
    more.adaptive = CoxnetAdaptive{expected["start"] == "ridge" ? CoxnetAdaptive::Start::ridge
                                                                : CoxnetAdaptive::Start::univariate,
                                   number(expected["gamma"])};
    const auto found = cross_validated_coxnet(given.data(), given.first(), given.options, more);
    ASSERT_TRUE(found) << to_text(found.error());
    if (expected["start"] == "ridge") {
      EXPECT_TRUE(agrees(found->ridge_lambda, number(expected["ridge_lambda"]), 1e-8));
    }
    ASSERT_EQ(found->path.steps.size(), expected["lambda"].size());
    // The weights carry the error of the first fit, divided by small coefficients.
    for (std::size_t j = 0; j < 60; ++j)
      EXPECT_TRUE(agrees(found->penalty_factor[j], number(expected["factor"][j]), 1e-5)) << j;
    for (std::size_t k = 0; k < found->path.steps.size(); ++k) {
      const std::vector<double> beta = found->path.coefficients(k);
      for (std::size_t j = 0; j < beta.size(); ++j)
        EXPECT_NEAR(beta[j], number(expected["beta"][j][k]), 1e-6);
    }
    compare_rounds(*found, expected, 1e-6);
  }
}

TEST(CoxnetMoreAsR, AGridOfAlphasOnTheSameFolds) {
  const Given given;
  for (const Json& expected : given.json["alphas"]) {
    CoxnetOptions options = given.options;
    options.alpha = number(expected["alpha"]);
    SCOPED_TRACE(options.alpha);
    const auto found = cross_validated_coxnet(given.data(), given.folds[0], options);
    ASSERT_TRUE(found) << to_text(found.error());
    compare_rounds(*found, expected, 1e-8);
    EXPECT_TRUE(
        agrees(found->path.steps[found->at_min].lambda, number(expected["lambda_min"]), 1e-8));
  }
}

// The largest penalty is where the columns without one are fitted alone, by coxph with strata; what
// follows is held by twins/survival/coxnet, whose data have strata too.
TEST(CoxnetMoreAsR, StrataBesideClinicalColumnsWithoutPenalty) {
  Given given(30);
  const Json& expected = given.json["stratified"];
  given.strata = whole_numbers(expected["strata"]);
  const Matrix clinical = matrix_of(expected["clinical"], 2);
  Matrix both(given.design.rows, 32);
  std::copy(clinical.values.begin(), clinical.values.end(), both.values.begin());
  std::copy(given.design.values.begin(), given.design.values.end(),
            both.values.begin() + static_cast<std::ptrdiff_t>(clinical.values.size()));
  given.design = both;
  given.options.penalty_factor.assign(32, 1.0);
  given.options.penalty_factor[0] = given.options.penalty_factor[1] = 0;
  const auto found = coxnet(given.data(), given.options);
  ASSERT_TRUE(found) << to_text(found.error());
  ASSERT_EQ(found->steps[0].df(), 2u);
  for (std::size_t j = 0; j < 2; ++j)
    EXPECT_TRUE(agrees(found->steps[0].coefficients[j].value, number(expected["coef"][j]), 1e-8));
  EXPECT_TRUE(agrees(found->steps[0].lambda, number(expected["lambda"]), 1e-8));
}
