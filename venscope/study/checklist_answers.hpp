/// What a run knows of the items of a reporting checklist, by key.
#pragma once

#include "venscope/study/limitation.hpp"
#include "venscope/study/run.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace venscope::study {

struct ReportingContext {
  const Plan& plan;
  const StudyResult& result;
  std::span<const Limitation> limitations;
  std::string_view version;
};

/// Every key that an item may name.
std::span<const std::string_view> answer_keys();

/// One or more sentences without the last full stop; absent where this run has nothing to say. Ends
/// with what the findings of `kinds()` say under the key.
std::optional<std::string> checklist_answer(std::string_view key, const ReportingContext& context);

}  // namespace venscope::study
