#include "venscope/enrichment/fractions.hpp"

#include "venscope/base/random.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

// Fractions sum to 1, and the depth of a sample changes nothing but their total.
TEST(FractionsLaw, DepthDoesNotMatter) {
  RandomStream stream(6, "fractions law");
  Matrix signature(4, 60), mixture(12, 60);
  std::vector<std::string> genes, types{"a", "b", "c", "d"};
  for (std::size_t g = 0; g < 60; ++g) genes.push_back(fmt::format("g{}", g));
  for (double& value : signature.values) value = 500 * stream.exponential();
  for (double& value : mixture.values) value = 500 * stream.exponential();
  Matrix deeper = mixture;
  for (double& value : deeper.values) value *= 8;
  FractionOptions options;
  options.permutations = 50;
  const auto one = cell_fractions(mixture, genes, signature, genes, types, options);
  options.threads = 3;
  const auto two = cell_fractions(deeper, genes, signature, genes, types, options);
  ASSERT_TRUE(one && two);
  for (std::size_t i = 0; i < 12; ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < 4; ++c) {
      sum += one->samples[i].fraction[c];
      EXPECT_NEAR(one->samples[i].fraction[c], two->samples[i].fraction[c], 1e-9);
    }
    EXPECT_NEAR(sum, 1, 1e-12);
    EXPECT_NEAR(8 * one->samples[i].total, two->samples[i].total, 1e-7);
    EXPECT_EQ(one->samples[i].p, two->samples[i].p);
  }
}
