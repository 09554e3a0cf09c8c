#include "venscope/calculator/scored.hpp"

#include <fmt/format.h>

namespace venscope::calculator {
namespace {

std::string contradiction(const cohort::Dictionary& dictionary, const risk::Inference& found) {
  return fmt::format("{} and {} contradict each other; both are taken as not known",
                     dictionary.variables[found.because_of].name,
                     dictionary.variables[found.variable].name);
}

}  // namespace

KnownPatient know(const cohort::Dictionary& dictionary, risk::Patient values,
                  std::vector<std::string> remarks) {
  KnownPatient known{std::move(values), {}, std::move(remarks)};
  known.inferences = risk::infer(dictionary, known.patient);
  return known;
}

std::vector<std::string> warnings_of(const risk::Card& card, const risk::Answer& answer,
                                     const KnownPatient& known,
                                     const cohort::Dictionary& dictionary, Notes notes,
                                     std::string_view language) {
  std::vector<std::string> texts;
  for (const std::size_t i : answer.not_applicable)
    texts.push_back("not applicable: " + card.not_applicable[i].text.in(language));
  for (const std::size_t i : answer.applicability_open)
    texts.push_back("not known whether the model applies: " +
                    card.not_applicable[i].text.in(language));
  for (const std::size_t i : answer.cautions) texts.push_back(card.cautions[i].text.in(language));
  for (const std::size_t i : answer.notes)
    if (notes == Notes::all || card.notes[i].when) texts.push_back(card.notes[i].text.in(language));
  if (answer.groups_at_most)
    texts.push_back(
        "too much is not known to go through it all: some of the groups named may be "
        "out of reach");
  for (const risk::Inference& found : known.inferences)
    if (found.kind == risk::Inference::Kind::contradicts)
      texts.push_back(contradiction(dictionary, found));
  texts.insert(texts.end(), known.remarks.begin(), known.remarks.end());
  return texts;
}

std::vector<std::string> general_notes(const risk::Card& card, std::string_view language) {
  std::vector<std::string> texts;
  for (const risk::Remark& note : card.notes)
    if (!note.when) texts.push_back(note.text.in(language));
  return texts;
}

const char* status_name(risk::Status status) {
  switch (status) {
    case risk::Status::ok:
      return "ok";
    case risk::Status::not_applicable:
      return "not_applicable";
    default:
      return "incomplete";
  }
}

std::vector<std::string> group_ids(const risk::Card& card, const std::vector<std::size_t>& groups) {
  std::vector<std::string> ids;
  for (const std::size_t group : groups) ids.push_back(card.groups[group].id);
  return ids;
}

}  // namespace venscope::calculator
