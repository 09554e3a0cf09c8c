/// A Cox model over imputations.
#pragma once

#include "venscope/imputation/impute.hpp"
#include "venscope/imputation/rubin.hpp"
#include "venscope/survival/cox.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::imputation {

struct PooledTerm {
  std::string term;
  Pooled pooled;  ///< of ln HR
  double p = 1;
  double conf_low = 0, conf_high = 0;  ///< of the hazard ratio
};

/// Harrell's C or another share, pooled.
struct PooledShare {
  double estimate = 0, conf_low = 0, conf_high = 0;
};

struct PooledCox {
  std::size_t n = 0, imputations = 0;
  double events = 0;
  double level = 0.95;
  std::vector<PooledTerm> terms;
  std::vector<std::vector<double>> linear_predictors;  ///< by imputation, per row of the model
  std::vector<std::string> warnings;
};

/// The model of `formula` fitted on every completed table and pooled term by term by Rubin's rules,
/// with complete degrees of freedom events - terms (as mice has it). A term that one of the fits
/// cannot estimate fails the whole, by name.
/// Right by: reference/imputation/rubin (mice::pool of coxph on the same completed data).
Result<PooledCox> pooled_cox(std::string_view formula, const cohort::Table& table,
                             const Imputation& imputation, const survival::CoxOptions& options = {},
                             const std::optional<std::string>& weights = {});

/// Shares in (0, 1) pooled on the scale where they are closest to normal, logit: estimate and
/// standard error by imputation, as of Harrell's C. Empty where one is 0 or 1.
std::optional<PooledShare> pool_shares(std::span<const double> shares,
                                       std::span<const double> std_errors, double level = 0.95);

/// Survival probabilities S(t) at one time, pooled on the scale log(-log S) [Marshall2009]; as
/// pool_shares.
std::optional<PooledShare> pool_survival(std::span<const double> survival,
                                         std::span<const double> std_errors, double level = 0.95);

}  // namespace venscope::imputation
