/// Fits without a penalty of a few columns: relaxed fits, first fits of the adaptive LASSO.
#pragma once

#include "venscope/survival/coxnet_path.hpp"

#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

struct UnpenalisedFit {
  std::vector<double> b;    ///< per standard deviation, by column asked for
  std::vector<double> eta;  ///< by position, offset and all
  double loglik = 0;        ///< with weights that sum to 1
};

/// The maximum over the named columns (none of deviation 0), begun at `start` (empty: 0). None
/// where it does not converge or runs away to infinity. `counts`: what it took is added to them.
std::optional<UnpenalisedFit> unpenalised_fit(const RiskOrder& order, const CoxnetColumns& columns,
                                              std::span<const std::size_t> chosen,
                                              std::span<const double> weight,
                                              std::span<const double> deviation,
                                              std::span<const double> start, bool efron,
                                              double tolerance, CoxnetCounts* counts = nullptr);

/// The relaxed path of `trace`: its steps' columns fitted without a penalty. A set of columns that
/// several steps share is fitted once, one that holds a set without a finite fit is not tried.
/// Steps without a fit take that of the last step that has one. The counts are of all sets tried.
/// Right by: twins/survival/coxnet_relaxed, reference/survival/coxnet_more.
CoxnetTrace relaxed_path(const RiskOrder& order, const CoxnetColumns& columns,
                         std::span<const double> weight, const CoxnetOptions& options,
                         const CoxnetTrace& trace);

}  // namespace venscope::survival
