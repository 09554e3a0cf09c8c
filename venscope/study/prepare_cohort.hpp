/// The patients of a study: read, typed by the dictionary, included by the rules.
#pragma once

#include "venscope/cohort/inclusion.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/study/expression.hpp"
#include "venscope/study/protocol.hpp"
#include "venscope/study/records.hpp"
#include "venscope/study/synthetic.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct Cohort {
  cohort::Table table;  ///< the included patients
  std::string file;     ///< as named by the protocol or the command line
  std::string sha256;   ///< of the file's bytes
  std::size_t rows = 0;
  cohort::Inclusion inclusion;
  std::optional<Synthetic> synthetic;    ///< where rows are no patients
  std::vector<std::string> assumptions;  ///< what the reader and the dictionary took for granted
  std::vector<std::string> suspicions;   ///< values that look wrong; no patient is named
  std::vector<bool> wrong_rows;  ///< of the table, with a value that is a problem; empty if none
  std::vector<Records> records;  ///< as the protocol's, each with the rows of these patients
  std::vector<Expression> expressions;  ///< matrices, a row per row of the table
};

/// Reads the cohort that `protocol` names. Everything wrong with the dictionary, the file and the
/// rules goes to `problems`; then what is returned, if anything, is good for finding more that is
/// wrong and for nothing else.
std::optional<Cohort> prepare_cohort(const Protocol& protocol, Problems& problems);

/// The patients of one [[validation_cohort]]. It need not have every column of the study: what an
/// analysis asks of it and does not find is said by that analysis; a derived column that cannot be
/// computed for want of another is not there.
std::optional<Cohort> prepare_validation_cohort(const Protocol& protocol,
                                                const ValidationSource& source, Problems& problems);

}  // namespace venscope::study
