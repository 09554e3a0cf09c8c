/// The path of penalised fits on given weights: what `coxnet` and each fold of its validation do.
#pragma once

#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/coxnet_columns.hpp"

#include <span>
#include <vector>

namespace venscope::survival {

/// `eta`, where given, takes the linear predictors of each step by position, one after the other.
CoxnetPath coxnet_path(const RiskOrder& order, const CoxnetColumns& columns,
                       std::span<const double> weight, const CoxnetOptions& options,
                       std::vector<double>* eta = nullptr);

/// Everything that speaks against a fit.
Problems obstacles_to_coxnet(const CoxData& data, const CoxnetOptions& options);

}  // namespace venscope::survival
