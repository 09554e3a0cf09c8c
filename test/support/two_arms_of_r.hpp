/// The patients of test/reference/comparability/effects.R, and what R made of them.
#pragma once

#include "support/from_r.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::test {

struct TwoArmsOfR : testing::Test {
  nlohmann::json r = from_r("comparability", "effects");
  std::vector<std::int32_t> treated = codes("treated");
  endpoint::Outcomes outcomes{{}, r["data"]["time"].get<std::vector<double>>(), codes("event")};

  std::vector<std::int32_t> codes(const std::string& column) const {
    return r["data"][column].get<std::vector<std::int32_t>>();
  }
};

}  // namespace venscope::test
