/// The scale on which replicates are averaged and compared.
#pragma once

namespace venscope::assay {

enum class Scale {
  identity,  ///< differences of arithmetic means
  log,       ///< natural logarithms: ratios of geometric means
  logit,     ///< ln(p / (1 - p)) of a share of `whole`: odds ratios
};

/// `value` on the scale; NaN where it has no place there: not above 0 for a logarithm, not strictly
/// between 0 and `whole` for a logit. `whole` is 100 for percentages and 1 for shares.
double on_scale(double value, Scale scale, double whole = 1.0);

/// The value that stands at `scaled`. Right by: laws/assay/compare (there and back).
double from_scale(double scaled, Scale scale, double whole = 1.0);

}  // namespace venscope::assay
