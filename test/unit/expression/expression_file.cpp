#include "venscope/expression/expression_file.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;

namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

Expression read(std::string_view text, const ExpressionOptions& options = {}) {
  auto result = read_expression_text(text, "m.tsv", options);
  EXPECT_TRUE(result) << (result ? "" : to_text(result.error()));
  return result ? *result : Expression{};
}

std::string problems(std::string_view text, const ExpressionOptions& options = {}) {
  const auto result = read_expression_text(text, "m.tsv", options);
  return result ? "none" : to_text(result.error());
}

ExpressionOptions by(DuplicateRule rule) {
  ExpressionOptions options;
  options.duplicates = rule;
  return options;
}

}  // namespace

TEST(ExpressionFile, AGeneIsAContiguousColumn) {
  const Expression e = read("gene\tp1\tp2\tp3\n\"TP53\"\t1\t2.5\t-3e1\r\n\nNPM1\tNA\t7\t\n");
  EXPECT_EQ(e.matrix.features, (Texts{"TP53", "NPM1"}));
  EXPECT_EQ(e.matrix.samples, (Texts{"p1", "p2", "p3"}));
  EXPECT_EQ(e.matrix.values.rows, 3u);
  EXPECT_EQ(e.matrix.values.columns, 2u);
  EXPECT_EQ(e.matrix.values(2, 0), -30);
  EXPECT_EQ(e.matrix.values(1, 1), 7);
  EXPECT_TRUE(std::isnan(e.matrix.values(0, 1)));
  EXPECT_TRUE(std::isnan(e.matrix.values(2, 1)));
  EXPECT_EQ(e.matrix.missing, 2u);
  EXPECT_EQ(e.notes.negative, 1u);
  EXPECT_EQ(e.matrix.line, (std::vector<std::uint32_t>{2, 4}));
  EXPECT_EQ(e.matrix.sha256.size(), 64u);
  EXPECT_TRUE(e.notes.assumptions.empty());
}

