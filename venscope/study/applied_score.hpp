/// [[score]]: model cards applied to the patients of a study, as columns that every analysis can
/// use.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/base/section.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/report/json.hpp"
#include "venscope/report/page.hpp"
#include "venscope/risk/card.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace venscope::study {

/// What one [[score]] declares.
struct ScoreRequest {
  std::string model;   ///< id of a built-in card, or a card's file relative to the protocol
  std::string path;    ///< of the file; "" for a built-in one
  std::string prefix;  ///< of the new columns
  std::string label;   ///< "" is the card's title
  /// Also patients for whom the card says that it does not apply: what a comparison of scores in
  /// another population does, and has to say.
  bool outside = false;
  std::vector<std::pair<std::string, std::string>> columns;  ///< variable of the card -> column
  /// Variable -> value of patients in whom it is not known. Never done unasked, and always said:
  /// what is scored is then a part of the model.
  std::vector<std::pair<std::string, std::string>> assume;
  Place place;
};

ScoreRequest read_score(Section& section, const std::string& protocol_file);

/// What became of a card. The table has the columns `prefix.score` (a number; not of a
/// classification) and `prefix.group` (levels are the group ids, best outcome first), missing where
/// the card does not say: nothing is guessed.
struct AppliedScore {
  std::string id, version, label, prefix, status, citation;
  bool outside = false;
  bool has_score = false;
  std::size_t classified = 0, incomplete = 0, not_applicable = 0;
  std::size_t applied_outside = 0;  ///< classified although the card says that it does not apply
  std::vector<std::pair<std::string, std::size_t>> groups;  ///< label and number of patients
  std::vector<std::string> group_ids;
  std::vector<std::string> absent;  ///< labels of inputs that the cohort has no column for
  std::vector<std::pair<std::string, std::size_t>>
      assumed;                     ///< "label: value", of how many patients
  std::size_t contradictions = 0;  ///< patients with values that contradict each other
  /// Of a card whose score is a log relative hazard: the survival of a patient of score 0.
  std::optional<risk::Baseline> baseline;
};

/// What a card says of each patient of a table.
struct ScoredPatients {
  /// The number that the card adds up; of a classification that of the group, from 1. Empty where
  /// it does not say.
  std::vector<std::optional<double>> score;
  std::vector<std::int32_t> group;  ///< index in the card's groups, -1 where it does not say
  /// Row by row what each of the card's terms adds; meaningless where there is no score.
  Matrix terms;
  std::vector<std::string> absent;  ///< labels of inputs that the table has no column for
  std::size_t incomplete = 0, not_applicable = 0, outside = 0;
};

/// `request` says which columns are the card's variables and whether it is applied outside its
/// population. Problems: study.score_value.
ScoredPatients score_patients(const ScoreRequest& request, const risk::Card& card,
                              const cohort::Table& table, Problems& problems);

/// The card of a [[score]] with the text that it was read from. Problems: study.unknown_model,
/// those of reading it.
struct CardWithText {
  risk::Card card;
  std::string text;
};
std::optional<CardWithText> read_card(const ScoreRequest& request, Problems& problems);

/// Adds the columns to `table`. Problems: study.unknown_model, study.not_computable,
/// study.score_column (a name is taken), study.score_value (a value that the card's variable does
/// not know), and those of reading a card.
std::vector<AppliedScore> apply_scores(const std::vector<ScoreRequest>& requests,
                                       cohort::Table& table, Problems& problems);

report::Json to_json(const AppliedScore& score);

/// The table of scores, and what must be known about them.
std::vector<report::Block> score_blocks(const std::vector<AppliedScore>& scores,
                                        std::size_t patients);

}  // namespace venscope::study
