/// Which rows of a table have a sample in a file of expression.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace venscope::study {

struct MatchedSamples {
  std::vector<std::size_t> rows;    ///< of the table, that have a sample
  std::vector<std::size_t> sample;  ///< and for each its place in the file
  std::size_t without = 0;          ///< rows that have none
  std::size_t unused = 0;           ///< samples that no row names
  std::size_t shared = 0;           ///< samples that several rows name
};

/// Rows whose value in `column` is the name of a sample. Fails where the column is not there
/// (screen.no_column), and where no row has a sample (screen.no_samples).
Result<MatchedSamples> match_rows(const cohort::Table& table, const std::string& column,
                                  std::span<const std::string> samples, const std::string& file);

}  // namespace venscope::study
