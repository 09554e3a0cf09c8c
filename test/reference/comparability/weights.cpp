// Weights, effective sizes and balance against R: glm, survey and the formulas as they are printed.
#include "venscope/comparability/weights.hpp"

#include "support/two_arms_of_r.hpp"
#include "venscope/comparability/balance.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;
using nlohmann::json;
using test::agrees;
using test::number;

namespace {

/// What is asked of Venscope for each weighting of the script.
std::map<std::string, WeightOptions> weightings() {
  return {
      {"ate", {.stabilised = false}},
      {"stabilised", {}},
      {"att", {.estimand = Estimand::att}},
      {"overlap", {.estimand = Estimand::overlap}},
      {"percentile", {.stabilised = false, .trimming = Trimming::percentile, .bound = 0.05}},
      {"cap", {.stabilised = false, .trimming = Trimming::cap, .bound = 3}},
      {"crump", {.trimming = Trimming::propensity, .bound = 0.35}},
  };
}

struct WeightsOfR : test::TwoArmsOfR {
  std::vector<double> propensity = r["propensity"].get<std::vector<double>>();
};

TEST_F(WeightsOfR, AreTheSame) {
  for (const auto& [name, options] : weightings()) {
    SCOPED_TRACE(name);
    const auto found = weights_of(treated, propensity, options);
    ASSERT_TRUE(found);
    for (std::size_t i = 0; i < treated.size(); ++i)
      EXPECT_TRUE(agrees(found->weight[i], number(r["weights"][name][i]), 1e-13)) << i;
    for (int arm = 0; arm < 2; ++arm)
      EXPECT_TRUE(agrees(found->arm[arm].effective,
                         number(r["kish"][name][static_cast<std::size_t>(arm)]), 1e-12));
  }
}

cohort::Column numbers(const json& values) {
  cohort::Column column;
  column.name = "x";
  column.number = values.get<std::vector<double>>();
  return column;
}

cohort::Column categories(const json& values) {
  cohort::Column column;
  column.name = "x";
  column.type = cohort::ColumnType::category;
  column.levels = {"0", "1", "2"};
  for (const auto& value : values) column.code.push_back(value.get<std::int32_t>());
  return column;
}

TEST_F(WeightsOfR, LeaveTheSameDifferences) {
  const cohort::Column age = numbers(r["data"]["age"]), sex = numbers(r["data"]["sex"]),
                       eln = categories(r["data"]["eln"]);
  for (const auto& [name, expected] : r["balance"].items()) {
    SCOPED_TRACE(name);
    std::vector<double> weights;
    if (name != "none") weights = r["weights"][name].get<std::vector<double>>();
    const auto compare = [&](const cohort::Column& column, const std::string& key) {
      for (const Spread spread : {Spread::crude, Spread::weighted}) {
        const std::string entry = key + (spread == Spread::crude ? "_crude" : "_weighted");
        const auto found = covariate_balance(column, treated, weights, spread);
        ASSERT_TRUE(found && found->difference);
        // Overlap weights leave nothing but rounding.
        EXPECT_TRUE(agrees(*found->difference, number(expected[entry]), 1e-11, 1e-12)) << entry;
      }
    };
    compare(age, "age");
    compare(sex, "sex");
    compare(eln, "eln");
    const auto found = covariate_balance(age, treated, weights);
    EXPECT_TRUE(
        agrees(found->variance_ratio.value_or(0), number(expected["variance_ratio"]), 1e-11));
  }
}

}  // namespace
