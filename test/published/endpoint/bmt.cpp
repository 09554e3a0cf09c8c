/// Disease-free survival of the 137 transplants of Copelan 1991, put together from death and
/// relapse, against the column that Klein & Moeschberger tabulate.
#include "support/csv.hpp"
#include "support/table.hpp"
#include "venscope/endpoint/endpoint.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::endpoint;

TEST(PublishedEndpoint, DiseaseFreeSurvivalOfTransplants) {
  const test::Csv bmt = test::data_set("bmt");
  test::TableOf data(bmt.rows);
  for (const char* column : {"t1", "t2", "d1", "d2"}) data.number(column, bmt.number(column));

  EndpointDefinition definition;
  definition.id = "dfs";
  definition.last_contact = "t1";
  definition.events = {{"relapse", "t2", "d2", false}, {"death", "t1", "d1", true}};
  definition.output_unit = TimeUnit::days;
  const auto dfs = make_endpoint(data.table, definition);
  ASSERT_TRUE(dfs) << to_text(dfs.error());
  // Row 38 is the one that does not agree with itself in the tables: death at 350 days without a
  // relapse, but disease-free survival of 332 days with an event.
  std::vector<double> tabulated = bmt.number("t2");
  EXPECT_EQ(tabulated[37], 332);
  tabulated[37] = 350;
  EXPECT_EQ(dfs->outcomes.time, tabulated);
  EXPECT_EQ(dfs->outcomes.event, bmt.integer("d3"));
  EXPECT_EQ(dfs->events, 83U);  // 42 relapses and 41 deaths in remission
  EXPECT_EQ(std::count(dfs->kind.begin(), dfs->kind.end(), 1), 42);
}
