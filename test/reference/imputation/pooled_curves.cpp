// Curves pooled over imputations against R's survfit (pooled_curves.R).
#include "venscope/imputation/pooled_curves.hpp"

#include "support/from_r.hpp"
#include "venscope/cohort/read.hpp"

using namespace venscope;
using namespace venscope::imputation;

namespace {

struct Lung {
  endpoint::Outcomes outcomes;
  std::vector<std::vector<std::int32_t>> groups{5};
};

/// As the script has it: by sex, of every fifth patient by a rule that stands for an imputation.
Lung lung() {
  Problems problems;
  const auto read =
      cohort::read_table(VENSCOPE_SOURCE_DIR "/test/reference/data/lung.csv", {}, problems);
  EXPECT_TRUE(read) << to_text(problems);
  const cohort::Table& table = read->table;
  const cohort::Column &time = *table.find("time"), &status = *table.find("status"),
                       &sex = *table.find("sex");
  Lung result;
  for (std::size_t i = 0; i < table.rows; ++i) {
    result.outcomes.time.push_back(time.number[i]);
    result.outcomes.event.push_back(status.number[i] == 2);
    for (std::size_t k = 1; k <= 5; ++k)
      result.groups[k - 1].push_back(
          (i + 1) % 5 == 0 ? static_cast<std::int32_t>((i + 1) * k / 3 % 2)
                           : sex.levels[static_cast<std::size_t>(sex.code[i])] == "female");
  }
  return result;
}

}  // namespace

TEST(ReferencePooledCurves, AreThoseOfSurvfitByRubinsRules) {
  const Lung data = lung();
  const auto found = pooled_kaplan_meier(data.outcomes, data.groups, 2);
  ASSERT_TRUE(found);
  const nlohmann::json r = test::from_r("imputation", "pooled_curves");
  for (std::size_t g = 0; g < 2; ++g) {
    const auto& curve = (*found)[g].curve;
    ASSERT_EQ(curve.size(), r[g]["time"].size());
    EXPECT_TRUE(test::agrees((*found)[g].n_weighted, test::number(r[g]["n"]), 1e-12));
    for (std::size_t j = 0; j < curve.size(); ++j) {
      const auto is = [&](double value, const char* field, double tolerance) {
        EXPECT_TRUE(test::agrees(value, test::number(r[g][field][j]), tolerance))
            << field << " at " << curve[j].time;
      };
      is(curve[j].time, "time", 0);
      is(curve[j].n_risk, "n_risk", 1e-12);
      is(curve[j].survival, "survival", 1e-12);
      is(curve[j].std_error, "std_error", 1e-10);
      // Quantiles of Student's t to 1e-9, twice through an exponential.
      is(curve[j].lower, "lower", 1e-8);
      is(curve[j].upper, "upper", 1e-8);
    }
  }
}