TEST(ExpressionFile, TheHeaderMayLackTheNameOfTheNames) {
  const Expression e = read("p1,p2\nTP53,1,2\nNPM1,3,4\n");
  EXPECT_EQ(e.matrix.samples, (Texts{"p1", "p2"}));
  EXPECT_EQ(e.matrix.values.values, (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(read("g;a;b\nx;1,5;2.5\n").matrix.values.values, (Numbers{1.5, 2.5}));
}

TEST(ExpressionFile, ColumnsThatDescribeTheGenesArePassedOver) {
  const std::string text =
      "id\tsymbol\tdescription\tp1\tp2\nE1\tTP53\ttumour protein\t1\t2\nE2\tNPM1\tNA\t3\t4\n"
      "E3\tMCL1\tx\t5\t6\n";
  const Expression first = read("id\tsymbol\tp1\tp2\nE1\tTP53\t1\t2\nE2\tNPM1\t3\t4\n");
  EXPECT_EQ(first.matrix.features, (Texts{"E1", "E2"}));
  EXPECT_EQ(first.matrix.values.values, (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(first.notes.assumptions,
            Texts{"genes are named by the column id; symbol holds no values and is passed over"});
  ExpressionOptions options;
  options.name_column = "symbol";
  const Expression named = read("id\tsymbol\tp1\tp2\nE1\tTP53\t1\t2\nE2\tNPM1\t3\t4\n", options);
  EXPECT_EQ(named.matrix.features, (Texts{"TP53", "NPM1"}));
  options.name_column = "p1";
  EXPECT_EQ(problems("id\tsymbol\tp1\tp2\nE1\tTP53\t1\t2\nE2\tNPM1\t3\t4\n", options),
            "m.tsv:1: there is no column p1 before the values, expected one of id, symbol\n");
  // A word for missing may be a value: then the column is one of values, and what is none is said.
  EXPECT_NE(problems(text).find("\"tumour protein\" is not a number"), std::string::npos);
}

TEST(ExpressionFile, Gct) {
  const Expression e =
      read("#1.2\n2\t3\nName\tDescription\ta\tb\tc\nE1\tTP53\t1\t2\t3\nE2\tNPM1\t4\t5\t6\n");
  EXPECT_EQ(e.notes.format, MatrixFormat::gct);
  EXPECT_EQ(e.matrix.features, (Texts{"E1", "E2"}));
  EXPECT_EQ(e.matrix.samples, (Texts{"a", "b", "c"}));
  EXPECT_EQ(e.matrix.values.values, (Numbers{1, 2, 3, 4, 5, 6}));
  ExpressionOptions options;
  options.name_column = "Description";
  const Expression third = read(
      "#1.3\n1\t2\t2\t1\nid\tDescription\tchr\ta\tb\ndose\tna\tna\t1\t10\nE1\tTP53\t17\t7\t8\n",
      options);
  EXPECT_EQ(third.matrix.features, Texts{"TP53"});
  EXPECT_EQ(third.matrix.values.values, (Numbers{7, 8}));
}

TEST(ExpressionFile, GctThatDoesNotHoldWhatItSays) {
  EXPECT_EQ(problems("#1.2\n3\t2\nName\tDescription\ta\tb\nE1\tx\t1\t2\n"),
            "m.tsv: 1 rows of genes, expected 3, as the second line says; the file may have been "
            "cut off; export it again\n");
  EXPECT_NE(
      problems("#1.2\n1\t3\nName\tDescription\ta\tb\nE1\tx\t1\t2\n").find("the header has 4 cells"),
      std::string::npos);
  EXPECT_NE(problems("#1.2\nName\tDescription\ta\tb\nE1\tx\t1\t2\n").find("rows and columns"),
            std::string::npos);
  // Sizes whose sums pass the end of the numbers.
  const std::string most = "18446744073709551615", rest = "\nid\ta\tb\nE1\t1\t2\nE2\t3\t4\n";
  EXPECT_NE(problems("#1.3\n2\t3\t" + most + "\t0" + rest).find("the header has 3 cells"),
            std::string::npos);
  EXPECT_NE(problems("#1.3\n2\t2\t0\t" + most + rest).find("2 rows follow the header"),
            std::string::npos);
  EXPECT_NE(problems("#1.3\n2\t2\t0\t18446744073709551612" + rest).find("2 rows follow"),
            std::string::npos);
}

TEST(ExpressionFile, EverythingThatIsWrongIsSaidAtOnceAndWhere) {
  EXPECT_EQ(problems("g\ta\tb\ta\nx\t1\tlow\t3\nx\t1\t2\t3\n\t1\t2\tInf\ny\t1\t2\n"),
            "m.tsv:1: samples 1 and 3 are both called \"a\", expected each name once; keep one of "
            "them, or rename one\n"
            "m.tsv:2: b: \"low\" is not a number, expected a number, or a word for missing; "
            "correct the value\n"
            "m.tsv:4: the row has no name, expected the name of a feature; name it, or delete the "
            "row\n"
            "m.tsv:4: a: \"Inf\" is infinite, expected a number, or a word for missing; correct "
            "the value\n"
            "m.tsv:5: 3 cells, expected 4, a name and 3 values; add or remove delimiters; the "
            "row's values were not looked at\n"
            "m.tsv:3: \"x\" stands on line 2 already, expected each feature once; keep one row of "
            "each, or say by a rule what stands for them (mean, sum, highest_mean, "
            "highest_variance, first)\n");
  EXPECT_NE(problems("").find("is empty"), std::string::npos);
  EXPECT_NE(problems("g\ta\n").find("a header and no rows"), std::string::npos);
  EXPECT_NE(problems("g\ta\nx\t\xff\n").find("is not UTF-8"), std::string::npos);
  EXPECT_NE(problems("PK\x03\x04").find("zip archive"), std::string::npos);
  EXPECT_NE(problems("g\ta\nx\t\"1\n").find("never closed"), std::string::npos);
}

TEST(ExpressionFile, RowsOfOneGeneByARule) {
  const char* text = "g\ta\tb\nX\t1\t9\nY\t5\t5\nX\t3\t1\nZ\t0\t1\nX\t8\tNA\n";
  EXPECT_NE(problems(text).find("stands on line 2 already"), std::string::npos);
  const Expression mean = read(text, by(DuplicateRule::mean));
  EXPECT_EQ(mean.matrix.features, (Texts{"X", "Y", "Z"}));
  EXPECT_EQ(mean.matrix.values.values, (Numbers{4, 5, 5, 5, 0, 1}));
  EXPECT_EQ(mean.notes.rows, 5u);
  ASSERT_EQ(mean.notes.merged.size(), 1u);
  EXPECT_EQ(mean.notes.merged[0].lines, (std::vector<std::uint32_t>{2, 4, 6}));
  EXPECT_EQ(mean.notes.merged[0].kept, 0u);
  const Expression first = read(text, by(DuplicateRule::first));
  EXPECT_EQ(first.matrix.values(1, 0), 9);
  EXPECT_EQ(first.notes.merged[0].lines, (std::vector<std::uint32_t>{2, 4, 6}));
  const Expression highest = read(text, by(DuplicateRule::highest_mean));
  EXPECT_EQ(highest.matrix.values(0, 0), 8);
  EXPECT_EQ(highest.notes.merged[0].kept, 6u);
  EXPECT_EQ(read(text, by(DuplicateRule::highest_variance)).matrix.values(1, 0), 9);
  EXPECT_EQ(highest.notes.assumptions.front(),
            "1 gene of several rows made one by the rule highest_mean: X");
}

TEST(ExpressionFile, NamesArePutInOrderBeforeRowsAreMerged) {
  auto aliases = read_aliases_text("IL8\tCXCL8\n", "aliases.tsv");
  ExpressionOptions options = by(DuplicateRule::sum);
  options.aliases = &*aliases;
  const Expression e =
      read("g\ta\nENSG00000141510.1|TP53\t1\nIL8\t2\nTP53|7157\t4\nMYC\t8\n", options);
  EXPECT_EQ(e.matrix.features, (Texts{"TP53", "CXCL8", "MYC"}));
  EXPECT_EQ(e.matrix.values.values, (Numbers{5, 2, 8}));
  EXPECT_EQ(e.notes.naming.renamed.size(), 3u);
}

TEST(ExpressionFile, GenesThatSayNothingAreNamed) {
  const Expression e = read("g\ta\tb\nX\tNA\t\nY\t5\t5\nZ\t1\t2\n");
  EXPECT_EQ(e.notes.empty, Texts{"X"});
  EXPECT_EQ(e.notes.constant, Texts{"Y"});
  EXPECT_EQ(e.notes.observations, (Texts{"1 gene without any value: X",
                                         "1 gene with one and the same value in all samples: Y"}));
}

TEST(ExpressionFile, BlocksAndThreadsChangeNothing) {
  std::string text = "g";
  for (int i = 0; i < 7; ++i) text += "\ts" + std::to_string(i);
  for (int j = 0; j < 300; ++j) {
    text += "\nG" + std::to_string(j % 290);
    for (int i = 0; i < 7; ++i) text += "\t" + std::to_string((i * 31 + j * 7) % 100) + ".5";
  }
  ExpressionOptions whole = by(DuplicateRule::highest_variance), pieces = whole;
  pieces.block_bytes = 200;
  pieces.threads = 3;
  const Expression a = read(text, whole), b = read(text, pieces);
  EXPECT_EQ(a.matrix.features, b.matrix.features);
  EXPECT_EQ(a.matrix.values.values, b.matrix.values.values);
  EXPECT_EQ(a.matrix.line, b.matrix.line);
  EXPECT_EQ(a.matrix.sha256, b.matrix.sha256);
  EXPECT_EQ(a.matrix.features.size(), 290u);
}

TEST(ExpressionFile, AVisitorMayStopAndHearsOfTheProgress) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "venscope_blocks.tsv";
  {
    std::ofstream out(file);
    out << "g\ta\n";
    for (int j = 0; j < 1000; ++j) out << "G" << j << "\t" << j << "\n";
  }
  ExpressionOptions options;
  options.block_bytes = 100;
  std::size_t blocks = 0, last = 0;
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_LE(last, done);
    EXPECT_LE(done, total);
    last = done;
  };
  const auto all = for_each_block(file.string(), options, [&](const GeneBlock& block) {
    EXPECT_LT(block.genes.size(), blocks == 0 ? 120u : 50u);
    ++blocks;
    return true;
  });
  ASSERT_TRUE(all);
  EXPECT_EQ(all->genes, 1000u);
  EXPECT_GT(blocks, 50u);
  EXPECT_GT(last, 0u);
  blocks = last = 0;
  EXPECT_TRUE(
      for_each_block(file.string(), options, [&](const GeneBlock&) { return ++blocks < 2; }));
  EXPECT_EQ(blocks, 2u);
  std::filesystem::remove(file);
}
