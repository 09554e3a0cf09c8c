#include "venscope/cohort/matrix_file.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::cohort;

namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

MatrixFile read(std::string_view text, const MatrixOptions& options = {}) {
  auto result = read_matrix_text(text, "m.tsv", options);
  EXPECT_TRUE(result) << (result ? "" : to_text(result.error()));
  return result ? *result : MatrixFile{};
}

std::string problems(std::string_view text, const MatrixOptions& options = {}) {
  const auto result = read_matrix_text(text, "m.tsv", options);
  return result ? "none" : to_text(result.error());
}

}  // namespace

TEST(MatrixFile, AFeatureIsAContiguousColumn) {
  const MatrixFile m = read("gene\tp1\tp2\tp3\nTP53\t1\t2.5\t-3e1\nNPM1\t0\t7\t8\n");
  EXPECT_EQ(m.features, (Texts{"TP53", "NPM1"}));
  EXPECT_EQ(m.samples, (Texts{"p1", "p2", "p3"}));
  EXPECT_EQ(m.values.rows, 3u);
  EXPECT_EQ(m.values.columns, 2u);
  EXPECT_EQ(m.values.values, (Numbers{1, 2.5, -30, 0, 7, 8}));
  EXPECT_EQ(m.line, (std::vector<std::uint32_t>{2, 3}));
  EXPECT_EQ(m.delimiter, '\t');
  EXPECT_TRUE(m.assumptions.empty());
  EXPECT_EQ(m.sha256.size(), 64u);
}

TEST(MatrixFile, TheHeaderMayLackTheNameOfTheNames) {
  const MatrixFile m = read("p1,p2\nTP53,1,2\nNPM1,3,4\n");
  EXPECT_EQ(m.samples, (Texts{"p1", "p2"}));
  EXPECT_EQ(m.values.values, (Numbers{1, 2, 3, 4}));
  ASSERT_EQ(m.assumptions.size(), 1u);
}

TEST(MatrixFile, DecimalCommasBetweenSemicolons) {
  EXPECT_EQ(read("g;a;b\nx;1,5;2.5\n").values.values, (Numbers{1.5, 2.5}));
}

TEST(MatrixFile, MissingIsMissing) {
  const MatrixFile m = read("g\ta\tb\tc\nx\tNA\t1\t\ny\t2\t nan \t3\n");
  EXPECT_EQ(m.missing, 3u);
  EXPECT_TRUE(std::isnan(m.values(0, 0)));
  EXPECT_TRUE(std::isnan(m.values(2, 0)));
  EXPECT_TRUE(std::isnan(m.values(1, 1)));
  EXPECT_EQ(m.values(2, 1), 3);
}

TEST(MatrixFile, EverythingThatIsWrongIsSaidAtOnceAndWhere) {
  EXPECT_EQ(problems("g\ta\tb\ta\nx\t1\tlow\t3\nx\t1\t2\t3\n\t1\t2\tInf\ny\t1\t2\n"),
            "m.tsv:1: samples 1 and 3 are both called \"a\", expected each name once; keep one of "
            "them, or rename one\n"
            "m.tsv:2: b: \"low\" is not a number, expected a number, or a word for missing; "
            "correct the value\n"
            "m.tsv:3: \"x\" stands on line 2 already, expected each feature once; keep one row of "
            "each, such as that with the largest variance, or average them\n"
            "m.tsv:4: the row has no name, expected the name of a feature; name it, or delete the "
            "row\n"
            "m.tsv:4: a: \"Inf\" is infinite, expected a number, or a word for missing; correct "
            "the value\n"
            "m.tsv:5: 3 cells, expected 4, a name and 3 values; add or remove delimiters; the "
            "row's values were not looked at\n");
}

TEST(MatrixFile, FilesThatAreNoMatrix) {
  EXPECT_EQ(problems(""),
            "m.tsv: is empty, expected a line of sample names and a line per feature; check the "
            "export\n");
  EXPECT_EQ(problems("g\ta\n"), "m.tsv: has a header and no rows, expected a line per feature\n");
  EXPECT_EQ(problems("g\ta\nx\t1\t2\t3\n"),
            "m.tsv:2: 4 cells, expected 2 as in the header, or one more; a name and one number per "
            "sample in every row\n");
  EXPECT_NE(problems("g\nx\n").find("no sample is named"), std::string::npos);
  EXPECT_FALSE(read_matrix("/nowhere/matrix.tsv"));
}

TEST(MatrixFile, SamplesAreFoundByName) {
  const MatrixFile m = read("g\ta\tb\tc\nx\t1\t2\t3\n");
  EXPECT_EQ(match_samples(m, {"c", "nobody", "a", "c"}), (std::vector<std::int64_t>{2, -1, 0, 2}));
}
