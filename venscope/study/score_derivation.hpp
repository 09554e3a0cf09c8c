/// A risk score derived from the patients of a step: what was asked, and all that was found.
#pragma once

#include "venscope/derivation/baseline_steps.hpp"
#include "venscope/derivation/cut_points.hpp"
#include "venscope/derivation/optimism.hpp"
#include "venscope/derivation/sample_size.hpp"
#include "venscope/derivation/splits.hpp"
#include "venscope/study/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// What an [[analysis]] of kind derive declares.
struct DerivationRequest {
  std::vector<std::string> candidates;  ///< columns; "column = level" of one with several levels
  derivation::DerivationOptions options;
  double penalty_of_events = 0;  ///< 1: the penalty is ln(events), BIC; else options.penalty
  std::size_t bootstrap = 1000, splits = 200, permutations = 10000;
  std::size_t train = 0;          ///< patients of a training set; 0: 100 of 174 of them
  std::optional<double> horizon;  ///< in the unit of the endpoint's report; unset: a year
  std::string model;              ///< id of the card; "": the step's
};

/// A candidate as a column of the table.
struct CandidateColumn {
  std::string column;
  std::string level;  ///< that makes the indicator; "" of a number
  std::string label;
  double centre = 0;  ///< of a number: its median, rounded to a whole number where it is large
  std::size_t missing = 0;
};

struct UnivariableResult {
  std::size_t with = 0, events_with = 0;  ///< of an indicator: patients who have it, their events
  std::optional<survival::CoxTerm> term;  ///< nothing where there is no estimate
};

/// Owns what its derivation looks at.
struct ScoreDerivation {
  std::vector<CandidateColumn> columns;
  std::vector<derivation::Candidate> candidates;
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<std::size_t> rows;  ///< of the step's table
  std::size_t n_missing = 0, events = 0;
  double horizon = 0;
  std::string unit;

  std::optional<derivation::Deriver> deriver;
  derivation::Derived derived;
  std::vector<double> scores;       ///< by kept row
  std::vector<std::size_t> groups;  ///< by kept row
  std::vector<UnivariableResult> univariable;
  derivation::BaselineSteps steps;
  std::optional<derivation::SearchTest> search;
  std::optional<derivation::Optimism> optimism;
  std::optional<derivation::Splits> splits_whole, splits_refit;
  std::optional<derivation::SampleSize> sample_size;
  std::string card;  ///< JSON text; "" where none could be written
  std::vector<std::string> warnings;

  derivation::DerivationData data() const { return {outcomes, design, candidates}; }
};

/// The columns of the candidates, each found and of a kind that can be a candidate. Problems at
/// `place`: study.not_a_candidate.
std::vector<CandidateColumn> candidate_columns(const cohort::Table& table,
                                               const DerivationRequest& request, const Place& place,
                                               Problems& problems);

/// The name of its column alone, of "column = level".
std::string column_of_candidate(const std::string& candidate);

/// The whole analysis. Random numbers of the study's seed; the same for any number of threads.
Result<ScoreDerivation> derive_score(const Plan& plan, const Step& step,
                                     const DerivationRequest& request, unsigned threads,
                                     const std::function<void()>& tick);

/// What was done, in a sentence: "backward elimination by AIC of 12 candidates …".
std::string procedure_text(const DerivationRequest& request, std::size_t candidates);

/// Writes the card of a derivation that is complete but for it, and reads it back; a warning where
/// it cannot be written.
void write_card(const Plan& plan, const Step& step, const DerivationRequest& request,
                ScoreDerivation& found);

}  // namespace venscope::study
