/// What a risk model may be made of: the candidates and the patients they were seen in.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::derivation {

/// One column that may enter the score.
struct Candidate {
  std::string name;
  bool indicator = true;  ///< 0 or 1; otherwise a number
};

/// Views; the caller keeps the data alive. Patients observed from the start, with every candidate
/// known: `design` is n x m, one column per candidate. A number is best given less its centre, so
/// that score 0 is a patient that exists.
struct DerivationData {
  const endpoint::Outcomes& outcomes;
  const Matrix& design;
  std::span<const Candidate> candidates;
};

/// What forbids a derivation: no row, no event, delayed entry, sizes that differ, an indicator that
/// is neither 0 nor 1, a value that is not finite. All at once.
Problems obstacles_to_derivation(const DerivationData& data);

}  // namespace venscope::derivation
