#include "venscope/base/distributions.hpp"

#include "support/from_r.hpp"

#include <functional>

#include <gtest/gtest.h>

using namespace venscope;
using test::agrees;

namespace {

/// Each row holds the arguments and, last, R's value.
void compare(const nlohmann::json& rows, double relative,
             const std::function<double(const std::vector<double>&)>& ours) {
  ASSERT_FALSE(rows.empty());
  for (const auto& row : rows) {
    auto arguments = row.get<std::vector<double>>();
    const double expected = arguments.back();
    arguments.pop_back();
    EXPECT_TRUE(agrees(ours(arguments), expected, relative, 1e-300)) << row.dump();
  }
}

const nlohmann::json& r() {
  static const nlohmann::json values = test::from_r("base", "distributions");
  return values;
}

// Where both are right, R and we differ by less than 1e-12.
constexpr double digits = 1e-12;

}  // namespace

TEST(DistributionsReference, Normal) {
  compare(r()["normal_cdf"], digits, [](const auto& a) { return normal_cdf(a[0]); });
  compare(r()["normal_two_sided"], digits, [](const auto& a) { return normal_two_sided(a[0]); });
  compare(r()["normal_quantile"], digits, [](const auto& a) { return normal_quantile(a[0]); });
}

TEST(DistributionsReference, ChiSquared) {
  compare(r()["chi_squared_upper"], digits,
          [](const auto& a) { return chi_squared_upper(a[0], a[1]); });
}

TEST(DistributionsReference, StudentT) {
  compare(r()["student_t_two_sided"], digits,
          [](const auto& a) { return student_t_two_sided(a[0], a[1]); });
  compare(r()["student_t_quantile"], digits,
          [](const auto& a) { return student_t_quantile(a[0], a[1]); });
}

TEST(DistributionsReference, F) {
  compare(r()["f_upper"], digits, [](const auto& a) { return f_upper(a[0], a[1], a[2]); });
}

TEST(DistributionsReference, Beta) {
  compare(r()["beta_cdf"], digits, [](const auto& a) { return beta_cdf(a[0], a[1], a[2]); });
  compare(r()["beta_quantile"], digits,
          [](const auto& a) { return beta_quantile(a[0], a[1], a[2]); });
}
