// Knots against R's Hmisc::rcspline.eval: splines.R. Bases are compared in model_matrix.
#include "venscope/formula/splines.hpp"

#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace venscope;

TEST(HarrellKnots, StandWhereHmiscPlacesThem) {
  const auto cases = nlohmann::json::parse(
      std::ifstream(VENSCOPE_SOURCE_DIR "/test/reference/formula/splines.json"));
  ASSERT_EQ(cases.size(), 60u);
  for (const auto& expected : cases) {
    SCOPED_TRACE(fmt::format("{} with {} knots", expected["name"].get<std::string>(),
                             expected["k"].get<int>()));
    std::vector<double> x;
    for (const auto& value : expected["x"])
      x.push_back(value.is_null() ? std::nan("") : value.get<double>());
    const auto knots = formula::harrell_knots(x, expected["k"].get<std::size_t>());
    // An empty list: R stopped, there were fewer than three distinct knots.
    const auto places = expected["knots"].get<std::vector<double>>();
    ASSERT_EQ(knots.has_value(), !places.empty());
    if (!knots) continue;
    ASSERT_EQ(knots->size(), places.size());
    // Quantiles interpolate between data: the last digit may differ.
    for (std::size_t k = 0; k < places.size(); ++k)
      EXPECT_NEAR((*knots)[k], places[k], 1e-12 * (1 + std::fabs(places[k])));
  }
}
