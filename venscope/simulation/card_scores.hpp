/// The score of a model card for every drawn patient.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/simulation/declaration.hpp"

#include <optional>
#include <vector>

namespace venscope::simulation {

/// For each row named by `rows`; NaN elsewhere. `model`: a built-in id, or the file of a card
/// relative to the declaration's. Nothing, and problems at `waiting.model_place`, where there is no
/// such card, or a column that it asks for is absent, has other levels or missing values.
std::optional<std::vector<double>> card_scores(const Waiting& waiting, const std::string& file,
                                               const cohort::Table& table,
                                               const std::vector<std::size_t>& rows,
                                               Problems& problems);

}  // namespace venscope::simulation
