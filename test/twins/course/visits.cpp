// Slow copies of visits and groups, written from the definition, on random measurements.
#include "venscope/course/visits.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

namespace venscope::course {
namespace {

/// Every measurement against every visit; the best by (distance, time, row).
std::map<std::pair<std::size_t, std::size_t>, double> slow_visits(const Measurements& rows,
                                                                  const VisitPlan& plan) {
  std::map<std::pair<std::size_t, std::size_t>, std::tuple<double, double, std::size_t>> best;
  for (std::size_t row = 0; row < rows.patient.size(); ++row) {
    std::size_t at = 0;
    for (std::size_t v = 1; v < plan.days.size(); ++v)
      if (std::fabs(rows.time[row] - plan.days[v]) < std::fabs(rows.time[row] - plan.days[at]))
        at = v;
    const double away = std::fabs(rows.time[row] - plan.days[at]);
    if (away > plan.window_of(at)) continue;
    const auto rank = std::make_tuple(away, rows.time[row], row);
    const auto [found, added] = best.try_emplace({rows.patient[row], at}, rank);
    if (!added) found->second = std::min(found->second, rank);
  }
  std::map<std::pair<std::size_t, std::size_t>, double> values;
  for (const auto& [key, rank] : best) values[key] = rows.value[std::get<2>(rank)];
  return values;
}

TEST(VisitsTwin, TheSameMeasurementAtEveryVisit) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    RandomStream random(seed, "visits");
    Patients patients;
    patients.n = 6;
    Measurements rows;
    for (std::size_t k = 0; k < 60; ++k) {
      rows.patient.push_back(random.below(patients.n));
      rows.time.push_back(static_cast<double>(random.below(120)) / 4 - 2);
      rows.value.push_back(static_cast<double>(k));
    }
    VisitPlan plan{{0, 3, 7, 10, 14, 21}, {static_cast<double>(random.below(5)) / 2}};
    if (random.below(2) == 1) plan.window = {0, 1, 1.5, 2, 4, 3};
    const auto courses = make_courses(rows, patients);
    const auto fast = assign_visits(*courses, plan);
    const auto slow = slow_visits(rows, plan);
    std::size_t n = 0;
    for (std::size_t i = 0; i < patients.n; ++i)
      for (std::size_t v = 0; v < plan.days.size(); ++v) {
        if (!fast->index[i][v]) continue;
        ++n;
        const auto found = slow.find({i, v});
        ASSERT_NE(found, slow.end());
        EXPECT_EQ(courses->of[i][*fast->index[i][v]].value, found->second);
      }
    EXPECT_EQ(n, slow.size());
  }
}

}  // namespace
}  // namespace venscope::course
