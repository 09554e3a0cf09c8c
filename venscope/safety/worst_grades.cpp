#include "venscope/safety/worst_grades.hpp"

#include <algorithm>
#include <tuple>

namespace venscope::safety {

std::int64_t GradeCounts::at_least(int least) const {
  std::int64_t sum = 0;
  for (int g = std::max(1, least); g <= worst_grade; ++g) sum += grade[static_cast<std::size_t>(g)];
  return sum;
}

std::vector<WorstGrade> worst_grades(std::span<const AdverseEvent> events) {
  std::vector<WorstGrade> worst;
  worst.reserve(events.size());
  for (const AdverseEvent& event : events)
    worst.push_back({event.term, event.patient, event.grade});
  // The worst first, so that it is the one that stays.
  std::sort(worst.begin(), worst.end(), [](const WorstGrade& a, const WorstGrade& b) {
    return std::tuple(a.term, a.patient, -a.grade) < std::tuple(b.term, b.patient, -b.grade);
  });
  const auto same = [](const WorstGrade& a, const WorstGrade& b) {
    return a.term == b.term && a.patient == b.patient;
  };
  worst.erase(std::unique(worst.begin(), worst.end(), same), worst.end());
  return worst;
}

std::vector<GradeCounts> count_grades(std::span<const WorstGrade> worst, std::size_t terms,
                                      std::span<const std::int32_t> arm, std::size_t arms) {
  std::vector<std::int64_t> patients(arms, 0);
  for (const std::int32_t of : arm)
    if (of >= 0) ++patients[static_cast<std::size_t>(of)];
  std::vector<GradeCounts> counts(terms * arms);
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i].n = patients[i % arms];
  for (const WorstGrade& one : worst)
    if (const std::int32_t of = arm[one.patient]; of >= 0)
      ++counts[one.term * arms + static_cast<std::size_t>(of)]
            .grade[static_cast<std::size_t>(one.grade)];
  return counts;
}

}  // namespace venscope::safety
