/// The style sheet of the report: screen, phone, dark, paper.
#pragma once

#include <string>

namespace venscope::report {

std::string page_css();

}  // namespace venscope::report
