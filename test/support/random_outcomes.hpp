/// Random cohorts for twins and laws: ties forced, late entries, weights.
#pragma once

#include "venscope/endpoint/outcomes.hpp"

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace venscope::test {

struct Cohort {
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> group, strata, cluster;
  std::vector<double> weights;
  std::string label;
};

/// How the times lie.
enum class Times { whole_days, few_values, continuous };

struct CohortOptions {
  std::size_t n = 0;
  std::size_t groups = 2;
  Times times = Times::few_values;
  bool delayed_entry = false;
  bool fractional_weights = false;
};

/// The same cohort for the same seed on every platform: only the raw engine is used.
class CohortMaker {
public:
  explicit CohortMaker(std::uint64_t seed) : random_(seed) {}

  Cohort make(const CohortOptions& options) {
    Cohort cohort;
    for (std::size_t i = 0; i < options.n; ++i) {
      const double time = draw(options.times);
      cohort.outcomes.time.push_back(time);
      cohort.outcomes.event.push_back(below(3) > 0);
      if (options.delayed_entry) {
        const double entry = time * uniform() * 0.99 - 0.1;
        cohort.outcomes.entry.push_back(options.times == Times::continuous ? entry
                                                                           : std::floor(entry));
      }
      cohort.group.push_back(static_cast<std::int32_t>(below(options.groups)));
      cohort.strata.push_back(static_cast<std::int32_t>(below(3)));
      cohort.cluster.push_back(static_cast<std::int32_t>(below(options.n / 2 + 1)));
      // Quarters are exact in binary: sums do not depend on their order.
      cohort.weights.push_back(options.fractional_weights ? static_cast<double>(below(9)) / 4.0
                                                          : static_cast<double>(below(4)));
    }
    cohort.label = "n " + std::to_string(options.n) + ", times " +
                   std::to_string(static_cast<int>(options.times)) +
                   (options.delayed_entry ? ", delayed entry" : "");
    return cohort;
  }
  double uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
  std::size_t below(std::size_t bound) {
    return static_cast<std::size_t>(uniform() * static_cast<double>(bound));
  }

private:
  double draw(Times times) {
    if (times == Times::whole_days) return 1.0 + static_cast<double>(below(400));
    if (times == Times::few_values) return 1.0 + static_cast<double>(below(8));
    return -std::log(1.0 - uniform()) * 10.0 + 0.01;
  }

  std::mt19937_64 random_;
};

/// Every combination that a routine must stand: sizes from 1, three kinds of times, with and
/// without late entries and fractional weights.
template <class F>
void for_each_cohort(F f) {
  CohortMaker maker(20240611);
  for (const std::size_t n : {1U, 2U, 3U, 7U, 25U, 80U})
    for (const Times times : {Times::whole_days, Times::few_values, Times::continuous})
      for (const bool delayed : {false, true})
        for (const bool fractional : {false, true})
          for (int repeat = 0; repeat < 3; ++repeat)
            f(maker.make({n, 3, times, delayed, fractional}));
}

}  // namespace venscope::test
