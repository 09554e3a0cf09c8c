/// What came of looking at a printed number.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::audit {

/// Ascending in gravity.
enum class Verdict {
  not_checkable,  ///< what is printed does not decide it
  agrees,         ///< the printed numbers can stand together, rounding allowed for
  only_if,        ///< they can, on a condition that the print does not state
  cannot,         ///< no data give these numbers together
};

/// "agrees only if": for people. "agrees_only_if": for programs.
std::string_view words_of(Verdict verdict);
std::string_view name_of(Verdict verdict);

/// One check of one claim. The sentence says how, with the numbers.
struct Finding {
  std::string check;  ///< what was looked at, one word: test, level, centre, p, information …
  Verdict verdict = Verdict::agrees;
  std::string sentence;
  std::vector<std::pair<std::string, double>> numbers = {};  ///< at full precision, by name
  std::vector<std::string> fits = {};  ///< tests, denominators, totals that give the print
};

using Findings = std::vector<Finding>;

/// The gravest; not_checkable where there is none.
Verdict worst(std::span<const Finding> findings);

}  // namespace venscope::audit
