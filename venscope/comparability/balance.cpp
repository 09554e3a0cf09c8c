#include "venscope/comparability/balance.hpp"

#include "venscope/comparability/arms.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

namespace venscope::comparability {

namespace {

/// Patients of one arm with a value and a weight: their sums, in two passes.
struct Side {
  std::vector<std::size_t> rows;
  double sum = 0, squares = 0;
};

Side side_of(const cohort::Column& column, std::span<const std::int32_t> treated,
             std::span<const double> weights, std::int32_t arm, std::size_t& n_missing) {
  Side side;
  for (std::size_t i = 0; i < treated.size(); ++i) {
    const double w = weights.empty() ? 1.0 : weights[i];
    if (treated[i] != arm || w == 0) continue;
    if (column.missing(i)) {
      ++n_missing;
      continue;
    }
    side.rows.push_back(i);
    side.sum += w;
    side.squares += w * w;
  }
  return side;
}

void fill_moments(const cohort::Column& column, const Side& side, std::span<const double> weights,
                  ArmBalance& arm) {
  const auto w = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };
  // From the first value on, so that what is constant has exactly its value as mean.
  const double first = side.rows.empty() ? 0.0 : column.number[side.rows.front()];
  double total = 0, deviations = 0;
  for (const std::size_t i : side.rows) total += w(i) * (column.number[i] - first);
  arm.mean = side.sum > 0 ? first + total / side.sum : 0.0;
  for (const std::size_t i : side.rows)
    deviations += w(i) * (column.number[i] - arm.mean) * (column.number[i] - arm.mean);
  const double freedom = side.sum * side.sum - side.squares;
  arm.variance = side.rows.size() > 1 && freedom > 0 ? side.sum / freedom * deviations : 0.0;
}

void fill_shares(const cohort::Column& column, const Side& side, std::span<const double> weights,
                 ArmBalance& arm) {
  arm.share.assign(column.levels.size(), 0.0);
  for (const std::size_t i : side.rows)
    arm.share[static_cast<std::size_t>(column.code[i])] += weights.empty() ? 1.0 : weights[i];
  for (double& share : arm.share) share = side.sum > 0 ? share / side.sum : 0.0;
}

ArmBalance describe(const cohort::Column& column, std::span<const std::int32_t> treated,
                    std::span<const double> weights, std::int32_t which) {
  ArmBalance arm;
  const Side side = side_of(column, treated, weights, which, arm.n_missing);
  arm.n = side.rows.size();
  if (column.numeric())
    fill_moments(column, side, weights, arm);
  else
    fill_shares(column, side, weights, arm);
  return arm;
}

bool only_zero_or_one(const cohort::Column& column) {
  return std::all_of(column.number.begin(), column.number.end(),
                     [](double x) { return x != x || x == 0 || x == 1; });
}

double binary_variance(double p) {
  return p * (1.0 - p);
}

/// The difference over sqrt(variance); what is 0 of 0 is 0.
void standardise(double difference, double variance, CovariateBalance& result) {
  if (difference == 0)
    result.difference = 0.0;
  else if (variance > 0)
    result.difference = difference / std::sqrt(variance);
  else
    result.why = "the arms do not overlap: the difference is infinite";
}

/// Levels that somebody has, in the order of the column.
std::vector<std::size_t> levels_in_use(const ArmBalance (&arm)[2]) {
  std::vector<std::size_t> used;
  for (std::size_t l = 0; l < arm[0].share.size(); ++l)
    if (arm[0].share[l] > 0 || arm[1].share[l] > 0) used.push_back(l);
  return used;
}

/// sqrt((p1 - p0)' S^-1 (p1 - p0)) over the levels in use but the first.
void standardise_levels(const ArmBalance (&arm)[2], const ArmBalance (&spread)[2],
                        CovariateBalance& result) {
  const std::vector<std::size_t> used = levels_in_use(spread);
  if (used.size() < 2) {
    result.difference = 0.0;
    return;
  }
  if (used.size() == 2) {
    const std::size_t l = used[1];
    standardise(arm[1].share[l] - arm[0].share[l],
                0.5 * (binary_variance(spread[0].share[l]) + binary_variance(spread[1].share[l])),
                result);
    return;
  }
  const auto k = static_cast<Eigen::Index>(used.size() - 1);
  Eigen::MatrixXd pooled = Eigen::MatrixXd::Zero(k, k);
  Eigen::VectorXd difference(k);
  for (Eigen::Index i = 0; i < k; ++i) {
    const std::size_t li = used[static_cast<std::size_t>(i) + 1];
    difference[i] = arm[1].share[li] - arm[0].share[li];
    for (Eigen::Index j = 0; j < k; ++j) {
      const std::size_t lj = used[static_cast<std::size_t>(j) + 1];
      for (const ArmBalance& side : spread)
        pooled(i, j) += 0.5 * side.share[li] * ((i == j ? 1.0 : 0.0) - side.share[lj]);
    }
  }
  const bool overlap = std::any_of(used.begin(), used.end(), [&](std::size_t l) {
    return spread[0].share[l] > 0 && spread[1].share[l] > 0;
  });
  const Eigen::LLT<Eigen::MatrixXd> factor(pooled);
  if (!overlap || factor.info() != Eigen::Success)
    result.why = "the arms share no level: the difference is infinite";
  else
    result.difference = std::sqrt(difference.dot(factor.solve(difference)));
}

Problems obstacles_to_balance(const cohort::Column& column, std::span<const std::int32_t> treated,
                              std::span<const double> weights) {
  Problems problems = obstacles_to_arms(treated);
  const auto add = [&](std::string code, std::string what) {
    problems.push_back({std::move(code), {}, std::move(what), {}, {}, Fault::analysis});
  };
  if (column.size() != treated.size() || (!weights.empty() && weights.size() != treated.size()))
    add("comparability.unequal_lengths", "covariate, arms and weights have unequal lengths");
  if (column.type == cohort::ColumnType::text)
    add("comparability.not_a_covariate", "'" + column.name + "' is free text");
  return problems;
}

}  // namespace

Result<CovariateBalance> covariate_balance(const cohort::Column& column,
                                           std::span<const std::int32_t> treated,
                                           std::span<const double> weights, Spread spread) {
  Problems problems = obstacles_to_balance(column, treated, weights);
  if (!problems.empty()) return failure(std::move(problems));
  CovariateBalance result;
  result.column = column.name;
  result.is_number = column.numeric();
  ArmBalance crude[2];
  for (std::int32_t arm = 0; arm < 2; ++arm) {
    result.arm[arm] = describe(column, treated, weights, arm);
    crude[arm] = spread == Spread::crude && !weights.empty() ? describe(column, treated, {}, arm)
                                                             : result.arm[arm];
  }
  const ArmBalance &reference = result.arm[0], &treatment = result.arm[1];
  if (reference.n == 0 || treatment.n == 0) {
    result.why = "an arm has no patient with a value";
  } else if (!result.is_number) {
    standardise_levels(result.arm, crude, result);
  } else if (only_zero_or_one(column)) {
    standardise(treatment.mean - reference.mean,
                0.5 * (binary_variance(crude[0].mean) + binary_variance(crude[1].mean)), result);
  } else if (crude[0].n < 2 || crude[1].n < 2) {
    result.why = "an arm has fewer than two values: its variance is unknown";
  } else {
    standardise(treatment.mean - reference.mean, 0.5 * (crude[0].variance + crude[1].variance),
                result);
    if (reference.variance > 0 && treatment.variance > 0)
      result.variance_ratio = treatment.variance / reference.variance;
  }
  return result;
}

}  // namespace venscope::comparability
