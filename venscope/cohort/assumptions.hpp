/// What was taken for granted while a file was read, in sentences.
#pragma once

#include "venscope/cohort/read.hpp"

#include <string>
#include <vector>

namespace venscope::cohort {

/// How a delimiter is called in a sentence.
std::string delimiter_name(char delimiter);

/// `a, b, c, d, e, f and 4 more`.
std::string listed(const std::vector<std::string>& names);

/// The sentences about columns, from `read.notes`: decimal commas, missing words, categories,
/// spaces, leading zeros, numbers beyond a double, columns without a value.
std::vector<std::string> column_assumptions(const ReadTable& read, const ReadOptions& options);

}  // namespace venscope::cohort
