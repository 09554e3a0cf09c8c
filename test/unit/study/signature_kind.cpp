// kind = "signature", and the columns of [[signature]], from outside.
#include "support/study_run.hpp"

#include <cmath>
#include <set>

namespace venscope::test {
namespace {

const std::string quick =
    "--set analysis.sensig.resamples=12 --set analysis.sensig.random_sets=20 --set "
    "analysis.sensig.nested_folds=3";

/// Sixty patients with genes G1 … G8, of which G1 shortens life.
class SignatureStudy : public testing::Test {
protected:
  SignatureStudy() {
    std::string cohort = "id,months,died,age,ic50\n", matrix = "gene", plain;
    for (int i = 0; i < 60; ++i) matrix += "\tp" + std::to_string(i);
    for (int g = 1; g <= 8; ++g) {
      matrix += "\nG" + std::to_string(g);
      for (int i = 0; i < 60; ++i) matrix += "\t" + std::to_string(value(g, i));
    }
    for (int i = 0; i < 60; ++i) {
      const double time = 40 * std::exp(-1.1 * value(1, i)) * (0.3 + value(9, i));
      cohort += "p" + std::to_string(i) + "," + std::to_string(std::min(time, 50.0)) + "," +
                (time < 50 ? "1" : "0") + "," + std::to_string(40 + i % 37) + "," +
                std::to_string(std::min(10.0, std::exp(1.5 * value(1, i)))) + "\n";
    }
    folder.write("c.csv", cohort);
    folder.write("x.tsv", matrix + "\n");
  }
  /// About -1.7 to 1.7, the same for ever.
  static double value(int gene, int patient) {
    const double wave = std::sin(12.9898 * patient + 78.233 * gene) * 43758.5453;
    return 3.4 * (wave - std::floor(wave)) - 1.7 + (gene == 9 ? 1.7 : 0);
  }

