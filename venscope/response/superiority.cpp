#include "venscope/response/superiority.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/response/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace venscope::response {
namespace {

/// The last theta from `estimate` towards `outer` that the score test does not reject.
template <class Rejected>
double end_of_interval(double estimate, double outer, Rejected rejected) {
  if (estimate == outer) return outer;
  double within = estimate, beyond = outer;
  for (int halving = 0; halving < 80; ++halving) {
    const double middle = within + (beyond - within) / 2.0;
    (rejected(middle) ? beyond : within) = middle;
  }
  return within;
}

}  // namespace

Result<Effect> superiority(std::span<const double> x, std::span<const double> y,
                           double confidence) {
  if (!(confidence > 0.0 && confidence < 1.0))
    return failure({"response.confidence_level",
                    {},
                    fmt::format("the confidence level is {}", confidence),
                    "a number between 0 and 1",
                    {},
                    Fault::input});
  if (x.empty() || y.empty())
    return cannot_analyse("response.no_observations", "a group has no values to compare");
  std::vector<double> all(x.begin(), x.end());
  all.insert(all.end(), y.begin(), y.end());
  if (std::any_of(all.begin(), all.end(), [](double value) { return std::isnan(value); }))
    return cannot_analyse("response.missing_value", "a value is missing");
  const double m = static_cast<double>(x.size()), n = static_cast<double>(y.size());
  const Ranks ranks = midranks(all);
  double sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += ranks.rank[i];
  Effect effect;
  effect.estimate = (sum - m * (m + 1.0) / 2.0) / (m * n);
  const double z = normal_quantile(0.5 + confidence / 2.0), others = (m + n) / 2.0 - 1.0;
  const auto rejected = [&](double theta) {
    const double variance =
        theta * (1.0 - theta) *
        (1.0 + others * (1.0 - theta) / (2.0 - theta) + others * theta / (1.0 + theta)) / (m * n);
    const double off = effect.estimate - theta;
    return off * off > z * z * variance;
  };
  effect.interval = {end_of_interval(effect.estimate, 0.0, rejected),
                     end_of_interval(effect.estimate, 1.0, rejected)};
  return effect;
}

Effect rank_biserial(const Effect& superiority) {
  return {2.0 * superiority.estimate - 1.0,
          {2.0 * superiority.interval.low - 1.0, 2.0 * superiority.interval.high - 1.0}};
}

}  // namespace venscope::response
