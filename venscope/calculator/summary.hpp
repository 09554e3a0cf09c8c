/// An answer in a sentence: for the clinician and, in plain words, for the patient.
#pragma once

#include "venscope/calculator/words.hpp"
#include "venscope/risk/model.hpp"

#include <string>

namespace venscope::calculator {

std::string summary_text(const risk::Card& card, const risk::Answer& answer,
                         const cohort::Dictionary& dictionary, const Words& words);

std::string plain_text(const risk::Card& card, const risk::Answer& answer, const Words& words);

/// A score without the noise of doubles: at most six digits after the point.
std::string score_text(double score);

}  // namespace venscope::calculator
