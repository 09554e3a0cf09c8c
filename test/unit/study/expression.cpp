// Matrices of genes by samples beside the cohort: whose the samples are, and what is wrong with
// that.
#include "venscope/study/expression.hpp"

#include "support/planned_study.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using test::read_file;
using test::run_shell;

class StudyExpression : public test::PlannedStudy {
protected:
  StudyExpression()
      : PlannedStudy([](Protocol& protocol, const std::string& replace) {
          return replace_expression(protocol, replace);
        }) {
    write("cohort.csv",
          "id,array,age,months,died\nA,007,60,3,1\nB,8,70,5,0\nC,9,17,8,1\nD,,50,9,1\n");
    write("rna.tsv", "gene\t8\t99\t007\t9\nCDKN1A\t8.5\t1\t7.5\t9\nMCL1\tNA\t2\t4\t5\n");
    write("other.csv", "id,array,age,months,died\nE,e1,60,3,1\nF,f1,61,5,1\n");
    write("other.tsv", "gene\tf1\te1\nMCL1\t1\t2\n");
  }

  const std::string rna = "[[expression]]\nid = 'rna'\nfile = 'rna.tsv'\nsample = 'array'\n";
  const std::string other =
      "[[validation_cohort]]\nid = 'other'\nfile = 'other.csv'\n[[expression]]\nid = 'rna'\n"
      "cohort = 'other'\nfile = 'other.tsv'\nsample = 'array'\n";
};

TEST_F(StudyExpression, HasARowForEveryPatient) {
  Plan plan;
  EXPECT_EQ(to_text(prepare(plan, rna + "scale = 'log2'\n")), "");
  const Expression* expression = plan.expression("rna");
  ASSERT_NE(expression, nullptr);
  EXPECT_EQ(expression->genes, (std::vector<std::string>{"CDKN1A", "MCL1"}));
  EXPECT_EQ(expression->values.rows, 3u) << "patients A, B, D";
  EXPECT_EQ(expression->present, (std::vector<bool>{true, true, false}));
  EXPECT_EQ(expression->values(0, 0), 7.5) << "007 is text, and not 7";
  EXPECT_EQ(expression->values(1, 0), 8.5);
  EXPECT_TRUE(std::isnan(expression->values(2, 0)));
  EXPECT_EQ(expression->values(0, 1), 4.0);
  EXPECT_TRUE(std::isnan(expression->values(1, 1)));
  EXPECT_EQ(expression->samples, 4u);
  EXPECT_EQ(expression->matched, 2u);
  EXPECT_EQ(expression->without_sample(), 1u);
  EXPECT_EQ(expression->excluded, 1u) << "C is 17";
  EXPECT_EQ(expression->unknown, 1u) << "99";
  EXPECT_EQ(expression->missing, 1u);
  EXPECT_EQ(expression->gene("MCL1"), 1u);
  EXPECT_EQ(expression->gene("BCL2"), std::nullopt);
  EXPECT_EQ(plan.expression("dna"), nullptr);
}

TEST_F(StudyExpression, MayHaveMoreOrFewerSamplesThanTheCohortPatients) {
  // More samples than rows, as many, fewer: the values are moved within one block of memory.
  for (const std::string samples : {"x\ty\tz\t8\tw\t007", "8\t007\tx", "8\t007", "007"}) {
    std::string text = "gene\t" + samples + "\n";
    for (int gene = 0; gene < 5; ++gene) {
      text += "G" + std::to_string(gene);
      for (std::size_t at = 0; at < samples.size(); at = samples.find('\t', at) + 1) {
        const bool of_a = samples.compare(at, 3, "007") == 0, of_b = samples[at] == '8';
        text += "\t" + std::to_string(of_a ? gene : of_b ? 10 + gene : 77);
        if (samples.find('\t', at) == std::string::npos) break;
      }
      text += "\n";
    }
    write("rna.tsv", text);
    Plan plan;
    EXPECT_EQ(to_text(prepare(plan, rna)), "") << samples;
    const Matrix& values = plan.expression("rna")->values;
    ASSERT_EQ(values.columns, 5u);
    ASSERT_EQ(values.values.size(), 15u);
    for (std::size_t gene = 0; gene < 5; ++gene) {
      EXPECT_EQ(values(0, gene), double(gene)) << samples;
      if (samples != "007") {
        EXPECT_EQ(values(1, gene), 10 + double(gene)) << samples;
      }
      EXPECT_TRUE(std::isnan(values(2, gene)));
    }
  }
}

