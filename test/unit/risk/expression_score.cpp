// The sum of weight × expression, split at the median of the cohort: by hand.
#include "venscope/risk/expression_score.hpp"

#include "support/shell.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::risk {
namespace {

const std::string card_file = VENSCOPE_SOURCE_DIR "/test/support/expression_card.json";

Card three_genes() {
  Result<Card> card = parse_card(test::read_file(card_file), card_file, aml_dictionary());
  EXPECT_TRUE(card) << to_text(card.error());
  return card ? std::move(*card) : Card();
}

cohort::MatrixFile matrix(const std::string& text) {
  Result<cohort::MatrixFile> read = cohort::read_matrix_text(text, "x.tsv");
  EXPECT_TRUE(read) << to_text(read.error());
  return read ? std::move(*read) : cohort::MatrixFile();
}

// Scores: A 0.5·4 - 0.25·2 + 1.5·1 = 3; B 1 - 1 + 3 = 3; C -0.5 + 0 + 0 = -0.5; D 2 - 0.5 + 3
// = 4.5.
constexpr const char* four =
    "gene\tA\tB\tC\tD\tE\nACTB\t9\t9\t9\t9\t9\nMCL1\t1\t2\t0\t2\t1\nBCL2\t2\t4\t0\t2\tNA\n"
    "CDKN1A\t4\t2\t-1\t4\t1\n";

TEST(ExpressionScore, SumsAndSplitsAtTheMedian) {
  const Result<ExpressionScores> scores = score_expression(three_genes(), matrix(four));
  ASSERT_TRUE(scores) << to_text(scores.error());
  EXPECT_EQ(scores->scored, 4u);
  EXPECT_EQ(scores->cut, 3.0);
  const std::optional<double> expected[] = {3.0, 3.0, -0.5, 4.5, std::nullopt};
  const std::optional<std::size_t> groups[] = {0, 0, 0, 1, std::nullopt};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(scores->score[i], expected[i]) << i;
    EXPECT_EQ(scores->group(i), groups[i]) << i << ": at the median it is the first group";
  }
  ASSERT_EQ(scores->missing[4].size(), 1u);
  EXPECT_EQ(three_genes().weights[scores->missing[4][0]].gene, "BCL2");
}

TEST(ExpressionScore, AnEvenNumberIsSplitBetweenTheMiddleTwo) {
  const Result<ExpressionScores> scores =
      score_expression(three_genes(), matrix("gene\tA\tB\nMCL1\t1\t2\nBCL2\t0\t0\nCDKN1A\t0\t0\n"));
  ASSERT_TRUE(scores);
  EXPECT_EQ(scores->cut, 2.25);
  EXPECT_EQ(scores->group(0), 0u);
  EXPECT_EQ(scores->group(1), 1u);
}

TEST(ExpressionScore, OfACardWithCutPointsEachSampleStandsAlone) {
  std::string text = test::read_file(card_file);
  const std::string weights = "\"MCL1\": 1.5}";
  text.replace(text.find(weights), weights.size(),
               weights +
                   ", \"cut_points\": [{\"group\": \"low\", \"to\": \"3.000000\"}, "
                   "{\"group\": \"high\", \"above\": \"3.000000\"}]");
  const Result<Card> card = parse_card(text, "x.json", aml_dictionary());
  ASSERT_TRUE(card) << to_text(card.error());
  const Result<ExpressionScores> scores = score_expression(*card, matrix(four));
  ASSERT_TRUE(scores);
  EXPECT_EQ(scores->group(0), 0u) << "3 is up to the cut point";
  EXPECT_EQ(scores->group(3), 1u);
  EXPECT_EQ(scores->group(4), std::nullopt);
  const Result<ExpressionScores> one =
      score_expression(*card, matrix("gene\tA\nMCL1\t3\nBCL2\t0\nCDKN1A\t0\n"));
  ASSERT_TRUE(one) << to_text(one.error());
  EXPECT_EQ(one->group(0), 1u);
  // A gap between the ranges is a problem of the card.
  text.replace(text.find("\"3.000000\""), 10, "\"2.000000\"");
  EXPECT_FALSE(parse_card(text, "x.json", aml_dictionary()));
}

TEST(ExpressionScore, NamesEveryGeneThatIsNotThere) {
  const Result<ExpressionScores> scores =
      score_expression(three_genes(), matrix("gene\tA\tB\nMCL1\t1\t2\nCDKN1B\t0\t0\n"));
  ASSERT_FALSE(scores);
  EXPECT_EQ(to_text(scores.error()),
            "x.tsv: CDKN1A: has no such row, and three-genes weighs it, expected a row per gene of "
            "the model, named as the card names it; did you mean CDKN1B?\n"
            "x.tsv: BCL2: has no such row, and three-genes weighs it, expected a row per gene of "
            "the model, named as the card names it; see `venscope model show`\n");
}

TEST(ExpressionScore, OneSampleHasNoMedianToBeSplitAt) {
  const Result<ExpressionScores> scores =
      score_expression(three_genes(), matrix("gene\tA\tB\nMCL1\t1\t\nBCL2\t0\t0\nCDKN1A\t0\t0\n"));
  ASSERT_FALSE(scores);
  EXPECT_EQ(scores.error()[0].fault, Fault::analysis);
  EXPECT_NE(to_text(scores.error()).find("1 of 2 samples has a value of every gene"),
            std::string::npos);
}

}  // namespace
}  // namespace venscope::risk
