#include "venscope/expression/gene_sets.hpp"

#include <filesystem>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;

namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

GeneSetFile read(std::string_view text, const std::string& name,
                 const GeneSetOptions& options = {}) {
  auto result = read_gene_sets_text(text, name, options);
  EXPECT_TRUE(result) << (result ? "" : to_text(result.error()));
  return result ? *result : GeneSetFile{};
}

std::string problems(std::string_view text, const std::string& name,
                     const GeneSetOptions& options = {}) {
  const auto result = read_gene_sets_text(text, name, options);
  return result ? "none" : to_text(result.error());
}

}  // namespace

TEST(GeneSets, GmtIsALinePerSet) {
  const GeneSetFile file = read("A\thttp://a\tTP53\tNPM1\t\t\r\n\nB\t\tMCL1\n", "sets.gmt");
  ASSERT_EQ(file.sets.size(), 2u);
  EXPECT_EQ(file.sets[0].name, "A");
  EXPECT_EQ(file.sets[0].description, "http://a");
  EXPECT_EQ(file.sets[0].genes, (Texts{"TP53", "NPM1"}));
  EXPECT_TRUE(file.sets[0].weights.empty());
  EXPECT_EQ(file.sets[1].line, 3u);
  ASSERT_NE(file.find("B"), nullptr);
  EXPECT_EQ(file.find("B")->genes, Texts{"MCL1"});
  EXPECT_EQ(file.find("C"), nullptr);
  EXPECT_EQ(file.sha256.size(), 64u);
}

TEST(GeneSets, WeightsInAGmtOnlyWhereAllGenesHaveOne) {
  const GeneSetFile file = read("A\t\tTP53,1.5\tNPM1,-2\nB\t\tTP53,1.5\tT,cell\n", "sets.gmt.gz");
  EXPECT_EQ(file.sets[0].genes, (Texts{"TP53", "NPM1"}));
  EXPECT_EQ(file.sets[0].weights, (Numbers{1.5, -2}));
  EXPECT_EQ(file.sets[1].genes, (Texts{"TP53,1.5", "T,cell"}));
  EXPECT_TRUE(file.sets[1].weights.empty());
  // A weight without a gene is none.
  EXPECT_EQ(read("A\t\tTP53,1\t,1.5\n", "sets.gmt").sets[0].genes, (Texts{"TP53,1", ",1.5"}));
}

TEST(GeneSets, AListWithAndWithoutAHeader) {
  const GeneSetFile bare = read("ACVR1B\nANG\n", "folder/senmayo.txt");
  ASSERT_EQ(bare.sets.size(), 1u);
  EXPECT_EQ(bare.sets[0].name, "senmayo");
  EXPECT_EQ(bare.sets[0].genes, (Texts{"ACVR1B", "ANG"}));
  EXPECT_EQ(bare.assumptions, Texts{"the first line names a gene: the list has no header"});
  const GeneSetFile headed = read("Gene\r\nACVR1B\r\nANG\r\n", "x.csv", {.name = "SenMayo"});
  EXPECT_EQ(headed.sets[0].name, "SenMayo");
  EXPECT_EQ(headed.sets[0].genes, (Texts{"ACVR1B", "ANG"}));
  EXPECT_TRUE(headed.assumptions.empty());
}

TEST(GeneSets, ATableNamesItsColumns) {
  const GeneSetFile file =
      read("gs_name,HGNC symbol,Coefficient\nlsc,CD34,0.1\nother,TP53,2\nlsc,NYNRIN,-3e-1\n",
           "weights.csv");
  ASSERT_EQ(file.sets.size(), 2u);
  EXPECT_EQ(file.sets[0].name, "lsc");
  EXPECT_EQ(file.sets[0].genes, (Texts{"CD34", "NYNRIN"}));
  EXPECT_EQ(file.sets[0].weights, (Numbers{0.1, -0.3}));
  EXPECT_EQ(file.assumptions, Texts{"genes are taken from the column HGNC symbol, weights from "
                                    "Coefficient, sets from gs_name"});
  const GeneSetFile chosen = read("a\tb\tc\nX\tY\t1\n", "t.tsv", {.gene_column = "b"});
  EXPECT_EQ(chosen.sets[0].genes, Texts{"Y"});
}