TEST_F(StudyExpression, NamesItsGenesAndMakesSeveralRowsOne) {
  write("rna.tsv", "gene\t8\t007\nTP53|7157\t1\t2\nMLL\t3\t4\nMCL1\t1\t1\nMCL1\t2\t5\n");
  EXPECT_NE(wrong(rna).find("\"MCL1\" stands on line 4 already"), std::string::npos);
  EXPECT_NE(wrong(rna + "duplicates = 'median'\n").find("highest_mean"), std::string::npos);
  EXPECT_NE(wrong(rna + "aliases = 'none.tsv'\n").find("none.tsv"), std::string::npos);
  write("hgnc.tsv", "symbol\tprevious symbol\nKMT2A\tMLL\n");
  Plan plan;
  EXPECT_EQ(to_text(prepare(plan, rna + "duplicates = 'highest_mean'\naliases = 'hgnc.tsv'\n")),
            "");
  const Expression& expression = *plan.expression("rna");
  EXPECT_EQ(expression.genes, (std::vector<std::string>{"TP53", "KMT2A", "MCL1"}));
  EXPECT_EQ(expression.values(0, 2), 5.0) << "of patient A, sample 007";
  EXPECT_EQ(expression.aliases, "hgnc.tsv");
  EXPECT_EQ(expression.aliases_sha256.size(), 64u);
  std::string said;
  for (const std::string& sentence : expression.assumptions) said += sentence + "\n";
  EXPECT_NE(said.find("KMT2A"), std::string::npos) << said;
  EXPECT_NE(said.find("made one by the rule highest_mean: MCL1"), std::string::npos) << said;
}

TEST_F(StudyExpression, MayBeAGctOrAMatrixMarket) {
  write("rna.gct", "#1.2\n1\t2\nName\tDescription\t8\t007\nMCL1\tx\t1\t2\n");
  Plan plan;
  EXPECT_EQ(to_text(prepare(plan,
                            "[[expression]]\nid = 'rna'\nfile = 'rna.gct'\nsample = "
                            "'array'\n")),
            "");
  EXPECT_EQ(plan.expression("rna")->values(0, 0), 2.0);
  write("matrix.mtx", "%%MatrixMarket matrix coordinate integer general\n1 2 1\n1 2 7\n");
  write("features.tsv", "ENSG00000143384\tMCL1\tGene Expression\n");
  write("barcodes.tsv", "8\n007\n");
  Plan sparse;
  EXPECT_EQ(to_text(prepare(sparse,
                            "[[expression]]\nid = 'rna'\nfile = 'matrix.mtx'\nsample = "
                            "'array'\nscale = 'counts'\n")),
            "");
  EXPECT_EQ(sparse.expression("rna")->genes, std::vector<std::string>{"MCL1"});
  EXPECT_EQ(sparse.expression("rna")->values(0, 0), 7.0);
  EXPECT_EQ(sparse.expression("rna")->values(1, 0), 0.0);
}

TEST_F(StudyExpression, OfAStepIsThatOfItsPatients) {
  Plan plan;
  EXPECT_EQ(to_text(prepare(plan, rna + "[[analysis]]\nkind = 'km'\nwhere = 'age > 65 or died == "
                                        "1 and age < 55'\n[[analysis]]\nkind = 'cox'\n"
                                        "variables = ['age']\n")),
            "");
  const Expression& expression = *plan.expression("rna");
  ASSERT_GE(plan.steps.size(), 2u);
  const SampledPatients of_two = sampled_patients(plan, plan.steps.front(), expression);
  EXPECT_EQ(of_two.step, std::vector<std::size_t>{0}) << "of B and D, B has a sample";
  EXPECT_EQ(of_two.matrix, std::vector<std::size_t>{1});
  const SampledPatients of_all = sampled_patients(plan, plan.steps.back(), expression);
  EXPECT_EQ(of_all.matrix, (std::vector<std::size_t>{0, 1}));
  const Matrix chosen = rows_of(expression.values, of_two.matrix);
  EXPECT_EQ(chosen.rows, 1u);
  EXPECT_EQ(chosen(0, 0), 8.5);
}

