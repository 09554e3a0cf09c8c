// Scores gene by gene, as they are defined, without an index of places.
#include "venscope/enrichment/set_scores.hpp"

#include "support/random_sets.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

struct TwinData {
  Matrix values;
  std::vector<std::string> genes;
  std::vector<GeneSet> sets;
};

TwinData twin_cohort(std::uint64_t trial) {
  RandomStream stream(71, "scores twin", trial);
  TwinData data{Matrix(3 + stream.below(30), 20 + stream.below(60)), {}, {}};
  for (double& value : data.values.values) value = stream.normal();
  for (std::size_t g = 0; g < data.values.columns; ++g) data.genes.push_back(fmt::format("g{}", g));
  for (std::size_t s = 0; s < 4; ++s) {
    GeneSet set{fmt::format("s{}", s), "", {}};
    for (const std::uint32_t g : test::random_members(stream, data.genes.size(), 3 + 2 * s))
      set.genes.push_back(data.genes[g]);
    data.sets.push_back(set);
  }
  return data;
}

/// Genes of a sample, the highest first.
std::vector<std::size_t> descending(const std::vector<double>& value) {
  std::vector<std::size_t> order(value.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return value[a] > value[b]; });
  return order;
}

bool member(const GeneSet& set, const std::string& gene) {
  return std::find(set.genes.begin(), set.genes.end(), gene) != set.genes.end();
}

}  // namespace

// The area between the two cumulative distributions, step by step.
TEST(SetScoresTwin, Ssgsea) {
  for (std::uint64_t trial = 0; trial < 20; ++trial) {
    const TwinData data = twin_cohort(trial);
    ScoreOptions options;
    options.normalise = false;
    const auto result = set_scores(data.values, data.genes, data.sets, options);
    ASSERT_TRUE(result);
    const std::size_t n = data.genes.size();
    for (std::size_t i = 0; i < data.values.rows; ++i) {
      std::vector<double> row;
      for (std::size_t g = 0; g < n; ++g) row.push_back(data.values(i, g));
      const auto order = descending(row);
      for (std::size_t s = 0; s < data.sets.size(); ++s) {
        double weights = 0, in = 0, out = 0, area = 0;
        for (std::size_t k = 0; k < n; ++k)
          if (member(data.sets[s], data.genes[order[k]]))
            weights += std::pow(static_cast<double>(n - k), 0.25);
        for (std::size_t k = 0; k < n; ++k) {
          if (member(data.sets[s], data.genes[order[k]]))
            in += std::pow(static_cast<double>(n - k), 0.25) / weights;
          else
            out += 1.0 / static_cast<double>(n - data.sets[s].genes.size());
          area += in - out;
        }
        EXPECT_NEAR(result->scores(i, s), area, 1e-9);
      }
    }
  }
}

// Each sum of kernels taken on its own, with the normal distribution itself instead of a table:
// the order of genes differs only where two densities lie closer than the table's steps, so that
// few scores may differ, and by little.
TEST(SetScoresTwin, GsvaWithoutATable) {
  std::size_t compared = 0, equal = 0;
  for (std::uint64_t trial = 0; trial < 20; ++trial) {
    const TwinData data = twin_cohort(trial);
    ScoreOptions options;
    options.method = ScoreMethod::gsva;
    const auto result = set_scores(data.values, data.genes, data.sets, options);
    ASSERT_TRUE(result);
    const std::size_t n = data.genes.size(), samples = data.values.rows;
    Matrix density(samples, n);
    for (std::size_t g = 0; g < n; ++g) {
      double mean = 0, squares = 0;
      for (const double x : data.values.column(g)) mean += x / static_cast<double>(samples);
      for (const double x : data.values.column(g)) squares += (x - mean) * (x - mean);
      const double width = std::sqrt(squares / static_cast<double>(samples - 1)) / 4;
      for (std::size_t i = 0; i < samples; ++i)
        for (std::size_t j = 0; j < samples; ++j)
          density(i, g) +=
              0.5 * std::erfc((data.values(j, g) - data.values(i, g)) / width / std::sqrt(2.0));
    }
    for (std::size_t i = 0; i < samples; ++i) {
      std::vector<double> row;
      for (std::size_t g = 0; g < n; ++g) row.push_back(density(i, g));
      const auto order = descending(row);
      for (std::size_t s = 0; s < data.sets.size(); ++s) {
        double total = 0, sum = 0, high = 0, low = 0;
        const auto weight = [&](std::size_t k) {
          return std::abs(static_cast<double>(n - k) - static_cast<double>(n) / 2);
        };
        for (std::size_t k = 0; k < n; ++k)
          if (member(data.sets[s], data.genes[order[k]])) total += weight(k);
        for (std::size_t k = 0; k < n; ++k) {
          sum += member(data.sets[s], data.genes[order[k]])
                     ? weight(k) / total
                     : -1.0 / static_cast<double>(n - data.sets[s].genes.size());
          high = std::max(high, sum);
          low = std::min(low, sum);
        }
        ++compared;
        equal += std::abs(result->scores(i, s) - (high + low)) < 1e-9;
        EXPECT_NEAR(result->scores(i, s), high + low, 0.2);
      }
    }
  }
  EXPECT_GT(equal, compared * 9 / 10);
}
