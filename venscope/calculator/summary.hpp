/// An answer in a sentence: for the clinician and, in plain words, for the patient.
#pragma once

#include "venscope/calculator/words.hpp"
#include "venscope/risk/model.hpp"

#include <string>

namespace venscope::calculator {

std::string summary_text(const risk::Card& card, const risk::Answer& answer,
                         const cohort::Dictionary& dictionary, const Words& words);

std::string plain_text(const risk::Card& card, const risk::Answer& answer, const Words& words);

/// The published median of the patient's group, and the other one where a paper prints two for the
/// same patients. Apart from plain_text: not everyone wants to read it. "" where there is none.
std::string plain_numbers_text(const risk::Card& card, const risk::Answer& answer,
                               const Words& words);

/// A score without the noise of doubles: at most six digits after the point.
std::string score_text(double score);

}  // namespace venscope::calculator
