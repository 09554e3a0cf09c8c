/// Means over folds and repeats, and the steps that they choose.
#include "venscope/survival/coxnet_fold_work.hpp"

#include <cmath>
#include <optional>

namespace venscope::survival {

CoxnetRound average(std::span<const CoxnetFoldResult> folds, std::size_t g) {
  CoxnetRound round;
  for (std::size_t k = 0; k < folds[0].deviance[g].size(); ++k) {
    double weight = 0, sum = 0, square = 0, known = 0;
    for (const CoxnetFoldResult& fold : folds) {
      known += !std::isnan(fold.deviance[g][k]);
      if (fold.events <= 0 || std::isnan(fold.deviance[g][k])) continue;
      weight += fold.events;
      sum += fold.deviance[g][k];
    }
    const double mean = sum / weight;
    for (const CoxnetFoldResult& fold : folds) {
      if (fold.events <= 0 || std::isnan(fold.deviance[g][k])) continue;
      const double off = fold.deviance[g][k] / fold.events - mean;
      square += fold.events * off * off;
    }
    round.mean.push_back(mean);
    round.std_error.push_back(std::sqrt(square / weight / (known - 1)));
  }
  choose_steps(round, /*higher=*/false);
  return round;
}

CoxnetRound average(std::span<const CoxnetRound> repeats) {
  CoxnetRound round = repeats[0];
  const auto count = static_cast<double>(repeats.size());
  for (std::size_t k = 0; k < round.mean.size(); ++k) {
    double mean = 0, error = 0;
    for (const CoxnetRound& repeat : repeats) {
      mean += repeat.mean[k];
      error += repeat.std_error[k];
    }
    round.mean[k] = mean / count;
    round.std_error[k] = error / count;
  }
  if (repeats.size() > 1) choose_steps(round, /*higher=*/false);
  return round;
}

void choose_steps(CoxnetRound& round, bool higher) {
  const double sign = higher ? -1 : 1;
  round.at_min = round.at_1se = 0;
  std::optional<double> least;
  for (std::size_t k = 0; k < round.mean.size(); ++k)
    if (!std::isnan(round.mean[k]) && (!least || sign * round.mean[k] < *least)) {
      least = sign * round.mean[k];
      round.at_min = k;
    }
  if (!least) return;
  const double error = round.std_error[round.at_min];
  const double enough = *least + (std::isnan(error) ? 0 : error);
  while (!(sign * round.mean[round.at_1se] <= enough)) ++round.at_1se;
}

void choose_steps(CoxnetRelaxed& relaxed, bool higher) {
  const double sign = higher ? -1 : 1;
  const std::size_t steps = relaxed.path.steps.size();
  const auto mean = [&](std::size_t g, std::size_t k) { return sign * relaxed.rounds[g].mean[k]; };
  for (CoxnetRound& round : relaxed.rounds) choose_steps(round, higher);
  std::optional<double> least;
  // The largest lambda first, then the largest gamma.
  for (std::size_t k = 0; k < steps; ++k)
    for (std::size_t g = relaxed.rounds.size(); g-- > 0;)
      if (!std::isnan(mean(g, k)) && (!least || mean(g, k) < *least)) {
        least = mean(g, k);
        relaxed.gamma_min = g;
        relaxed.at_min = k;
      }
  relaxed.gamma_1se = relaxed.gamma_min;
  relaxed.at_1se = relaxed.at_min;
  if (!least) return;
  const double error = relaxed.rounds[relaxed.gamma_min].std_error[relaxed.at_min];
  const double enough = *least + (std::isnan(error) ? 0 : error);
  for (std::size_t k = 0; k < steps; ++k)
    for (std::size_t g = relaxed.rounds.size(); g-- > 0;)
      if (mean(g, k) <= enough) {
        relaxed.gamma_1se = g;
        relaxed.at_1se = k;
        return;
      }
}

}  // namespace venscope::survival
