// Safety of two arms: early mortality, adverse events per time at risk, Fisher's test per term.
//
// Death by day 60 in 0.12 of the first arm. At risk of adverse events for 30 to 180 days; 1.2
// events per patient-year in the first arm. In the last design patients differ: each has a rate of
// his own, exponentially distributed around the arm's. Ten terms at grade 3 or more in 0.05 to
// 0.50.
#include "bench/two_arms.hpp"
#include "venscope/base/adjust.hpp"
#include "venscope/response/fisher.hpp"
#include "venscope/safety/early_deaths.hpp"
#include "venscope/safety/incidence_rate.hpp"
#include "venscope/safety/patient_time.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace venscope::bench {

namespace {

using safety::CensoredEarly;

constexpr double early_day = 60, lost_early = 0.10, days_per_year = 365.25;

struct Setting {
  std::int64_t n[2];
  double dead[2];  ///< by the early day
  double rate[2];  ///< adverse events per patient-year
  bool alike = true;

  double per_day(std::size_t z) const { return rate[z] / days_per_year; }
};

using Counts = std::array<std::int64_t, 2>;

Reading reading_of(std::string name, const Result<response::Effect>& effect, double truth,
                   double none) {
  Reading reading{std::move(name), {}, {}};
  if (!effect) return reading;
  const auto& [low, high] = effect->interval;
  reading.covered = holds(low, high, truth);
  reading.rejected = !holds(low, high, none);
  return reading;
}

/// The first `deaths` of n patients die on day 30; all others are followed beyond the day.
endpoint::Outcomes outcomes_of(std::int64_t deaths, std::int64_t n) {
  endpoint::Outcomes outcomes;
  for (std::int64_t i = 0; i < n; ++i) {
    outcomes.time.push_back(i < deaths ? 30 : 90);
    outcomes.event.push_back(i < deaths ? 1 : 0);
  }
  return outcomes;
}

std::vector<std::size_t> every_row(const endpoint::Outcomes& outcomes) {
  std::vector<std::size_t> rows(outcomes.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

void read_deaths(const Setting& setting, const Counts& deaths, Readings& all) {
  std::array<std::int64_t, 2> x{}, of{};
  for (std::size_t z = 0; z < 2; ++z) {
    const endpoint::Outcomes outcomes = outcomes_of(deaths[z], setting.n[z]);
    const auto found =
        *safety::early_deaths(outcomes, every_row(outcomes), early_day, CensoredEarly::exclude);
    all.push_back({z == 0 ? "early mortality, first arm (Clopper–Pearson)"
                          : "early mortality, second arm (Clopper–Pearson)",
                   holds(found.interval.low, found.interval.high, setting.dead[z]),
                   {}});
    x[z] = found.x;
    of[z] = found.of;
  }
  all.push_back(reading_of("early mortality, difference (Newcombe)",
                           response::risk_difference(x[1], of[1], x[0], of[0]),
                           setting.dead[1] - setting.dead[0], 0));
}

/// A tenth of the patients of the first arm would be lost before the early day.
void read_lost(const Setting& setting, RandomStream& random, Readings& all) {
  endpoint::Outcomes outcomes;
  const double death = -std::log(1 - setting.dead[0]) / early_day;
  const double loss = -std::log(1 - lost_early) / early_day;
  for (std::int64_t i = 0; i < setting.n[0]; ++i) {
    const double died = random.exponential() / death, lost = random.exponential() / loss;
    outcomes.time.push_back(std::min(died, lost));
    outcomes.event.push_back(died <= lost ? 1 : 0);
  }
  const std::vector<std::size_t> rows = every_row(outcomes);
  for (const auto& [name, censored] : {std::pair{"left out", CensoredEarly::exclude},
                                       std::pair{"taken for alive", CensoredEarly::alive},
                                       std::pair{"taken for dead", CensoredEarly::dead}}) {
    const auto found = safety::early_deaths(outcomes, rows, early_day, censored);
    Reading reading{std::string("early mortality, a tenth lost, ") + name, {}, {}};
    if (found) reading.covered = holds(found->interval.low, found->interval.high, setting.dead[0]);
    all.push_back(std::move(reading));
  }
  Reading curve{"early mortality, a tenth lost, Kaplan–Meier (log-log)", {}, {}};
  const auto fit =
      survival::kaplan_meier(outcomes, {}, {.scale = survival::ConfidenceScale::log_log});
  const std::vector<double> asked{early_day};
  if (const auto at = survival::at_times(*fit, asked); std::isfinite(at[0].lower))
    curve.covered = holds(at[0].lower, at[0].upper, 1 - setting.dead[0]);
  all.push_back(std::move(curve));
}

void read_rates(const Setting& setting, const Counts& events, const std::array<double, 2>& years,
                const std::string& which, const std::array<double, 2>& truth, bool single,
                Readings& all) {
  for (std::size_t z = 0; z < 2 && single; ++z) {
    Reading reading = reading_of(which + (z == 0 ? ": rate, first arm" : ": rate, second arm"),
                                 safety::incidence_rate(events[z], years[z]), truth[z], 0);
    reading.rejected.reset();
    all.push_back(std::move(reading));
  }
  // Where patients differ, only equal arms have a known ratio of first events.
  if (!single && setting.rate[0] != setting.rate[1]) return;
  all.push_back(reading_of(which + ": ratio",
                           safety::rate_ratio(events[1], years[1], events[0], years[0]),
                           truth[1] / truth[0], 1));
  all.push_back(reading_of(which + ": difference",
                           safety::rate_difference(events[1], years[1], events[0], years[0]),
                           truth[1] - truth[0], 0));
}

void read_events(const Setting& setting, RandomStream& random, Readings& all) {
  std::vector<safety::TimedEvent> events;
  std::vector<double> exposure;
  std::vector<std::int32_t> arm;
  for (std::size_t z = 0; z < 2; ++z)
    for (std::int64_t i = 0; i < setting.n[z]; ++i) {
      const auto days = static_cast<double>(30 + random.below(151));
      const double rate = setting.per_day(z) * (setting.alike ? 1 : random.exponential());
      for (double t = random.exponential() / rate; t < days; t += random.exponential() / rate)
        events.push_back({exposure.size(), 0, std::floor(t)});
      exposure.push_back(days);
      arm.push_back(static_cast<std::int32_t>(z));
    }
  const auto time = safety::patient_time(events, 1, exposure, arm, 2);
  read_rates(setting, {time[0].events, time[1].events},
             {time[0].days / days_per_year, time[1].days / days_per_year}, "all events",
             {setting.rate[0], setting.rate[1]}, true, all);
  // Of whole days, that of the first event is geometric.
  const auto per_year = [&](std::size_t z) {
    return -std::expm1(-setting.per_day(z)) * days_per_year;
  };
  read_rates(setting, {time[0].first, time[1].first},
             {time[0].first_days / days_per_year, time[1].first_days / days_per_year},
             "first events", {per_year(0), per_year(1)}, setting.alike, all);
}

/// Ten terms, each as frequent in both arms.
void read_terms(const Setting& setting, RandomStream& random, Readings& all) {
  std::vector<double> p;
  for (int term = 0; term < 10; ++term) {
    const double rate = 0.05 + 0.05 * term;
    Counts x{};
    for (std::size_t z = 0; z < 2; ++z)
      for (std::int64_t i = 0; i < setting.n[z]; ++i) x[z] += random.chance(rate) ? 1 : 0;
    const auto test = response::fisher(
        response::make_table(2, 2, {x[1], setting.n[1] - x[1], x[0], setting.n[0] - x[0]}));
    p.push_back(test ? test->p : 1);
  }
  const auto any = [](const std::vector<double>& of) {
    return *std::min_element(of.begin(), of.end()) < 0.05;
  };
  all.push_back({"Fisher's test of ten equal terms: any, as they are", {}, any(p)});
  all.push_back(
      {"Fisher's test of ten equal terms: any, Holm", {}, any(adjusted(p, Adjustment::holm))});
}

Readings read_cohort(const Setting& setting, RandomStream& random) {
  Readings all;
  Counts deaths{};
  for (std::size_t z = 0; z < 2; ++z)
    for (std::int64_t i = 0; i < setting.n[z]; ++i)
      deaths[z] += random.chance(setting.dead[z]) ? 1 : 0;
  read_deaths(setting, deaths, all);
  read_lost(setting, random, all);
  read_events(setting, random, all);
  read_terms(setting, random, all);
  return all;
}

std::vector<double> poisson_probabilities(double mean) {
  std::vector<double> all;
  for (double x = 0; x <= mean + 10 * std::sqrt(mean) + 10; ++x)
    all.push_back(std::exp(x * std::log(mean) - mean - std::lgamma(x + 1)));
  return all;
}

/// Calls read(counts, all) for every pair of counts that is not next to impossible.
template <class Read>
void every_pair(const std::vector<double>& first, const std::vector<double>& second, Tallies& sums,
                Read read) {
  for (std::size_t a = 0; a < first.size(); ++a)
    for (std::size_t b = 0; b < second.size(); ++b) {
      const double weight = first[a] * second[b];
      if (weight < 1e-10) continue;
      Readings all;
      read(Counts{static_cast<std::int64_t>(a), static_cast<std::int64_t>(b)}, all);
      sums.add(all, weight);
    }
}

/// Deaths are binomial; events are Poisson in 105 days of each patient, the mean.
Tallies every_count(const Setting& setting) {
  Tallies sums;
  every_pair(binomial_probabilities(setting.n[0], setting.dead[0]),
             binomial_probabilities(setting.n[1], setting.dead[1]), sums,
             [&](const Counts& x, Readings& all) { read_deaths(setting, x, all); });
  if (!setting.alike) return sums;
  std::array<double, 2> years{};
  for (std::size_t z = 0; z < 2; ++z)
    years[z] = static_cast<double>(setting.n[z]) * 105 / days_per_year;
  every_pair(
      poisson_probabilities(setting.rate[0] * years[0]),
      poisson_probabilities(setting.rate[1] * years[1]), sums, [&](const Counts& x, Readings& all) {
        read_rates(setting, x, years, "all events", {setting.rate[0], setting.rate[1]}, true, all);
      });
  return sums;
}

Design design(std::string title, const Setting& setting) {
  return {std::move(title),
          [setting](RandomStream& random) { return read_cohort(setting, random); },
          [setting] { return every_count(setting); }};
}

}  // namespace

void safety_of_arms(const Size& size) {
  print_family(
      "Safety of two arms",
      {design("28 + 42: no effect", {{28, 42}, {0.12, 0.12}, {1.2, 1.2}}),
       design("28 + 42: effect", {{28, 42}, {0.12, 0.25}, {1.2, 2.4}}),
       design("150 + 150: no effect", {{150, 150}, {0.12, 0.12}, {1.2, 1.2}}),
       design("150 + 150: effect", {{150, 150}, {0.12, 0.25}, {1.2, 2.4}}),
       design("150 + 150: patients differ", {{150, 150}, {0.12, 0.12}, {1.2, 1.2}, false})},
      size, 14);
}

}  // namespace venscope::bench
