/// Reading what a long file is of: `[[records]]` but for its columns.
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/simulation/declaration.hpp"

namespace venscope::simulation {

/// id, title, rows, patient, keep. Problems: simulate.rows, and those of Section.
RecordsDeclaration read_records_head(Section& section);

}  // namespace venscope::simulation
