/// Two arms compared by several methods at once, with resampling, and without each centre in turn.
#pragma once

#include "venscope/comparability/hazard_effect.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace venscope::comparability {

struct ComparisonOptions {
  std::vector<Method> methods = {};
  EffectOptions effect = {};
  /// Resamples of the weighted methods; 0: the sandwich variance alone.
  std::size_t resamples = 0;
  std::uint64_t seed = 1;
  unsigned threads = 1;
  std::function<void()> tick = [] {};  ///< once per resample, from any thread
};

/// The estimates of one method over resamples.
struct Resampled {
  std::size_t done = 0, failed = 0;
  double std_error = 0;  ///< standard deviation of the log ratios, n - 1
};

/// What one method came to. Without an effect, `problems` say why; a weighting may be there even
/// so.
struct MethodResult {
  Method method = Method::crude;
  std::optional<Weighting> weighting;
  std::optional<HazardEffect> effect;
  std::optional<Resampled> resampled;  ///< then std_error, limits and p of the effect are from it
  Problems problems;
};

struct ArmComparison {
  std::optional<Propensity> propensity;  ///< absent: not needed, or `problems`
  Problems problems;                     ///< of the propensity
  std::vector<MethodResult> methods;     ///< in the order asked for
};

/// Every method; what cannot be done keeps its problems, the others are done.
/// With `resamples`, for ATE, ATT and overlap: n patients are drawn with replacement (one named
/// stream each), the propensity is estimated again, and the weights and the Cox model after it; the
/// standard deviation of the log ratios takes the place of the sandwich's error. A resample in
/// which any step fails is counted and left out; one patient drawn twice counts twice. Matching is
/// never resampled [Abadie2008]. Deterministic whatever the number of threads. Source:
/// [Austin2016]. Right by: reference/comparability/hazard_effect,
/// unit/comparability/arm_comparison; coverage in docs/validation.md.
ArmComparison compare_arms(const TwoArms& arms, const ComparisonOptions& options);

/// The hazard ratio without the patients of one centre.
struct WithoutCentre {
  std::int32_t centre = 0;
  std::size_t left_out = 0;
  std::optional<HazardEffect> effect;
  Problems problems;
};

/// One method again without each centre in turn, in ascending order of code; propensity, weights
/// and matching are made anew from the others, with the sandwich variance. Empty with fewer than
/// two centres.
std::vector<WithoutCentre> without_each_centre(const TwoArms& arms, Method method,
                                               const EffectOptions& options);

}  // namespace venscope::comparability
