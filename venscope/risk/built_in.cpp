/// The cards of models/ that are part of the program.
#include "venscope/base/embedded.hpp"
#include "venscope/risk/card.hpp"

#include <algorithm>
#include <span>

namespace venscope::risk {

/// Defined in a file that the build makes of models/: cmake/embed.cmake.
std::span<const EmbeddedFile> embedded_cards();

const cohort::Dictionary& aml_dictionary() {
  static const cohort::Dictionary dictionary =
      cohort::load_dictionary("aml").value_or(cohort::Dictionary{});
  return dictionary;
}

const std::vector<Card>& built_in_cards() {
  static const std::vector<Card> cards = [] {
    std::vector<Card> parsed;
    for (const EmbeddedFile& file : embedded_cards())
      // Each of them is read in a test of its own: unit/risk/shipped_cards.
      if (Result<Card> card = parse_card(file.text, std::string(file.path), aml_dictionary()))
        parsed.push_back(std::move(*card));
    std::stable_sort(parsed.begin(), parsed.end(),
                     [](const Card& a, const Card& b) { return a.shown < b.shown; });
    return parsed;
  }();
  return cards;
}

const Card* find_card(std::string_view id) {
  for (const Card& card : built_in_cards())
    if (card.id == id) return &card;
  return nullptr;
}

std::string_view card_text(std::string_view id) {
  const std::string path = "models/" + std::string(id) + "/card.json";
  for (const EmbeddedFile& file : embedded_cards())
    if (file.path == path) return file.text;
  return {};
}

}  // namespace venscope::risk
