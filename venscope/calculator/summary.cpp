#include "venscope/calculator/summary.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::calculator {
namespace {

constexpr std::size_t most_listed = 3;  // of missing answers, in a sentence

std::vector<std::string> labels(const risk::Card& card, const std::vector<std::size_t>& groups,
                                const Words& words) {
  std::vector<std::string> all;
  for (const std::size_t group : groups) all.push_back(words.text(card.groups[group].label));
  return all;
}

std::string open_text(const risk::Card& card, const risk::Answer& answer,
                      const cohort::Dictionary& dictionary, const Words& words) {
  if (answer.groups.size() == 1)
    return words.say("summary_one_group",
                     {{"group", words.text(card.groups[answer.groups[0]].label)}});
  const std::string groups = words.any_of(labels(card, answer.groups, words));
  if (answer.missing.size() > most_listed)
    return words.say("summary_open_many",
                     {{"groups", groups}, {"count", fmt::format("{}", answer.missing.size())}});
  std::vector<std::string> missing;
  for (const std::size_t variable : answer.missing)
    missing.push_back(words.label(dictionary.variables[variable]));
  std::string list;
  for (const std::string& one : missing) list += (list.empty() ? "" : words.say("comma")) + one;
  return words.say("summary_open", {{"groups", groups}, {"missing", list}});
}

/// The median of the group in the study that the model was made from: the first set of outcomes,
/// and those that contradict it. Other sets are of other patients.
std::string medians_text(const risk::Card& card, std::size_t group, const Words& words) {
  std::vector<std::string> medians;
  for (const risk::Outcome& outcome : card.published) {
    const std::string& first = card.published.front().set;
    if (outcome.group != card.groups[group].id ||
        (outcome.set != first && outcome.contradicts != first) ||
        (!outcome.endpoint.empty() && outcome.endpoint != card.endpoint))
      continue;
    if (outcome.median) medians.push_back(fmt::format("{}", *outcome.median));
    if (outcome.median_not_reached) return words.say("plain_not_reached_" + card.endpoint);
  }
  if (medians.empty()) return "";
  std::string text = words.say("plain_median_" + card.endpoint, {{"median", medians[0]}});
  if (medians.size() > 1)
    text += " " + words.say("plain_two_medians", {{"medians", words.any_of(medians)}});
  return text;
}

}  // namespace

std::string score_text(double score) {
  std::string text = fmt::format("{:.6f}", score);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string summary_text(const risk::Card& card, const risk::Answer& answer,
                         const cohort::Dictionary& dictionary, const Words& words) {
  if (answer.status == risk::Status::not_applicable)
    return words.say("summary_not_applicable",
                     {{"reason", words.text(card.not_applicable[answer.not_applicable[0]].text)}});
  if (answer.status == risk::Status::incomplete) return open_text(card, answer, dictionary, words);
  const std::string group =
      answer.group ? words.text(card.groups[*answer.group].label) : std::string();
  if (answer.rule)
    return words.say("summary_class",
                     {{"group", group}, {"rule", words.text(card.rules[*answer.rule].text)}});
  return words.say("summary_score",
                   {{"group", group}, {"score", score_text(answer.score.value_or(0.0))}});
}

std::string plain_text(const risk::Card& card, const risk::Answer& answer, const Words& words) {
  if (answer.status == risk::Status::not_applicable) return words.say("plain_not_applicable");
  if (answer.groups.size() != 1) return words.say("plain_open");
  const std::size_t group = answer.groups[0];
  const char* outlook = group == 0                        ? "outlook_best"
                        : group + 1 == card.groups.size() ? "outlook_worst"
                                                          : "outlook_middle";
  return words.say("plain_group", {{"outlook", words.say(outlook)}});
}

std::string plain_numbers_text(const risk::Card& card, const risk::Answer& answer,
                               const Words& words) {
  if (answer.status == risk::Status::not_applicable || answer.groups.size() != 1) return "";
  return medians_text(card, answer.groups[0], words);
}

}  // namespace venscope::calculator
