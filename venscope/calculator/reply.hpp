/// The calculator: a question as JSON, an answer as JSON. docs/files/calculator.md.
#pragma once

#include <string>
#include <string_view>

namespace venscope::calculator {

/// `version` is that of the program, for `models`. Never fails: a question that cannot be read is
/// answered with `problems`. Right by: unit/calculator/reply, and the page's tests, which compare
/// it with the command.
std::string reply(std::string_view question, std::string_view version);

}  // namespace venscope::calculator
