/// A model card as text for a person.
#pragma once

#include "venscope/risk/card.hpp"

#include <string>

namespace venscope::risk {

/// A condition in words: "NF1 is mutated", "age below 18 and (t_8_21 is yes or inv_16 is yes)".
std::string criterion_text(const Criterion& criterion, const cohort::Dictionary& dictionary);

/// The scores of a group: "below 0.25", "from 0.25 to 0.75"; "any" without ends.
std::string range_text(const CutRange& range);

/// Everything that a card says, in English, in lines of at most `width` characters.
std::string card_page(const Card& card, const cohort::Dictionary& dictionary, std::size_t width);

/// Two lines a card: id, endpoint, status and title in columns, below them its population.
std::string card_list(const std::vector<Card>& cards, std::size_t width);

}  // namespace venscope::risk
