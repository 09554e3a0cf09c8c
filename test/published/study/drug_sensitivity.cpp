// LSC17 against the drug responses of Beat AML, where its tables lie beside the repository: by the
// bundled protocol, and by R from the same tables (drug_sensitivity.R beside this file).
#include "support/published_tables.hpp"
#include "support/reference.hpp"
#include "support/study_run.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using namespace venscope::test;
using nlohmann::json;

TEST(PublishedDrugResponses, OfBeatAml) {
  const std::string tables = VENSCOPE_SOURCE_DIR "/../shared/data/beataml";
  if (const std::string why = lacking(tables); !why.empty()) GTEST_SKIP() << why;
  const TemporaryFolder folder;
  const std::string out = folder.path();
  const ShellResult ran = run_shell(
      "python3 studies/senescence-signature/prepare.py --beataml-scores " + tables +
          "/dream_signature_scores.tsv --beataml-drugs " + tables +
          "/beataml_drug_ic50_auc_47650.tsv.gz --out " + out +
          " && venscope study run studies/senescence-signature/beataml.toml --cohort " + out +
          "/beataml.csv --records drugs=" + out + "/beataml-drugs.csv --out " + out + "/report",
      VENSCOPE_SOURCE_DIR);
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const json results = json::parse(read_file(out + "/report/results.json"), nullptr, false);
  const json r = published("drug_sensitivity");
  const json &auc = analysis_of(results, "auc"), &ic50 = analysis_of(results, "ic50");
  expect_close(number(auc["pi0"]), number(r["pi0"]), 1e-8, "pi0");
  ASSERT_EQ(auc["drugs"].size(), 122u);
  ASSERT_EQ(ic50["drugs"].size(), 122u);
  for (const json& drug : r["drugs"]) {
    const std::string name = drug["drug"];
    const auto find = [&](const json& found) {
      for (const json& one : found["drugs"])
        if (one["drug"] == name) return one;
      return json();
    };
    const json a = find(auc), i = find(ic50);
    EXPECT_EQ(a["n"], drug["n"]) << name;
    EXPECT_EQ(i["n_censored"], drug["censored"]) << name;
    EXPECT_EQ(i["n_below"], drug["below"]) << name;
    expect_close(number(a["effect"]["estimate"]), number(drug["rho_auc"]), 1e-10, name);
    expect_close(number(i["effect"]["estimate"]), number(drug["rho_ic50"]), 1e-10, name);
    expect_close(number(a["p"]), number(drug["p_auc"]), 1e-9, name);
    expect_close(number(i["p"]), number(drug["p_ic50"]), 1e-9, name);
    expect_close(number(a["q"]), number(drug["q"]), 1e-9, name);
    expect_close(number(a["q_storey"]), number(drug["q_storey"]), 1e-8, name);
    // survreg() stops at 1e-12 of its likelihood.
    expect_close(number(i["tobit"]["estimate"]), number(drug["ratio"]), 1e-5, name + " Tobit");
  }
}

}  // namespace
