/// Values from R (test/reference/ROOM/NAME.json) and their comparison.
#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::test {

/// The parsed file; null after a failed expectation. It stays, so that a loop over a part of it is
/// not one over what is gone already.
inline const nlohmann::json& from_r(const std::string& room, const std::string& name) {
  static std::map<std::string, nlohmann::json> files;
  const std::string path =
      std::string(VENSCOPE_SOURCE_DIR) + "/test/reference/" + room + "/" + name + ".json";
  const auto [found, is_new] = files.try_emplace(path);
  if (!is_new) return found->second;
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << "cannot open " << path;
  if (file.good()) found->second = nlohmann::json::parse(file, nullptr, false);
  return found->second;
}

/// A number of such a file: R's NA and NaN are null, its infinities the texts "Inf" and "-Inf".
inline double number(const nlohmann::json& value) {
  if (value.is_number()) return value.get<double>();
  if (value == "Inf") return std::numeric_limits<double>::infinity();
  if (value == "-Inf") return -std::numeric_limits<double>::infinity();
  return std::numeric_limits<double>::quiet_NaN();
}

/// |actual - expected| <= relative * |expected|; equal infinities and both NaN also agree.
inline ::testing::AssertionResult agrees(double actual, double expected, double relative,
                                         double absolute = 0.0) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected)))
    return ::testing::AssertionSuccess();
  const double difference = std::fabs(actual - expected);
  if (difference <= std::max(relative * std::fabs(expected), absolute))
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << std::setprecision(17) << actual << " is not " << expected << ", relative difference "
         << std::setprecision(3) << difference / std::fabs(expected);
}

}  // namespace venscope::test
