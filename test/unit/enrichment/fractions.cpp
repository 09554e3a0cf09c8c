#include "venscope/enrichment/fractions.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

/// Three cell types on 30 genes; mixtures of them in known shares.
struct Mixture {
  Matrix signature{3, 30}, mixture{4, 31};
  std::vector<std::string> genes, measured, types{"blast", "T", "NK"};
  Matrix share{4, 3};

  Mixture() {
    RandomStream stream(5, "mixture");
    for (std::size_t g = 0; g < 30; ++g) {
      genes.push_back(fmt::format("g{}", g));
      for (std::size_t c = 0; c < 3; ++c) signature(c, g) = 1000 * stream.exponential();
    }
    measured = genes;
    measured.push_back("other");
    for (std::size_t i = 0; i < 4; ++i) {
      double sum = 0;
      for (std::size_t c = 0; c < 3; ++c)
        sum += share(i, c) = i == 3 && c > 0 ? 0 : stream.uniform();
      for (std::size_t c = 0; c < 3; ++c) share(i, c) /= sum;
      for (std::size_t g = 0; g < 30; ++g)
        for (std::size_t c = 0; c < 3; ++c) mixture(i, g) += 2 * share(i, c) * signature(c, g);
      mixture(i, 30) = 7;
    }
  }
};

}  // namespace

TEST(Fractions, OfAnExactMixtureAreItsShares) {
  const Mixture m;
  FractionOptions options;
  options.permutations = 200;
  options.threads = 2;
  const auto found = cell_fractions(m.mixture, m.measured, m.signature, m.genes, m.types, options);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->shared.size(), 30u);
  EXPECT_TRUE(found->warnings.empty());
  for (std::size_t i = 0; i < 4; ++i) {
    const SampleFractions& sample = found->samples[i];
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(sample.fraction[c], m.share(i, c), 1e-9);
    EXPECT_NEAR(sample.total, 2, 1e-9);
    EXPECT_NEAR(sample.rmse, 0, 1e-8);
    EXPECT_NEAR(*sample.correlation, 1, 1e-12);
    EXPECT_NEAR(*sample.p, 1.0 / 201, 1e-12);
  }
}

TEST(Fractions, AbsoluteAndShared) {
  Mixture m;
  FractionOptions options;
  options.sum_to_one = false;
  m.mixture(2, 5) = std::nan("");
  m.measured[7] = "unknown";
  const auto found = cell_fractions(m.mixture, m.measured, m.signature, m.genes, m.types, options);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->absent, (std::vector<std::string>{"g5", "g7"}));
  EXPECT_NEAR(found->samples[0].fraction[0], 2 * m.share(0, 0), 1e-9);
  EXPECT_FALSE(found->samples[0].p);
}

TEST(Fractions, NothingFits) {
  Mixture m;
  for (std::size_t g = 0; g < 31; ++g) m.mixture(1, g) = 0;
  const auto found = cell_fractions(m.mixture, m.measured, m.signature, m.genes, m.types);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->samples[1].fraction.empty());
  EXPECT_FALSE(found->samples[1].correlation);
  EXPECT_EQ(found->warnings.size(), 1u);
}

TEST(Fractions, RefusedAndWarned) {
  Mixture m;
  const auto run = [&] {
    return cell_fractions(m.mixture, m.measured, m.signature, m.genes, m.types);
  };
  for (std::size_t g = 3; g < 30; ++g) m.measured[g] = fmt::format("x{}", g);
  EXPECT_EQ(run().error()[0].code, "enrichment.few_shared");
  m = Mixture();
  m.mixture(0, 0) = -1;
  EXPECT_EQ(run().error()[0].code, "enrichment.negative");
  m = Mixture();
  for (std::size_t g = 0; g < 30; ++g) m.signature(2, g) = m.signature(0, g) + m.signature(1, g);
  EXPECT_EQ(run().error()[0].code, "enrichment.collinear_signature");
  m = Mixture();
  for (double& value : m.mixture.values) value = std::log2(value + 1);
  for (double& value : m.signature.values) value = std::log2(value + 1);
  const auto logged = run();
  ASSERT_TRUE(logged);
  EXPECT_EQ(logged->warnings.size(), 2u);
}
