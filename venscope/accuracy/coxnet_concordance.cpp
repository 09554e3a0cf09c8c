#include "venscope/accuracy/coxnet_concordance.hpp"

#include "venscope/accuracy/concordance.hpp"
#include "venscope/base/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::accuracy {

namespace {

using survival::CoxnetRound;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The rows of one fold as a data set of their own.
struct LeftOut {
  std::vector<std::size_t> rows;
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> strata;
  std::vector<double> weights;
  double weight = 0;

  LeftOut(const survival::CoxData& data, std::span<const std::int32_t> fold, std::int32_t code) {
    for (std::size_t i = 0; i < fold.size(); ++i) {
      if (fold[i] != code || (!data.weights.empty() && data.weights[i] <= 0)) continue;
      rows.push_back(i);
      outcomes.time.push_back(data.outcomes.time[i]);
      outcomes.event.push_back(data.outcomes.event[i]);
      if (!data.outcomes.entry.empty()) outcomes.entry.push_back(data.outcomes.entry[i]);
      if (!data.strata.empty()) strata.push_back(data.strata[i]);
      if (!data.weights.empty()) weights.push_back(data.weights[i]);
      weight += data.weights.empty() ? 1 : data.weights[i];
    }
  }

  /// Harrell's C at one step; NaN without a pair, or without a fit.
  double concordance(const double* predictors) const {
    std::vector<double> marker;
    for (const std::size_t i : rows) marker.push_back(predictors[i]);
    const auto c = harrell(outcomes, marker, strata, weights);
    return c ? c->estimate : unknown;
  }
};

/// Mean over the folds and its standard error, each fold counting by its rows' weight.
CoxnetRound over_folds(std::span<const LeftOut> folds, const std::vector<double>& predictors,
                       std::size_t n, std::size_t steps) {
  CoxnetRound round;
  for (std::size_t k = 0; k < steps; ++k) {
    std::vector<double> c;
    double weight = 0, sum = 0, square = 0;
    for (const LeftOut& fold : folds) {
      c.push_back(fold.concordance(predictors.data() + k * n));
      if (std::isnan(c.back())) continue;
      weight += fold.weight;
      sum += fold.weight * c.back();
    }
    const double mean = sum / weight;
    for (std::size_t f = 0; f < folds.size(); ++f)
      if (!std::isnan(c[f])) square += folds[f].weight * (c[f] - mean) * (c[f] - mean);
    round.mean.push_back(mean);
    round.std_error.push_back(std::sqrt(square / weight / static_cast<double>(folds.size() - 1)));
  }
  survival::choose_steps(round, /*higher=*/true);
  return round;
}

CoxnetRound over_repeats(std::span<const CoxnetRound> repeats) {
  CoxnetRound round = repeats[0];
  for (std::size_t k = 0; k < round.mean.size(); ++k) {
    double mean = 0, error = 0;
    for (const CoxnetRound& repeat : repeats) {
      mean += repeat.mean[k];
      error += repeat.std_error[k];
    }
    round.mean[k] = mean / static_cast<double>(repeats.size());
    round.std_error[k] = error / static_cast<double>(repeats.size());
  }
  survival::choose_steps(round, /*higher=*/true);
  return round;
}

}  // namespace

survival::CoxnetValidation judged_by_concordance(const survival::CoxData& data,
                                                 std::span<const std::vector<std::int32_t>> folds,
                                                 survival::CoxnetValidation validation,
                                                 unsigned threads) {
  const std::size_t n = data.outcomes.size(), steps = validation.path.steps.size();
  const std::size_t gammas = validation.left_out.empty() ? 0 : validation.left_out[0].size();
  if (gammas == 0 || steps == 0) return validation;
  std::vector<std::vector<CoxnetRound>> rounds(gammas, std::vector<CoxnetRound>(folds.size()));
  for (std::size_t r = 0; r < folds.size(); ++r) {
    std::vector<std::int32_t> codes = folds[r];
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    std::vector<LeftOut> parts;
    for (const std::int32_t code : codes) {
      parts.emplace_back(data, folds[r], code);
      if (parts.back().rows.empty()) parts.pop_back();
    }
    parallel_for(gammas, threads, [&](std::size_t g) {
      rounds[g][r] = over_folds(parts, validation.left_out[r][g], n, steps);
    });
  }
  static_cast<CoxnetRound&>(validation) = over_repeats(rounds.back());
  if (folds.size() > 1) validation.repeats = rounds.back();
  if (validation.relaxed) {
    for (std::size_t g = 0; g + 1 < gammas; ++g)
      validation.relaxed->rounds[g] = over_repeats(rounds[g]);
    survival::choose_steps(*validation.relaxed, /*higher=*/true);
  }
  validation.measure = survival::CoxnetMeasure::concordance;
  validation.left_out.clear();
  return validation;
}

}  // namespace venscope::accuracy
