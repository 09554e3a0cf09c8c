/// Files of expression in the formats they come in, whole or gene by gene, with names put in order.
#pragma once

#include "venscope/cohort/matrix_file.hpp"
#include "venscope/expression/duplicates.hpp"
#include "venscope/expression/gene_names.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::expression {

enum class MatrixFormat {
  found,      ///< by name and content
  delimited,  ///< CSV, TSV or semicolons
  gct,        ///< GCT 1.2 or 1.3
  market,     ///< Matrix Market (.mtx) with features and barcodes beside it
};

struct ExpressionOptions {
  MatrixFormat format = MatrixFormat::found;
  cohort::MatrixOptions text = {};
  /// The column of the file that names the genes, by its header; empty: the first, and of the
  /// features of a Matrix Market file the second, which holds the symbols.
  std::string name_column = {};
  DuplicateRule duplicates = DuplicateRule::refuse;
  const AliasTable* aliases = nullptr;
  std::size_t block_bytes = std::size_t{4} << 20;  ///< of text, or of values, in memory at a time
  unsigned threads = 1;                            ///< changes nothing in what is read
  std::function<void(std::size_t done, std::size_t total)> progress = {};  ///< bytes of the file
};

/// Some genes of a file, in its order.
struct GeneBlock {
  std::span<const std::string> samples;
  std::vector<std::string> genes;
  std::vector<std::uint32_t> line;  ///< of each gene, the first where there are several
  std::vector<std::size_t> order;   ///< place in the file: a gene of several rows comes with the
                                    ///< last of them, and belongs to the place of the first
  Matrix values;                    ///< a row per sample, a column per gene; NaN is missing
};

/// A gene that several rows had.
struct MergedGene {
  std::string name;
  std::vector<std::uint32_t> lines;
  std::uint32_t kept = 0;  ///< the line that stands for it; 0 where it is a mean or a sum
};

/// What was found in a file of expression besides the values.
struct ExpressionNotes {
  std::string file;
  std::string sha256;  ///< of the file's bytes as they lie on disk
  std::size_t bytes = 0;
  bool gzip = false;
  MatrixFormat format = MatrixFormat::delimited;
  char delimiter = '\t';
  std::vector<std::string> samples;
  std::size_t rows = 0;                   ///< of the file
  std::size_t genes = 0;                  ///< after rows of one gene were made one
  std::size_t missing = 0, negative = 0;  ///< values
  GeneNaming naming;
  std::vector<MergedGene> merged;
  std::vector<std::string> empty, constant;  ///< genes without a value; with one and the same
  std::vector<std::string> assumptions;   ///< what was taken for granted or done; a sentence each
  std::vector<std::string> observations;  ///< what is odd about the values, likewise
};

/// Goes through a file by blocks of genes, so that it never lies in memory as a whole; `visit`
/// returns false to stop. What is wrong is known for certain only at the end: then the Result
/// fails, and what was made of the blocks is void.
///
/// Delimited text as cohort::read_matrix has it. Columns behind the first that hold no number in
/// the first rows describe the genes; they are passed over, with a sentence. GCT: the counts of its
/// second line must be right; rows and columns of metadata (1.3) are passed over. Matrix Market:
/// coordinate, general, real, integer or pattern; `features.tsv` or `genes.tsv` and `barcodes.tsv`
/// lie beside it, plain or .gz, with the same beginning of the name
/// (`GSM1_matrix.mtx.gz`, `GSM1_features.tsv.gz`) or none; the path may be their folder. What is
/// not listed is 0. It is kept in a compact form, 28 bytes a value listed while it is sorted and 12
/// afterwards.
///
/// Names: name_genes() (gene_names.hpp); rows of one name by `duplicates`. With aliases, or a rule
/// that needs all rows of a gene, the names are read first, in a pass of their own.
/// Problems: those of cohort::read_matrix; expression.gct_size, gct_header, market_header,
/// market_entry, market_size, market_name, market_beside, market_duplicate, no_name_column. Cost:
/// O(bytes); memory is some blocks, the genes with several rows, and of Matrix Market the values
/// listed. Right by: unit/expression/expression_file, unit/expression/market,
/// twins/expression/expression_file (cohort::read_matrix on odd texts).
Result<ExpressionNotes> for_each_block(const std::string& path, const ExpressionOptions& options,
                                       const std::function<bool(const GeneBlock&)>& visit);

struct Expression {
  cohort::MatrixFile matrix;  ///< genes in the order of the file
  ExpressionNotes notes;
};

/// The whole file.
Result<Expression> read_expression(const std::string& path, const ExpressionOptions& options = {});

/// The same from memory, of delimited text and GCT; `name` stands for the file in messages.
Result<Expression> read_expression_text(std::string_view bytes, const std::string& name,
                                        const ExpressionOptions& options = {});

}  // namespace venscope::expression
