/// Shared by the answers to a reporting checklist; checklist_answers.hpp.
#pragma once

#include "venscope/report/number.hpp"
#include "venscope/study/checklist_answers.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study::answers {

using Context = ReportingContext;
using Answer = std::optional<std::string>;

struct Entry {
  std::string_view key;
  Answer (*answer)(const Context&);
};

/// Of the cohort and the run; of its Cox models; of the published models that it applies.
std::span<const Entry> of_cohort();
std::span<const Entry> of_models();
std::span<const Entry> of_scores();

inline std::string joined(const std::vector<std::string>& texts, std::string_view between = ". ") {
  return fmt::format("{}", fmt::join(texts, between));
}

inline Answer unless_empty(const std::vector<std::string>& texts, std::string_view between = ". ") {
  if (texts.empty()) return {};
  return joined(texts, between);
}

/// "1 patient", "12 patients".
inline std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", report::count(static_cast<double>(n)), plural(n, one, many));
}

}  // namespace venscope::study::answers
