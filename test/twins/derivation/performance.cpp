// The indices of a score against the methods of their own and against all pairs.
#include "venscope/derivation/performance.hpp"

#include "support/random_derivation.hpp"
#include "twins/derivation/written_out.hpp"
#include "venscope/accuracy/concordance.hpp"
#include "venscope/derivation/optimism.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

/// 1 / P(uncensored before the row's event, or up to the horizon), as the definition stands.
struct Censoring {
  survival::KaplanMeier curve;
  explicit Censoring(const endpoint::Outcomes& outcomes) {
    // An event at a censoring time comes first: censorings half a step later.
    endpoint::Outcomes turned = outcomes;
    for (std::size_t i = 0; i < turned.size(); ++i) {
      turned.event[i] = outcomes.event[i] == 0;
      if (turned.event[i] != 0) turned.time[i] += 0.01;
    }
    curve = survival::kaplan_meier(turned).value();
  }
  double at(double time) const {
    const std::vector<double> times{time};
    return survival::at_times(curve, times).front().survival;
  }
};

void compare(const WrittenOut& rows, const std::vector<double>& scores, const Predictor& predictor,
             double horizon, const Performance& found) {
  EXPECT_NEAR(found.concordance.value(), accuracy::harrell(rows.outcomes, scores).value().estimate,
              1e-12);
  Matrix column(scores.size(), 1);
  column.values = scores;
  const survival::CoxData of_score{rows.outcomes, column};
  EXPECT_NEAR(found.slope.value(),
              survival::cox(of_score, {.tolerance = 1e-14}).value().terms.front().coef, 1e-7);
  const Censoring censoring(rows.outcomes);
  double wins = 0, pairs = 0, brier = 0;
  const std::size_t n = scores.size();
  const auto weight = [&](std::size_t i) {
    if (rows.outcomes.time[i] > horizon) return 1 / censoring.at(horizon);
    return rows.outcomes.event[i] != 0 ? 1 / censoring.at(rows.outcomes.time[i]) : 0;
  };
  for (std::size_t i = 0; i < n; ++i) {
    const bool by_then = rows.outcomes.time[i] <= horizon;
    const double miss = (by_then ? 1 : 0) - predictor.risk(scores[i]);
    brier += weight(i) * miss * miss / static_cast<double>(n);
    for (std::size_t j = 0; by_then && j < n; ++j) {
      if (rows.outcomes.time[j] <= horizon) continue;
      const double both = weight(i) * weight(j);
      pairs += both;
      wins += both * (scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0);
    }
  }
  EXPECT_NEAR(found.auc.value(), wins / pairs, 1e-10);
  EXPECT_NEAR(found.brier.value(), brier, 1e-10);
}

}  // namespace

TEST(TwinsPerformance, EqualsTheDefinitions) {
  constexpr double horizon = 8.05;
  for (std::uint64_t seed = 0; seed < 15; ++seed) {
    const RandomRegistry registry(90, 5, 300 + seed);
    const Deriver deriver = Deriver::make(registry.data(), {}).value();
    const auto derived = deriver.derive(take(deriver.cohort(), everyone(90)));
    ASSERT_TRUE(derived);
    const Copies copies = bootstrap_copies(90, seed, 3);
    const Sample sample = take(deriver.cohort(), copies);
    const Predictor predictor = predictor_of(derived->rule, sample, survival::Ties::efron, horizon);
    const WrittenOut rows(registry.outcomes, registry.design, copies);
    // Scores of the rows written out, from a cohort made of them.
    const SortedCohort written =
        sorted_cohort({rows.outcomes, rows.design, registry.candidates}).value();
    const Sample each = take(written, everyone(rows.outcomes.size()));
    const std::vector<double> by_position = scores_of(derived->rule, each);
    std::vector<double> scores(by_position.size());
    for (std::size_t i = 0; i < scores.size(); ++i) scores[each.from[i]] = by_position[i];
    compare(rows, scores, predictor, horizon,
            performance(predictor, sample, survival::Ties::efron, horizon));
  }
}

// A score's slope by running sums over distinct scores, against Newton's method on a column.
TEST(TwinsPerformance, SlopeEqualsTheFitOfAColumn) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const RandomRegistry registry(15 + 3 * (seed % 30), 1 + seed % 5, 900 + seed);
    const SortedCohort cohort = sorted_cohort(registry.data()).value();
    const Sample sample = take(cohort, bootstrap_copies(registry.outcomes.size(), seed, 1));
    if (sample.events == 0) continue;
    RandomStream random(seed, "points");
    Rule rule;
    for (std::size_t j = 0; j < cohort.columns; ++j) {
      const double size = cohort.indicator[j] ? 1.5 : 0.05;
      rule.columns.push_back(j);
      rule.indicator.push_back(cohort.indicator[j]);
      rule.points.push_back(
          risk::Decimal::of_millionths(static_cast<std::int64_t>(1e6 * size * random.normal())));
    }
    const std::vector<double> scores = scores_of(rule, sample);
    Sample of_score = sample;
    of_score.columns = 1;
    of_score.x = scores;
    for (const survival::Ties ties : {survival::Ties::efron, survival::Ties::breslow}) {
      SampleLikelihood likelihood(of_score, ties);
      const auto column = fit(likelihood, of_score, {0});
      const auto slope = DeathOrder(sample, ties).slope(ranked(sample, scores));
      ASSERT_EQ(slope.has_value(), column && !column->columns.empty()) << seed;
      if (!slope) continue;
      ++found;
      EXPECT_NEAR(*slope, column->beta.front(), 1e-8 * std::max(1.0, std::abs(*slope))) << seed;
    }
  }
  EXPECT_GT(found, 400);
}

