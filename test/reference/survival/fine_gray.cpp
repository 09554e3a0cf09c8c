/// Fine and Gray's model against cmprsk's crr, with strata against survival's finegray.
#include "venscope/survival/fine_gray.hpp"

#include "support/reference.hpp"

using namespace venscope;
using namespace venscope::survival;
using test::expect_close;
using test::numbers;

namespace {

struct Case {
  endpoint::Outcomes outcomes;
  Matrix design;

  explicit Case(const nlohmann::json& reference) {
    outcomes.time = numbers(reference["time"]);
    for (const auto& status : reference["status"])
      outcomes.event.push_back(status.get<std::int32_t>());
    const auto& x = reference["x"];
    design = Matrix(x.size(), x[0].size());
    for (std::size_t i = 0; i < design.rows; ++i)
      for (std::size_t j = 0; j < design.columns; ++j) design(i, j) = x[i][j].get<double>();
  }
};

std::vector<double> coefficients(const CoxFit& fit) {
  std::vector<double> values;
  for (const CoxTerm& term : fit.terms) values.push_back(term.coef);
  return values;
}

/// Relative to the standard errors: a covariance near 0 has no digits of its own.
void expect_covariance(const Matrix& own, const nlohmann::json& expected, double relative,
                       const std::string& what) {
  for (std::size_t i = 0; i < own.rows; ++i)
    for (std::size_t j = 0; j < own.columns; ++j) {
      const double value = expected[i][j].get<double>();
      const double scale = std::sqrt(expected[i][i].get<double>() * expected[j][j].get<double>());
      EXPECT_NEAR(own(i, j), value, relative * scale) << what << " " << i << " " << j;
    }
}

}  // namespace

TEST(FineGrayReference, EqualsCrr) {
  const auto file = test::reference("survival/fine_gray");
  ASSERT_GE(file["cases"].size(), 16U);
  for (const auto& reference : file["cases"]) {
    const Case data(reference);
    const std::string name = reference["name"];
    const auto fit =
        fine_gray({data.outcomes, data.design}, reference["cause"].get<std::int32_t>());
    ASSERT_TRUE(fit) << name;
    EXPECT_TRUE(fit->model.converged) << name;
    expect_close(coefficients(fit->model), reference["coef"], 1e-8, name + " coef");
    expect_covariance(fit->model.covariance, reference["var"], 1e-7, name + " variance");
    expect_covariance(fit->inverse_information, reference["naive"], 1e-7, name + " information");
    expect_close(fit->model.loglik_null, reference["loglik"][0].get<double>(), 1e-10, name);
    expect_close(fit->model.loglik, reference["loglik"][1].get<double>(), 1e-10, name);
    for (std::size_t j = 0; j < fit->model.terms.size(); ++j)
      expect_close(fit->model.terms[j].std_error, std::sqrt(reference["var"][j][j].get<double>()),
                   1e-7, name + " std_error");
  }
}

TEST(FineGrayReference, StrataEqualFinegray) {
  const auto file = test::reference("survival/fine_gray");
  const Case data(file["strata"]);
  const auto strata = file["strata"]["stratum"].get<std::vector<std::int32_t>>();
  const auto fit =
      fine_gray({.outcomes = data.outcomes, .design = data.design, .strata = strata}, 1);
  ASSERT_TRUE(fit);
  expect_close(coefficients(fit->model), file["strata"]["coef"], 1e-8, "coef");
  expect_close(
      fit->model.loglik - fit->model.loglik_null,
      file["strata"]["loglik"][1].get<double>() - file["strata"]["loglik"][0].get<double>(), 1e-8,
      "loglik");
}
