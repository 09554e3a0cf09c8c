/// Grades of toxicity as they are written.
#pragma once

#include <optional>
#include <string_view>

namespace venscope::safety {

/// The worst grade there is: death from the event, in CTCAE and in ASTCT's grades of CRS.
inline constexpr int worst_grade = 5;

/// 0 … 5 from "3", "3.0", "III", "G3", "Grade 3", "grade III", "CTCAE 3" (any case, spaces and
/// hyphens anywhere between); nothing for another text, among them a range such as "3-4".
/// Right by: unit/safety/grade.
std::optional<int> parse_grade(std::string_view text);

/// 0 … 5 of a whole number; nothing of another.
std::optional<int> grade_of(double number);

/// How a grade may be written, for messages.
inline constexpr const char* accepted_grades =
    "0 to 5, as 3, III, G3, Grade 3, grade III or CTCAE 3";

}  // namespace venscope::safety
