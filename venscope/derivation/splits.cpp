#include "venscope/derivation/splits.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <numeric>

namespace venscope::derivation {
namespace {

struct GroupAtHorizon {
  double patients = 0, predicted = 0;
  double at_risk = 0;  ///< while the curve is worked out
  double observed = 1;
  bool reached = false;
};
using OneSplit = std::vector<GroupAtHorizon>;  // empty: no rule

OneSplit judged(const Predictor& predictor, const Sample& test, double horizon) {
  const std::vector<double> scores = scores_of(predictor.rule, test);
  OneSplit groups(predictor.rule.groups());
  std::vector<std::size_t> group(test.rows);
  for (std::size_t i = 0; i < test.rows; ++i) {
    group[i] = group_of(predictor.rule, scores[i]);
    GroupAtHorizon& mine = groups[group[i]];
    mine.patients += test.copies[i];
    mine.predicted += test.copies[i] * (1 - predictor.risk(scores[i]));
  }
  for (GroupAtHorizon& one : groups) {
    one.at_risk = one.patients;
    if (one.patients > 0) one.predicted /= one.patients;
  }
  std::vector<double> deaths(groups.size()), leaving(groups.size());
  for (std::size_t s = test.sets.size(); s-- > 0 && test.sets[s].time <= horizon;) {
    std::fill(deaths.begin(), deaths.end(), 0.0);
    std::fill(leaving.begin(), leaving.end(), 0.0);
    for (std::uint32_t i = test.sets[s].begin; i < test.sets[s].end; ++i) {
      deaths[group[i]] += test.deaths[i];
      leaving[group[i]] += test.copies[i];
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (leaving[g] == 0) continue;
      groups[g].observed *= 1 - deaths[g] / groups[g].at_risk;
      groups[g].at_risk -= leaving[g];
    }
  }
  for (GroupAtHorizon& one : groups)
    one.reached = one.patients > 0 && (one.at_risk > 0 || one.observed == 0);
  return groups;
}

OneSplit one_split(const Deriver& deriver, const Derived& whole, const Copies& training,
                   const SplitOptions& options) {
  Copies testing(training.size());
  for (std::size_t i = 0; i < testing.size(); ++i) testing[i] = training[i] == 0;
  const Sample train = take(deriver.cohort(), training);
  auto derived = options.whole ? deriver.derive(train) : deriver.refit(train, whole.rule.columns);
  if (!derived) return {};
  if (options.keep_cuts) derived->rule.cuts = whole.rule.cuts;
  if (derived->rule.groups() != whole.rule.groups()) return {};
  const Predictor predictor =
      predictor_of(derived->rule, train, deriver.options().ties, options.horizon);
  return judged(predictor, take(deriver.cohort(), testing), options.horizon);
}

SplitGroup summed(const std::vector<OneSplit>& all, std::size_t group) {
  SplitGroup result;
  std::vector<double> differences;
  double derived = 0, predicted = 0, observed = 0;
  for (const OneSplit& split : all) {
    if (split.empty()) continue;
    ++derived;
    const GroupAtHorizon& one = split[group];
    result.patients += one.patients;
    if (!one.reached) continue;
    predicted += one.predicted;
    observed += one.observed;
    differences.push_back(one.observed - one.predicted);
    result.each_predicted.push_back(one.predicted);
    result.each_observed.push_back(one.observed);
  }
  result.splits = differences.size();
  if (derived > 0) result.patients /= derived;
  if (differences.empty()) return result;
  const auto count = static_cast<double>(differences.size());
  result.predicted = predicted / count;
  result.observed = observed / count;
  result.difference = (observed - predicted) / count;
  result.difference_low = quantile_of(differences, 0.025);
  result.difference_high = quantile_of(differences, 0.975);
  return result;
}

Copies random_training(std::size_t n, std::size_t train, std::uint64_t seed, std::size_t index) {
  RandomStream random(seed, "split", index);
  std::vector<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), 0u);
  random.shuffle(std::span(rows));
  Copies copies(n, 0);
  for (std::size_t i = 0; i < std::min(train, n); ++i) copies[rows[i]] = 1;
  return copies;
}

template <class TrainingOf>
Splits run(const Deriver& deriver, const Derived& derived, std::size_t splits,
           const SplitOptions& options, TrainingOf training_of) {
  std::vector<OneSplit> all(splits);
  parallel_for(splits, options.threads, [&](std::size_t i) {
    all[i] = one_split(deriver, derived, training_of(i), options);
    if (options.tick) options.tick();
  });
  Splits result;
  result.splits = splits;
  result.derived = static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const OneSplit& one) { return !one.empty(); }));
  for (std::size_t g = 0; g < derived.rule.groups(); ++g) result.groups.push_back(summed(all, g));
  return result;
}

}  // namespace

Splits calibration_splits(const Deriver& deriver, const Derived& derived,
                          const SplitOptions& options) {
  const std::size_t n = deriver.cohort().order.size();
  return run(deriver, derived, options.splits, options,
             [&](std::size_t i) { return random_training(n, options.train, options.seed, i); });
}

Splits calibration_splits_on(const Deriver& deriver, const Derived& derived,
                             const std::vector<Copies>& training, const SplitOptions& options) {
  return run(deriver, derived, training.size(), options,
             [&](std::size_t i) { return training[i]; });
}

}  // namespace venscope::derivation
