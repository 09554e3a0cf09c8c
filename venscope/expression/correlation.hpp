/// The correlation of every gene with a number, such as an IC50.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::expression {

enum class CorrelationMethod { pearson, spearman, kendall };

struct CorrelationOptions {
  CorrelationMethod method = CorrelationMethod::spearman;
  /// Columns to adjust for, without an intercept; a row per sample. Not with Kendall's.
  const Matrix* covariates = nullptr;
  /// 0 where the number is censored: known to be that or more. Kendall's only.
  std::span<const std::uint8_t> observed = {};
  double confidence = 0.95;
  unsigned threads = 1;
};

/// How a p value was found.
enum class CorrelationP {
  none,       ///< too few samples, or no variation
  exact,      ///< from all arrangements
  edgeworth,  ///< Spearman's of 10 to 1,290 samples without ties: Edgeworth series, as R
  t,          ///< t on n - 2 - covariates degrees of freedom
  normal,     ///< normal approximation with ties
};

struct Correlation {
  std::size_t n = 0;         ///< samples with a value
  double estimate = 0;       ///< r, rho or tau-b; NaN without variation
  double low = 0, high = 0;  ///< NaN where undefined
  double statistic = 0;      ///< t, S, T or z: as R's cor.test prints
  double p = 1;
  CorrelationP p_from = CorrelationP::none;
};

/// For each gene (column of `expression`, samples by genes), on the samples where it is there:
///   Pearson   r, t = r sqrt(df / (1 - r^2)); interval by Fisher's z, se 1 / sqrt(n - 3 - k)
///   Spearman  Pearson of midranks; without ties p from S = (n^3 - n) (1 - r) / 6, exact up to 9
///             samples, by Edgeworth's series up to 1,290, else t; interval by z,
///             se sqrt((1 + r^2 / 2) / (n - 3 - k))
///   Kendall   tau-b; without ties and below 50 samples exact, else z = (C - D) / sqrt(variance
///   over
///             all permutations); interval by z, se of the infinitesimal jackknife / (1 - tau^2).
///             Where the number is censored pairs count of which it is known which is the larger.
/// With k covariates: of the residuals (Spearman's: of the midranks' after those of the
/// covariates), t on n - 2 - k degrees of freedom. `number` must be finite. Problems:
/// expression.few_samples (fewer than 3), expression.constant_number,
/// expression.kendall_covariates, expression.censored_method, expression.no_pairs (all censored).
/// Cost O(G n log n). Source: [Kendall1970], [Knight1966], [Best1975], [Bonett2000], [Oakes1982],
/// [Daniels1944]. docs/methods/association.md.
/// Right by: reference/expression/association (R: cor.test, lm, survival::concordance),
/// twins/expression/association, laws/expression/association.
Result<std::vector<Correlation>> correlate(const Matrix& expression, std::span<const double> number,
                                           const CorrelationOptions& options = {});

}  // namespace venscope::expression
