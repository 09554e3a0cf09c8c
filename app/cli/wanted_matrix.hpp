/// The matrix that a kind of `venscope fit` cannot do without.
#pragma once

#include "app/cli/fit.hpp"
#include "venscope/cohort/matrix_file.hpp"

#include <optional>
#include <string>

namespace venscope::cli {

/// Reads the matrix of `--x`; both `--x` and `--id` must be given. What is wrong goes to `reader`.
std::optional<cohort::MatrixFile> wanted_matrix(const std::string& x, const std::string& id,
                                                OptionReader& reader);

}  // namespace venscope::cli
