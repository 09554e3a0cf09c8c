// Time-dependent ROC curves as their definitions stand, pair by pair and window by window.
#include "venscope/accuracy/roc.hpp"

#include "support/random_outcomes.hpp"
#include "venscope/accuracy/inverse_censoring.hpp"
#include "venscope/base/random.hpp"
#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;
using namespace venscope::test;

namespace {

struct Marked {
  endpoint::Outcomes outcomes;
  std::vector<double> marker;
  double time = 0;
};

/// Cohorts with and without ties in times and markers; the time within the follow-up.
template <class F>
void for_each_marked(F f) {
  CohortMaker maker(77);
  for (const std::size_t n : {3U, 8U, 40U, 130U})
    for (const Times times : {Times::few_values, Times::whole_days, Times::continuous})
      for (const double step : {0.0, 0.25}) {
        Marked m{maker.make({n, 2, times, false, false}).outcomes, {}, 0};
        for (std::size_t i = 0; i < n; ++i) {
          const double x = maker.uniform();
          m.marker.push_back(step > 0 ? std::floor(x / step) * step : x);
        }
        std::vector<double> sorted = m.outcomes.time;
        std::sort(sorted.begin(), sorted.end());
        m.time = sorted[n / 2];
        f(m);
      }
}

/// The Kaplan-Meier estimate at `time` of the rows that `in` takes; of `code` 0, of being
/// uncensored (just before `time` with `before`), events first.
template <class In>
double slow_survival(const endpoint::Outcomes& o, double time, In in) {
  double survival = 1;
  std::vector<double> times = o.time;
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  for (const double t : times) {
    if (t > time) break;
    double risk = 0, events = 0;
    for (std::size_t i = 0; i < o.size(); ++i) {
      if (!in(i) || o.time[i] < t) continue;
      risk += 1;
      events += o.time[i] == t && o.event[i] != 0;
    }
    if (risk > 0) survival *= 1 - events / risk;
  }
  return survival;
}

double slow_uncensored(const endpoint::Outcomes& o, double time, bool before) {
  double result = 1;
  std::vector<double> times = o.time;
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  for (const double t : times) {
    if (before ? t >= time : t > time) break;
    double risk = 0, censored = 0;
    for (std::size_t i = 0; i < o.size(); ++i) {
      risk += o.time[i] > t || (o.time[i] == t && o.event[i] == 0);
      censored += o.time[i] == t && o.event[i] == 0;
    }
    if (censored > 0) result *= 1 - censored / risk;
  }
  return result;
}

struct Rates {
  double tpr = 0, fpr = 0;
};

template <class Rate>
void compare(const Marked& m, const TimeRoc& found, Rate rate, double tolerance) {
  std::vector<Rates> slow;
  for (const RocPoint& point : found.curve) {
    slow.push_back(rate(point.cut));
    EXPECT_NEAR(point.tpr, slow.back().tpr, tolerance);
    EXPECT_NEAR(point.fpr, slow.back().fpr, tolerance);
  }
  double area = 0;
  for (std::size_t i = 1; i < slow.size(); ++i)
    area += (slow[i - 1].fpr - slow[i].fpr) * (slow[i - 1].tpr + slow[i].tpr) / 2;
  EXPECT_NEAR(*found.auc, area, tolerance) << m.marker.size();
}

TimeRoc curve_of(const Marked& m, const RocOptions& options) {
  return roc(m.outcomes, m.marker, std::vector<double>{m.time}, options).value().times.front();
}

/// The estimate by all pairs with weights `w`.
double pair_auc(const Marked& m, const std::vector<double>& w) {
  double above = 0, all = 0;
  for (std::size_t i = 0; i < w.size(); ++i)
    for (std::size_t j = 0; j < w.size(); ++j) {
      if (m.outcomes.time[i] > m.time || m.outcomes.event[i] == 0 || m.outcomes.time[j] <= m.time)
        continue;
      const double x = m.marker[i], y = m.marker[j];
      above += w[i] * w[j] * (x > y ? 1 : x == y ? 0.5 : 0);
      all += w[i] * w[j];
    }
  return above / all;
}

}  // namespace