TEST(GeneSets, AGeneTwiceIsKeptOnceAndSaid) {
  const GeneSetFile file = read("A\t\tTP53\tNPM1\tTP53\n", "s.gmt");
  EXPECT_EQ(file.sets[0].genes, (Texts{"TP53", "NPM1"}));
  EXPECT_EQ(to_text(file.suspicions),
            "s.gmt:1: \"TP53\" stands twice in the set \"A\"; it is kept once\n");
}

TEST(GeneSets, ASetWithoutGenesIsLeftOutAndSaid) {
  const GeneSetFile file = read("A\tx\nB\tx\tTP53\n", "s.gmt");
  ASSERT_EQ(file.sets.size(), 1u);
  EXPECT_EQ(to_text(file.suspicions), "s.gmt:1: the set \"A\" has no genes and is left out\n");
}

TEST(GeneSets, EverythingThatIsWrongIsSaidAndWhere) {
  EXPECT_EQ(
      problems("A\tx\tMYC\n\tx\tTP53\nB\tx\tTP53\nB\tx\tNPM1\n", "s.gmt"),
      "s.gmt:2: the set has no name, expected name, description, genes, between tabs; name it, or "
      "delete the line\n"
      "s.gmt:4: the set \"B\" stands on line 3 already, expected each name once; rename one of "
      "them\n");
  EXPECT_EQ(problems("gene,set\nTP53,A\nNPM1,\n", "s.csv"),
            "s.csv:3: the gene \"NPM1\" is of no set, expected the name of a set; name it, or "
            "delete the line\n");
  EXPECT_EQ(problems("gene,weight\nTP53,low\nNPM1,1\nNPM1,2\n", "w.csv"),
            "w.csv:2: the weight \"low\" is no number, expected a number with a decimal point; "
            "correct it\n"
            "w.csv:4: \"NPM1\" stands twice in the set \"w\" with different weights, expected each "
            "gene once; "
            "delete one of the lines\n");
  EXPECT_EQ(
      problems("a,b\n1,2\n", "t.csv"),
      "t.csv:1: no column of genes among a, b, expected a column called gene or symbol; name the "
      "column of the genes\n");
  EXPECT_EQ(problems("gene,b\nx,2\n", "t.csv", {.weight_column = "w"}),
            "t.csv:1: there is no column w, expected one of gene, b\n");
  EXPECT_EQ(problems("Gene\n", "t.txt"),
            "t.txt: holds no gene set, expected a gene per line, or a table with a column of "
            "genes; check "
            "the export\n");
  EXPECT_EQ(
      problems("", "t.gmt"),
      "t.gmt: holds no gene set, expected a line per set: name, description, genes, between tabs; "
      "check the export\n");
  EXPECT_NE(problems("PK\x03\x04", "t.gmt").find("zip archive"), std::string::npos);
  EXPECT_FALSE(read_gene_sets("/nowhere/sets.gmt"));
}

TEST(GeneSets, FilesThatPeopleUse) {
  const std::string folder = VENSCOPE_SOURCE_DIR "/../shared/data/gene_sets/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data beside the project";
  const auto count = [&](const std::string& name, std::size_t sets, std::size_t genes_of_first) {
    const auto file = read_gene_sets(folder + name);
    ASSERT_TRUE(file) << to_text(file.error());
    EXPECT_EQ(file->sets.size(), sets) << name;
    EXPECT_EQ(file->sets[0].genes.size(), genes_of_first) << name;
  };
  count("h.all.v7.0.symbols.gmt", 50, 200);
  count("senmayo_human_125.txt", 1, 125);
  count("LSC17.csv", 1, 17);
  count("cellage_2020_tableS5_279genes.tsv", 1, 278);
  count("c2.cp.kegg.v5.1.symbols.gmt", 186, 62);
}
