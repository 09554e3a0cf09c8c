/// Exponentials and sums over risk sets in lanes, by the widest instructions that the processor
/// has.
#pragma once

#include "venscope/survival/tied_sums.hpp"

#include <cstddef>
#include <span>

namespace venscope::survival {

/// Some times with tied deaths: what is known of each, and where its sums go (TiedSums).
struct FewTied {
  const double *risk, *dead;  ///< S0, D0
  const double* deaths;       ///< not many: they are taken one by one; 0: all sums are 0
  const double* each;         ///< the weight of one death
  double *hazard, *hazard_dead, *inverse_square, *cross, *square;
};

/// What a partial likelihood needs beside algebra. Every result is the same in every bit on every
/// processor: element by element or, of sums, in eight lanes, element i in lane i mod 8, then the
/// lanes by halves. Exponentials and logarithms are right to 1 unit in the last place or so.
/// Right by: unit/survival/risk_kernels (the standard library, and kernels against each other).
struct RiskKernels {
  /// out_i = weight_i exp(eta_i - shift), and 0 for a weight of 0 whatever eta is. What is below
  /// exp(-700) becomes that; nothing of positive weight may be above exp(700). Returns the sum of
  /// dies_i (eta_i - shift), `dies` being the weight of those who die and 0 for others; the risks
  /// of those who die go to `out_dies`, 0 for others.
  double (*risks)(const double* eta, const double* weight, const double* dies, std::size_t rows,
                  double shift, double* out, double* out_dies);
  /// out_i = exp(value_i - shift), as in `risks`; of values beyond 700 exp(700).
  void (*exponentials)(const double* value, std::size_t count, double shift, double* out);
  /// Of times whose deaths count once or, by Breslow, together: hazard_i = weight_i / risk_i and
  /// factor_i = -hazard_i / risk_i. Returns the sum of weight_i log risk_i; where all weights are 0
  /// or 1, as one of products.
  double (*single)(const double* risk, const double* weight, std::size_t times, double* hazard,
                   double* factor);
  /// TiedSums of Efron's deaths with weights of 1; `lived` is S0 - D0.
  TiedSums (*tied)(double lived, double risk_dead, std::size_t deaths);
  /// The sums of several such times. Returns that of each * log D_k; where all `each` are 0 or 1,
  /// as one of products.
  double (*few_tied)(const FewTied& times, std::size_t count);
  /// The largest eta_i of positive weight that is a number; -inf if there is none.
  double (*largest)(const double* eta, const double* weight, std::size_t rows);
};

/// The kernels that this processor can run, the plainest first. They differ in the width of their
/// instructions and not in a single bit of their results.
std::span<const RiskKernels> all_risk_kernels();
inline const RiskKernels& risk_kernels() {
  static const RiskKernels& widest = all_risk_kernels().back();
  return widest;
}

}  // namespace venscope::survival
