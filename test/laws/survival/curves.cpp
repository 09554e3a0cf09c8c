/// What must hold of every curve and every test, on random cohorts.
#include "support/random_outcomes.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;
using test::Cohort;

namespace {

// Sums in another order, or scaled: a few units in the last place, magnified where errors cancel.
constexpr double tolerance = 1e-9;

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<std::size_t>& rows) {
  std::vector<T> picked;
  if (!values.empty())
    for (const std::size_t row : rows) picked.push_back(values[row]);
  return picked;
}

Cohort rows_of(const Cohort& cohort, const std::vector<std::size_t>& rows) {
  return {{pick(cohort.outcomes.entry, rows), pick(cohort.outcomes.time, rows),
           pick(cohort.outcomes.event, rows)},
          pick(cohort.group, rows),
          pick(cohort.strata, rows),
          pick(cohort.cluster, rows),
          pick(cohort.weights, rows),
          cohort.label};
}

void expect_same(double a, double b, const std::string& what) {
  if (std::isnan(a) && std::isnan(b)) return;
  EXPECT_NEAR(a, b, tolerance) << what;
}

void expect_same_curves(const std::vector<KaplanMeier>& a, const std::vector<KaplanMeier>& b,
                        double scale, const std::string& what) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t g = 0; g < a.size(); ++g) {
    ASSERT_EQ(a[g].curve.size(), b[g].curve.size()) << what;
    for (std::size_t j = 0; j < a[g].curve.size(); ++j) {
      const KaplanMeierPoint &p = a[g].curve[j], &q = b[g].curve[j];
      EXPECT_NEAR(p.time * scale, q.time, 1e-12 * scale) << what;
      expect_same(p.survival, q.survival, what);
      expect_same(p.std_error, q.std_error, what);
      expect_same(p.lower, q.lower, what);
      expect_same(p.upper, q.upper, what);
    }
  }
}

std::vector<KaplanMeier> curves(const Cohort& cohort) {
  return *kaplan_meier_groups(cohort.outcomes, cohort.group, 3, cohort.weights);
}

Result<LogRank> test_of(const Cohort& cohort) {
  return log_rank(cohort.outcomes, cohort.group, 3, cohort.strata, 0.5, cohort.weights);
}

void expect_same_test(const Cohort& a, const Cohort& b) {
  const auto first = test_of(a), second = test_of(b);
  ASSERT_EQ(first.has_value(), second.has_value()) << a.label;
  if (!first) return;
  EXPECT_NEAR(first->chi_squared, second->chi_squared, 1e-7) << a.label;
  EXPECT_EQ(first->df, second->df) << a.label;
}

}  // namespace

TEST(CurveLaws, OrderOfRowsDoesNotMatter) {
  test::for_each_cohort([](const Cohort& cohort) {
    std::vector<std::size_t> rows(cohort.group.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::reverse(rows.begin(), rows.end());
    std::rotate(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 3),
                rows.end());
    const Cohort shuffled = rows_of(cohort, rows);
    expect_same_curves(curves(cohort), curves(shuffled), 1.0, cohort.label);
    expect_same_test(cohort, shuffled);
  });
}

TEST(CurveLaws, UnitOfTimeDoesNotMatter) {
  test::for_each_cohort([](const Cohort& cohort) {
    for (const double scale : {1.0 / 30.4375, 1e9}) {
      Cohort scaled = cohort;
      for (double& time : scaled.outcomes.time) time *= scale;
      for (double& entry : scaled.outcomes.entry) entry *= scale;
      expect_same_curves(curves(cohort), curves(scaled), scale, cohort.label);
      expect_same_test(cohort, scaled);
    }
  });
}

// Whole days are counted in a table, other times are sorted: both must tell the same.
TEST(CurveLaws, DaysByTableAreDaysBySorting) {
  test::for_each_cohort([](const Cohort& cohort) {
    Cohort whole = cohort, shifted = cohort;
    for (double& time : whole.outcomes.time) time = std::ceil(time);
    for (double& entry : whole.outcomes.entry) entry = std::max(0.0, std::floor(entry) - 1.0);
    shifted.outcomes = whole.outcomes;
    for (double& time : shifted.outcomes.time) time += 0.25;
    for (double& entry : shifted.outcomes.entry) entry += 0.25;
    const auto by_table = curves(whole), by_sorting = curves(shifted);
    for (std::size_t g = 0; g < by_table.size(); ++g) {
      ASSERT_EQ(by_table[g].curve.size(), by_sorting[g].curve.size()) << cohort.label;
      for (std::size_t j = 0; j < by_table[g].curve.size(); ++j) {
        const KaplanMeierPoint &p = by_table[g].curve[j], &q = by_sorting[g].curve[j];
        EXPECT_EQ(p.time + 0.25, q.time) << cohort.label;
        EXPECT_EQ(p.n_risk, q.n_risk) << cohort.label;
        EXPECT_EQ(p.survival, q.survival) << cohort.label;
        expect_same(p.std_error, q.std_error, cohort.label);
      }
    }
    expect_same_test(whole, shifted);
  });
}

