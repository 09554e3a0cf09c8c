#include "venscope/calculator/scored.hpp"

#include <algorithm>

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

bool depends_on(const risk::Criterion& criterion, const std::vector<bool>& absent) {
  using Kind = risk::Criterion::Kind;
  if (criterion.kind == Kind::levels || criterion.kind == Kind::interval)
    return absent[criterion.variable];
  return std::any_of(criterion.parts.begin(), criterion.parts.end(),
                     [&absent](const risk::Criterion& part) { return depends_on(part, absent); });
}

std::vector<std::string> warnings_of(const risk::Card& card, const risk::Answer& answer,
                                     const KnownPatient& known,
                                     const cohort::Dictionary& dictionary,
                                     std::string_view language, const SaidOnce* said_once) {
  std::vector<std::string> texts;
  for (const std::size_t i : answer.not_applicable)
    texts.push_back("not applicable: " + card.not_applicable[i].text.in(language));
  for (const std::size_t i : answer.applicability_open) {
    const risk::Remark& remark = card.not_applicable[i];
    if (said_once && remark.when && depends_on(*remark.when, said_once->absent)) continue;
    texts.push_back("not known whether the model applies: " + remark.text.in(language));
  }
  for (const std::size_t i : answer.cautions) texts.push_back(card.cautions[i].text.in(language));
  if (!said_once)
    for (const std::size_t i : answer.notes) texts.push_back(card.notes[i].text.in(language));
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

std::vector<std::string> said_notes(const risk::Card& card, const std::vector<bool>& held) {
  std::vector<std::string> texts;
  std::size_t others = 0;
  for (std::size_t i = 0; i < card.notes.size(); ++i) {
    if (!held[i]) continue;
    if (card.notes[i].kind == "contradiction")
      texts.push_back(fmt::format("{}: {}", card.id, card.notes[i].text.en));
    else
      ++others;
  }
  if (others > 0)
    texts.push_back(fmt::format("{}: {} more note{} on the model: venscope model show {}", card.id,
                                others, others == 1 ? "" : "s", card.id));
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
