// Areas under ROC curves of resamples by weights, against roc() of the rows that were drawn.
#include "support/random_outcomes.hpp"
#include "venscope/accuracy/ipcw_resamples.hpp"
#include "venscope/accuracy/roc.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;
using namespace venscope::test;

namespace {

struct Drawable {
  endpoint::Outcomes outcomes;
  std::vector<double> marker, times;
  std::string label;
};

/// Cohorts with and without ties of times and markers, of one cause and of two; times before the
/// first row, within, at the last row and after it.
template <class F>
void for_each_drawable(F f) {
  CohortMaker maker(2026);
  for (const std::size_t n : {2U, 5U, 20U, 90U})
    for (const Times times : {Times::few_values, Times::whole_days, Times::continuous})
      for (const double step : {0.0, 0.2, 2.0})
        for (const bool competing : {false, true}) {
          Drawable m{maker.make({n, 2, times, false, false}).outcomes, {}, {}, {}};
          for (std::size_t i = 0; i < n; ++i) {
            const double x = maker.uniform();
            m.marker.push_back(step > 0 ? std::floor(x / step) * step : x);
            if (competing && m.outcomes.event[i] != 0 && maker.below(3) == 0)
              m.outcomes.event[i] = 2;
          }
          std::vector<double> sorted = m.outcomes.time;
          std::sort(sorted.begin(), sorted.end());
          m.times = {sorted[n / 2], sorted[0] / 2,     sorted[n / 4],
                     sorted[n - 1], sorted[n - 1] + 1, (sorted[n / 2] + sorted[n - 1]) / 2};
          m.label = std::to_string(n) + " rows, times " + std::to_string(static_cast<int>(times)) +
                    ", step " + std::to_string(step) + (competing ? ", competing" : "");
          f(m);
        }
}

std::vector<TimeRoc> of_drawn(const Drawable& m, std::uint64_t seed, std::size_t b) {
  RandomStream random(seed, "roc", b);
  Drawable drawn;
  for (std::size_t i = 0; i < m.marker.size(); ++i) {
    const std::size_t row = random.below(m.marker.size());
    drawn.outcomes.time.push_back(m.outcomes.time[row]);
    drawn.outcomes.event.push_back(m.outcomes.event[row]);
    drawn.marker.push_back(m.marker[row]);
  }
  return roc(drawn.outcomes, drawn.marker, m.times, {.auc_only = true})->times;
}

}  // namespace

TEST(RocResamplesTwin, ACountIsARowDrawnSoOften) {
  std::size_t defined = 0, undefined = 0;
  for_each_drawable([&](const Drawable& m) {
    const auto censoring = InverseCensoring::of(m.outcomes).value();
    const MarkerOrder markers(m.marker);
    const IpcwRows rows(censoring, markers, 1);
    const IpcwResamples resamples(censoring, rows, markers, m.times);
    for (const std::size_t first : {0U, 8U, 16U}) {
      const auto found = resamples.aucs(9, first);
      for (std::size_t lane = 0; lane < IpcwResamples::lanes; ++lane) {
        const std::vector<TimeRoc> slow = of_drawn(m, 9, first + lane);
        for (std::size_t k = 0; k < slow.size(); ++k) {
          ASSERT_EQ(slow[k].auc.has_value(), std::isfinite(found[k][lane])) << m.label << ' ' << k;
          (slow[k].auc ? defined : undefined) += 1;
          EXPECT_NEAR(slow[k].auc ? found[k][lane] : 0, slow[k].auc.value_or(0), 1e-13) << m.label;
        }
      }
    }
  });
  EXPECT_GT(defined, 2000u);
  EXPECT_GT(undefined, 2000u);
}

TEST(RocResamplesTwin, ErrorAndLimitsAreThoseOfTheResamples) {
  for_each_drawable([&](const Drawable& m) {
    if (m.marker.size() < 90) return;
    constexpr std::size_t resamples = 21;  // no multiple of the lanes
    RocOptions options{.resamples = resamples, .seed = 4};
    const Roc one = roc(m.outcomes, m.marker, m.times, options).value();
    options.threads = 3;
    const Roc three = roc(m.outcomes, m.marker, m.times, options).value();
    std::vector<std::vector<double>> aucs(m.times.size());
    for (std::size_t b = 0; b < resamples; ++b) {
      const std::vector<TimeRoc> slow = of_drawn(m, 4, b);
      for (std::size_t k = 0; k < slow.size(); ++k)
        if (slow[k].auc) aucs[k].push_back(*slow[k].auc);
    }
    for (std::size_t k = 0; k < m.times.size(); ++k) {
      const TimeRoc& at = one.times[k];
      EXPECT_EQ(at.std_error, three.times[k].std_error);
      EXPECT_EQ(at.conf_low, three.times[k].conf_low);
      if (!at.auc || aucs[k].size() < resamples) continue;
      std::sort(aucs[k].begin(), aucs[k].end());
      double mean = 0, squares = 0;
      for (const double auc : aucs[k]) mean += auc / resamples;
      for (const double auc : aucs[k]) squares += (auc - mean) * (auc - mean);
      EXPECT_NEAR(*at.std_error, std::sqrt(squares / (resamples - 1)), 1e-13) << m.label;
      // Type 7: at (21 - 1) 0.025 = 0.5 between the least two.
      EXPECT_NEAR(*at.conf_low, (aucs[k][0] + aucs[k][1]) / 2, 1e-13) << m.label;
      EXPECT_NEAR(*at.conf_high, (aucs[k][19] + aucs[k][20]) / 2, 1e-13) << m.label;
    }
  });
}
