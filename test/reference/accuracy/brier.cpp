// Brier score, IPA and integrated Brier score against riskRegression's Score (brier.R beside this).
#include "venscope/accuracy/brier.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::test;

namespace {

using Json = nlohmann::json;

// Sums of weights in another order: nothing is iterated.
constexpr double tolerance = 1e-10;

Matrix columns(const Json& json) {
  Matrix result(json.front().size(), json.size());
  for (std::size_t j = 0; j < result.columns; ++j)
    for (std::size_t i = 0; i < result.rows; ++i) result(i, j) = number(json[j][i]);
  return result;
}

void compare(const accuracy::Brier& found, const Json& expected, std::size_t model,
             const std::string& where) {
  ASSERT_TRUE(found.brier && found.ipa) << where;
  const auto agree = [&](double value, const char* key) {
    EXPECT_TRUE(agrees(value, number(expected[key][model]), tolerance)) << where << ' ' << key;
  };
  agree(*found.brier, "brier");
  agree(*found.std_error, "std_error");
  agree(*found.conf_low, "low");
  agree(*found.conf_high, "high");
  // A difference of two numbers near 1.
  EXPECT_TRUE(agrees(*found.ipa, number(expected["ipa"][model]), 1e-9, 1e-12)) << where;
  EXPECT_TRUE(agrees(*found.null_brier, number(expected["null"]), tolerance)) << where;
}

}  // namespace

TEST(BrierReference, EqualsScore) {
  const Json cases = from_r("accuracy", "brier");
  ASSERT_GE(cases.size(), 5U);
  for (const Json& json : cases) {
    const endpoint::Outcomes outcomes{{},
                                      json["time"].get<std::vector<double>>(),
                                      json["event"].get<std::vector<std::int32_t>>()};
    const auto times = json["times"].get<std::vector<double>>();
    const auto a = accuracy::integrated_brier(outcomes, columns(json["risk_a"]), times).value();
    const auto b = accuracy::integrated_brier(outcomes, columns(json["risk_b"]), times).value();
    const auto name = json["name"].get<std::string>();
    for (std::size_t j = 0; j < times.size(); ++j) {
      const Json& expected = json["scores"][j];
      const std::string where = name + " at " + std::to_string(times[j]);
      compare(a.times[j], expected, 0, where);
      compare(b.times[j], expected, 1, where);
      const auto difference = accuracy::brier_difference(b.times[j], a.times[j]);
      ASSERT_TRUE(difference) << where;
      EXPECT_TRUE(agrees(difference->difference, number(expected["difference"]), 1e-9, 1e-14));
      EXPECT_TRUE(agrees(difference->std_error, number(expected["difference_se"]), tolerance));
      EXPECT_TRUE(agrees(*difference->p, number(expected["p"]), 1e-8)) << where;
    }
    const Json& last = json["scores"].back();
    EXPECT_TRUE(agrees(*a.brier, number(last["ibs"][0]), tolerance)) << name;
    EXPECT_TRUE(agrees(*b.brier, number(last["ibs"][1]), tolerance)) << name;
    EXPECT_TRUE(agrees(*a.null_brier, number(last["null_ibs"]), tolerance)) << name;
  }
}
