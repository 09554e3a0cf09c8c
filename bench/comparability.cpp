// Coverage of the intervals and size of the tests of two arms compared, on cohorts whose treatment
// depends on what decides the outcome.
//
//   bench/comparability [COHORTS] [RESAMPLES] [THREADS]      default 2000 100 2
//
// Cohorts of 70 and of 300 patients; hazards of the arms the same, or HR 0.61 given the covariates.
// The true marginal effects are those of 400,000 patients each of whom has both outcomes, weighted
// by the true propensity; under no effect they are 0. Written as the table of docs/validation.md.
#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/comparability/arm_comparison.hpp"
#include "venscope/comparability/weighted_log_rank.hpp"
#include "venscope/comparability/weighted_risk.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/core.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

const std::vector<Method> methods{Method::crude, Method::adjusted, Method::matched,
                                  Method::ate,   Method::att,      Method::overlap};

double inverse_logit(double x) {
  return 1 / (1 + std::exp(-x));
}

/// One patient before any treatment.
struct Person {
  double x1, x2, x3, propensity, unit_time, censoring, response_threshold;

  explicit Person(RandomStream& random)
      : x1(random.normal()),
        x2(random.chance(0.4) ? 1.0 : 0.0),
        x3(random.normal()),
        propensity(inverse_logit(-0.4 + 0.8 * x1 + 0.6 * x2 - 0.4 * x3)),
        unit_time(random.exponential()),
        censoring(6 + 30 * random.uniform()),
        response_threshold(random.uniform()) {}

  double time(double effect) const {
    return unit_time / (0.05 * std::exp(effect + 0.6 * x1 + 0.5 * x2));
  }
  bool responds(double effect) const {
    return response_threshold < inverse_logit(-0.2 - effect - 0.5 * x1 - 0.4 * x2);
  }
};

struct Cohort {
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> treated, response;
  Matrix covariates;
  std::vector<std::string> names{"x1", "x2", "x3"};

  TwoArms arms() const { return {outcomes, treated, covariates, names, {}, {}}; }
  void add(const Person& person, bool in_arm, double effect) {
    const double with = in_arm ? effect : 0, time = person.time(with);
    outcomes.time.push_back(std::min(time, person.censoring));
    outcomes.event.push_back(time <= person.censoring ? 1 : 0);
    treated.push_back(in_arm ? 1 : 0);
    response.push_back(person.responds(with) ? 1 : 0);
  }
};

Cohort draw_cohort(std::size_t n, double effect, std::uint64_t index) {
  RandomStream random(20 + n, "comparability-cohort", index);
  Cohort cohort;
  cohort.covariates = Matrix(n, 3);
  for (std::size_t i = 0; i < n; ++i) {
    const Person person(random);
    cohort.add(person, random.chance(person.propensity), effect);
    cohort.covariates(i, 0) = person.x1;
    cohort.covariates(i, 1) = person.x2;
    cohort.covariates(i, 2) = person.x3;
  }
  return cohort;
}

/// What each method estimates.
struct Truth {
  double log_ratio = 0, risk = 0;
};

Truth truth_of(Method method, double effect) {
  if (method == Method::adjusted) return {effect, 0};
  RandomStream random(1, "comparability-truth");
  Cohort both;
  std::vector<double> weights;
  double risk = 0, sum = 0;
  constexpr std::size_t people = 400'000;
  for (std::size_t i = 0; i < people; ++i) {
    const Person person(random);
    const double e = person.propensity;
    const double w = method == Method::overlap                            ? e * (1 - e)
                     : method == Method::att || method == Method::matched ? e
                                                                          : 1;
    for (const bool arm : {false, true}) {
      both.add(person, arm, effect);
      weights.push_back(w);
    }
    sum += w;
    risk += w * (person.responds(effect) - person.responds(0));
  }
  Matrix design(weights.size(), 1);
  for (std::size_t i = 0; i < weights.size(); ++i) design(i, 0) = both.treated[i];
  const auto fit = survival::cox({both.outcomes, design, {}, weights}, {.robust = false});
  return {fit ? fit->terms[0].coef : std::nan(""), risk / sum};
}

/// Of one estimate over the cohorts.
struct Tally {
  std::string name;
  double truth = 0;
  std::size_t done = 0, covered = 0, rejected = 0;
  double sum = 0, errors = 0, squares = 0;

