/// A derived score as a model card.
#pragma once

#include "venscope/derivation/baseline_steps.hpp"
#include "venscope/derivation/deriver.hpp"
#include "venscope/derivation/optimism.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace venscope::derivation {

/// What a candidate is in the dictionary of the card.
struct CardVariable {
  std::string variable;
  std::string is;     ///< the level that the column is 1 for; of a number empty
  double centre = 0;  ///< of a number: what was taken off
};

struct CardIdentity {
  std::string id, title;
  std::string endpoint;    ///< OS, EFS, RFS or response
  std::string unit;        ///< of the times: days, weeks, months, years
  std::string cohort;      ///< what the cohort is called, such as its file
  std::string population;  ///< in words
  std::string program;     ///< who derived it, such as "Venscope 0.1.0"
  std::string procedure;   ///< what was done, in a sentence
  bool synthetic = false;  ///< whether the patients were drawn by a program
};

/// The card, in the form of models/card.schema.json, status `derived here`: points with hazard
/// ratio and interval, cut points, outcome of each group by Kaplan-Meier, baseline with what
/// intervals need, fingerprint and validation (if there was one). `variables` has an entry for each
/// candidate. Wants a rule with columns and cuts. Right by: unit/derivation/card (read back and
/// applied to every patient: the same scores and groups), laws/risk/card_schema.
Result<nlohmann::ordered_json> card_json(const CardIdentity& identity, const DerivationData& data,
                                         const Deriver& deriver, const Derived& derived,
                                         const std::vector<CardVariable>& variables,
                                         const BaselineSteps& steps,
                                         const std::optional<Optimism>& validation, double horizon);

/// What outcomes of groups are called in a card.
struct OutcomeSource {
  std::string set, unit, source;
};

/// Median with limits, and survival at the horizon, of each group that somebody is in, by
/// Kaplan-Meier.
Result<nlohmann::ordered_json> group_outcomes_json(const OutcomeSource& source,
                                                   const endpoint::Outcomes& outcomes,
                                                   const std::vector<std::int32_t>& group,
                                                   const std::vector<std::string>& ids,
                                                   double horizon);

/// SHA-256 of the patients used, in their order: lines "time,event,x1,...,xm", numbers in the
/// shortest form that reads back.
std::string fingerprint(const DerivationData& data);

/// "favorable", "intermediate", "adverse"; of two groups the outer ones.
std::vector<std::string> group_ids(std::size_t groups);

}  // namespace venscope::derivation
