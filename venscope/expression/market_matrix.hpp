/// Matrix Market: a sparse matrix of features by samples, with their names in files beside it.
#pragma once

#include "venscope/expression/gene_stage.hpp"

namespace venscope::expression {

/// Whether the file, or folder, is to be read as Matrix Market by its name.
bool named_market(const std::string& path);

/// Reads `path` and what lies beside it into the stage; problems go to `log`.
void read_market_matrix(const std::string& path, const ExpressionOptions& options, GeneStage& stage,
                        ExpressionNotes& notes, cohort::ProblemLog& log);

}  // namespace venscope::expression
