#include "venscope/survival/cox_lanes.hpp"

#include "venscope/base/random.hpp"
#include "venscope/survival/partial_likelihood.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// Eight models on random rows with tied deaths, strata and weights.
struct Example {
  RiskOrder order;
  SortedDesign shared;
  Matrix own;  ///< by row, a column per lane
  std::vector<double> lanes, beta;
  std::vector<std::uint32_t> deaths;
  Matrix adjusters;
  std::vector<double> weights, offset, start;

  explicit Example(std::size_t columns, bool at_zero = false) {
    RandomStream random(7, "lanes", columns);
    const std::size_t n = 150;
    endpoint::Outcomes outcomes;
    std::vector<std::int32_t> strata;
    for (std::size_t i = 0; i < n; ++i) {
      outcomes.time.push_back(std::ceil(random.exponential() * 8));
      outcomes.event.push_back(random.chance(0.7));
      strata.push_back(static_cast<std::int32_t>(random.below(2)));
      weights.push_back(static_cast<double>(random.below(3)));
      offset.push_back(random.normal());
    }
    adjusters = Matrix(n, columns);
    for (double& value : adjusters.values) value = random.normal();
    own = Matrix(n, lane_count);
    for (double& value : own.values) value = random.normal();
    order = *risk_order(outcomes, strata);
    shared = sorted_design(order, adjusters, weights, offset);
    lanes.resize(n * lane_count);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t l = 0; l < lane_count; ++l) lanes[i * lane_count + l] = own(order.row[i], l);
    beta.resize((columns + 1) * lane_count);
    for (double& value : beta) value = at_zero ? 0 : random.normal();
    for (std::size_t i = 0; i < n; ++i)
      start.push_back(shared.weight[i] * std::exp(shared.offset[i]));
    for (const RiskOrder::TiedSet& set : order.sets) {
      deaths.push_back(0);
      for (std::uint32_t i = set.begin; i < set.end; ++i)
        deaths.back() += order.event[i] != 0 && shared.weight[i] > 0;
    }
  }
  LanesLikelihood by(const LanesKernels& kernels, bool efron) const {
    LanesLikelihood out;
    kernels.evaluate({.order = order,
                      .efron = efron,
                      .shared = shared.columns,
                      .shared_columns = shared.x.data(),
                      .own_column = lanes.data(),
                      .weight = shared.weight.data(),
                      .offset = shared.offset.data(),
                      .start = start.data(),
                      .deaths = &deaths},
                     beta.data(), out);
    return out;
  }
};

}  // namespace

TEST(CoxLanes, EachLaneIsThePartialLikelihood) {
  for (const std::size_t columns : {0u, 1u, 3u, 5u, 15u}) {
    for (const auto& [efron, at_zero] :
         {std::pair{true, false}, {false, false}, {true, true}, {false, true}}) {
      const Example example(columns, at_zero);
      const LanesLikelihood lanes = example.by(lanes_kernels().back(), efron);
      for (std::size_t l = 0; l < lane_count; ++l) {
        SortedDesign design = example.shared;
        design.columns = columns + 1;
        design.x.clear();
        double top = 0;
        for (std::size_t i = 0; i < design.rows; ++i) {
          const double* a = example.shared.row(i);
          design.x.insert(design.x.end(), a, a + columns);
          design.x.push_back(example.lanes[i * lane_count + l]);
        }
        design.x.resize(design.x.size() + SortedDesign::beyond);
        std::vector<double> beta;
        for (std::size_t j = 0; j <= columns; ++j) beta.push_back(example.beta[j * lane_count + l]);
        Likelihood expected;
        PartialLikelihood(example.order, design, efron).evaluate(beta, expected);
        // Sums of 150 terms in another order.
        EXPECT_NEAR(lanes.loglik[l], expected.loglik, 1e-12 * std::abs(expected.loglik));
        for (std::size_t i = 0, k = 0; i <= columns; ++i) {
          EXPECT_NEAR(lanes.score[i * lane_count + l], expected.score[i], 1e-10);
          for (std::size_t j = 0; j <= i; ++j, ++k)
            EXPECT_NEAR(lanes.information[k * lane_count + l], expected.information(i, j), 1e-10);
        }
        for (std::size_t i = 0; i < design.rows; ++i) {
          double eta = design.offset[i];
          for (std::size_t j = 0; j <= columns; ++j) eta += beta[j] * design.row(i)[j];
          if (design.weight[i] > 0) top = std::max(top, std::abs(eta));
        }
        EXPECT_NEAR(lanes.top[l], top, 1e-12 * top);
      }
    }
  }
}

TEST(CoxLanes, WiderInstructionsChangeNoBit) {
  for (const std::size_t columns : {0u, 2u, 7u}) {
    const Example example(columns);
    const std::vector<LanesKernels> all = lanes_kernels();
    const LanesLikelihood plain = example.by(all.front(), true);
    std::vector<double> plain_columns = example.lanes;
    LanesScale plain_scale;
    const std::size_t rows = example.shared.rows;
    all.front().standardise(example.shared.weight.data(), rows, plain_columns.data(), plain_scale);
    for (const LanesKernels& kernels : all) {
      const LanesLikelihood other = example.by(kernels, true);
      std::vector<double> scaled = example.lanes;
      LanesScale scale;
      kernels.standardise(example.shared.weight.data(), rows, scaled.data(), scale);
      EXPECT_EQ(scaled, plain_columns);
      EXPECT_EQ(scale.factor, plain_scale.factor);
      EXPECT_EQ(other.loglik, plain.loglik);
      EXPECT_EQ(other.top, plain.top);
      EXPECT_EQ(other.score, plain.score);
      EXPECT_EQ(other.information, plain.information);
    }
  }
}

TEST(CoxLanes, ScaledAsOneColumnAtATime) {
  RandomStream random(8, "scale");
  const std::size_t n = 77;
  std::vector<double> columns(n * lane_count), weight(n);
  for (std::size_t i = 0; i < n; ++i) {
    weight[i] = static_cast<double>(random.below(3));
    for (std::size_t l = 0; l < lane_count; ++l)
      columns[i * lane_count + l] = l == 0   ? 3.7
                                    : l == 1 ? static_cast<double>(random.below(3)) - 1
                                    : l == 2 ? 1e9 + random.normal()
                                             : 8 + 1.5 * random.normal();
  }
  std::vector<double> scaled = columns;
  LanesScale scale;
  lanes_kernels().back().standardise(weight.data(), n, scaled.data(), scale);
  for (std::size_t l = 0; l < lane_count; ++l) {
    std::vector<double> column;
    for (std::size_t i = 0; i < n; ++i) column.push_back(columns[i * lane_count + l]);
    const ColumnScale want = column_scale(column, weight);
    EXPECT_NEAR(scale.factor[l], want.factor, 1e-13 * want.factor) << l;
    for (std::size_t i = 0; i < n; ++i)
      EXPECT_NEAR(scaled[i * lane_count + l], (column[i] - want.centre) * want.factor,
                  l == 2 ? 1e-6 : 1e-13)
          << l;
  }
}