TEST_F(StudyExpression, OfAValidationCohortSharesItsId) {
  Plan plan;
  EXPECT_EQ(to_text(prepare(plan, rna + other)), "");
  const Expression* expression = plan.expression("rna", "other");
  ASSERT_NE(expression, nullptr);
  EXPECT_EQ(expression->values(0, 0), 2.0);
  EXPECT_EQ(expression->values(1, 0), 1.0);
  EXPECT_EQ(plan.expression("rna", "none"), nullptr);
  EXPECT_NE(wrong(rna + rna).find("'rna' is taken by another matrix of these patients"),
            std::string::npos);
  EXPECT_NE(wrong(rna + "cohort = 'othr'\n" + other).find("write 'other' if that is meant"),
            std::string::npos);
}

TEST_F(StudyExpression, ThatMatchesNobodyIsRefusedWithNamesOfBothKinds) {
  write("rna.tsv", "gene\tX007\tX8\nMCL1\t1\t2\n");
  EXPECT_EQ(wrong(rna),
            "rna.tsv: none of its 2 samples ('X007', 'X8') is in column 'array' of cohort.csv "
            "('007', '8', '9'), expected the names that the cohort uses; write them alike: is "
            "'X007' of the matrix '007' of the cohort?\n");
  EXPECT_NE(wrong("[[expression]]\nid = 'rna'\nfile = 'rna.tsv'\n")
                .find("is in column 'id' of cohort.csv ('A', 'B', 'C')"),
            std::string::npos);
}

TEST_F(StudyExpression, HasSamplesOfOnePatientOnly) {
  write("cohort.csv", "id,array,age,months,died\nA,007,60,3,1\nB,8,70,5,0\nC,007,47,8,1\n");
  EXPECT_EQ(wrong(rna),
            "cohort.csv:4: array: sample '007' is that of line 2 too, expected a sample of one "
            "patient; correct the name, or keep one of the rows\n");
}

TEST_F(StudyExpression, IsCheckedAgainstItsScale) {
  EXPECT_NE(wrong(rna + "scale = 'counts'\n")
                .find("'counts' of rna.tsv: gene CDKN1A has 7.5, and counts are whole"),
            std::string::npos);
  EXPECT_NE(wrong(rna + "scale = 'logg'\n").find("log2"), std::string::npos);
  write("rna.tsv", "gene\t8\t007\nMCL1\t1\t20000\n");
  EXPECT_NE(wrong(rna + "scale = 'log2'\n").find("gene MCL1 has 20000"), std::string::npos);
  EXPECT_EQ(wrong(rna + "scale = 'counts'\n"), "");
  write("rna.tsv", "gene\t8\t007\nMCL1\t-1\t2\n");
  EXPECT_NE(wrong(rna + "scale = 'linear'\n").find("nothing below 0"), std::string::npos);
  write("rna.tsv", "gene\t8\t007\nMCL1\t1\t2\n");
  Plan plan;
  EXPECT_EQ(to_text(prepare(plan, rna + "scale = 'linear'\n")), "");
  ASSERT_EQ(plan.expression("rna")->suspicions.size(), 1u);
  EXPECT_NE(plan.expression("rna")->suspicions[0].find("may be logarithms"), std::string::npos);
}

TEST_F(StudyExpression, NeedsItsOwnEntriesAndIsReadWhateverElseIsWrong) {
  EXPECT_NE(wrong("[[expression]]\nid = 'rna'\nfile = 'rna.tsv'\nsample = 'chip'\n")
                .find("there is no column 'chip'"),
            std::string::npos);
  write("cohort.csv", "id,array,age,months,died\nA,007,60,3\n");
  write("rna.tsv", "gene\t8\t007\nMCL1\t1\tx\n");
  const std::string text = wrong(rna + "fiel = 1\n" + other + "[[expression]]\nid = 'dna'\n");
  EXPECT_NE(text.find("cohort.csv:2: 4 cells"), std::string::npos) << text;
  EXPECT_NE(text.find("rna.tsv:2: 007: \"x\" is not a number"), std::string::npos) << text;
  EXPECT_NE(text.find("fiel"), std::string::npos) << text;
  EXPECT_NE(text.find("expression.dna.file: no file is named"), std::string::npos) << text;
  EXPECT_NE(wrong(rna + "cohort = 'x'\n").find("[[validation_cohort]] with id and file"),
            std::string::npos);
}

