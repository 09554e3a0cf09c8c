/// How a file of rows is named and written, in a protocol: the entries that [cohort],
/// [[records]] and [[expression]] share.
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/study/protocol.hpp"

#include <string>

namespace venscope::study {

/// What a file holds: rows of patients, whom a column names; measurements of samples; or names
/// alone, which has a delimiter and nothing else to say.
enum class SourceOf { patients, samples, names };

/// `protocol`: the path of the protocol, which files are relative to.
CohortSource read_source(Section& section, const std::string& protocol,
                         SourceOf of = SourceOf::patients);

/// How such a file, of which the dictionary is known, is to be read.
cohort::ReadOptions reading_options(const CohortSource& source,
                                    const cohort::Dictionary& dictionary);

}  // namespace venscope::study
