/// The survival curve of a patient, where a card has a baseline.
#pragma once

#include "venscope/calculator/words.hpp"
#include "venscope/risk/model.hpp"

#include <nlohmann/json_fwd.hpp>

namespace venscope::calculator {

/// S(t) = S0(t)^exp(score) up to the horizon, with its band and warning; null without a baseline,
/// without a score, or for a reconstructed baseline unless it is asked for.
/// Of a reconstruction: one curve per set of published outcomes. The band at its times is that of
/// the reference patient raised to exp(score ± h), h the root of the sum of squared half-widths of
/// the terms that apply (coefficients taken as independent): wide on purpose.
/// Of a card derived from a cohort: `steps` is true, the survival holds from its time to the next,
/// and where the card has the covariance of its coefficients the band is exp(-H -+ 1.96 se(H)), R's
/// survfit of a new patient (docs/methods/derivation.md).
/// Right by: unit/calculator/reply, reference/derivation/card.
nlohmann::ordered_json curve_json(const risk::Card& card, const risk::Answer& answer,
                                  const Words& words, bool reconstruct);

}  // namespace venscope::calculator
