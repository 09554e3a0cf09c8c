/// A sample written out row by row, for methods that know nothing of copies.
#pragma once

#include "venscope/derivation/sample.hpp"

namespace venscope::test {

struct WrittenOut {
  endpoint::Outcomes outcomes;
  Matrix design;
  WrittenOut(const endpoint::Outcomes& cohort, const Matrix& x, const derivation::Copies& copies) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < copies.size(); ++i) rows.insert(rows.end(), copies[i], i);
    design = Matrix(rows.size(), x.columns);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      outcomes.time.push_back(cohort.time[rows[k]]);
      outcomes.event.push_back(cohort.event[rows[k]]);
      for (std::size_t j = 0; j < x.columns; ++j) design(k, j) = x(rows[k], j);
    }
  }
};

}  // namespace venscope::test
