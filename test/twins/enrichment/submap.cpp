// Subclass mapping written out: means and spreads of each class, all null scores in a list, all
// pairs of null p.
#include "venscope/enrichment/submap.hpp"

#include "support/random_sets.hpp"
#include "venscope/enrichment/running_sum.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

struct TwinCohort {
  Matrix values;
  std::vector<std::int32_t> code;
};

TwinCohort twin_classes(std::uint64_t seed, std::size_t samples, std::size_t genes, int classes) {
  RandomStream stream(seed, "submap twin");
  TwinCohort made{Matrix(samples, genes), {}};
  for (std::size_t i = 0; i < samples; ++i)
    made.code.push_back(static_cast<std::int32_t>(i % static_cast<std::size_t>(classes)));
  for (std::size_t g = 0; g < genes; ++g)
    for (std::size_t i = 0; i < samples; ++i)
      made.values(i, g) = stream.normal() + (g < 15 && made.code[i] == 1 ? 1.0 : 0.0);
  return made;
}

double ratio(const TwinCohort& c, const std::vector<std::int32_t>& code, std::size_t g, int k) {
  double m[2] = {0, 0}, n[2] = {0, 0}, s[2] = {0, 0};
  for (std::size_t i = 0; i < code.size(); ++i)
    m[code[i] == k] += c.values(i, g), n[code[i] == k] += 1;
  for (int j = 0; j < 2; ++j) m[j] /= n[j];
  for (std::size_t i = 0; i < code.size(); ++i)
    s[code[i] == k] += std::pow(c.values(i, g) - m[code[i] == k], 2);
  return (m[1] - m[0]) / (std::sqrt(s[0] / (n[0] - 1)) + std::sqrt(s[1] / (n[1] - 1)));
}

std::vector<std::size_t> order_of(const TwinCohort& c, const std::vector<std::int32_t>& code,
                                  int k) {
  std::vector<double> r;
  for (std::size_t g = 0; g < c.values.columns; ++g) r.push_back(ratio(c, code, g, k));
  std::vector<std::size_t> order(r.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return r[x] > r[y]; });
  return order;
}

double score(const TwinCohort& from, int a, const TwinCohort& in,
             const std::vector<std::int32_t>& code, int b, std::size_t markers) {
  const auto tops = order_of(from, from.code, a);
  const auto order = order_of(in, code, b);
  std::vector<double> weights;
  std::vector<std::uint32_t> members;
  for (std::size_t i = 0; i < order.size(); ++i) {
    weights.push_back(std::abs(ratio(in, code, order[i], b)));
    for (std::size_t m = 0; m < markers; ++m)
      if (tops[m] == order[i]) members.push_back(static_cast<std::uint32_t>(i));
  }
  return running_sum(weights, members).score;
}

}  // namespace

TEST(SubMapTwin, WrittenOut) {
  const TwinCohort a = twin_classes(1, 14, 60, 2), b = twin_classes(2, 18, 60, 3);
  std::vector<std::string> genes;
  for (int g = 0; g < 60; ++g) genes.push_back(fmt::format("g{}", g));
  const std::vector<std::string> two{"x", "y"}, three{"r", "s", "t"};
  SubMapOptions options;
  options.markers = 10;
  options.permutations = 25;
  options.threads = 2;
  const auto got =
      submap({&a.values, genes, a.code, two}, {&b.values, genes, b.code, three}, options);
  ASSERT_TRUE(got);

  std::vector<double> null_ab, null_ba;
  for (std::uint64_t i = 0; i < 25; ++i) {
    auto code_a = a.code, code_b = b.code;
    RandomStream(options.seed, "submap.ab", i).shuffle(std::span(code_b));
    RandomStream(options.seed, "submap.ba", i).shuffle(std::span(code_a));
    for (int x = 0; x < 2; ++x)
      for (int y = 0; y < 3; ++y) {
        null_ab.push_back(score(a, x, b, code_b, y, 10));
        null_ba.push_back(score(b, y, a, code_a, x, 10));
      }
  }
  const auto share = [](const std::vector<double>& null, double value) {
    double reached = 1;
    for (const double one : null) reached += one >= value - 1e-10;
    return reached / (static_cast<double>(null.size()) + 1);
  };
  for (const ClassPair& pair : got->pairs) {
    const int x = static_cast<int>(pair.a), y = static_cast<int>(pair.b);
    EXPECT_NEAR(pair.score_ab, score(a, x, b, b.code, y, 10), 1e-10);
    EXPECT_NEAR(pair.score_ba, score(b, y, a, a.code, x, 10), 1e-10);
    EXPECT_NEAR(pair.p_ab, share(null_ab, pair.score_ab), 1e-12);
    EXPECT_NEAR(pair.p_ba, share(null_ba, pair.score_ba), 1e-12);
    double reached = 1;
    for (const double u : null_ab)
      for (const double v : null_ba)
        reached += share(null_ab, u) * share(null_ba, v) <= pair.p_ab * pair.p_ba * (1 + 1e-9);
    EXPECT_NEAR(pair.p, reached / (150.0 * 150.0 + 1), 1e-12);
    EXPECT_NEAR(pair.bonferroni, std::min(1.0, 6 * pair.p), 1e-12);
  }
}
