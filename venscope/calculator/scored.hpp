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

/// What is said once for a table and not again in each row: the notes of the cards, and that nobody
/// knows whether a model applies because no source has the variable.
struct SaidOnce {
  std::vector<bool> absent;  ///< per variable: no source has it
};

/// What the reader of an answer must know: why the model does not apply or whether that is open,
/// cautions, notes such as contradictions of the source, values that contradict each other.
std::vector<std::string> warnings_of(const risk::Card& card, const risk::Answer& answer,
                                     const KnownPatient& known,
                                     const cohort::Dictionary& dictionary,
                                     std::string_view language = "en",
                                     const SaidOnce* said_once = nullptr);

/// Whether a condition depends on a variable that `absent` marks.
bool depends_on(const risk::Criterion& criterion, const std::vector<bool>& absent);

/// For where notes are said once: each contradiction of the source in full, then how many others
/// there are and where to read them. `held` are the notes of the card that held of someone.
std::vector<std::string> said_notes(const risk::Card& card, const std::vector<bool>& held);

/// "ok", "incomplete", "not_applicable".
const char* status_name(risk::Status status);

/// The ids of groups, in the order of the card.
std::vector<std::string> group_ids(const risk::Card& card, const std::vector<std::size_t>& groups);

}  // namespace venscope::calculator
