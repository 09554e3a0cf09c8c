/// The form of the calculator: what the cards ask, under the dictionary's topics.
#pragma once

#include "venscope/calculator/words.hpp"

#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace venscope::calculator {

/// {"topics": [{"id", "label", "questions": […]}]}; a variable is asked where a computable card
/// needs it, or where one of these follows from it (a normal karyotype, FLT3-ITD).
nlohmann::ordered_json form_json(const std::vector<const risk::Card*>& cards,
                                 const cohort::Dictionary& dictionary, const Words& words);

}  // namespace venscope::calculator
