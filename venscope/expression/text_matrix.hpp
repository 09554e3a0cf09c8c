/// Delimited text and GCT, piece by piece.
#pragma once

#include "venscope/cohort/text_chunks.hpp"
#include "venscope/expression/gene_stage.hpp"

namespace venscope::expression {

/// Reads the whole of `chunks` into the stage; problems go to `log`. With `names_only` the values
/// are not looked at: the names go there, and nothing to the stage.
void read_text_matrix(cohort::TextChunks& chunks, const ExpressionOptions& options,
                      GeneStage& stage, ExpressionNotes& notes, cohort::ProblemLog& log,
                      std::vector<std::string>* names_only = nullptr);

}  // namespace venscope::expression
