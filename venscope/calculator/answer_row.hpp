/// An answer as a row of the output, without the patient it belongs to.
#pragma once

#include "venscope/calculator/scored.hpp"

#include <string>
#include <string_view>

namespace venscope::calculator {

/// patient,model,version,endpoint,status,score,group,score_low,score_high,groups_possible,missing,
/// warnings,decided_by. Lists are separated by ";", warnings by " | ".
std::string_view csv_header();

/// What follows the patient, from the comma to the line end.
std::string csv_tail(const risk::Card& card, const risk::Answer& answer, const KnownPatient& known,
                     const cohort::Dictionary& dictionary, const SaidOnce& said_once);

/// The same of the names of what is missing and of warnings that are at hand.
std::string csv_tail(const risk::Card& card, const risk::Answer& answer,
                     const std::vector<std::string>& missing,
                     const std::vector<std::string>& warnings);

/// What follows `{"patient":…,`, without a line end. Where the card has a baseline of its own, or a
/// reconstructed one is asked for, with its "curve".
std::string json_tail(const risk::Card& card, const risk::Answer& answer, const KnownPatient& known,
                      const cohort::Dictionary& dictionary, bool reconstruct = false);

/// Appends a field of CSV, in quotes where it holds a comma, a quote or a line end.
void append_csv(std::string_view text, std::string& out);

/// Appends a string of JSON.
void append_json(std::string_view text, std::string& out);

}  // namespace venscope::calculator
