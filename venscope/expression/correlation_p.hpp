/// p values and intervals of rank correlations.
#pragma once

#include "venscope/expression/correlation.hpp"

namespace venscope::expression {

/// Fills statistic, p and p_from of Spearman's correlation without covariates, from its estimate.
void test_spearman(Correlation& correlation, bool ties);

/// The same of Kendall's tau without ties, for n < 50.
void test_kendall_exactly(Correlation& correlation);

/// t on `df` degrees of freedom.
void test_by_t(Correlation& correlation, double df);

/// estimate on the scale of atanh, give or take `error`.
void add_interval(Correlation& correlation, double error, double confidence);

}  // namespace venscope::expression