  void add(double estimate, double std_error, double low, double high, double p) {
    ++done;
    covered += low <= truth && truth <= high ? 1 : 0;
    rejected += p < 0.05 ? 1 : 0;
    sum += estimate;
    squares += estimate * estimate;
    errors += std_error;
  }
  void print(std::size_t cohorts) const {
    const double n = static_cast<double>(done), mean = sum / n;
    fmt::print("| {} | {:.3f} | {:+.3f} | {:.3f} | {:.3f} | {:.1f}% | {:.1f}% | {} |\n", name,
               truth, mean - truth, std::sqrt((squares - n * mean * mean) / (n - 1)), errors / n,
               100 * static_cast<double>(covered) / n, 100 * static_cast<double>(rejected) / n,
               cohorts - done);
  }
};

struct Answers {
  ArmComparison robust, bootstrap;
  std::vector<std::optional<WeightedRisk>> risk;
  std::vector<std::optional<WeightedLogRank>> test;
};

Answers answers_of(const Cohort& cohort, std::size_t resamples, std::uint64_t index) {
  Answers answers;
  ComparisonOptions options;
  options.methods = methods;
  answers.robust = compare_arms(cohort.arms(), options);
  options.methods = {Method::ate, Method::att, Method::overlap};
  options.resamples = resamples;
  options.seed = 1000 + index;
  answers.bootstrap = compare_arms(cohort.arms(), options);
  for (const MethodResult& one : answers.robust.methods) {
    answers.risk.emplace_back();
    answers.test.emplace_back();
    if (!one.weighting || !needs_propensity(one.method)) continue;
    const Weighting& w = *one.weighting;
    if (auto risk = weighted_risk_difference(cohort.response, cohort.treated, w.weight, w.cluster))
      answers.risk.back() = *risk;
    if (auto test = weighted_log_rank(cohort.outcomes, cohort.treated, w.weight, w.cluster))
      answers.test.back() = *test;
  }
  return answers;
}

void run(std::size_t n, double effect, std::size_t cohorts, std::size_t resamples,
         unsigned threads) {
  std::vector<Answers> all(cohorts);
  parallel_for(cohorts, threads, [&](std::size_t i) {
    all[i] = answers_of(draw_cohort(n, effect, i), resamples, i);
  });
  fmt::print("\n{} patients, log HR {:.1f} given the covariates\n\n", n, effect);
  fmt::print("| estimate | truth | bias | SD | mean SE | coverage | p < 0.05 | no answer |\n");
  fmt::print("|---|---|---|---|---|---|---|---|\n");
  for (std::size_t m = 0; m < methods.size(); ++m) {
    const std::string name(name_of(methods[m]));
    const Truth truth = effect == 0 ? Truth{} : truth_of(methods[m], effect);
    Tally hazard{name + ", log HR", truth.log_ratio}, risk{name + ", risk difference", truth.risk},
        resampled{name + ", log HR, bootstrap", truth.log_ratio}, test{name + ", log-rank", 0};
    for (const Answers& one : all) {
      if (const auto& e = one.robust.methods[m].effect)
        hazard.add(e->log_ratio, e->std_error, std::log(e->low), std::log(e->high), e->p);
      if (const auto& r = one.risk[m]) risk.add(r->difference, r->std_error, r->low, r->high, r->p);
      if (const auto& t = one.test[m]) test.add(0, 0, 0, 0, t->p);
      for (const MethodResult& b : one.bootstrap.methods)
        if (b.method == methods[m] && b.effect)
          resampled.add(b.effect->log_ratio, b.effect->std_error, std::log(b.effect->low),
                        std::log(b.effect->high), b.effect->p);
    }
    hazard.print(cohorts);
    if (resampled.done > 0) resampled.print(cohorts);
    if (test.done > 0)
      fmt::print("| {} | | | | | | {:.1f}% | {} |\n", test.name,
                 100 * static_cast<double>(test.rejected) / static_cast<double>(test.done),
                 cohorts - test.done);
    if (risk.done > 0) risk.print(cohorts);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto argument = [&](int i, unsigned long otherwise) {
    return argc > i ? std::strtoul(argv[i], nullptr, 10) : otherwise;
  };
  const std::size_t cohorts = argument(1, 2000), resamples = argument(2, 100);
  const auto threads = static_cast<unsigned>(argument(3, 2));
  for (const std::size_t n : {70u, 300u})
    for (const double effect : {0.0, -0.5}) run(n, effect, cohorts, resamples, threads);
}
