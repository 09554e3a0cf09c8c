/// An answer as a row of the output, without the patient it belongs to.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/calculator/scored.hpp"

#include <bitset>
#include <span>
#include <string>
#include <string_view>

namespace venscope::calculator {

constexpr std::size_t csv_column_count = 13;
/// patient, model, version, endpoint, status, score, group, score_low, score_high, groups_possible,
/// missing, warnings, decided_by. Lists are separated by ";", warnings by " | ".
std::span<const std::string_view, csv_column_count> csv_columns();

/// Which of them are written; the patient always is.
struct CsvColumns {
  std::bitset<csv_column_count> shown = std::bitset<csv_column_count>().set();
  bool has(std::string_view name) const;
};
/// Of a list with commas. Problem: score.unknown_column, one for each name that is none.
Result<CsvColumns> chosen_columns(std::string_view names);

std::string csv_header(const CsvColumns& columns = {});

/// What follows the patient, from the comma to the line end.
std::string csv_tail(const risk::Card& card, const risk::Answer& answer, const KnownPatient& known,
                     const cohort::Dictionary& dictionary, const SaidOnce& said_once,
                     const CsvColumns& columns = {});

/// The same of the names of what is missing and of warnings that are at hand.
std::string csv_tail(const risk::Card& card, const risk::Answer& answer,
                     const std::vector<std::string>& missing,
                     const std::vector<std::string>& warnings, const CsvColumns& columns = {});

/// What follows `{"patient":…,`, without a line end. Where the card has a baseline of its own, or a
/// reconstructed one is asked for, with its "curve".
std::string json_tail(const risk::Card& card, const risk::Answer& answer, const KnownPatient& known,
                      const cohort::Dictionary& dictionary, bool reconstruct = false);

/// Appends a field of CSV, in quotes where it holds a comma, a quote or a line end.
void append_csv(std::string_view text, std::string& out);

/// Appends a string of JSON.
void append_json(std::string_view text, std::string& out);

}  // namespace venscope::calculator
