/// One patient under one model, and what has to be said about it.
#pragma once

#include "venscope/cohort/dictionary.hpp"
#include "venscope/risk/model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::calculator {

/// A patient after risk::infer, and what was noticed on the way.
struct KnownPatient {
  risk::Patient patient;
  std::vector<risk::Inference> inferences;
  std::vector<std::string> remarks;  ///< said of every answer, such as values that contradict
};

/// Fills in what follows from the values.
KnownPatient know(const cohort::Dictionary& dictionary, risk::Patient values,
                  std::vector<std::string> remarks = {});

/// Which notes of a card are said: those that hold of everyone under the model (`general`), those
/// that hold of this patient, or both.
enum class Notes { all, of_patient };

/// What the reader of an answer must know: why the model does not apply or whether that is open,
/// cautions, contradictions of the source, values that contradict each other. In that order.
std::vector<std::string> warnings_of(const risk::Card& card, const risk::Answer& answer,
                                     const KnownPatient& known,
                                     const cohort::Dictionary& dictionary, Notes notes,
                                     std::string_view language = "en");

/// The notes of a card that hold of everyone, for where they are said once.
std::vector<std::string> general_notes(const risk::Card& card, std::string_view language = "en");

/// "ok", "incomplete", "not_applicable".
const char* status_name(risk::Status status);

/// The ids of groups, in the order of the card.
std::vector<std::string> group_ids(const risk::Card& card, const std::vector<std::size_t>& groups);

}  // namespace venscope::calculator
