/// What must hold of every endpoint.
#include "venscope/endpoint/endpoint.hpp"

#include "support/random_outcomes.hpp"
#include "support/table.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::endpoint;

namespace {

/// A cohort told twice: as days since the start, and as dates.
struct Told {
  test::TableOf days, dates;
};

Told told(test::CohortMaker& maker, std::size_t n) {
  std::vector<double> start, seen, relapse, death, relapse_date, seen_date, death_date;
  for (std::size_t i = 0; i < n; ++i) {
    const double begin = 10000.0 + static_cast<double>(maker.below(2000));
    const double end = 1.0 + static_cast<double>(maker.below(900));
    start.push_back(begin);
    seen.push_back(end);
    relapse.push_back(maker.below(3) == 0 ? std::floor(end / 2) + 1 : test::missing);
    death.push_back(maker.below(2) == 0 ? end : test::missing);
    seen_date.push_back(begin + seen.back());
    relapse_date.push_back(begin + relapse.back());
    death_date.push_back(begin + death.back());
  }
  Told both{test::TableOf(n), test::TableOf(n)};
  both.days.number("seen", seen).number("relapse", relapse).number("death", death);
  both.dates.date("start", start).date("seen", seen_date).date("relapse", relapse_date);
  both.dates.date("death", death_date);
  return both;
}

EndpointDefinition event_free() {
  EndpointDefinition definition;
  definition.id = "efs";
  definition.last_contact = "seen";
  definition.events = {{"relapse", "relapse", "", false}, {"death", "death", "", true}};
  definition.landmark = 30;
  definition.administrative_time = 700;
  return definition;
}

}  // namespace

TEST(EndpointLaws, DatesAndDaysTellTheSame) {
  test::CohortMaker maker(7);
  for (const std::size_t n : {0U, 1U, 2U, 50U, 300U}) {
    const Told both = told(maker, n);
    EndpointDefinition dated = event_free();
    dated.origin = "start";
    const auto from_days = make_endpoint(both.days.table, event_free());
    const auto from_dates = make_endpoint(both.dates.table, dated);
    ASSERT_TRUE(from_days && from_dates);
    EXPECT_EQ(from_days->outcomes.time, from_dates->outcomes.time);
    EXPECT_EQ(from_days->kind, from_dates->kind);
    EXPECT_EQ(from_days->rows, from_dates->rows);
  }
}

TEST(EndpointLaws, EveryRowIsAccountedFor) {
  test::CohortMaker maker(8);
  const Told both = told(maker, 200);
  const auto made = make_endpoint(both.days.table, event_free());
  ASSERT_TRUE(made);
  std::size_t rows = made->n + made->missing;
  for (const LeftOut& out : made->left_out) rows += out.n;
  EXPECT_EQ(rows, 200U);
  EXPECT_EQ(made->n, made->events + made->censored);
}

TEST(EndpointLaws, OutputUnitOnlyScales) {
  test::CohortMaker maker(9);
  const Told both = told(maker, 200);
  EndpointDefinition in_days = event_free();
  in_days.output_unit = TimeUnit::days;
  const auto months = make_endpoint(both.days.table, event_free());
  const auto days = make_endpoint(both.days.table, in_days);
  ASSERT_TRUE(months && days);
  EXPECT_EQ(months->kind, days->kind);
  for (std::size_t i = 0; i < days->n; ++i)
    EXPECT_NEAR(months->outcomes.time[i] * 30.4375, days->outcomes.time[i], 1e-9);
}
