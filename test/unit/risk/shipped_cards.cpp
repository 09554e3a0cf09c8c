/// Every card of models/ is read without a word, and is part of the program.
#include "venscope/risk/card.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace venscope::risk {
namespace {

std::vector<std::filesystem::path> card_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(VENSCOPE_SOURCE_DIR "/models"))
    if (std::filesystem::exists(entry.path() / "card.json"))
      files.push_back(entry.path() / "card.json");
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(ShippedCards, AreReadWithoutAProblem) {
  ASSERT_GE(card_files().size(), 10u);
  for (const std::filesystem::path& path : card_files()) {
    const Result<Card> card = parse_card(text_of(path), path.string(), aml_dictionary());
    EXPECT_TRUE(card) << (card ? "" : to_text(card.error()));
    EXPECT_TRUE(!card || card->id == path.parent_path().filename().string());
  }
}

TEST(ShippedCards, AreAllPartOfTheProgramInTheirOrder) {
  EXPECT_EQ(built_in_cards().size(), card_files().size());
  int before = 0;
  for (const Card& card : built_in_cards()) {
    EXPECT_LE(before, card.shown) << card.id;
    before = card.shown;
    EXPECT_EQ(find_card(card.id), &card);
    EXPECT_EQ(card.file, "models/" + card.id + "/card.json");
  }
  EXPECT_EQ(find_card("ven-prs"), nullptr);
}

TEST(ShippedCards, VenPrsIsWhatThePaperPrints) {
  const Card* card = find_card("ven-prs-os");
  ASSERT_NE(card, nullptr);
  EXPECT_TRUE(card->log_hazard);
  EXPECT_EQ(card->title.in("de"), "VEN-PRS, Gesamtüberleben");
  EXPECT_EQ(card->title.in("fr"), card->title.en);
  ASSERT_EQ(card->terms.size(), 7u);
  EXPECT_EQ(card->terms[6].variable, "SF3B1");
  EXPECT_EQ(card->terms[6].cases[0].points.text(), "-0.98");
  EXPECT_EQ(card->terms[6].otherwise.text(), "0");
  ASSERT_EQ(card->cut_points.size(), 3u);
  const Decimal quarter = *Decimal::parse("0.25"), three_quarters = *Decimal::parse("0.75");
  EXPECT_FALSE(card->cut_points[0].contains(quarter));
  EXPECT_TRUE(card->cut_points[1].contains(quarter));
  EXPECT_TRUE(card->cut_points[1].contains(three_quarters));
  EXPECT_FALSE(card->cut_points[2].contains(three_quarters));
  EXPECT_TRUE(card->cut_points[2].contains(*Decimal::parse("0.76")));

  std::vector<std::string> inputs;
  for (const std::size_t variable : card->inputs)
    inputs.push_back(aml_dictionary().variables[variable].name);
  EXPECT_EQ(inputs, (std::vector<std::string>{"extramedullary_disease", "prior_hma", "NF1",
                                              "PTPN11", "FLT3", "TP53", "SF3B1", "prior_venetoclax",
                                              "disease_status", "age"}));
}

}  // namespace
}  // namespace venscope::risk
