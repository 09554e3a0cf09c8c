/// Values from text as it is pasted: a list of findings, or a table with one row.
#pragma once

#include "venscope/calculator/words.hpp"

#include <nlohmann/json_fwd.hpp>

namespace venscope::calculator {

/// "TP53 R175H, FLT3-ITD, NF1 wt" or "age: 61; normal karyotype"; or a header line and a row below
/// it. {"values": {…}, "understood": […], "not_understood": […]}: nothing is dropped silently.
/// A name alone means that it is there; "no", "wt", "negative" … that it is not; a protein or
/// coding change means mutated; a percentage beside TP53 is its allele fraction.
nlohmann::ordered_json paste_json(std::string_view text, const cohort::Dictionary& dictionary,
                                  const Words& words);

}  // namespace venscope::calculator
