#include "venscope/expression/differential.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;
using test::number;

namespace {

void expect_fit(const nlohmann::json& one, const nlohmann::json& asked) {
  Matrix counts;
  counts.rows = one["samples"].get<std::size_t>();
  counts.values = one["counts"].get<std::vector<double>>();
  counts.columns = counts.values.size() / counts.rows;
  Design design{Matrix(counts.rows, 0), one["names"].get<std::vector<std::string>>()};
  for (const auto& column : one["design"])
    for (const auto& value : column) design.columns.values.push_back(number(value));
  design.columns.columns = design.names.size();
  std::vector<std::string> samples(counts.rows, "s"), genes(counts.columns, "g");
  DifferentialQuestion question;
  const std::size_t coefficients = asked["coef"].is_array() ? asked["coef"].size() : 1;
  for (std::size_t k = 0; k < coefficients; ++k)
    question.coefficients.push_back(design.names[k + 1]);
  const auto ours = differential_expression(
      counts, samples, genes, design, question,
      {.counts = asked["counts"] == "voom" ? CountModel::voom : CountModel::logs,
       .trend = asked["trend"].get<bool>(),
       .robust = asked["robust"].get<bool>(),
       .sample_weights = asked["weights"].get<bool>()});
  ASSERT_TRUE(ours);
  EXPECT_EQ(ours->tested, asked["tested"].get<std::vector<std::size_t>>());
  const std::size_t n = ours->tested.size();
  for (std::size_t g = 0; g < n; ++g) {
    EXPECT_TRUE(agrees(ours->fit.mean[g], number(asked["mean"][g]), 1e-10)) << g;
    const double statistic = coefficients == 1 ? ours->moderated.t(g, 0) : ours->moderated.f[g];
    EXPECT_TRUE(agrees(statistic, number(asked["statistic"][g]), 1e-7, 1e-10)) << g;
    EXPECT_TRUE(agrees(ours->p[g], number(asked["p"][g]), 1e-6)) << g;
    EXPECT_TRUE(agrees(ours->q[g], number(asked["q"][g]), 1e-6)) << g;
    for (std::size_t j = 0; j < coefficients; ++j) {
      EXPECT_TRUE(
          agrees(ours->fit.coefficients(g, j), number(asked["estimate"][g + j * n]), 1e-8, 1e-10));
      EXPECT_TRUE(
          agrees(ours->moderated.log_odds(g, j), number(asked["b"][g + j * n]), 1e-6, 1e-8));
    }
  }
}

}  // namespace

// Weights, trend and prior one upon the other: each step keeps some eight digits.
TEST(DifferentialReference, FromCountsToATable) {
  for (const auto& one : test::from_r("expression", "differential"))
    for (const auto& asked : one["fits"]) {
      SCOPED_TRACE(one["name"].get<std::string>() + " " + asked["counts"].get<std::string>() +
                   (asked["robust"] == true ? " robust" : "") +
                   (asked["weights"] == true ? " weights" : ""));
      expect_fit(one, asked);
    }
}
