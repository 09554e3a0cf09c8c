// The indices of a score against the methods of their own and against all pairs.
#include "venscope/derivation/performance.hpp"

#include "support/random_derivation.hpp"
#include "twins/derivation/written_out.hpp"
#include "venscope/accuracy/concordance.hpp"
#include "venscope/derivation/optimism.hpp"
#include "venscope/survival/kaplan_meier.hpp"

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
