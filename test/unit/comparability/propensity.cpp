// Separation, columns without information, small arms.
#include "venscope/comparability/propensity.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

Matrix columns(std::initializer_list<std::vector<double>> values) {
  Matrix matrix(values.begin()->size(), values.size());
  std::size_t j = 0;
  for (const std::vector<double>& column : values) {
    std::copy(column.begin(), column.end(), matrix.column(j).begin());
    ++j;
  }
  return matrix;
}

const std::vector<std::int32_t> arms{1, 1, 1, 1, 0, 0, 0, 0};
const std::vector<double> noise{1, 4, 2, 3, 2, 5, 1, 3};

TEST(Propensity, NamesTheColumnThatSeparatesTheArms) {
  const std::vector<std::string> names{"age", "fit"};
  const auto found = propensity(columns({noise, {1, 1, 1, 1, 0, 0, 0, 0}}), arms, names);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error()[0].code, "comparability.separation");
  EXPECT_NE(found.error()[0].what.find("'fit'"), std::string::npos) << found.error()[0].what;
  EXPECT_EQ(found.error()[0].what.find("'age'"), std::string::npos) << found.error()[0].what;
  // Half of it is enough: everyone with it is treated.
  const auto half = propensity(columns({noise, {1, 0, 0, 1, 0, 0, 0, 0}}), arms, names);
  ASSERT_FALSE(half);
  EXPECT_NE(half.error()[0].what.find("'fit'"), std::string::npos);
}

TEST(Propensity, WarnsOfCollinearColumnsAndSmallArms) {
  const std::vector<std::string> names{"age", "twice"};
  std::vector<double> twice = noise;
  for (double& x : twice) x *= 2;
  const auto found = propensity(columns({noise, twice}), arms, names);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->warnings.size(), 2u);
  EXPECT_EQ(found->warnings[0],
            "the propensity model has 1 columns for 4 patients in the smaller arm: its "
            "propensities are more extreme than the truth");
  EXPECT_NE(found->warnings[1].find("'twice'"), std::string::npos);
}

TEST(Propensity, CountsThoseWithNobodyLikeThem) {
  const std::vector<std::string> names{"age"};
  const std::vector<double> age{9, 6, 5, 4, 5, 4, 3, 2};
  const auto found = propensity(columns({age}), arms, names);
  ASSERT_TRUE(found) << to_text(found.error());
  EXPECT_EQ(found->arm[1].outside, 2u);  // ages 9 and 6
  EXPECT_EQ(found->arm[0].outside, 2u);  // ages 3 and 2
  EXPECT_LT(found->arm[0].high, found->arm[1].high);
}

TEST(Propensity, RefusesOneArmAndNoCovariates) {
  const std::vector<std::string> names{"age"};
  const auto one = propensity(columns({noise}), std::vector<std::int32_t>(8, 1), names);
  EXPECT_EQ(one.error()[0].code, "comparability.one_arm");
  const auto none = propensity(Matrix(8, 0), arms, {});
  EXPECT_EQ(none.error()[0].code, "comparability.no_covariates");
}

}  // namespace
