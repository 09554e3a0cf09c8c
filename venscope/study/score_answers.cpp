/// What a run knows of the published models that it applied.
#include "venscope/study/answers.hpp"

#include <array>

namespace venscope::study::answers {
namespace {

Answer models_applied(const Context& context) {
  std::vector<std::string> texts;
  for (const AppliedScore& score : context.plan.scores)
    texts.push_back(fmt::format("{} ({}, {})", score.label, score.id, score.version));
  if (texts.empty()) return {};
  return "Models applied: " + joined(texts, "; ");
}

Answer predictions(const Context& context) {
  std::vector<std::string> texts;
  for (const AppliedScore& score : context.plan.scores)
    texts.push_back(fmt::format("{} by its model card ({}), {} classified", score.label,
                                score.citation, counted(score.classified, "patient", "patients")));
  return unless_empty(texts, "; ");
}

Answer output(const Context& context) {
  std::vector<std::string> texts;
  for (const AppliedScore& score : context.plan.scores) {
    std::vector<std::string> groups;
    for (const auto& [label, n] : score.groups) groups.push_back(fmt::format("{} {}", label, n));
    texts.push_back(fmt::format("{}: {}", score.label, fmt::join(groups, ", ")));
  }
  return unless_empty(texts);
}

Answer differences(const Context& context) {
  std::vector<std::string> texts;
  for (const AppliedScore& score : context.plan.scores)
    if (score.applied_outside > 0 || !score.absent.empty())
      texts.push_back(
          fmt::format("{}: {} outside its population, {} not recorded", score.label,
                      counted(score.applied_outside, "patient", "patients"),
                      score.absent.empty() ? std::string("no input") : joined(score.absent, ", ")));
  return unless_empty(texts);
}

Answer input(const Context& context) {
  std::vector<std::string> texts;
  for (const AppliedScore& score : context.plan.scores)
    texts.push_back(fmt::format("{}: no group was given to {} with a value missing", score.label,
                                counted(score.incomplete, "patient", "patients")));
  return unless_empty(texts);
}

}  // namespace

std::span<const Entry> of_scores() {
  static constexpr std::array entries = {
      Entry{"models_applied", models_applied},
      Entry{"predictions", predictions},
      Entry{"output", output},
      Entry{"differences", differences},
      Entry{"input", input},
  };
  return entries;
}

}  // namespace venscope::study::answers
