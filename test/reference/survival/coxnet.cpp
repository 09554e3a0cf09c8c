// Penalised paths against glmnet 4.1, whose iterations coxnet.R carries to the end.
#include "venscope/survival/coxnet.hpp"

#include "support/reference.hpp"

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

using Json = nlohmann::json;

/// One case of the file as data and options.
struct Case {
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<std::int32_t> strata, fold;
  std::vector<double> weights, offset;
  CoxnetOptions options;

  explicit Case(const Json& json) {
    outcomes.time = numbers(json["time"]);
    outcomes.event = whole_numbers(json["event"]);
    outcomes.entry = numbers(json["entry"]);
    strata = whole_numbers(json["strata"]);
    fold = whole_numbers(json["fold"]);
    weights = numbers(json["weights"]);
    offset = numbers(json["offset"]);
    const Json& x = json["x"];
    design = Matrix(x.size(), x[0].size());
    for (std::size_t i = 0; i < design.rows; ++i)
      for (std::size_t j = 0; j < design.columns; ++j) design(i, j) = number(x[i][j]);
    options.alpha = number(json["alpha"]);
    options.lambda_count = json["nlambda"].get<std::size_t>();
    if (!json["ratio"].is_null()) options.lambda_min_ratio = number(json["ratio"]);
    options.lambda = numbers(json["given"]);
    options.standardise = json["standardise"].get<bool>();
    options.penalty_factor = numbers(json["factor"]);
    for (double& factor : options.penalty_factor)
      if (factor < 0) factor = std::numeric_limits<double>::infinity();
  }
  CoxData data() const { return {outcomes, design, strata, weights, offset, {}}; }
};

class CoxnetAsR : public ::testing::TestWithParam<std::size_t> {
protected:
  static const Json& cases() {
    static const Json all = from_r("survival", "coxnet");
    return all;
  }
};

// glmnet's own iterations leave up to 1e-8 of a coefficient.
constexpr double coefficient_tolerance = 1e-7;

void compare_paths(const CoxnetPath& path, const Json& expected) {
  EXPECT_TRUE(path.warnings.empty());
  EXPECT_TRUE(agrees(path.null_deviance, number(expected["null_deviance"]), 1e-10));
  ASSERT_EQ(path.steps.size(), expected["lambda"].size());
  for (std::size_t k = 0; k < path.steps.size(); ++k) {
    SCOPED_TRACE("step " + std::to_string(k));
    EXPECT_TRUE(agrees(path.steps[k].lambda, number(expected["lambda"][k]), 1e-8));
    EXPECT_EQ(path.steps[k].df(), expected["df"][k].get<std::size_t>());
    EXPECT_TRUE(
        agrees(path.steps[k].deviance_ratio, number(expected["dev_ratio"][k]), 1e-8, 1e-12));
    const std::vector<double> beta = path.coefficients(k);
    double size = 0;
    for (const double value : beta) size = std::max(size, std::abs(value));
    for (std::size_t j = 0; j < beta.size(); ++j)
      EXPECT_TRUE(agrees(beta[j], number(expected["beta"][j][k]), coefficient_tolerance,
                         coefficient_tolerance * size))
          << "column " << j;
  }
}

}  // namespace

TEST_P(CoxnetAsR, Path) {
  const Json& json = cases()[GetParam()];
  SCOPED_TRACE(json["name"].get<std::string>());
  const Case one(json);
  const auto path = coxnet(one.data(), one.options);
  ASSERT_TRUE(path) << to_text(path.error());
  compare_paths(*path, json["path"]);
}

TEST_P(CoxnetAsR, CrossValidation) {
  const Json& json = cases()[GetParam()];
  if (!json.contains("cv")) return;
  SCOPED_TRACE(json["name"].get<std::string>());
  const Case one(json);
  const auto validation = cross_validated_coxnet(one.data(), one.fold, one.options, 2);
  ASSERT_TRUE(validation) << to_text(validation.error());
  const Json& expected = json["cv"];
  const auto& steps = validation->path.steps;
  ASSERT_EQ(validation->mean.size(), expected["cvm"].size());
  for (std::size_t k = 0; k < steps.size(); ++k) {
    SCOPED_TRACE("step " + std::to_string(k));
    EXPECT_TRUE(agrees(validation->mean[k], number(expected["cvm"][k]), 1e-8));
    EXPECT_TRUE(agrees(validation->std_error[k], number(expected["cvsd"][k]), 1e-7));
  }
  EXPECT_TRUE(agrees(steps[validation->at_min].lambda, number(expected["lambda_min"]), 1e-8));
  EXPECT_TRUE(agrees(steps[validation->at_1se].lambda, number(expected["lambda_1se"]), 1e-8));
}

INSTANTIATE_TEST_SUITE_P(AllCases, CoxnetAsR, ::testing::Range<std::size_t>(0, 14));
