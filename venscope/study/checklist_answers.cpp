#include "venscope/study/checklist_answers.hpp"

#include "venscope/study/answers.hpp"

#include <array>
#include <utility>

namespace venscope::study {
namespace {

/// Keys of which only the findings of `kinds()` can say something.
constexpr std::array<std::string_view, 3> of_findings = {"internal_validation", "heterogeneity",
                                                         "updating"};

std::vector<answers::Entry> all_entries() {
  std::vector<answers::Entry> all;
  for (const auto entries : {answers::of_cohort(), answers::of_models(), answers::of_scores()})
    all.insert(all.end(), entries.begin(), entries.end());
  return all;
}

}  // namespace

std::span<const std::string_view> answer_keys() {
  static const std::vector<std::string_view> keys = [] {
    std::vector<std::string_view> list(of_findings.begin(), of_findings.end());
    for (const answers::Entry& entry : all_entries()) list.push_back(entry.key);
    return list;
  }();
  return keys;
}

std::optional<std::string> checklist_answer(std::string_view key, const ReportingContext& context) {
  std::vector<std::string> sentences;
  for (const answers::Entry& entry : all_entries())
    if (entry.key == key)
      if (answers::Answer text = entry.answer(context)) sentences.push_back(std::move(*text));
  for (std::size_t i = 0; i < context.plan.steps.size(); ++i)
    if (const Finding* finding = context.result.steps[i].finding())
      for (auto& [of_key, text] : finding->reporting(context.plan, context.plan.steps[i]))
        if (of_key == key && std::find(sentences.begin(), sentences.end(), text) == sentences.end())
          sentences.push_back(text);
  return answers::unless_empty(sentences);
}

}  // namespace venscope::study
