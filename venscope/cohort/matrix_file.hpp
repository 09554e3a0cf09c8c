/// Files of measurements: features (genes, probes) by samples.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/read.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// A matrix as read. `values` has a row per sample and a column per feature, so that a feature, a
/// line of the file, is contiguous; a missing value is `missing_number`.
struct MatrixFile {
  std::string file;
  std::string sha256;  ///< of the file's bytes as they lie on disk
  std::size_t bytes = 0;
  bool gzip = false;
  char delimiter = '\t';
  std::vector<std::string> features, samples;
  std::vector<std::uint32_t> line;  ///< of each feature
  Matrix values;
  std::size_t missing = 0;               ///< values that are missing
  std::vector<std::string> assumptions;  ///< what was taken for granted; one sentence each
};

struct MatrixOptions {
  char delimiter = '\0';  ///< ',', ';' or tab; 0: found from the first rows
  char decimal = '\0';    ///< '.' or ','; 0: a point, and where the delimiter is a semicolon either
  std::vector<std::string> missing = default_missing_words();
  std::size_t shown_problems = 5;  ///< of each kind; the rest is counted
};

/// Reads a CSV, TSV or semicolon file, plain or .gz. The first line that is not empty names the
/// samples, after a first cell that names the features' column and is not looked at; it may lack
/// that cell, as R's write.table does. Every further line is a name and one number per sample.
/// Problems, all of the file at once and located by line and sample: those of read_table for a file
/// that is wrong in its form, and cohort.not_a_number, infinite_number, no_feature_name,
/// duplicate_feature, duplicate_sample, no_rows.
/// Cost: O(bytes); memory is 8 bytes a value and, for .gz, the unpacked text.
/// Right by: unit/cohort/matrix_file.
Result<MatrixFile> read_matrix(const std::string& path, const MatrixOptions& options = {});

/// The same from memory; `name` stands for the file in messages.
Result<MatrixFile> read_matrix_text(std::string_view bytes, const std::string& name,
                                    const MatrixOptions& options = {});

/// For each id the sample of that name, or -1. A sample is taken as often as it is asked for.
std::vector<std::int64_t> match_samples(const MatrixFile& matrix,
                                        const std::vector<std::string>& ids);

}  // namespace venscope::cohort
