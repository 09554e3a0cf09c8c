/// A Cox model of one gene, for every gene.
#pragma once

#include "venscope/signature/training_data.hpp"
#include "venscope/survival/cox_screen.hpp"

#include <span>
#include <vector>

namespace venscope::signature {

/// survival::cox_screen of these columns of the expression on these rows, which may repeat, in the
/// strata of the data and with Efron's ties: the numbers of `fit screen`. `adjusted`: beside the
/// covariates of the data. Where nothing can be fitted, no gene has an estimate. Genes are copied
/// in blocks. Right by: twins/signature/pipeline (survival::cox gene by gene),
/// reference/signature/pipeline (R: coxph).
std::vector<survival::ScreenedColumn> screen_genes(const TrainingData& data,
                                                   std::span<const std::size_t> genes,
                                                   std::span<const std::size_t> rows,
                                                   bool adjusted);

}  // namespace venscope::signature