TEST(CurveLaws, WeightTwoIsARowTwice) {
  test::for_each_cohort([](const Cohort& cohort) {
    Cohort whole = cohort;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < whole.weights.size(); ++i) {
      whole.weights[i] = static_cast<double>(1 + i % 3);
      rows.insert(rows.end(), 1 + i % 3, i);
    }
    Cohort repeated = rows_of(whole, rows);
    repeated.weights.clear();
    expect_same_curves(curves(whole), curves(repeated), 1.0, cohort.label);
    expect_same_test(whole, repeated);
  });
}

TEST(CurveLaws, CuttingAnIntervalChangesNothing) {
  test::for_each_cohort([](const Cohort& cohort) {
    // Each row is cut at half its time: the first part is censored there, the second enters there.
    Cohort cut = cohort;
    auto& [entry, time, event] = cut.outcomes;
    entry.resize(time.size(), -1.0);
    Cohort whole = cut;
    const std::size_t n = time.size();
    for (std::size_t i = 0; i < n; ++i) {
      const double middle = (entry[i] + time[i]) / 2;
      entry.push_back(middle);
      time.push_back(time[i]);
      event.push_back(event[i]);
      time[i] = middle;
      event[i] = 0;
      cut.group.push_back(cut.group[i]);
      cut.strata.push_back(cut.strata[i]);
      cut.weights.push_back(cut.weights[i]);
    }
    // The cut curve lists the cuts as well: compare where both have a time.
    KaplanMeierOptions greenwood;
    greenwood.variance = CurveVariance::greenwood;
    const auto a =
        kaplan_meier_groups(whole.outcomes, whole.group, 3, whole.weights, {}, greenwood);
    const auto b = kaplan_meier_groups(cut.outcomes, cut.group, 3, cut.weights, {}, greenwood);
    ASSERT_TRUE(a && b) << cohort.label;
    for (std::size_t g = 0; g < 3; ++g) {
      for (const KaplanMeierPoint& point : (*a)[g].curve) {
        const KaplanMeierPoint read = at_times((*b)[g], std::vector{point.time})[0];
        expect_same(read.survival, point.survival, cohort.label);
        expect_same(read.std_error, point.std_error, cohort.label);
        expect_same(read.n_risk, point.n_risk, cohort.label);
      }
    }
    expect_same_test(whole, cut);
  });
}

TEST(CurveLaws, ACurveFallsFromOneToNotBelowZero) {
  test::for_each_cohort([](const Cohort& cohort) {
    for (const KaplanMeier& fit : curves(cohort)) {
      double before = 1.0;
      for (const KaplanMeierPoint& point : fit.curve) {
        EXPECT_LE(point.survival, before) << cohort.label;
        EXPECT_GE(point.survival, 0.0) << cohort.label;
        if (!std::isnan(point.lower)) {
          EXPECT_LE(point.lower, point.survival) << cohort.label;
          EXPECT_GE(point.upper, point.survival) << cohort.label;
        }
        before = point.survival;
      }
    }
  });
}

TEST(CurveLaws, NamesOfGroupsDoNotMatter) {
  test::for_each_cohort([](const Cohort& cohort) {
    Cohort renamed = cohort;
    for (std::int32_t& group : renamed.group) group = 2 - group;
    expect_same_test(cohort, renamed);
  });
}

TEST(CurveLaws, ObservedAndExpectedAgreeInTotal) {
  test::for_each_cohort([](const Cohort& cohort) {
    const auto test = test_of(cohort);
    if (!test) return;
    double difference = 0;
    for (const LogRankGroup& group : test->groups) difference += group.observed - group.expected;
    EXPECT_NEAR(difference, 0, tolerance) << cohort.label;
  });
}
