/// What an updated score needs beside its points: a baseline hazard, and what it says of its
/// groups.
#pragma once

#include "venscope/derivation/updated_card.hpp"
#include "venscope/study/score_update.hpp"

#include <cstddef>
#include <vector>

namespace venscope::study {

/// The baseline that is kept, times a constant: at its own steps, or at the events of these
/// patients where it is a curve.
derivation::UpdatedSteps kept_steps(const BaselineHazard& baseline, double factor,
                                    const endpoint::Outcomes& outcomes);

/// Estimated with the new score as an offset, up to where 10 patients are at risk. Problem:
/// study.update where fewer are at risk at the first event.
Result<derivation::UpdatedSteps> new_steps(const endpoint::Outcomes& outcomes,
                                           const std::vector<double>& score);

/// Risks by the time of `found` before and after, and observed, in the groups of the new card.
/// `scored`: the patients by it; `hazard`: its baseline.
std::vector<UpdatedGroup> updated_groups(const ScoreUpdate& found, const JudgedPatients& scored,
                                         const BaselineHazard& hazard, std::size_t groups,
                                         double level);

}  // namespace venscope::study
