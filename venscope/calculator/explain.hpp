/// One patient's answer as a page of text, for a terminal or a file.
#pragma once

#include "venscope/calculator/scored.hpp"

#include <string>
#include <string_view>

namespace venscope::calculator {

/// Group and score with what adds up to it, what is missing and which test would settle it, why the
/// model does not apply, published outcome, notes and contradictions, source and version.
/// `reconstruct` adds the survival of a reconstructed baseline. At most 100 characters a line.
std::string explain(const risk::Model& model, const KnownPatient& known,
                    const cohort::Dictionary& dictionary, std::string_view patient,
                    bool reconstruct);

/// "Research software, not a medical device …": once below all pages.
std::string_view explanation_end();

}  // namespace venscope::calculator
