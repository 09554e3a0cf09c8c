#include "venscope/derivation/sample.hpp"

#include <algorithm>
#include <numeric>

namespace venscope::derivation {

namespace {

/// Numbers the distinct rows of x.
void find_patterns(SortedCohort& cohort) {
  const std::size_t n = cohort.order.size(), m = cohort.columns;
  std::vector<std::uint32_t> sorted(n);
  std::iota(sorted.begin(), sorted.end(), 0u);
  const auto at = [&](std::uint32_t i) { return cohort.x.data() + i * m; };
  std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::lexicographical_compare(at(a), at(a) + m, at(b), at(b) + m);
  });
  cohort.pattern.resize(n);
  for (std::size_t k = 0; k < n; ++k) {
    if (k == 0 || !std::equal(at(sorted[k]), at(sorted[k]) + m, at(sorted[k - 1])))
      ++cohort.patterns;
    cohort.pattern[sorted[k]] = static_cast<std::uint32_t>(cohort.patterns - 1);
  }
}

}  // namespace

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
  find_patterns(cohort);
  return cohort;
}

Sample take(const SortedCohort& cohort, const Copies& copies) {
  Sample sample;
  sample.columns = cohort.columns;
  const std::size_t n = cohort.order.size();
  std::vector<std::uint32_t> positions(n);
  sample.copies.resize(n);
  sample.deaths.resize(n);
  sample.sets.resize(cohort.order.sets.size());
  // Who is in it is a matter of luck: each row is written, and the next one over it where it is
  // not.
  std::uint32_t rows = 0;
  std::size_t sets = 0;
  for (const survival::RiskOrder::TiedSet& set : cohort.order.sets) {
    Sample::TiedSet taken{rows, 0, set.time, 0};
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const std::uint32_t count = copies[cohort.order.row[i]],
                          deaths = cohort.order.event[i] != 0 ? count : 0;
      positions[rows] = i;
      sample.copies[rows] = count;
      sample.deaths[rows] = deaths;
      sample.patients += count;
      taken.deaths += deaths;
      rows += count > 0;
    }
    taken.end = rows;
    sample.events += taken.deaths;
    sample.sets[sets] = taken;
    sets += taken.end > taken.begin;
  }
  sample.rows = rows;
  positions.resize(rows);
  sample.copies.resize(rows);
  sample.deaths.resize(rows);
  sample.sets.resize(sets);
  sample.from.resize(sample.rows);
  sample.pattern.resize(sample.rows);
  constexpr std::uint32_t unseen = ~0u;
  std::vector<std::uint32_t> number(cohort.patterns, unseen);
  sample.x.resize(sample.rows * sample.columns);
  for (std::size_t i = 0; i < sample.rows; ++i) {
    sample.from[i] = cohort.order.row[positions[i]];
    std::uint32_t& pattern = number[cohort.pattern[positions[i]]];
    if (pattern == unseen) {
      pattern = static_cast<std::uint32_t>(sample.first_of.size());
      sample.first_of.push_back(static_cast<std::uint32_t>(i));
    }
    sample.pattern[i] = pattern;
  }
  for (std::size_t j = 0; j < sample.columns; ++j)
    for (std::size_t i = 0; i < sample.rows; ++i)
      sample.x[j * sample.rows + i] = cohort.x[positions[i] * cohort.columns + j];
  return sample;
}

}  // namespace venscope::derivation
