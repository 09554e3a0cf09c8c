/// The parts of a table in HTML, for the page to put into its own frame.
#pragma once

#include "venscope/report/table.hpp"

#include <string>
#include <string_view>

namespace venscope::report {

/// The <table> alone; `number` ("Table 1") leads the caption.
std::string table_element(const Table& table, std::string_view number);

/// The footnotes, one paragraph each; "" if there are none.
std::string table_notes(const Table& table);

}  // namespace venscope::report
