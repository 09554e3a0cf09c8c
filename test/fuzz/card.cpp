/// Any text is a model card or a list of problems, each with its line, and a card can be shown.
#include "venscope/risk/card.hpp"

#include "fuzz/require.hpp"
#include "venscope/risk/card_page.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

using namespace venscope;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  const cohort::Dictionary& dictionary = risk::aml_dictionary();
  const Result<risk::Card> card = risk::parse_card(text, "fuzz.json", dictionary);
  if (card) {
    require(!risk::card_page(*card, dictionary, 80).empty());
    return 0;
  }
  require(!card.error().empty());
  for (const Problem& problem : card.error())
    require(problem.place.line >= 1 && problem.place.line <= lines && !problem.what.empty());
  return 0;
}
