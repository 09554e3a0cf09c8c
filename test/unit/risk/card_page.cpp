#include "venscope/risk/card_page.hpp"

#include "venscope/base/paragraph.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace venscope::risk {
namespace {

TEST(CardPage, NoLineIsWiderThanTheTerminal) {
  for (const std::size_t width : {60u, 80u, 100u, 140u})
    for (const Card& card : built_in_cards()) {
      std::istringstream lines(card_page(card, aml_dictionary(), width));
      for (std::string line; std::getline(lines, line);)
        EXPECT_LE(characters(line), width) << card.id << ": " << line;
    }
}

TEST(CardPage, SaysEverythingThatTheCardSays) {
  const auto squeezed = [](const std::string& text) {
    std::string kept;
    for (const char c : text)
      if (c != ' ' && c != '\n') kept += c;
    return kept;
  };
  for (const Card& card : built_in_cards()) {
    const std::string page = squeezed(card_page(card, aml_dictionary(), 100));
    std::vector<std::string> texts = {card.title.en, card.population.en, card.citation,
                                      card.doi,      card.where,         card.reason.en,
                                      card.version,  card.status};
    for (const auto* remarks : {&card.not_applicable, &card.cautions, &card.notes})
      for (const Remark& remark : *remarks) {
        texts.push_back(remark.text.en);
        texts.push_back(remark.source);
      }
    for (const Rule& rule : card.rules) texts.push_back(rule.text.en);
    for (const Outcome& outcome : card.published) texts.push_back(outcome.source);
    for (const std::string& text : texts)
      EXPECT_NE(page.find(squeezed(text)), std::string::npos) << card.id << ": " << text;
  }
}

Criterion level(const std::string& variable, std::size_t which) {
  const auto& variables = aml_dictionary().variables;
  Criterion criterion;
  criterion.kind = Criterion::Kind::levels;
  while (variables[criterion.variable].name != variable) ++criterion.variable;
  criterion.levels = {which};
  return criterion;
}

Criterion joined(Criterion::Kind kind, std::vector<Criterion> parts) {
  Criterion criterion;
  criterion.kind = kind;
  criterion.parts = std::move(parts);
  return criterion;
}

TEST(CardPage, ConditionsAreReadAsTheyAreMeant) {
  using Kind = Criterion::Kind;
  const auto text = [](const Criterion& criterion) {
    return criterion_text(criterion, aml_dictionary());
  };
  const Criterion a = level("NF1", 1), b = level("TP53", 1), c = level("KRAS", 0);
  EXPECT_EQ(text(joined(Kind::any, {a, b, c})), "NF1 or TP53 is mutated or KRAS is wild_type");
  EXPECT_EQ(text(joined(Kind::all, {joined(Kind::any, {a, b}), c})),
            "(NF1 or TP53 is mutated) and KRAS is wild_type");
  EXPECT_EQ(text(joined(Kind::any, {joined(Kind::all, {a, b}), c})),
            "(NF1 is mutated and TP53 is mutated) or KRAS is wild_type");
  EXPECT_EQ(text(joined(Kind::negation, {joined(Kind::any, {a, b})})),
            "not (NF1 or TP53 is mutated)");
}

}  // namespace
}  // namespace venscope::risk
