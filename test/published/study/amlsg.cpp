// The 1,540 patients of Papaemmanuil et al., N Engl J Med 2016;374:2209-2221, where their file lies
// beside the repository. Counts are the paper's; the other values are those of R 4.2.2 with
// survival 3.5-3 (survfit, survdiff, coxph) on the same file, to the digits given.
#include "support/shell.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;

const std::string cohort =
    VENSCOPE_SOURCE_DIR "/../shared/data/amlsg_multistage/derived_amlsg_onerow_per_patient.tsv";

double coefficient(const json& model, const std::string& name) {
  for (const json& term : model["terms"])
    if (term["term"] == name) return term["coef"].get<double>();
  ADD_FAILURE() << "no term " << name;
  return 0;
}

TEST(Amlsg, SurvivalAndMutations) {
  if (!std::filesystem::exists(cohort))
    GTEST_SKIP() << "the patients of the AMLSG study are not there: " << cohort;
  const test::TemporaryFolder folder;
  const test::ShellResult run =
      test::run_shell("venscope study run studies/amlsg/protocol.toml --cohort '" + cohort +
                          "' --out " + folder.path() + "/report",
                      VENSCOPE_SOURCE_DIR);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json results =
      json::parse(test::read_file(folder.path() + "/report/results.json"), nullptr, false);
  EXPECT_EQ(results["cohort"]["rows"], 1540);
  json by_id;
  for (const json& analysis : results["analyses"])
    by_id[analysis["id"].get<std::string>()] = analysis;

  EXPECT_EQ(results["endpoints"][0]["events"], 904);
  EXPECT_EQ(results["endpoints"][1]["n"], 1269);
  EXPECT_EQ(results["endpoints"][1]["events"], 780);
  EXPECT_NEAR(by_id["os-overall"]["strata"][0]["median"].get<double>(), 2.3271731691, 1e-9);
  EXPECT_NEAR(by_id["rfs-overall"]["strata"][0]["median"].get<double>(), 1.6125941136, 1e-9);
  EXPECT_NEAR(by_id["os-by-eln-logrank"]["chisq"].get<double>(), 233.238005063, 1e-8);
  EXPECT_NEAR(by_id["rfs-by-eln-logrank"]["chisq"].get<double>(), 127.887499239, 1e-8);

  const json& os = by_id["os-cox"];
  EXPECT_EQ(os["n"], 1398);
  EXPECT_EQ(os["events"], 809);
  EXPECT_NEAR(coefficient(os, "ELN2011Adverse"), 1.32930046051311, 1e-8);
  EXPECT_NEAR(coefficient(os, "age_decades"), 0.26388118258537, 1e-8);
  EXPECT_NEAR(coefficient(os, "NPM1mutated"), -0.14889135787138, 1e-8);
  EXPECT_NEAR(coefficient(os, "TP53mutated"), 0.77073916184124, 1e-8);
  const json& rfs = by_id["rfs-cox"];
  EXPECT_EQ(rfs["n"], 1163);
  EXPECT_NEAR(coefficient(rfs, "NPM1mutated"), -0.307418016989, 1e-8);
  EXPECT_NEAR(coefficient(rfs, "TP53mutated"), 0.474328666598, 1e-8);

  // Everyone was sequenced; fisher.test of table(NPM1, DNMT3A) and table(IDH2, TET2).
  EXPECT_EQ(by_id["oncoprint"]["untested_patients"], 0);
  EXPECT_EQ(by_id["oncoprint"]["genes"][0]["gene"], "NPM1");
  EXPECT_EQ(by_id["oncoprint"]["genes"][0]["mutated"], 436);
  EXPECT_EQ(by_id["oncoprint"]["genes"][0]["tested"], 1540);
  const json& first = by_id["co-occurrence"]["pairs"][0];
  EXPECT_EQ(first["second"], "DNMT3A");
  EXPECT_EQ(first["both"], 222);
  EXPECT_NEAR(first["p"].get<double>() / 8.18311684474132e-64, 1, 1e-9);
  for (const json& pair : by_id["co-occurrence"]["pairs"])
    if (pair["first"] == "IDH2" && pair["second"] == "TET2") {
      EXPECT_NEAR(pair["p"].get<double>() / 3.25022719648454e-05, 1, 1e-9);
    }
}

}  // namespace
}  // namespace venscope::study
