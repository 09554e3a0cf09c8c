// Table 3 of the registry of 240 patients with relapsed or refractory AML treated with HMA and
// venetoclax: counts, composite CR 93 (39%), ORR 106 (44%).
#include "venscope/response/response_category.hpp"

#include <gtest/gtest.h>

using namespace venscope::response;

namespace {

const RateDefinition& rate(std::string_view id) {
  for (const RateDefinition& definition : rate_definitions())
    if (definition.id == id) return definition;
  ADD_FAILURE() << "no rate " << id;
  return rate_definitions().front();
}

ResponseCounts registry() {
  ResponseCounts counts(response_count, 0);
  const auto set = [&](const char* text, std::int64_t n) {
    const auto response = response_from(text);
    ASSERT_TRUE(response) << text;
    counts[static_cast<std::size_t>(*response)] += n;
  };
  set("CR", 60);
  set("CRi", 33);
  set("MLFS", 13);
  set("PR", 22);
  set("SD/RD", 87);
  set("Died before first assessment", 25);
  return counts;
}

}  // namespace

TEST(PublishedResponse, VenetoclaxRegistry) {
  const auto composite = response_rate(registry(), rate("crc"));
  ASSERT_TRUE(composite);
  EXPECT_EQ(composite->x, 93);
  EXPECT_EQ(composite->n, 240);
  EXPECT_NEAR(composite->p, 0.39, 0.005);
  const auto overall = response_rate(registry(), rate("orr"));
  ASSERT_TRUE(overall);
  EXPECT_EQ(overall->x, 106);
  EXPECT_NEAR(overall->p, 0.44, 0.005);
}

TEST(PublishedResponse, EvaluablePatientsOnly) {
  const auto evaluable = response_rate(registry(), rate("crc"), Denominator::evaluable);
  ASSERT_TRUE(evaluable);
  EXPECT_EQ(evaluable->n, 215);
}
