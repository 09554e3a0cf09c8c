#include "venscope/response/response_category.hpp"

#include <gtest/gtest.h>

using namespace venscope::response;

TEST(ResponseCategory, ReadsItsOwnCodesAndLabels) {
  ASSERT_EQ(response_names().size(), response_count);
  std::size_t index = 0;
  for (const ResponseName& name : response_names()) {
    EXPECT_EQ(static_cast<std::size_t>(name.response), index++);
    EXPECT_EQ(response_from(name.code), name.response);
    EXPECT_EQ(response_from(name.label), name.response);
  }
}

TEST(ResponseCategory, ReadsSynonymsInAnyCase) {
  EXPECT_EQ(response_from("crI"), Response::cri);
  EXPECT_EQ(response_from(" Refractory_Disease "), Response::no_response);
  EXPECT_EQ(response_from("early-death"), Response::early_death);
  EXPECT_FALSE(response_from(""));
  EXPECT_FALSE(response_from("remission?"));
}

TEST(ResponseCategory, RatesAreNestedAndNobodyIsNoRate) {
  ResponseCounts counts = count_responses(
      std::vector{Response::cr, Response::crh, Response::pr, Response::sd, Response::early_death});
  std::int64_t last = -1;
  for (const char* id : {"cr", "cr_crh", "crc_crh", "orr", "orr_pr"}) {
    for (const RateDefinition& definition : rate_definitions()) {
      if (definition.id != id) continue;
      const auto rate = response_rate(counts, definition);
      ASSERT_TRUE(rate);
      EXPECT_EQ(rate->n, 5);
      EXPECT_GE(rate->x, last);
      EXPECT_LE(rate->wilson.low, rate->p);
      EXPECT_GE(rate->clopper_pearson.high, rate->p);
      last = rate->x;
    }
  }
  EXPECT_EQ(last, 3);
  const ResponseCounts dead = count_responses(std::vector{Response::early_death});
  const auto none = response_rate(dead, rate_definitions().front(), Denominator::evaluable);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().front().code, "response.no_observations");
}
