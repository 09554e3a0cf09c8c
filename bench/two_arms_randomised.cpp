// Two randomised arms: rates of response and the main tests of survival.
//
// Arms of 28 and 42 and of 150 and 150 patients; rates of response 0.32 in both or 0.32 and 0.52,
// rare ones 0.05 and 0.20; exponential times, equal hazards or HR 0.6, censored uniformly between
// 6 and 36 months. A covariate takes part in the responses of the adjusted models only. The truth
// is known in closed form. What depends on the counts alone is also added up exactly, over every
// table by its probability. Written as the tables of docs/validation.md.
#include "bench/two_arms.hpp"
#include "venscope/audit/count_tests.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/response/logistic.hpp"
#include "venscope/response/two_proportions.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/log_rank.hpp"
#include "venscope/survival/milestone.hpp"
#include "venscope/survival/restricted_mean_difference.hpp"

#include <array>
#include <cmath>

#include <fmt/core.h>

namespace venscope::bench {

namespace {

struct Setting {
  std::int64_t n[2];      ///< reference, other
  double rate[2];         ///< of response
  double log_hazard = 0;  ///< of the other arm against the reference
  double log_odds = 0;    ///< the same of the adjusted model
};

constexpr double hazard = 0.08, horizon = 12, milestone = 12, slope = 0.8;

void add_interval(Readings& all, const std::string& name,
                  const std::optional<response::Interval>& interval, double truth) {
  Reading reading{name, {}, {}};
  if (interval) reading.covered = interval->low <= truth && truth <= interval->high;
  all.push_back(std::move(reading));
}

void read_counts(const Setting& setting, const std::array<std::int64_t, 2>& x, Readings& all) {
  const double p0 = setting.rate[0], p1 = setting.rate[1];
  add_interval(all, "rate, Wilson", *response::wilson(x[0], setting.n[0]), p0);
  add_interval(all, "rate, Clopper–Pearson", *response::clopper_pearson(x[0], setting.n[0]), p0);
  const auto effects = *response::two_proportions({x[1], setting.n[1], x[0], setting.n[0]});
  add_interval(all, "difference, Miettinen–Nurminen", effects.miettinen_nurminen, p1 - p0);
  add_interval(all, "difference, Newcombe", effects.newcombe, p1 - p0);
  add_interval(all, "ratio, Miettinen–Nurminen", effects.ratio_score, p1 / p0);
  add_interval(all, "ratio, Katz", effects.katz, p1 / p0);
  const double odds = p1 * (1 - p0) / (p0 * (1 - p1));
  add_interval(all, "odds ratio, Miettinen–Nurminen", effects.odds_score, odds);
  add_interval(all, "odds ratio, Woolf", effects.woolf, odds);
  add_interval(all, "odds ratio, exact", effects.cornfield, odds);
  add_interval(all, "odds ratio, mid-p", effects.mid_p, odds);
  const auto tests = audit::tests_of(
      response::make_table(2, 2, {x[1], setting.n[1] - x[1], x[0], setting.n[0] - x[0]}));
  // Where all responded, or nobody, no test rejects.
  for (const audit::CountTest test :
       {audit::CountTest::pearson, audit::CountTest::yates, audit::CountTest::n_minus_one,
        audit::CountTest::fisher, audit::CountTest::mid_p, audit::CountTest::likelihood_ratio}) {
    Reading reading{"test: " + std::string(audit::words_of(test)), {}, false};
    for (const audit::TestedP& one : tests)
      if (one.test == test) reading.rejected = one.p < 0.05;
    all.push_back(std::move(reading));
  }
}

std::array<std::int64_t, 2> draw_responders(const Setting& setting, RandomStream& random) {
  std::array<std::int64_t, 2> x{};
  for (std::size_t z = 0; z < 2; ++z)
    for (std::int64_t i = 0; i < setting.n[z]; ++i) x[z] += random.chance(setting.rate[z]) ? 1 : 0;
  return x;
}

void read_adjusted(const Setting& setting, RandomStream& random, Readings& all) {
  const auto rows = static_cast<std::size_t>(setting.n[0] + setting.n[1]);
  Matrix design(rows, 2);
  std::vector<std::int32_t> outcome(rows);
  const double intercept = std::log(setting.rate[0] / (1 - setting.rate[0]));
  for (std::size_t i = 0; i < rows; ++i) {
    design(i, 0) = static_cast<std::int64_t>(i) < setting.n[0] ? 0 : 1;
    design(i, 1) = random.normal();
    const double eta = intercept + setting.log_odds * design(i, 0) + slope * design(i, 1);
    outcome[i] = random.chance(1 / (1 + std::exp(-eta))) ? 1 : 0;
  }
  for (const bool firth : {false, true}) {
    Reading reading{
        firth ? "adjusted odds ratio, Firth (profile)" : "adjusted odds ratio, Wald", {}, {}};
    const auto fit = response::logistic({design, outcome}, {.firth = firth});
    if (fit && (firth || fit->terms[1].trouble == response::LogisticTrouble::none)) {
      const response::LogisticTerm& arm = fit->terms[1];
      const double truth = std::exp(setting.log_odds);
      reading.covered = arm.conf_low <= truth && truth <= arm.conf_high;
      reading.rejected = (arm.p_profile ? *arm.p_profile : arm.p) < 0.05;
    }
    all.push_back(std::move(reading));
  }
}

void add_contrast(Readings& all, const char* name, const survival::Contrast& contrast,
                  double truth) {
  Reading reading{name, {}, {}};
  if (std::isfinite(contrast.p)) {
    reading.covered = contrast.lower <= truth && truth <= contrast.upper;
    reading.rejected = contrast.p < 0.05;
  }
  all.push_back(std::move(reading));
}

void read_survival(const Setting& setting, RandomStream& random, Readings& all) {
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> arm;
  for (std::int32_t z = 0; z < 2; ++z)
    for (std::int64_t i = 0; i < setting.n[z]; ++i) {
      const double time = random.exponential() / (hazard * std::exp(z * setting.log_hazard));
      const double censoring = 6 + 30 * random.uniform();
      outcomes.time.push_back(std::min(time, censoring));
      outcomes.event.push_back(time <= censoring ? 1 : 0);
      arm.push_back(z);
    }
  for (const auto& [name, weight] :
       {std::pair{"log-rank", survival::RankWeight(0, 0)},
        std::pair{"log-rank, Peto–Peto", survival::RankWeight(1, 0)},
        std::pair{"log-rank, late events (0, 1)", survival::RankWeight(0, 1)},
        std::pair{"log-rank, Gehan", survival::RankWeight(survival::RankWeight::Kind::gehan)}}) {
    const auto test = survival::log_rank(outcomes, arm, 2, {}, weight);
    all.push_back(
        {name, {}, test && std::isfinite(test->p) ? std::optional(test->p < 0.05) : std::nullopt});
  }
  Matrix design(arm.size(), 1);
  for (std::size_t i = 0; i < arm.size(); ++i) design(i, 0) = arm[i];
  Reading cox{"hazard ratio, Cox", {}, {}};
  if (const auto fit = survival::cox({outcomes, design})) {
    const survival::CoxTerm& term = fit->terms[0];
    const double truth = std::exp(setting.log_hazard);
    cox.covered = term.conf_low <= truth && truth <= term.conf_high;
    cox.rejected = term.p < 0.05;
  }
  all.push_back(std::move(cox));
  const auto curves = survival::kaplan_meier_groups(outcomes, arm, 2);
  if (!curves) return;
  const double rates[2] = {hazard, hazard * std::exp(setting.log_hazard)};
  const auto mean_to = [](double rate) { return (1 - std::exp(-rate * horizon)) / rate; };
  survival::Contrast undefined;
  undefined.p = std::nan("");
  const auto means = survival::compare_restricted_means((*curves)[0], (*curves)[1], horizon);
  add_contrast(all, "restricted mean difference", means ? means->difference : undefined,
               mean_to(rates[1]) - mean_to(rates[0]));
  add_contrast(all, "restricted mean ratio", means ? means->ratio : undefined,
               mean_to(rates[1]) / mean_to(rates[0]));
  const auto at = survival::compare_at((*curves)[0], (*curves)[1], milestone);
  add_contrast(all, "milestone difference", at.difference,
               std::exp(-rates[1] * milestone) - std::exp(-rates[0] * milestone));
  add_contrast(all, "milestone ratio of cumulative hazards", at.hazard_ratio,
               std::exp(setting.log_hazard));
}

/// What depends on counts alone, over every table by its probability.
std::vector<Tally> every_table(const Setting& setting, unsigned threads) {
  const std::vector<double> first = binomial_probabilities(setting.n[0], setting.rate[0]);
  const std::vector<double> second = binomial_probabilities(setting.n[1], setting.rate[1]);
  std::vector<std::vector<Tally>> rows(first.size());
  parallel_for(first.size(), threads, [&](std::size_t x0) {
    for (std::size_t x1 = 0; x1 < second.size(); ++x1) {
      const double weight = first[x0] * second[x1];
      if (weight < 1e-12) continue;
      Readings all;
      read_counts(setting, {static_cast<std::int64_t>(x0), static_cast<std::int64_t>(x1)}, all);
      rows[x0].resize(all.size());
      for (std::size_t k = 0; k < all.size(); ++k) rows[x0][k].add(all[k], weight);
    }
  });
  std::vector<Tally> sums;
  for (const std::vector<Tally>& row : rows) {
    sums.resize(std::max(sums.size(), row.size()));
    for (std::size_t k = 0; k < row.size(); ++k) {
      sums[k].intervals += row[k].intervals;
      sums[k].covered += row[k].covered;
      sums[k].tests += row[k].tests;
      sums[k].rejected += row[k].rejected;
    }
  }
  return sums;
}

void run(const char* title, const Setting& setting, std::size_t cohorts, unsigned threads,
         std::uint64_t seed) {
  std::vector<Readings> all(cohorts);
  parallel_for(cohorts, threads, [&](std::size_t i) {
    RandomStream random(seed, "two-arms", i);
    read_counts(setting, draw_responders(setting, random), all[i]);
    read_adjusted(setting, random, all[i]);
    read_survival(setting, random, all[i]);
  });
  fmt::print("\n{}: {} against {} patients\n\n", title, setting.n[1], setting.n[0]);
  fmt::print("| estimate or test | coverage | exactly | p < 0.05 | exactly | no answer |\n");
  fmt::print("|---|---|---|---|---|---|\n");
  std::vector<Tally> exact = every_table(setting, threads);
  exact.resize(all[0].size());
  for (std::size_t k = 0; k < all[0].size(); ++k) {
    Tally tally;
    for (const Readings& readings : all) tally.add(readings[k], 1);
    fmt::print("| {} | {} | {} | {} | {} | {} |\n", all[0][k].name,
               share(tally.covered, tally.intervals), share(exact[k].covered, exact[k].intervals),
               share(tally.rejected, tally.tests), share(exact[k].rejected, exact[k].tests),
               static_cast<double>(cohorts) - std::max(tally.intervals, tally.tests));
  }
}

}  // namespace

void randomised_arms(const Size& size) {
  const auto [cohorts, threads] = size;
  const double log_odds = std::log(0.52 * 0.68 / (0.32 * 0.48)), log_hazard = std::log(0.6);
  run("No effect", {{28, 42}, {0.32, 0.32}, 0, 0}, cohorts, threads, 1);
  run("Effect", {{28, 42}, {0.32, 0.52}, log_hazard, log_odds}, cohorts, threads, 2);
  run("No effect", {{150, 150}, {0.32, 0.32}, 0, 0}, cohorts, threads, 3);
  run("Effect", {{150, 150}, {0.32, 0.52}, log_hazard, log_odds}, cohorts, threads, 4);
  run("Rare, no effect", {{28, 42}, {0.05, 0.05}, 0, 0}, cohorts, threads, 5);
  run("Rare, effect", {{28, 42}, {0.05, 0.20}, log_hazard, std::log(0.2 * 0.95 / (0.05 * 0.8))},
      cohorts, threads, 6);
}

}  // namespace venscope::bench
