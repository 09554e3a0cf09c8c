/// The reader and the summaries of describe against R's read.csv, quantile, mean, sd and table.
#include "venscope/cohort/read.hpp"

#include "support/from_r.hpp"
#include "venscope/cohort/describe.hpp"

using namespace venscope;
using namespace venscope::cohort;
using venscope::test::agrees;

TEST(ReadReference, ReadsAndSummarisesWhatRDoes) {
  const nlohmann::json r = test::from_r("cohort", "read");
  const auto read = read_table(VENSCOPE_SOURCE_DIR "/test/reference/cohort/read.csv");
  ASSERT_TRUE(read) << to_text(read.error());
  const Description about = describe(read->table);
  ASSERT_EQ(about.columns.size(), r.size());
  for (std::size_t i = 0; i < about.columns.size(); ++i) {
    const ColumnDescription& column = about.columns[i];
    SCOPED_TRACE(column.name);
    const nlohmann::json& expected = r[column.name];
    EXPECT_EQ(column.missing, expected["missing"].get<std::size_t>());
    if (!expected.contains("quantiles")) {
      ASSERT_EQ(column.levels.size(), expected["levels"].size());
      for (std::size_t k = 0; k < column.levels.size(); ++k) {
        EXPECT_EQ(column.levels[k].level, expected["levels"][k].get<std::string>());
        EXPECT_EQ(column.levels[k].count, expected["counts"][k].get<std::size_t>());
      }
      continue;
    }
    ASSERT_TRUE(column.number);
    const NumberSummary& number = *column.number;
    const double quantiles[] = {number.min, number.lower, number.median, number.upper, number.max};
    // Interpolation and sums are rounded in another order than R's: a few units in the last place.
    for (std::size_t k = 0; k < 5; ++k)
      EXPECT_TRUE(agrees(quantiles[k], test::number(expected["quantiles"][k]), 1e-14));
    EXPECT_TRUE(agrees(number.mean, test::number(expected["mean"]), 1e-13));
    EXPECT_TRUE(agrees(*number.sd, test::number(expected["sd"]), 1e-13));
    EXPECT_EQ(column.distinct, expected["distinct"].get<std::size_t>());
    // R reads decimal numbers to within the last bit, this reader exactly.
    for (std::size_t row = 0; row < read->table.rows; ++row)
      EXPECT_TRUE(
          agrees(read->table.columns[i].number[row], test::number(expected["values"][row]), 4e-16));
  }
}
