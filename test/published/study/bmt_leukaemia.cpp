// What has been printed of these 137 transplants, against the report of the bundled study.
// Klein & Moeschberger, Survival Analysis, 2nd ed., Springer 2003: section 4.2 (product-limit
// estimates of disease-free survival by group and their standard errors at one year), section 4.5
// (medians and their intervals, in days), section 7.3 (comparison of the three groups).
// The log-rank statistic also stands in SAS/STAT User's Guide, PROC LIFETEST, "Enhanced Survival
// Plot and Multiple-Comparison Adjustments". Tolerance: half a unit of the last printed digit.
#include "support/study_run.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;

struct Published {
  const char* group;
  double median, low, high;       ///< days; 0: not reached
  double at_one_year, std_error;  ///< of disease-free survival
};
constexpr Published published[] = {
    {"ALL", 418, 194, 0, 0.5492, 0.0812},
    {"AML low risk", 2204, 704, 0, 0.7778, 0.0566},
    {"AML high risk", 183, 115, 456, 0.3778, 0.0723},
};

TEST(BmtPublished, DiseaseFreeSurvivalByGroup) {
  const json report = test::bundled_study(
      "bmt-leukaemia/protocol.toml",
      "--set endpoint.DFS.output_unit='\"days\"' --set analysis.by-group.times='[365]'");
  for (const json& analysis : report["analyses"]) {
    if (analysis["id"] == "dfs-by-group") {
      ASSERT_EQ(analysis["strata"].size(), std::size(published));
      for (std::size_t g = 0; g < std::size(published); ++g) {
        const json& stratum = analysis["strata"][g];
        const Published& printed = published[g];
        EXPECT_EQ(stratum["stratum"], std::string("disease_group=") + printed.group);
        EXPECT_EQ(stratum["median"].get<double>(), printed.median);
        EXPECT_EQ(stratum["median_low"].get<double>(), printed.low);
        if (printed.high > 0)
          EXPECT_EQ(stratum["median_high"].get<double>(), printed.high);
        else
          EXPECT_TRUE(stratum["median_high"].is_null());
        EXPECT_NEAR(stratum["at"][0]["surv"].get<double>(), printed.at_one_year, 5e-5);
        EXPECT_NEAR(stratum["at"][0]["std_err"].get<double>(), printed.std_error, 5e-5);
      }
    }
    if (analysis["id"] == "dfs-by-group-logrank") {
      EXPECT_NEAR(analysis["chisq"].get<double>(), 13.8037, 5e-5);
      EXPECT_EQ(analysis["df"], 2);
      EXPECT_NEAR(analysis["p"].get<double>(), 0.0010, 5e-5);
    }
  }
}

}  // namespace
}  // namespace venscope::study
