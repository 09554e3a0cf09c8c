/// Everything that the page shows of one model's answer.
#pragma once

#include "venscope/calculator/scored.hpp"
#include "venscope/calculator/words.hpp"

#include <nlohmann/json_fwd.hpp>

namespace venscope::calculator {

struct AnswerOptions {
  bool reconstruct =
      false;  ///< show a baseline reconstructed from summary numbers, with its warning
};

/// The keys of `score_json` and those of docs/files/calculator.md, worded in one language.
nlohmann::ordered_json answer_json(const risk::Model& model, const KnownPatient& known,
                                   const cohort::Dictionary& dictionary, const Words& words,
                                   const AnswerOptions& options);

}  // namespace venscope::calculator
