/// Contrasts: combinations of the coefficients of a linear model.
#pragma once

#include "venscope/expression/linear_model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::expression {

/// One combination per column, a row per coefficient.
struct Contrasts {
  Matrix weights;
  std::vector<std::string> names;
};

/// Reads sums such as `groupB - groupC`, `0.5*doseLow + 0.5*doseHigh - \`age at start\``. A name is
/// one of `coefficients`; one of `zeros`, such as the reference level `groupA`, stands for 0.
/// Problems: expression.contrast, with the nearest name, or where all weights are 0.
/// Right by: unit/expression/contrast.
Result<Contrasts> read_contrasts(const std::vector<std::string>& texts,
                                 const std::vector<std::string>& coefficients,
                                 const std::vector<std::string>& zeros = {});

/// The fit of the contrasts, as limma's contrasts.fit: standard deviations by the correlation of
/// the coefficients over the whole design. Exact where genes share weights and miss nothing;
/// otherwise limma's approximation, which a design that has the contrast as a coefficient does not
/// need. Right by: reference/expression/limma (R limma 3.54), laws/expression/linear_model.
LinearFit fit_contrasts(const LinearFit& fit, const Contrasts& contrasts);

}  // namespace venscope::expression
