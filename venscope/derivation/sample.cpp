#include "venscope/derivation/sample.hpp"

namespace venscope::derivation {

Copies everyone(std::size_t n) {
  return Copies(n, 1);
}

Result<SortedCohort> sorted_cohort(const DerivationData& data) {
  Problems problems = obstacles_to_derivation(data);
  if (!problems.empty()) return failure(std::move(problems));
  Result<survival::RiskOrder> order = survival::risk_order(data.outcomes);
  if (!order) return failure(order.error());
  SortedCohort cohort;
  cohort.order = std::move(*order);
  cohort.columns = data.design.columns;
  for (const Candidate& candidate : data.candidates)
    cohort.indicator.push_back(candidate.indicator);
  cohort.x.reserve(cohort.order.size() * cohort.columns);
  for (const std::uint32_t row : cohort.order.row)
    for (std::size_t j = 0; j < cohort.columns; ++j) cohort.x.push_back(data.design(row, j));
  return cohort;
}

Sample take(const SortedCohort& cohort, const Copies& copies) {
  Sample sample;
  sample.columns = cohort.columns;
  std::vector<std::uint32_t> positions;
  positions.reserve(cohort.order.size());
  for (const survival::RiskOrder::TiedSet& set : cohort.order.sets) {
    Sample::TiedSet taken{static_cast<std::uint32_t>(positions.size()), 0, set.time, 0};
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const std::uint32_t count = copies[cohort.order.row[i]];
      if (count == 0) continue;
      positions.push_back(i);
      const bool died = cohort.order.event[i] != 0;
      sample.copies.push_back(count);
      sample.deaths.push_back(died ? count : 0);
      sample.patients += count;
      if (died) taken.deaths += count;
    }
    taken.end = static_cast<std::uint32_t>(positions.size());
    sample.events += taken.deaths;
    if (taken.end > taken.begin) sample.sets.push_back(taken);
  }
  sample.rows = positions.size();
  sample.from.resize(sample.rows);
  sample.x.resize(sample.rows * sample.columns);
  for (std::size_t i = 0; i < sample.rows; ++i) {
    sample.from[i] = cohort.order.row[positions[i]];
    const double* x = cohort.x.data() + positions[i] * cohort.columns;
    for (std::size_t j = 0; j < sample.columns; ++j) sample.x[j * sample.rows + i] = x[j];
  }
  return sample;
}

}  // namespace venscope::derivation