/// H0 up to a time of rows with these etas: for each death 1 over the sum of exp(eta) at risk, less
/// Efron's share of those who die.
double slow_hazard(const endpoint::Outcomes& outcomes, const std::vector<double>& eta, double until,
                   bool efron) {
  double hazard = 0;
  std::vector<double> times(outcomes.time);
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  for (const double time : times) {
    double at_risk = 0, dying = 0, deaths = 0;
    for (std::size_t i = 0; i < eta.size(); ++i) {
      const bool dies = outcomes.time[i] == time && outcomes.event[i] != 0;
      if (outcomes.time[i] >= time) at_risk += std::exp(eta[i]);
      if (dies) dying += std::exp(eta[i]);
      deaths += dies;
    }
    for (double k = 0; time <= until && k < deaths; ++k)
      hazard += 1 / (at_risk - (efron ? k / deaths : 0) * dying);
  }
  return hazard;
}

TEST(TwinsPerformance, HazardIsTheSumOverDeaths) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RandomRegistry registry(40 + seed, 1 + seed % 5, 500 + seed);
    const SortedCohort cohort = sorted_cohort(registry.data()).value();
    const Copies copies = bootstrap_copies(registry.outcomes.size(), seed, 4);
    const Sample sample = take(cohort, copies);
    const std::size_t last = cohort.columns - 1;
    const Rule rule{{0, last},
                    {risk::Decimal::of_millionths(-930001), risk::Decimal::of_millionths(12345)},
                    {cohort.indicator[0], cohort.indicator[last]},
                    {}};
    const WrittenOut rows(registry.outcomes, registry.design, copies);
    std::vector<double> eta;
    for (std::size_t i = 0; i < rows.outcomes.size(); ++i)
      eta.push_back(-0.930001 * rows.design(i, 0) + 0.012345 * rows.design(i, last));
    for (const bool efron : {true, false})
      for (const double horizon : {0.0, 4.0, 8.05, 1e9}) {
        const double expected = slow_hazard(rows.outcomes, eta, horizon, efron);
        const Predictor found = predictor_of(
            rule, sample, efron ? survival::Ties::efron : survival::Ties::breslow, horizon);
        EXPECT_NEAR(found.hazard, expected, 1e-11 * expected) << seed;
      }
  }
}

TEST(TwinsPerformance, RanksAreThoseOfSorting) {
  for (const std::size_t n : {0U, 1U, 2U, 7U, 8U, 9U, 100U, 159U, 160U, 161U, 400U})
    for (const double kinds : {1.0, 5.0, 1e9}) {
      RandomStream random(n, "ranks");
      std::vector<double> scores;
      for (std::size_t i = 0; i < n; ++i)
        scores.push_back(std::floor(kinds * random.uniform()) - 2);
      std::vector<double> sorted = scores;
      std::sort(sorted.begin(), sorted.end());
      sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
      const RankedScores found = ranked(scores);
      EXPECT_EQ(found.values, sorted);
      ASSERT_EQ(found.rank.size(), n);
      for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(sorted[found.rank[i]], scores[i]);
    }
}

TEST(TwinsPerformance, PatternsScoreAsRows) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RandomRegistry registry(60, 1 + seed % 6, seed);
    const SortedCohort cohort = sorted_cohort(registry.data()).value();
    const Sample sample = take(cohort, bootstrap_copies(60, seed, 2));
    const Rule rule{{0, cohort.columns - 1},
                    {risk::Decimal::of_millionths(-730000), risk::Decimal::of_millionths(12345)},
                    {true, false},
                    {}};
    const std::vector<double> scores = scores_of(rule, sample);
    const RankedScores by_pattern = ranked(sample, scores), by_row = ranked(scores);
    EXPECT_EQ(by_pattern.values, by_row.values);
    EXPECT_EQ(by_pattern.rank, by_row.rank);
    for (std::size_t i = 0; i < sample.rows; ++i) {
      const double points = sample.column(0)[i] != 0 ? -0.73 : 0,
                   slope = 0.012345 * sample.column(cohort.columns - 1)[i];
      EXPECT_NEAR(scores[i], points + slope, 1e-8);
      EXPECT_EQ(by_row.values[by_row.rank[i]], scores[i]);
    }
  }
}
