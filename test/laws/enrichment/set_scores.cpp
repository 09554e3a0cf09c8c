#include "venscope/enrichment/set_scores.hpp"

#include "support/random_sets.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

struct LawData {
  Matrix values;
  std::vector<std::string> genes;
  std::vector<GeneSet> sets;
};

LawData law_cohort(std::uint64_t trial) {
  RandomStream stream(81, "scores law", trial);
  LawData data{Matrix(25, 90), {}, {}};
  for (double& value : data.values.values) value = 5 + stream.normal();
  for (std::size_t g = 0; g < 90; ++g) data.genes.push_back(fmt::format("g{}", g));
  for (std::size_t s = 0; s < 5; ++s) {
    GeneSet set{fmt::format("s{}", s), "", {}};
    for (const std::uint32_t g : test::random_members(stream, 90, 4 + 3 * s))
      set.genes.push_back(data.genes[g]);
    data.sets.push_back(set);
  }
  return data;
}

Matrix scores_of(const LawData& data, ScoreMethod method, unsigned threads = 1) {
  ScoreOptions options;
  options.method = method;
  options.normalise = false;
  options.threads = threads;
  return set_scores(data.values, data.genes, data.sets, options)->scores;
}

constexpr ScoreMethod every_method[] = {ScoreMethod::ssgsea, ScoreMethod::gsva, ScoreMethod::zscore,
                                        ScoreMethod::mean};

}  // namespace

TEST(SetScoresLaw, ThreadsDoNotMatter) {
  const LawData data = law_cohort(1);
  for (const ScoreMethod method : every_method)
    EXPECT_EQ(scores_of(data, method).values, scores_of(data, method, 4).values);
}

// ssgsea sees only the order within a sample, gsva and zscore nothing of a gene's place and unit.
TEST(SetScoresLaw, WhatTheyDoNotSee) {
  const LawData data = law_cohort(2);
  LawData bent = data, moved = data;
  for (double& value : bent.values.values) value = std::exp(value);
  for (std::size_t g = 0; g < 90; ++g)
    for (double& value : moved.values.column(g)) value = 4 * value + static_cast<double>(g % 7);
  EXPECT_EQ(scores_of(data, ScoreMethod::ssgsea).values,
            scores_of(bent, ScoreMethod::ssgsea).values);
  const Matrix z = scores_of(data, ScoreMethod::zscore),
               other = scores_of(moved, ScoreMethod::zscore);
  for (std::size_t k = 0; k < z.values.size(); ++k) EXPECT_NEAR(z.values[k], other.values[k], 1e-9);
}

// The order of the samples is the order of the scores, and nothing else.
TEST(SetScoresLaw, SamplesMayChangePlaces) {
  const LawData data = law_cohort(3);
  LawData turned = data;
  for (std::size_t g = 0; g < 90; ++g) {
    const auto column = turned.values.column(g);
    std::reverse(column.begin(), column.end());
  }
  for (const ScoreMethod method : {ScoreMethod::ssgsea, ScoreMethod::zscore, ScoreMethod::mean}) {
    const Matrix a = scores_of(data, method), b = scores_of(turned, method);
    for (std::size_t i = 0; i < 25; ++i)
      for (std::size_t s = 0; s < a.columns; ++s) EXPECT_NEAR(a(i, s), b(24 - i, s), 1e-9);
  }
}

TEST(SetScoresLaw, ZScoresSumToZeroOverSamples) {
  const Matrix z = scores_of(law_cohort(4), ScoreMethod::zscore);
  for (std::size_t s = 0; s < z.columns; ++s) {
    double sum = 0;
    for (const double value : z.column(s)) sum += value;
    EXPECT_NEAR(sum, 0, 1e-9);
  }
}
