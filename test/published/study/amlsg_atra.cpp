// ATRA or not, drawn by lot in two trials, where their files lie beside the repository: the study
// against R, which went from the published table to the same numbers by a way of its own
// (amlsg_atra.R beside this file). Tolerance 1e-6.
#include "support/published_tables.hpp"
#include "support/reference.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::expect_close;
using test::number;

constexpr double tolerance = 1e-6;

/// R's entry for a method: the strata are the trials, or the centres of one trial.
const json& expected_of(const json& r, const std::string& method, bool both) {
  return method == "stratified" ? r[both ? "by_trial" : "by_centre"] : r[method];
}

void expect_comparison(const json& found, const json& r, bool both) {
  EXPECT_EQ(found["n_arms"], r["n"]);
  EXPECT_EQ(found["events"], r["events"]);
  ASSERT_EQ(found["methods"].size(), 7u);
  EXPECT_EQ(found["methods"][3]["sets"], r["matched"]["pairs"]);
  for (const json& one : found["methods"]) {
    const std::string name = one["method"];
    const json& expected = expected_of(r, name, both);
    expect_close(number(one["log_hr"]), number(expected["log_hr"]), tolerance, name);
    expect_close(number(one["std_error"]), number(expected["std_error"]), tolerance, name + " SE");
    if (expected.contains("difference")) {
      const json& risk = one["risk_difference"];
      expect_close(number(risk["difference"]), number(expected["difference"]), tolerance, name);
      expect_close(number(risk["std_error"]), number(expected["se"]), tolerance, name + " SE");
    }
    if (expected.contains("effective"))
      for (const std::size_t z : {0u, 1u})
        expect_close(number(one["effective"][z]), number(expected["effective"][z]), tolerance,
                     name + " effective size");
    if (!expected.contains("difference")) continue;
    // Drawn by lot: neither matching nor weights move the answer by its own standard error.
    EXPECT_LT(std::fabs(number(one["log_hr"]) - number(r["crude"]["log_hr"])),
              number(one["std_error"]))
        << name;
  }
}

TEST(AmlsgAtra, EveryMethodIsThatOfRAndLeavesTheAnswerWhereItIs) {
  const std::string tables = VENSCOPE_SOURCE_DIR "/../shared/data/amlsg_multistage";
  if (const std::string why = test::lacking(tables + "/AMLSG_Clinical_Anon.tsv"); !why.empty())
    GTEST_SKIP() << why;
  const test::TemporaryFolder folder;
  const json results = test::results_of_tables("amlsg/atra.toml", tables, folder);
  const json r = test::published("amlsg_atra");
  std::size_t compared = 0;
  for (const json& analysis : results["analyses"])
    for (const std::string name : {"both", "amlsg0704"})
      if (analysis["id"] == "os-" + name) {
        SCOPED_TRACE(name);
        expect_comparison(analysis, r[name], name == "both");
        ++compared;
      }
  EXPECT_EQ(compared, 2u);
}

}  // namespace
}  // namespace venscope::study