TEST_F(StudyExpression, IsReplacedOnTheCommandLine) {
  write("new.tsv", "gene\tf1\te1\nMCL1\t11\t12\n");
  Plan plan;
  EXPECT_EQ(to_text(prepare(plan, rna + other, "rna@other=" + path("new.tsv"))), "");
  EXPECT_EQ(plan.expression("rna", "other")->file, "new.tsv");
  EXPECT_EQ(plan.expression("rna", "other")->values(0, 0), 12.0);
  EXPECT_NE(wrong(rna, "rma=x.tsv").find("write 'rna' if that is meant"), std::string::npos);
  EXPECT_NE(wrong(rna, "x.tsv").find("is no id and file"), std::string::npos);
}

TEST_F(StudyExpression, StandsInTheReport) {
  write("rna.tsv", "gene\tsynthetic-1\tsynthetic-2\tsynthetic-9\nMCL1\t1\t2\t3\n");
  write("cohort.csv", "id,age,months,died\nsynthetic-1,60,3,1\nsynthetic-2,70,5,0\nD,50,9,1\n");
  write("p.toml",
        "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
        "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'months'\nunit = 'months'\n"
        "event = 'died'\n[[analysis]]\nkind = 'km'\n[[expression]]\nid = 'rna'\nfile = 'rna.tsv'\n"
        "[[gene_sets]]\nid = 'own'\ntitle = 'Ours'\ngenes = ['MCL1', 'BCL2', 'MCL1']\n");
  const auto run = run_shell("venscope study run p.toml --out out", path(""));
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("Synthetic data: all 3 samples of rna.tsv were drawn by a program."),
            std::string::npos)
      << run.out;
  const auto json = nlohmann::json::parse(read_file(path("out/results.json")), nullptr, false);
  const auto& rna_json = json["cohort"]["expression"][0];
  EXPECT_EQ(rna_json["id"], "rna");
  EXPECT_EQ(rna_json["genes"], 1);
  EXPECT_EQ(rna_json["samples"], 3);
  EXPECT_EQ(rna_json["matched"], 2);
  EXPECT_EQ(rna_json["without_sample"], 1);
  EXPECT_EQ(rna_json["unknown"], 1);
  EXPECT_EQ(rna_json["scale"], "not declared");
  EXPECT_EQ(json["gene_sets"][0]["genes"], 2);
  const std::string page = read_file(path("out/index.html"));
  EXPECT_NE(page.find("rna.tsv: 1 genes, scale not declared; 2 of the 3 patients have a sample; 1 "
                      "samples of nobody in the cohort, not used"),
            std::string::npos);
  EXPECT_NE(page.find("Ours: 2 genes, listed in the protocol; own: 1 repeated name counted once"),
            std::string::npos);
  const std::string sha = rna_json["sha256"];
  EXPECT_NE(page.find(sha), std::string::npos);
  EXPECT_EQ(run_shell("venscope study check p.toml --expression rna=none.tsv", path("")).exit_code,
            2);
}

class StudyGeneSets : public StudyExpression {
protected:
  GeneSets sets(const std::string& declared) const {
    Plan plan;
    EXPECT_EQ(to_text(prepare(plan, "[[gene_sets]]\nid = 'g'\n" + declared)), "");
    const GeneSets* found = plan.genes("g");
    return found ? *found : GeneSets{};
  }
};

