#include "venscope/survival/qualitative_interaction.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

Result<QualitativeInteraction> qualitative_interaction(std::span<const GroupEffect> effects) {
  if (effects.size() < 2)
    return cannot_analyse("survival.one_group", "an interaction needs two groups or more",
                          "groups that each have an effect");
  QualitativeInteraction test;
  test.groups = effects.size();
  for (const GroupEffect& effect : effects) {
    if (!std::isfinite(effect.estimate) || !std::isfinite(effect.std_error) ||
        effect.std_error <= 0)
      return cannot_analyse("survival.bad_effect",
                            "a group has no effect with a standard error above 0",
                            "groups whose effect can be estimated");
    const double z = effect.estimate / effect.std_error;
    (z > 0 ? test.positive : test.negative) += z * z;
  }
  test.statistic = std::min(test.positive, test.negative);
  if (test.statistic == 0) return test;
  const double m = static_cast<double>(test.groups - 1);
  test.p = 0;
  double log_binomial = -m * std::log(2.0);  // of h of m, from h = 0
  for (double h = 1; h <= m; ++h) {
    log_binomial += std::log((m - h + 1) / h);
    test.p += std::exp(log_binomial) * chi_squared_upper(test.statistic, h);
  }
  test.p = std::min(test.p, 1.0);
  return test;
}

}  // namespace venscope::survival
