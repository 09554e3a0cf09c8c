/// The answer of a model as `venscope score --format json` gives it. docs/files/score.md.
#pragma once

#include "venscope/calculator/scored.hpp"

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace venscope::calculator {

/// The keys of `venscope score` without "patient", in their order.
nlohmann::ordered_json score_json(const risk::Card& card, const risk::Answer& answer,
                                  const KnownPatient& known, const cohort::Dictionary& dictionary,
                                  std::string_view language = "en");

}  // namespace venscope::calculator
