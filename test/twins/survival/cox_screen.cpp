// The screen against cox(), one column at a time.
#include "venscope/survival/cox_screen.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// What makes one kind of data.
struct Shape {
  std::string name;
  std::size_t n = 80, columns = 21, adjusters = 0;
  bool ties = false, strata = false, weights = false, parts = false, offset = false,
       delayed = false, clusters = false, missing = false;
};

struct Sample {
  endpoint::Outcomes outcomes;
  Matrix adjusters, columns;
  std::vector<std::int32_t> strata, cluster;
  std::vector<double> weights, offset;

  CoxData with(const Matrix& design) const {
    return {outcomes, design, strata, weights, offset, cluster};
  }
};

Sample sample_of(const Shape& shape, std::uint64_t seed) {
  RandomStream random(seed, shape.name);
  Sample sample;
  for (std::size_t i = 0; i < shape.n; ++i) {
    double time = random.exponential() * 10;
    if (shape.ties) time = std::ceil(time);
    if (shape.delayed) sample.outcomes.entry.push_back(shape.ties ? 0.0 : time * random.uniform());
    sample.outcomes.time.push_back(time);
    sample.outcomes.event.push_back(random.chance(0.6));
    if (shape.strata) sample.strata.push_back(static_cast<std::int32_t>(random.below(3)));
    if (shape.clusters) sample.cluster.push_back(static_cast<std::int32_t>(i / 2));
    if (shape.weights)
      sample.weights.push_back(shape.parts ? random.uniform() + 0.1
                                           : static_cast<double>(random.below(4)));
    if (shape.offset) sample.offset.push_back(random.normal());
  }
  sample.adjusters = Matrix(shape.n, shape.adjusters);
  for (double& value : sample.adjusters.values) value = random.normal() * 3 + 50;
  sample.columns = Matrix(shape.n, shape.columns);
  for (std::size_t j = 0; j < shape.columns; ++j)
    for (double& value : sample.columns.column(j)) {
      value = random.normal() * std::pow(10.0, static_cast<double>(j % 5) - 2) + 7;
      if (j % 4 == 3) value = random.chance(0.3);
      if (shape.missing && j % 3 > 0 && random.chance(0.1))
        value = std::numeric_limits<double>::quiet_NaN();
    }
  return sample;
}

/// The model of one column by cox(), on the rows that have it.
CoxFit slow(const Sample& sample, std::size_t column, Ties ties) {
  Sample kept;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < sample.columns.rows; ++i)
    if (!std::isnan(sample.columns(i, column))) rows.push_back(i);
  Matrix design(rows.size(), sample.adjusters.columns + 1);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::size_t i = rows[k];
    kept.outcomes.time.push_back(sample.outcomes.time[i]);
    kept.outcomes.event.push_back(sample.outcomes.event[i]);
    if (sample.outcomes.delayed_entry()) kept.outcomes.entry.push_back(sample.outcomes.entry[i]);
    if (!sample.strata.empty()) kept.strata.push_back(sample.strata[i]);
    if (!sample.cluster.empty()) kept.cluster.push_back(sample.cluster[i]);
    if (!sample.weights.empty()) kept.weights.push_back(sample.weights[i]);
    if (!sample.offset.empty()) kept.offset.push_back(sample.offset[i]);
    for (std::size_t j = 0; j < sample.adjusters.columns; ++j)
      design(k, j) = sample.adjusters(i, j);
    design(k, sample.adjusters.columns) = sample.columns(i, column);
  }
  CoxOptions options;
  options.ties = ties;
  auto fit = cox(kept.with(design), options);
  EXPECT_TRUE(fit) << to_text(fit.error());
  return *fit;
}

void expect_same(const Shape& shape, std::uint64_t seed, Ties ties) {
  const Sample sample = sample_of(shape, seed);
  CoxScreenOptions options;
  options.ties = ties;
  const auto screen = cox_screen(sample.with(sample.adjusters), sample.columns, options);
  ASSERT_TRUE(screen) << to_text(screen.error());
  ASSERT_EQ(screen->size(), shape.columns);
  for (std::size_t j = 0; j < shape.columns; ++j) {
    const ScreenedColumn& one = (*screen)[j];
    const CoxFit fit = slow(sample, j, ties);
    const CoxTerm& term = fit.terms.back();
    const std::string what = fmt::format("{} seed {} column {}", shape.name, seed, j);
    EXPECT_EQ(one.n, fit.n) << what;
    EXPECT_EQ(static_cast<double>(one.events), fit.events) << what;
    if (term.trouble != CoxTrouble::none) {
      EXPECT_NE(one.reason, NoEstimate::none) << what;
      EXPECT_TRUE(std::isnan(one.coef)) << what;
      continue;
    }
    const double error = term.robust_se.value_or(term.std_error);
    ASSERT_EQ(one.reason, NoEstimate::none) << what << ": " << reason_text(one.reason);
    // The same steps with sums in the same order but another exp(): a few roundings apart.
    EXPECT_NEAR(one.coef, term.coef, 1e-11 * error) << what;
    EXPECT_NEAR(one.std_error, error, 1e-11 * error) << what;
    EXPECT_NEAR(one.z, term.z, 1e-10 * (1 + std::abs(term.z))) << what;
    EXPECT_NEAR(one.p, term.p, 1e-10 * term.p) << what;
  }
}

}  // namespace

TEST(CoxScreen, IsCoxColumnByColumn) {
  const std::vector<Shape> shapes{
      {.name = "plain"},
      {.name = "ties", .ties = true},
      {.name = "strata", .ties = true, .strata = true},
      {.name = "weights", .ties = true, .weights = true},
      {.name = "parts", .weights = true, .parts = true},
      {.name = "offset", .ties = true, .offset = true},
      {.name = "delayed", .delayed = true},
      {.name = "clusters", .clusters = true},
      {.name = "missing", .ties = true, .missing = true},
      {.name = "adjusted", .adjusters = 2, .ties = true},
      {.name = "much adjusted", .adjusters = 6, .ties = true, .strata = true, .weights = true},
      {.name = "adjusted missing", .adjusters = 1, .ties = true, .missing = true},
      {.name = "few", .n = 9, .columns = 33, .ties = true},
      {.name = "very many adjusters", .n = 200, .columns = 3, .adjusters = 16},
  };
  for (const Shape& shape : shapes)
    for (const std::uint64_t seed : {1u, 2u, 3u})
      for (const Ties ties : {Ties::efron, Ties::breslow}) expect_same(shape, seed, ties);
}
