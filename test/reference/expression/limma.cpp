#include "support/from_r.hpp"
#include "venscope/expression/contrast.hpp"
#include "venscope/expression/moderated_t.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;
using test::number;

namespace {

const nlohmann::json& cases() {
  static const nlohmann::json values = test::from_r("expression", "limma");
  return values;
}

std::vector<double> numbers(const nlohmann::json& values) {
  std::vector<double> all;
  if (!values.is_array()) return {number(values)};  // one number is written without brackets
  for (const auto& value : values) all.push_back(number(value));
  return all;
}

Matrix by_columns(const nlohmann::json& columns) {
  Matrix matrix(columns[0].size(), columns.size());
  matrix.values.clear();
  for (const auto& column : columns)
    for (const auto& value : column) matrix.values.push_back(number(value));
  return matrix;
}

/// Values per gene, samples together, as the library has them.
Matrix by_genes(const nlohmann::json& values, std::size_t samples) {
  Matrix matrix(samples, values.size() / samples);
  matrix.values = numbers(values);
  return matrix;
}

void expect_matrix(const Matrix& ours, const nlohmann::json& columns, double relative,
                   const char* what, double absolute = 0.0) {
  ASSERT_EQ(ours.columns, columns.size()) << what;
  for (std::size_t j = 0; j < ours.columns; ++j)
    for (std::size_t g = 0; g < ours.rows; ++g)
      EXPECT_TRUE(agrees(ours(g, j), number(columns[j][g]), relative, absolute))
          << what << ", gene " << g << ", column " << j;
}

void expect_vector(const std::vector<double>& ours, const nlohmann::json& theirs, double relative,
                   const char* what) {
  ASSERT_EQ(ours.size(), theirs.size()) << what;
  for (std::size_t g = 0; g < ours.size(); ++g)
    EXPECT_TRUE(agrees(ours[g], number(theirs[g]), relative)) << what << ", gene " << g;
}

Result<LinearFit> fitted(const nlohmann::json& one) {
  const Matrix y = by_genes(one["y"], one["samples"].get<std::size_t>());
  const Design design{by_columns(one["design"]), one["names"].get<std::vector<std::string>>()};
  LinearModelOptions options;
  Matrix weights;
  std::vector<double> array_weights;
  if (one.contains("weights")) {
    weights = by_genes(one["weights"], y.rows);
    options.weights = &weights;
  }
  if (one.contains("array_weights")) {
    array_weights = numbers(one["array_weights"]);
    options.sample_weights = array_weights;
  }
  auto fit = fit_linear_models(y, design, options);
  if (!fit || !one.contains("contrast")) return fit;
  const Matrix contrast = by_columns(one["contrast"]);
  return fit_contrasts(*fit, {contrast, std::vector<std::string>(contrast.columns, "c")});
}

// Closed form; a standard deviation near zero (a constant gene) has no relative digits.
constexpr double digits = 1e-9;

/// The genes that vary at all.
bool varies(const nlohmann::json& one, std::size_t gene) {
  const double sigma = number(one["sigma"][gene]);
  return !(sigma < 1e-10);
}

}  // namespace

TEST(LimmaReference, LinearModels) {
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const auto fit = fitted(one);
    ASSERT_TRUE(fit);
    expect_matrix(fit->coefficients, one["coefficients"], digits, "coefficient", 1e-11);
    expect_matrix(fit->unscaled, one["unscaled"], digits, "unscaled");
    expect_vector(fit->df_residual, one["df"], 0.0, "df");
    expect_vector(fit->mean, one["mean"], digits, "mean");
    for (std::size_t g = 0; g < fit->genes(); ++g)
      EXPECT_TRUE(agrees(fit->sigma[g], number(one["sigma"][g]), digits, 1e-13)) << g;
  }
}

// d0 comes from Newton's method (trigamma) or, with `robust`, from a root that R finds to 1e-8 and
// that is sought by the same steps here; its digits carry over to t and p.
TEST(LimmaReference, Moderated) {
  for (const auto& one : cases()) {
    const auto fit = fitted(one);
    ASSERT_TRUE(fit);
    for (const auto& asked : one["moderated"]) {
      SCOPED_TRACE(one["name"].get<std::string>() + " " + asked["options"].dump());
      ModerationOptions options;
      if (asked["options"].is_object()) {
        options.trend = asked["options"].value("trend", false);
        options.robust = asked["options"].value("robust", false);
      }
      const auto ours = moderate(*fit, options);
      ASSERT_TRUE(ours);
      const double relative = 1e-8;
      for (std::size_t g = 0; g < fit->genes(); ++g) {
        if (!varies(one, g)) continue;
        const auto entry = [&](const char* key) {
          return number(asked[key].is_array() ? asked[key][g] : asked[key]);
        };
        EXPECT_TRUE(agrees(ours->prior.scale_of(g), entry("s2_prior"), relative)) << g;
        EXPECT_TRUE(agrees(ours->prior.df_of(g), entry("df_prior"), relative)) << g;
        EXPECT_TRUE(agrees(ours->variance[g], entry("s2_post"), relative)) << g;
        EXPECT_TRUE(agrees(ours->df[g], entry("df_total"), relative)) << g;
        EXPECT_TRUE(agrees(ours->f[g], number(asked["f"][g]), relative)) << g;
        EXPECT_TRUE(agrees(ours->f_p[g], number(asked["f_p"][g]), 1e-7)) << g;
        for (std::size_t j = 0; j < fit->names.size(); ++j) {
          EXPECT_TRUE(agrees(ours->t(g, j), number(asked["t"][j][g]), relative, 1e-12)) << g;
          EXPECT_TRUE(agrees(ours->p(g, j), number(asked["p"][j][g]), 1e-7)) << g;
          EXPECT_TRUE(agrees(ours->log_odds(g, j), number(asked["lods"][j][g]), 1e-7, 1e-9)) << g;
        }
      }
      const std::vector<double> effects = numbers(asked["var_prior"]);
      for (std::size_t j = 0; j < effects.size(); ++j)
        EXPECT_TRUE(agrees(ours->prior_effect[j], effects[j], 1e-7)) << j;
    }
  }
}
