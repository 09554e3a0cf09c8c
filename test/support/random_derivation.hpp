/// Random cohorts with candidates, some of which matter.
#pragma once

#include "venscope/base/random.hpp"
#include "venscope/derivation/deriver.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace venscope::test {

struct RandomRegistry {
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<derivation::Candidate> candidates;

  /// `indicators` yes/no columns, of which the first three matter, and one number.
  RandomRegistry(std::size_t n, std::size_t indicators, std::uint64_t seed,
                 std::vector<double> effects = {0.9, -0.8, 0.6})
      : design(n, indicators + 1) {
    RandomStream random(seed, "registry");
    for (std::size_t j = 0; j < indicators; ++j)
      candidates.push_back({"g" + std::to_string(j), true});
    candidates.push_back({"age", false});
    for (std::size_t i = 0; i < n; ++i) {
      double eta = 0;
      for (std::size_t j = 0; j < indicators; ++j) {
        design(i, j) = random.chance(0.1 + 0.4 * static_cast<double>(j % 4) / 3);
        if (j < effects.size()) eta += effects[j] * design(i, j);
      }
      design(i, indicators) = std::round(10 * random.normal());
      // In tenths, so that there are ties.
      const double death = std::ceil(100 * random.exponential() / std::exp(eta)) / 10;
      const double censored = std::ceil(200 * random.exponential()) / 10;
      outcomes.time.push_back(std::min(death, censored));
      outcomes.event.push_back(death <= censored);
    }
  }
  derivation::DerivationData data() const { return {outcomes, design, candidates}; }
};

}  // namespace venscope::test
