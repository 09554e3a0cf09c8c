// The whole way from the command line to JSON against R: fit.R.
#include "support/shell.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

/// The values at a place such as "terms/*/coef", in order.
void collect(const json& document, std::string_view place, std::vector<json>& values) {
  if (place.empty()) {
    values.push_back(document);
    return;
  }
  const std::size_t slash = std::min(place.find('/'), place.size());
  const std::string key(place.substr(0, slash));
  const std::string_view rest = place.substr(std::min(slash + 1, place.size()));
  if (key != "*") {
    ASSERT_TRUE(document.contains(key)) << key;
    return collect(document[key], rest, values);
  }
  for (const json& element : document) collect(element, rest, values);
}

/// 1e-8 for estimates, 1e-7 for variances and what is made of them: another order of summation and
/// another stopping rule. P values and statistics near 0 magnify the error of the estimate.
/// R finds the conditional odds ratio and its limits by a root to 1e-4; ours go to the last digits.
double tolerance(const std::string& place) {
  if (place.starts_with("fisher/") && !place.ends_with("/p")) return 2e-4;
  for (const std::string_view end : {"/coef", "/exp_coef", "/surv", "/median", "/rmean", "/time"})
    if (place.ends_with(end)) return 1e-8;
  return place.ends_with("p") || place.starts_with("zph") || place.ends_with("/z") ? 1e-6 : 1e-7;
}

void expect_values(const json& document, const std::string& place, const json& expected) {
  SCOPED_TRACE(place);
  std::vector<json> values;
  collect(document, place, values);
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    SCOPED_TRACE(i);
    if (expected[i].is_number()) {
      ASSERT_TRUE(values[i].is_number()) << values[i];
      const double r = expected[i].get<double>();
      EXPECT_NEAR(values[i].get<double>(), r, tolerance(place) * std::fabs(r) + 1e-10);
    } else {
      EXPECT_EQ(values[i], expected[i]);
    }
  }
}

}  // namespace

TEST(FitOfTheProgram, SaysWhatRSays) {
  const json cases =
      json::parse(std::ifstream(VENSCOPE_SOURCE_DIR "/test/reference/program/fit.json"));
  ASSERT_GT(cases.size(), 30u);
  for (const json& expected : cases) {
    std::string command = fmt::format(
        "venscope fit {} '{}' {}.csv --format json", expected["kind"].get<std::string>(),
        expected["formula"].get<std::string>(), expected["data"].get<std::string>());
    for (const json& option : expected["options"]) command += " " + option.get<std::string>();
    SCOPED_TRACE(command);
    const auto result =
        venscope::test::run_shell(command, VENSCOPE_SOURCE_DIR "/test/reference/data");
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const json document = json::parse(result.out, nullptr, false);
    ASSERT_TRUE(document.is_object()) << result.out;
    EXPECT_EQ(document["kind"], expected["kind"]);
    for (const auto& [place, values] : expected["expected"].items())
      expect_values(document, place, values);
  }
}
