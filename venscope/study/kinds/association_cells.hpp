/// Cells of tables of associations, alike in every kind that shows them.
#pragma once

#include "venscope/report/table.hpp"
#include "venscope/study/association.hpp"
#include "venscope/study/cells.hpp"

#include <optional>

namespace venscope::study {

/// "ρ", "r", "τ"; "P" of ranks, of which the probability is shown; "Δ" of shares.
const char* symbol_of(EffectMeasure measure);

/// "ρ 0.32 (0.10–0.51)"; of ranks the probability. Behind it the effect, from -1 to 1. `symbol`:
/// with it in front.
report::Cell effect_cell(EffectMeasure measure, const std::optional<response::Effect>& effect,
                         bool symbol = true);

/// "× 1.42 (1.10–1.83)" of a ratio; else a difference. Behind it estimate and interval.
report::Cell tobit_cell(const TobitSlope& slope);

/// Whether it has an interval to be drawn.
bool has_interval(const std::optional<response::Effect>& effect);

}  // namespace venscope::study
