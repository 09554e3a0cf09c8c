/// Adverse events by patient: the worst grade of each term, counted by arm.
#pragma once

#include "venscope/safety/grade.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::safety {

/// One event of one patient. Grade 0 says that there was none, and such a record is not to be
/// passed on.
struct AdverseEvent {
  std::size_t patient = 0;  ///< row of the cohort
  std::size_t term = 0;     ///< index into a list of terms, of organ classes, or 0 for any event
  int grade = 0;            ///< 1 … 5; 0: not known
};

/// The worst grade of a term in a patient who had it; 0 where no grade is known.
struct WorstGrade {
  std::size_t term = 0, patient = 0;
  int grade = 0;
};

/// One entry per term and patient, by term and then by patient, whatever the order of `events`. A
/// grade that is not known counts only where the patient has no known one of the term: the worst
/// known grade is then a lower bound, and the event itself is certain.
/// Cost: O(e log e).   Right by: by_hand/safety/safety, laws/safety/safety,
/// twins/safety/safety, reference/safety/adverse_events (R).
std::vector<WorstGrade> worst_grades(std::span<const AdverseEvent> events);

/// The patients of one arm by their worst grade of one term.
struct GradeCounts {
  std::int64_t n = 0;  ///< all patients of the arm, also those without any event
  std::array<std::int64_t, worst_grade + 1> grade{};  ///< [g] worst grade g; [0]: grade not known

  std::int64_t any() const { return at_least(1) + grade[0]; }
  /// Grade `least` or worse; those whose grade is not known are not among them.
  std::int64_t at_least(int least) const;
  std::int64_t none() const { return n - any(); }
};

/// counts[term * arms + arm]. `arm` has one code per patient of the cohort; patients of code -1
/// (arm not known) count nowhere. For every term and arm, none() and the grades add up to the
/// patients of the arm. Cost: O(entries + patients + terms · arms).   Right by: as worst_grades.
std::vector<GradeCounts> count_grades(std::span<const WorstGrade> worst, std::size_t terms,
                                      std::span<const std::int32_t> arm, std::size_t arms);

}  // namespace venscope::safety
