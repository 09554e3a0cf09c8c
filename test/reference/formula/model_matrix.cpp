// Against R 4.2 (coxph, survfit of survival 3.5-3; rcs of rms; ns of splines): model_matrix.R.
#include "unit/formula/tables.hpp"
#include "venscope/formula/model_frame.hpp"

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

using namespace venscope;
using formula::ModelFrame;

namespace {

const nlohmann::ordered_json& reference() {
  static const auto json = nlohmann::ordered_json::parse(
      std::ifstream(VENSCOPE_SOURCE_DIR "/test/reference/formula/model_matrix.json"));
  return json;
}

/// Transformations and spline bases are computed by other sums than R's: a few units in the last
/// place of the largest element of the column.
void expect_column(std::span<const double> actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  double scale = 1e-300;
  for (const double x : expected) scale = std::max(scale, std::fabs(x));
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(actual[i], expected[i], 1e-12 * scale) << "row " << i;
}

std::vector<std::string> term_names(const ModelFrame& frame) {
  std::vector<std::string> names;
  for (const auto& term : frame.terms) names.push_back(term.name);
  return names;
}

}  // namespace

TEST(ModelMatrixOfR, HasTheSameColumnsNamesAndRows) {
  const auto table = test::table_from_json(reference()["data"]);
  for (const auto& expected : reference()["cox"]) {
    const std::string text = expected["formula"];
    SCOPED_TRACE(text);
    const auto frame = formula::model_frame(text, table);
    if (!frame) {
      ADD_FAILURE() << to_text(frame.error());
      continue;
    }
    EXPECT_EQ(frame->column_names, expected["names"].get<std::vector<std::string>>());
    EXPECT_EQ(term_names(*frame), expected["terms"].get<std::vector<std::string>>());
    EXPECT_EQ(frame->rows, expected["rows"].get<std::vector<std::size_t>>());
    EXPECT_EQ(frame->outcomes.event, expected["event"].get<std::vector<std::int32_t>>());
    EXPECT_EQ(frame->outcomes.time, expected["time"].get<std::vector<double>>());
    ASSERT_EQ(frame->design.columns, expected["columns"].size());
    for (std::size_t j = 0; j < frame->design.columns; ++j) {
      SCOPED_TRACE(frame->column_names[j]);
      expect_column(frame->design.column(j), expected["columns"][j].get<std::vector<double>>());
    }
  }
}

TEST(StrataOfSurvfit, HaveTheSameNamesOrderAndSizes) {
  const auto table = test::table_from_json(reference()["data"]);
  for (const auto& expected : reference()["curves"]) {
    const std::string text = expected["formula"];
    SCOPED_TRACE(text);
    const auto frame =
        formula::model_frame(text, table, {.grouping = true, .strata_in_groups = true});
    ASSERT_TRUE(frame) << to_text(frame.error());
    EXPECT_EQ(frame->groups.names, expected["groups"].get<std::vector<std::string>>());
    std::vector<double> sizes(frame->groups.names.size());
    for (const auto group : frame->groups.group) ++sizes[static_cast<std::size_t>(group)];
    EXPECT_EQ(sizes, expected["n"].get<std::vector<double>>());
  }
}