TEST(RocTwin, IpcwIsTheShareOfWeightedPairs) {
  std::size_t defined = 0;
  for_each_marked([&](const Marked& m) {
    const TimeRoc found = curve_of(m, {});
    if (!found.auc) return;
    ++defined;
    std::vector<double> w;
    for (const double t : m.outcomes.time)
      w.push_back(1 / slow_uncensored(m.outcomes, std::min(t, m.time), t <= m.time));
    EXPECT_NEAR(*found.auc, pair_auc(m, w), 1e-12);
    double mean = 0;
    for (const double value : found.influence) mean += value;
    EXPECT_NEAR(mean, 0, 1e-9 * static_cast<double>(w.size())) << "influences add to nothing";
  });
  EXPECT_GE(defined, 20U);
}

TEST(RocTwin, NeighboursAreKaplanMeierInEveryWindow) {
  std::size_t defined = 0;
  for_each_marked([&](const Marked& m) {
    const RocOptions options{.method = RocMethod::nne, .span = 0.1};
    const TimeRoc found = curve_of(m, options);
    if (!found.auc) return;
    ++defined;
    const std::size_t n = m.marker.size();
    std::vector<double> sorted = m.marker, survival;
    std::sort(sorted.begin(), sorted.end());
    for (const double centre : m.marker) {
      std::size_t first = 0;
      while (sorted[first] < centre) ++first;
      const auto step = static_cast<std::size_t>(static_cast<double>(n) * 0.1 + 0.5);
      const double lambda = sorted[std::min(first + step, n - 1)] - centre;
      survival.push_back(slow_survival(m.outcomes, m.time, [&](std::size_t i) {
        return m.marker[i] - centre <= lambda && m.marker[i] - centre >= -lambda;
      }));
    }
    compare(
        m, found,
        [&](double cut) {
          double dead = 0, alive = 0, all_dead = 0, all_alive = 0;
          for (std::size_t i = 0; i < n; ++i) {
            all_dead += 1 - survival[i];
            all_alive += survival[i];
            dead += m.marker[i] > cut ? 1 - survival[i] : 0;
            alive += m.marker[i] > cut ? survival[i] : 0;
          }
          return Rates{dead / all_dead, alive / all_alive};
        },
        1e-12);
  });
  EXPECT_GE(defined, 20U);
}

TEST(RocTwin, KaplanMeierIsThatOfEveryUpperPart) {
  std::size_t defined = 0;
  for_each_marked([&](const Marked& m) {
    const TimeRoc found = curve_of(m, {.method = RocMethod::km});
    if (!found.auc) return;
    ++defined;
    const double all = slow_survival(m.outcomes, m.time, [](std::size_t) { return true; });
    compare(
        m, found,
        [&](double cut) {
          double share = 0;
          for (const double x : m.marker) share += x > cut;
          share /= static_cast<double>(m.marker.size());
          const double above =
              slow_survival(m.outcomes, m.time, [&](std::size_t i) { return m.marker[i] > cut; });
          return Rates{(1 - above) * share / (1 - all), above * share / all};
        },
        1e-12);
  });
  EXPECT_GE(defined, 20U);
}

// Times that differ by rounding only, against the same made equal beforehand.
TEST(RocTwin, NearTiesAreTies) {
  std::size_t merged = 0;
  for_each_marked([&](Marked m) {
    RandomStream random(m.outcomes.size(), "near ties");
    for (std::size_t i = 0; i + 2 < m.outcomes.size(); i += 1 + random.below(3))
      for (const std::size_t next : {i + 1, i + 2})
        if (random.chance(0.5))
          m.outcomes.time[next] = m.outcomes.time[i] * (1 + 1e-11 * random.normal());
    std::vector<double> sorted = m.outcomes.time;
    std::sort(sorted.begin(), sorted.end());
    m.time = sorted[sorted.size() / 2] + 0.001;
    const endpoint::Tied tied = endpoint::with_tied_times(m.outcomes).value();
    merged += tied.merged;
    const std::vector<double> times{m.time};
    const auto near = roc(m.outcomes, m.marker, times, {}),
               made = roc(tied.outcomes, m.marker, times, {});
    ASSERT_TRUE(near && made);
    const TimeRoc &a = near->times.front(), &b = made->times.front();
    EXPECT_EQ(a.undefined, b.undefined);
    EXPECT_EQ(a.auc, b.auc);
    EXPECT_EQ(a.std_error, b.std_error);
    EXPECT_EQ(a.influence, b.influence);
  });
  EXPECT_GT(merged, 200u);
}
