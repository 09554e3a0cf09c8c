/// The hazard ratio of two arms by each way of making them comparable.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/comparability/matching.hpp"
#include "venscope/comparability/propensity.hpp"
#include "venscope/comparability/weights.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/survival/cox.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::comparability {

enum class Method {
  crude,       ///< the arm alone
  adjusted,    ///< the arm and the covariates in one Cox model
  stratified,  ///< the arm, a baseline hazard for each centre
  matched,
  ate,
  att,
  overlap,
};

/// "crude", "matched", "overlap" …: as a protocol and results.json call it.
std::string_view name_of(Method method);
/// Crude, adjusted and stratified do without a propensity.
bool needs_propensity(Method method);
/// ATE, ATT, overlap.
std::optional<Estimand> estimand_of(Method method);

/// Two arms and what is known of their patients: n rows. Views; the caller keeps the data alive.
struct TwoArms {
  const endpoint::Outcomes& outcomes;
  std::span<const std::int32_t> treated;  ///< 0 reference, 1 treated
  const Matrix& covariates;               ///< n x p design columns
  std::span<const std::string> names;     ///< of the columns
  std::span<const std::int32_t> centre = {};
  std::span<const std::int32_t> exact = {};  ///< codes that matched patients share

  std::size_t size() const { return treated.size(); }
};

struct EffectOptions {
  MatchingOptions matching = {};
  bool stabilised = true;
  Trimming trimming = Trimming::none;
  double bound = 0;
  survival::Ties ties = survival::Ties::efron;
  double level = 0.95;
};

/// Who counts how much by one method: weights and the sets of a matching. Crude, adjusted and
/// stratified: 1 for everyone.
struct Weighting {
  std::vector<double> weight;
  std::vector<std::int32_t> cluster;  ///< matched sets, 0 and up; empty where there are none
  std::optional<Matching> matching;
  std::optional<Weights> weights;
  ArmWeights arm[2];
};

/// `propensity` may be null for methods that need none.
Result<Weighting> weighting_of(Method method, const TwoArms& arms, const Propensity* propensity,
                               const EffectOptions& options);

/// A hazard ratio of the treated against the reference.
struct HazardEffect {
  Method method = Method::crude;
  std::size_t n[2] = {0, 0}, events[2] = {0, 0};  ///< patients with a weight above 0, unweighted
  double log_ratio = 0, std_error = 0;
  double ratio = 1, low = 1, high = 1;
  double p = 1;
  std::vector<std::string> warnings;
};

/// Cox's model with the arm (adjusted: and the covariates; stratified: within the centres), the
/// weights of the method, and the sandwich variance wherever there are weights: over matched sets
/// where the method has them, else over patients, the weights taken as known. Crude, adjusted and
/// stratified have the model's own variance.
/// Problems: comparability.no_events (in an arm: the ratio is 0 or infinite), comparability.one_arm
/// (after matching or trimming), comparability.one_centre, those of survival::cox.
/// Right by: reference/comparability/hazard_effect (R coxph), unit/comparability/arm_comparison.
Result<HazardEffect> hazard_effect(Method method, const TwoArms& arms, const Weighting& weighting,
                                   const EffectOptions& options);

}  // namespace venscope::comparability