TEST_F(StudyGeneSets, AreReadFromAGmt) {
  write("h.gmt", "UP\thttp://x\tA\tB\tA\t\nDOWN\tno\tB\tC\r\n");
  const GeneSets all = sets("file = 'h.gmt'\n");
  ASSERT_EQ(all.sets.size(), 2u);
  EXPECT_EQ(all.sets[0].genes, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(all.sets[1].description, "no");
  EXPECT_EQ(all.genes(), (std::vector<std::string>{"A", "B", "C"}));
  const GeneSets one = sets("file = 'h.gmt'\nname = 'DOWN'\n");
  ASSERT_EQ(one.sets.size(), 1u);
  EXPECT_EQ(one.sets[0].genes, (std::vector<std::string>{"B", "C"}));
  EXPECT_NE(wrong("[[gene_sets]]\nid = 'g'\nfile = 'h.gmt'\nname = 'DWN'\n")
                .find("h.gmt has no set 'DWN' among its 2; write 'DOWN' if that is meant"),
            std::string::npos);
}

TEST_F(StudyGeneSets, AreReadFromListsAndTables) {
  write("list.txt", "ACVR1B\nANG\n\n ANGPT1 \n");
  EXPECT_EQ(sets("file = 'list.txt'\n").genes(),
            (std::vector<std::string>{"ACVR1B", "ANG", "ANGPT1"}));
  write("headed.csv", "Gene\nang\n");
  const GeneSets headed = sets("file = 'headed.csv'\nupper_case = true\n");
  EXPECT_EQ(headed.genes(), std::vector<std::string>{"ANG"});
  EXPECT_TRUE(headed.assumptions.empty());
  write("odd.txt", "Gene(human)\nANG\n");
  EXPECT_EQ(sets("file = 'odd.txt'\ncolumn = 'Gene(human)'\n").genes(),
            std::vector<std::string>{"ANG"});
  write("w.csv", "id,symbol,weight\n1,CD34,0.5\n2,LAPTM4B,-1e-1\n");
  const GeneSets weighted = sets("file = 'w.csv'\ncolumn = 'symbol'\nweight = 'weight'\n");
  ASSERT_EQ(weighted.sets.size(), 1u);
  EXPECT_EQ(weighted.sets[0].weights, (std::vector<double>{0.5, -0.1}));
  EXPECT_NE(wrong("[[gene_sets]]\nid = 'g'\nfile = 'w.csv'\ncolumn = 'gene'\n")
                .find("w.csv:1: there is no column gene, expected one of id, symbol, weight"),
            std::string::npos);
  write("w.csv", "symbol,weight\nCD34,0.5\nCD34,0.6\nMCL1,x\n");
  const std::string text =
      wrong("[[gene_sets]]\nid = 'g'\nfile = 'w.csv'\ncolumn = 'symbol'\nweight = 'weight'\n");
  EXPECT_NE(text.find("w.csv:4: the weight \"x\" is no number"), std::string::npos) << text;
}

TEST_F(StudyGeneSets, OfATableMayBeSeveral) {
  write("t.csv", "set,gene,weight\nUP,CD34,0.5\nUP,KIT,1\nDOWN,MPO,-1\nUP,CD34,0.5\n");
  const GeneSets both = sets("file = 't.csv'\n");
  ASSERT_EQ(both.sets.size(), 2u);
  EXPECT_EQ(both.sets[0].genes, (std::vector<std::string>{"CD34", "KIT"}));
  EXPECT_EQ(both.assumptions,
            (std::vector<std::string>{
                "genes are taken from the column gene, weights from weight, sets from set",
                "\"CD34\" stands twice in the set \"UP\"; it is kept once"}));
  const GeneSets down = sets("file = 't.csv'\nname = 'DOWN'\n");
  ASSERT_EQ(down.sets.size(), 1u);
  EXPECT_EQ(down.sets[0].weights, std::vector<double>{-1});
}

TEST_F(StudyGeneSets, NeedASourceAndAnIdOfTheirOwn) {
  EXPECT_NE(wrong("[[gene_sets]]\nid = 'g'\n").find("no gene is named"), std::string::npos);
  EXPECT_NE(wrong("[[gene_sets]]\nid = 'g'\nfile = 'none.gmt'\n").find("none.gmt"),
            std::string::npos);
  EXPECT_NE(wrong("[[gene_sets]]\nid = 'g'\ngenes = ['A']\n[[gene_sets]]\nid = 'g'\ngenes = "
                  "['B']\n")
                .find("is taken by other sets"),
            std::string::npos);
  EXPECT_NE(wrong("[[gene_sets]]\nid = 'g'\ngenes = ['A']\nname = 'B'\n")
                .find("only a file has several sets"),
            std::string::npos);
}

}  // namespace
}  // namespace venscope::study