  StudyFolder folder{
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'c.csv'\npatient = 'id'\n[[endpoint]]\nid "
      "= 'OS'\ntitle = 'Overall survival'\ntime = 'months'\nunit = 'months'\nevent = "
      "'died'\n[[expression]]\nid = 'rna'\nfile = 'x.tsv'\n"};
  const std::string judged =
      "[[analysis]]\nkind = 'signature'\nresamples = 5\nnested_folds = 3\nrandom_sets = 9\ntimes = "
      "[12]\n";
};

TEST_F(SignatureStudy, MakesColumnsForEveryAnalysis) {
  const auto results = folder.run(
      "[[signature]]\nid = 'sig'\nscreen = { p = 0.2 }\nmodel = { folds = 5 }\n" + judged +
      "[[analysis]]\nkind = 'km'\nby = 'sig.group'\n[[analysis]]\nkind = 'cox'\nvariables = "
      "['sig.score', 'age']\n");
  const auto& signature = analysis_of(results, "signature");
  EXPECT_EQ(signature["n"], 60);
  EXPECT_EQ(signature["genes"]["used"], 8);
  EXPECT_EQ(signature["coefficients"][0]["gene"], "G1");
  EXPECT_GT(signature["coefficients"][0]["coef"].get<double>(), 0.3);
  const auto& own = signature["cohorts"][0];
  EXPECT_EQ(own["derivation"], true);
  EXPECT_GT(own["harrell"]["estimate"].get<double>(), 0.7);
  EXPECT_EQ(own["groups"][0]["group"], "low");
  EXPECT_EQ(own["groups"][0]["n"].get<int>() + own["groups"][1]["n"].get<int>(), 60);
  EXPECT_EQ(signature["optimism"]["resamples"], 5);
  EXPECT_EQ(signature["nested"]["each"].size(), 3u);
  EXPECT_EQ(signature["random_sets"][0]["sets"], 9);
  // The curves by its group are those of its own analysis.
  const auto& curves = analysis_of(results, "os-km");
  EXPECT_EQ(curves["strata"].size(), 2u);
  const auto& test = analysis_of(results, "os-km-logrank");
  EXPECT_NEAR(test["chisq"].get<double>(), own["logrank"]["chisq"].get<double>(), 1e-9);
  EXPECT_EQ(analysis_of(results, "os-cox")["terms"][0]["term"], "sig.score");
}

TEST_F(SignatureStudy, WritesACardThatScoresTheSameGroups) {
  const auto results = folder.run(
      "[[signature]]\nid = 'sig'\nscreen = { p = 0.2 }\nmodel = { folds = 5 }\n" + judged);
  const ShellResult scored = run_shell(
      "venscope score --x x.tsv --model out/signatures/sig.json --format json", folder.path());
  ASSERT_EQ(scored.exit_code, 0) << scored.err;
  const auto rows = nlohmann::json::parse(scored.out, nullptr, false);
  int high = 0;
  for (const auto& row : rows) high += row["group"] == "high";
  EXPECT_EQ(high, analysis_of(results, "signature")["cohorts"][0]["groups"][1]["n"]);
  const ShellResult checked =
      run_shell("venscope model check out/signatures/sig.json", folder.path());
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
}

TEST_F(SignatureStudy, CutsAsDeclared) {
  const std::string made =
      "[[signature]]\nid = 'sig'\nscreen = { any = false }\nmodel = { folds = "
      "5 }\n";
  const auto cut_of = [&](const std::string& cut) {
    const auto results = folder.run(made + cut + judged);
    return analysis_of(results, "signature");
  };
  EXPECT_EQ(cut_of("cut = 'tertiles'\n")["cohorts"][0]["groups"].size(), 3u);
  const auto searched = cut_of("cut = 'searched'\n");
  EXPECT_GT(searched["cut"]["p"].get<double>(), searched["cut"]["p_uncorrected"].get<double>());
  // A cut of the cohort has no number to carry over: a single patient cannot be scored by the card.
  const auto relative = cut_of("cut = 'cohort_median'\n");
  EXPECT_EQ(relative["cut_rule"], "cohort_median");
  const auto card = nlohmann::json::parse(folder.read("out/signatures/sig.json"), nullptr, false);
  EXPECT_FALSE(card["rule"].contains("cut_points"));
}

TEST_F(SignatureStudy, SaysThatThereIsNone) {
  const auto results =
      folder.run("[[signature]]\nid = 'sig'\nscreen = { p = 1e-12 }\nmodel = { folds = 5 }\n" +
                 judged + "[[analysis]]\nkind = 'baseline'\nvariables = ['age']\n");
  const auto& signature = analysis_of(results, "signature");
  EXPECT_EQ(signature["empty"], "no candidate passed the screen");
  EXPECT_EQ(signature["coefficients"].size(), 0u);
  EXPECT_EQ(signature["optimism"]["empty"]["screen"], 5);
  EXPECT_TRUE(warns(signature, "no gene was selected in 5 of 5 resamples"));
}

TEST_F(SignatureStudy, TakesGenesThatGoWithResistance) {
  const auto results = folder.run(
      "[[signature]]\nid = 'sig'\nresistance = { column = 'ic50', q = 0.01, direction = 'higher' "
      "}\nscreen = { any = false }\nmodel = { folds = 5 }\n" +
      judged);
  const auto& signature = analysis_of(results, "signature");
  EXPECT_EQ(signature["flow"][2]["step"], "Associated with resistance");
  EXPECT_EQ(signature["flow"][2]["n"], 1);
  EXPECT_EQ(signature["candidates"][0]["gene"], "G1");
  EXPECT_EQ(signature["candidates"][0]["candidate"], true);
  EXPECT_NEAR(signature["candidates"][0]["estimate"].get<double>(), 1, 0.05)
      << "resistance goes up with G1 until its cap";
}

TEST_F(SignatureStudy, NeedsWhatItNames) {
  const std::string analysis = "[[analysis]]\nkind = 'signature'\n";
  const auto refused = [&](const std::string& text) { return folder.refused(text + analysis); };
  EXPECT_NE(folder.refused(analysis).find("which signature is not said"), std::string::npos);
  EXPECT_NE(refused("[[signature]]\nid = 'sig'\ngenes = 'none'\n").find("[[gene_sets]] 'none'"),
            std::string::npos);
  EXPECT_NE(refused("[[signature]]\nid = 'sig'\nresistance = { column = 'icfifty' }\n")
                .find("there is no column 'icfifty'"),
            std::string::npos);
  EXPECT_NE(refused("[[signature]]\nid = 'sig'\nscreen = { p = 0.1, top = 3 }\n")
                .find("there is a threshold as well"),
            std::string::npos);
  EXPECT_NE(refused("[[gene_sets]]\nid = 'g'\ngenes = ['G1']\n[[signature]]\nid = 'sig'\nweights = "
                    "'g'\n")
                .find("has no weights"),
            std::string::npos);
  EXPECT_NE(refused("[[signature]]\nid = 'sig'\nendpoint = 'EFS'\n").find("[[endpoint]] 'EFS'"),
            std::string::npos);
  EXPECT_NE(refused("[[signature]]\nid = 'sig'\n[[signature]]\nid = 'sig'\n")
                .find("is taken by another signature"),
            std::string::npos);
}

/// The same with clinical columns: sex, a site, and a second cohort.
class ClinicalSignature : public SignatureStudy {
protected:
  ClinicalSignature() {
    std::string cohort = "id,months,died,age,ic50,sex,site,response,one\n", second = cohort,
                matrix = "gene";
    for (int i = 0; i < 60; ++i) {
      const double time = 40 * std::exp(-1.1 * value(1, i) - 0.02 * (i % 37)) * (0.3 + value(9, i));
      cohort += "p" + std::to_string(i) + "," + std::to_string(std::min(time, 50.0)) + "," +
                (time < 50 ? "1" : "0") + "," + (i == 3 ? "" : std::to_string(40 + i % 37)) + "," +
                std::to_string(std::min(10.0, std::exp(1.5 * value(1, i)))) + "," +
                (i == 3 || i == 8 ? ""
                 : i % 2 == 0     ? "male"
                                  : "female") +
                "," + (i % 3 == 0 ? "A" : "B") + "," +
                (value(1, i) > 0.2 ? "resistant" : "sensitive") + ",x\n";
    }
    for (int i = 0; i < 40; ++i) matrix += "\tq" + std::to_string(i);
    for (int g = 1; g <= 8; ++g) {
      matrix += "\nG" + std::to_string(g);
      for (int i = 0; i < 40; ++i) matrix += "\t" + std::to_string(5 + 2 * value(g, 100 + i));
    }
    for (int i = 0; i < 40; ++i) {
      const double time = 20 * std::exp(-1.1 * value(1, 100 + i)) * (0.3 + value(9, 100 + i));
      second += "q" + std::to_string(i) + "," + std::to_string(std::min(time, 50.0)) + "," +
                (time < 50 ? "1" : "0") + "," + std::to_string(50 + i % 29) + ",1," +
                (i == 0       ? "unknown"
                 : i % 2 == 0 ? "male"
                              : "female") +
                ",A,sensitive,x\n";
    }
    folder.write("c.csv", cohort);
    folder.write("d.csv", second);
    folder.write("y.tsv", matrix + "\n");
  }
  const std::string further =
      "[[validation_cohort]]\nid = 'second'\nfile = 'd.csv'\nlabel = 'Second cohort'\n"
      "[[expression]]\nid = 'rna'\ncohort = 'second'\nfile = 'y.tsv'\n";
  const std::string made =
      "[[signature]]\nid = 'sig'\nmodel = { folds = 5 }\ntransport = 'standardised'\n";
};

TEST_F(ClinicalSignature, HoldsCovariatesBesideTheGenes) {
  const auto results = folder.run(made +
                                  "screen = { p = 0.3, adjusted = true }\ncovariates = "
                                  "['age', 'sex']\nstrata = ['site']\n" +
                                  judged);
  const auto& signature = analysis_of(results, "signature");
  EXPECT_EQ(signature["n"], 58);
  EXPECT_TRUE(
      warns(signature, "2 patients of study cohort left out: no value of age (1), sex (2)"));
  EXPECT_EQ(signature["training"]["cohorts"][0]["without"]["sex"], 2);
  ASSERT_EQ(signature["covariates"].size(), 2u);
  EXPECT_EQ(signature["covariates"][0]["name"], "age");
  EXPECT_EQ(signature["covariates"][1]["name"], "sexmale");
  EXPECT_EQ(signature["covariates"][1]["level"], "male");
  EXPECT_NE(signature["covariates"][0]["coef"], 0);
  for (const auto& one : signature["coefficients"]) EXPECT_NE(one["gene"], "age");
  EXPECT_EQ(signature["training"]["strata"].size(), 2u);
  EXPECT_EQ(signature["training"]["strata"][0]["stratum"], "site=A");
  EXPECT_EQ(signature["score_of"], "genes");
  // Everyone with a sample is scored: the score needs no covariate.
  EXPECT_EQ(signature["cohorts"][0]["scored"], 60);
  EXPECT_EQ(signature["optimism"]["failed"], 0);
  const auto card = nlohmann::json::parse(folder.read("out/signatures/sig.json"), nullptr, false);
  EXPECT_NE(card["notes"][1]["text"].get<std::string>().find("beside age, sexmale"),
            std::string::npos);
}

TEST_F(ClinicalSignature, ScoresByThemWhereDeclared) {
  const auto results = folder.run(further + made +
                                  "screen = { p = 0.3 }\ncovariates = ['age', 'sex']\nscore = "
                                  "'genes_and_covariates'\n" +
                                  judged);
  const auto& signature = analysis_of(results, "signature");
  EXPECT_EQ(signature["score_of"], "genes_and_covariates");
  EXPECT_EQ(signature["cohorts"][0]["scored"], 58);
  EXPECT_EQ(signature["cohorts"][1]["scored"], 39) << "one has a sex that nobody had before";
  EXPECT_EQ(signature["cohorts"][1]["without_covariates"], 1);
  EXPECT_TRUE(warns(signature, "Second cohort: 1 patients have no score"));
  EXPECT_EQ(results["files"].dump().find("signatures/sig.json"), std::string::npos);
}

TEST_F(ClinicalSignature, PoolsCohortsAsStrata) {
  const auto results =
      folder.run(further + made + "screen = { p = 0.3 }\npool = ['second']\n" + judged);
  const auto& signature = analysis_of(results, "signature");
  EXPECT_EQ(signature["n"], 100);
  EXPECT_EQ(signature["training"]["cohorts"][1]["n"], 40);
  EXPECT_EQ(signature["training"]["strata"].size(), 2u);
  EXPECT_EQ(signature["training"]["strata"][0]["stratum"], "Second cohort");
  EXPECT_EQ(signature["cohorts"][1]["derivation"], true);
  EXPECT_EQ(signature["cohorts"][1]["n"], 40);
  EXPECT_EQ(signature["pooled"].size(), 0u) << "there is no cohort that it was not made from";
  EXPECT_EQ(signature["coefficients"][0]["gene"], "G1");
  // The median is of all 100: it parts the two cohorts' scores together.
  int high = 0;
  for (const auto& cohort : signature["cohorts"]) high += cohort["groups"][1]["n"].get<int>();
  EXPECT_EQ(high, 50);
}

TEST_F(ClinicalSignature, ChoosesCandidatesByEveryTest) {
  for (const std::string how :
       {"column = 'ic50', method = 'kendall', censored_above = 10",
        "column = 'ic50', method = 'moderated_t', trend = true, robust = true",
        "column = 'ic50', method = 'moderated_t', split = 'median'",
        "column = 'ic50', method = 'wilcoxon', split = 1.0",
        "column = 'response', method = 'wilcoxon', resistant = 'resistant'",
        "column = 'response', method = 'moderated_t', resistant = 'resistant'"}) {
    const auto results = folder.run(made + "screen = { any = false }\nresistance = { " + how +
                                    ", q = 1e-6, direction = 'higher' }\n[[analysis]]\nkind = "
                                    "'signature'\nresamples = 0\nnested_folds = 0\nrandom = []\n");
    const auto& signature = analysis_of(results, "signature");
    EXPECT_EQ(signature["candidates"][0]["candidate"], true) << how;
    EXPECT_EQ(signature["flow"][2]["n"], 1) << how;
  }
}

TEST_F(ClinicalSignature, SelectsStableGenes) {
  const auto results = folder.run(
      made +
      "screen = { any = false }\nstability = { halves = 20, threshold = 0.6, selected = 2 }\n" +
      judged);
  const auto& signature = analysis_of(results, "signature");
  EXPECT_EQ(signature["stability"]["frequency"].size(), 8u);
  EXPECT_EQ(signature["stability"]["frequency"][0]["share"], 1);
  EXPECT_EQ(signature["coefficients"][0]["gene"], "G1");
  EXPECT_EQ(signature["flow"][2]["step"], "Stable in halves of the patients");
}

TEST_F(ClinicalSignature, SaysWhatIsWrongBesideTheGenes) {
  const std::string analysis = "[[analysis]]\nkind = 'signature'\n";
  const auto refused = [&](const std::string& text) {
    return folder.refused("[[signature]]\nid = 'sig'\n" + text + analysis);
  };
  const auto said = [&](const std::string& text, const std::string& words) {
    const std::string all = refused(text);
    EXPECT_NE(all.find(words), std::string::npos) << all;
  };
  said("covariates = ['agge']\n", "there is no column 'agge' in c.csv");
  said("covariates = ['age', 'age']\n", "'age' stands there twice");
  said("strata = ['age']\n", "'age' holds numbers, which make no strata");
  said("covariates = ['sex']\nstrata = ['sex']\n", "'sex' is a covariate as well");
  said("screen = { adjusted = true }\n", "there is nothing to adjust for");
  said("score = 'genes_and_covariates'\n", "there are no covariates");
  said("strata = ['site']\ncut = 'searched'\n", "the search for a cut point knows no strata");
  said("pool = ['third']\n", "there is no [[validation_cohort]] 'third'");
  said("resistance = { column = 'response' }\n", "'response' holds no numbers to correlate with");
  said("resistance = { column = 'ic50', split = 'median' }\n", "correlations compare no groups");
  said("resistance = { column = 'ic50', trend = true }\n", "is of the moderated t");
  said("resistance = { column = 'response', method = 'wilcoxon', resistant = 'none' }\n",
       "'none' is no level of 'response'");
  said("model = { relax = [2] }\n", "a gamma is outside 0 to 1");
  said("model = { adaptive_gamma = 2 }\n", "there are no adaptive weights");
  said("model = { alpha = 0 }\nstability = { halves = 10 }\n", "ridge chooses every gene");
  // What the data do not allow is a result of the run.
  const ShellResult ran = folder.study(
      "run", "[[signature]]\nid = 'sig'\ncovariates = ['one']\n" + analysis, "--out out");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.err.find("the covariate one is the same for all 60 patients"), std::string::npos)
      << ran.err;
}

TEST(SenescenceStudy, RunsOnItsSyntheticCohorts) {
  const auto results = bundled_study("senescence-signature/protocol.toml", quick);
  const auto& signature = analysis_of(results, "sensig");
  EXPECT_EQ(signature["genes"]["not_found"][0], "SYNSEN999");
  EXPECT_EQ(signature["cohorts"].size(), 4u);
  for (const auto& cohort : signature["cohorts"])
    EXPECT_GT(cohort["harrell"]["estimate"].get<double>(), 0.55) << cohort["label"];
  EXPECT_LT(signature["optimism"]["concordance"]["corrected"].get<double>(),
            signature["optimism"]["concordance"]["apparent"].get<double>());
  EXPECT_EQ(signature["pooled"][0]["cohorts"].size(), 3u);
  EXPECT_EQ(signature["cohorts"][0]["against"][0]["signature"], "given");
  EXPECT_EQ(results["cohort"]["synthetic"]["rows"], 150);
  // What the synthetic data hold: the genes of both kinds, and not the one of resistance alone.
  std::set<std::string> genes;
  for (const auto& one : signature["coefficients"]) genes.insert(one["gene"]);
  EXPECT_TRUE(genes.contains("SYNSEN001") || genes.contains("SYNSEN002"));
  // Of the drugs those that share the resistance, and the one with its opposite.
  for (const char* id : {"drugs", "drugs-by-group"}) {
    const auto& drugs = analysis_of(results, id);
    EXPECT_EQ(drugs["drugs"][0]["drug"], "Venetoclax");
    EXPECT_EQ(drugs["not_tested"].size(), 2u);
    std::set<std::string> called;
    for (const auto& one : drugs["drugs"])
      if (one["q"] < 0.05) called.insert(one["drug"]);
    EXPECT_TRUE(called.contains("Synthetic drug 01") && called.contains("Synthetic drug 04"));
    EXPECT_LE(called.size(), 6u);
  }
  // SYNSEN031 goes with resistance as well.
  const auto& resistance = analysis_of(results, "resistance-genes");
  EXPECT_EQ(resistance["n_censored"], 8);
  EXPECT_GE(resistance["n_associated"], 3);
  // The genes were chosen by resistance in the cohort in which the score is set against it.
  std::size_t said = 0;
  for (const auto& one : results["reporting"]["limitations"])
    said += one["id"] == "score_of_same_patients";
  EXPECT_EQ(said, 4u) << "the weights in the study's own cohort, the genes in the ex-vivo cohort";
}

TEST(SenescenceStudy, IsTheSameForAnyNumberOfThreads) {
  const auto one = bundled_study("senescence-signature/protocol.toml", quick + " --threads 1");
  const auto three = bundled_study("senescence-signature/protocol.toml", quick + " --threads 3");
  EXPECT_EQ(one, three);
}

}  // namespace
}  // namespace venscope::test
