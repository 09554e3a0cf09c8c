/// A `fit` kind without a formula, whose options name the columns.
#pragma once

#include "app/cli/fit.hpp"

#include <functional>

namespace venscope::cli {

/// As run_fit. Where an option was wrong `check` still looks at the columns, so that all problems
/// are said at once, and nothing is analysed.
int run_fit_of_columns(
    const FitArguments& arguments, OptionReader options,
    const std::function<Problems(const cohort::Table&)>& check,
    const std::function<Result<FitOutput>(const cohort::Table&, Format)>& analyse);

}  // namespace venscope::cli
