/// What a file of expression promises once it is read.
#pragma once

#include "fuzz/require.hpp"
#include "venscope/base/utf8.hpp"
#include "venscope/expression/expression_file.hpp"

#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::fuzz {

/// Can be shown and written as JSON as it is.
inline void require_text(std::string_view text) {
  require(printable(text) == text);
}

inline void require_names(const std::vector<std::string>& names) {
  const std::set<std::string_view> distinct(names.begin(), names.end());
  require(distinct.size() == names.size() && !distinct.contains(""));
}

inline void require_whole(const expression::Expression& read) {
  const cohort::MatrixFile& matrix = read.matrix;
  require(matrix.values.rows == matrix.samples.size());
  require(matrix.values.columns == matrix.features.size());
  require(matrix.values.values.size() == matrix.values.rows * matrix.values.columns);
  require(matrix.line.size() == matrix.features.size());
  require_names(matrix.features);
  require_names(matrix.samples);
  std::size_t missing = 0, negative = 0;
  for (const double value : matrix.values.values) {
    require(!std::isinf(value));
    missing += std::isnan(value);
    negative += value < 0;
  }
  require(read.notes.missing == missing && read.notes.negative == negative);
  require(read.notes.genes == matrix.features.size() && read.notes.rows >= read.notes.genes);
  for (const std::string& sentence : read.notes.naming.sentences()) require_text(sentence);
  for (const std::string& sentence : read.notes.assumptions) require_text(sentence);
  for (const std::string& sentence : read.notes.observations) require_text(sentence);
}

}  // namespace venscope::fuzz
