/// Comparing with values that R wrote beside the script that made them.
#pragma once

#include "support/from_r.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::test {

/// test/reference/PATH.json, "ROOM/NAME".
inline const nlohmann::json& reference(const std::string& path) {
  const std::size_t slash = path.find('/');
  return from_r(path.substr(0, slash), path.substr(slash + 1));
}

inline std::vector<double> numbers(const nlohmann::json& values) {
  std::vector<double> result;
  for (const auto& value : values) result.push_back(number(value));
  return result;
}

/// Codes, counts or events.
inline std::vector<std::int32_t> whole_numbers(const nlohmann::json& values) {
  std::vector<std::int32_t> result;
  for (const auto& value : values) result.push_back(value.get<std::int32_t>());
  return result;
}

/// Those under `name`; empty where the data have none.
inline std::vector<std::int32_t> whole_numbers(const nlohmann::json& data, const char* name) {
  return data.contains(name) ? whole_numbers(data[name]) : std::vector<std::int32_t>{};
}

/// Equal to a relative tolerance; undefined only where the reference is.
inline void expect_close(double value, double expected, double relative, const std::string& what) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(value)) << what << " is " << value << ", undefined in R";
    return;
  }
  // Where R's value is rounding around zero, relative makes no sense: 1e-14 of a probability.
  EXPECT_NEAR(value, expected, relative * std::fabs(expected) + 1e-14) << what;
}

inline void expect_close(const std::vector<double>& values, const nlohmann::json& expected,
                         double relative, const std::string& what) {
  ASSERT_EQ(values.size(), expected.size()) << what;
  for (std::size_t i = 0; i < values.size(); ++i)
    expect_close(values[i], number(expected[i]), relative, what + " " + std::to_string(i));
}

}  // namespace venscope::test
