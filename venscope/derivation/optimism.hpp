/// What a score owes to being judged on the patients it was made from: Harrell's bootstrap, with
/// the whole derivation repeated in every resample.
#pragma once

#include "venscope/derivation/performance.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace venscope::derivation {

struct ResampleOptions {
  std::size_t resamples = 1000;
  std::uint64_t seed = 1;
  unsigned threads = 1;
  double horizon = 0;
  std::function<void()> tick = {};  ///< called once a resample, from any thread
  /// Other indices stay empty. C alone takes two thirds of the time of all.
  Wanted wanted = every_index;
};

/// One index: C, the slope, …
struct Corrected {
  std::optional<double> apparent;   ///< of the rule in its own cohort
  std::optional<double> optimism;   ///< mean over resamples of (there - in the cohort)
  std::optional<double> corrected;  ///< apparent - optimism
  /// 2.5 and 97.5 % quantiles of the index of each resample's rule in the resample, less the
  /// optimism: the location-shifted interval of [Noma2021]. Not of the slope and of observed over
  /// expected, which are about 1 in their own resample by construction.
  std::optional<double> low, high;
  std::size_t used = 0;  ///< resamples in which the index is defined on both sides
};

struct Optimism {
  std::size_t resamples = 0;
  std::size_t derived = 0;  ///< those that gave a rule
  std::size_t empty = 0;    ///< of them: without any candidate
  std::size_t no_event = 0, not_fitted = 0;
  std::array<Corrected, index_count> indices;
  std::vector<double> selected;     ///< by candidate: share of the derived ones that have it
  std::vector<double> screened;     ///< by candidate: share of them in which it passed the screen
  std::vector<double> points_mean;  ///< by candidate: mean points where it was selected
  double same_selection = 0;        ///< share of them that selected exactly the cohort's candidates
};

/// Index A of the rule that `deriver` finds in the cohort, corrected by
///   optimism = mean over b of (A of rule b in resample b - A of rule b in the cohort),
/// rule b from n rows drawn with replacement, by the whole procedure: screen, selection, rounding,
/// baseline hazard (not the cuts, on which no index depends). Resample b draws from
/// RandomStream(seed, "bootstrap", b): nothing depends on threads. A resample that gives no rule is
/// counted and left out; a rule of no candidate counts (C 0.5), but has no slope. Source:
/// [Harrell1996], [Noma2021] (interval). Cost: a derivation each. Right by:
/// reference/derivation/optimism (R: the same resamples with MASS::stepAIC, coxph and concordance;
/// rms::validate for a fixed model), laws/derivation/optimism.
Optimism optimism(const Deriver& deriver, const Derived& derived, const ResampleOptions& options);

/// The same on resamples that are given.
Optimism optimism_on(const Deriver& deriver, const Derived& derived,
                     const std::vector<Copies>& resamples, const ResampleOptions& options);

/// The rows of resample `index`.
Copies bootstrap_copies(std::size_t n, std::uint64_t seed, std::size_t index);

/// Quantile as R's type 7; of a list that is not empty.
double quantile_of(std::vector<double> values, double probability);

}  // namespace venscope::derivation
