/// Several risk scores judged by one endpoint, and against the first of them on the same patients.
#pragma once

#include "venscope/accuracy/concordance_bootstrap.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/response/contingency.hpp"
#include "venscope/response/symmetry.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// A score by its columns in the table: `group` is a category, its levels from the best outcome to
/// the worst; `score` is a number, "" where there is none.
struct ScoreColumnNames {
  std::string label, group, score;
};

/// A Cox model with the score against the one without covariates: LR = 2 (l(beta) - l(0)), and
/// delta_aic = 2 df - LR; below 0 the score is worth its parameters.
struct Gain {
  double lr = 0, df = 0, p = 1, delta_aic = 0;
};

struct ComparedGroup {
  std::string level;
  std::size_t n = 0, events = 0;
  survival::SurvivalQuantile median;
};

/// A score on all patients whom it classifies.
struct ComparedScore {
  ScoreColumnNames names;
  std::size_t n = 0, events = 0;
  std::vector<ComparedGroup> groups;  ///< that somebody is in
  double log_rank = 0, log_rank_df = 0, log_rank_p = 1;
  Gain factor;  ///< the groups as a factor
  Gain linear;  ///< one term: the score; of a classification the number of the group
  accuracy::BootstrappedEstimate c_groups;
  std::optional<accuracy::BootstrappedEstimate> c_score;
};

/// A score against the first one, on the patients whom both classify.
struct ComparedPair {
  std::string first, other;  ///< labels
  std::size_t n = 0, events = 0;
  Gain gain_first, gain_other;  ///< as factors
  accuracy::BootstrappedEstimate c_first, c_other;
  accuracy::ConcordanceDifference difference;
  response::ContingencyTable reclassified;     ///< rows: groups of the first
  std::optional<response::Symmetry> symmetry;  ///< where both have as many groups
};

/// Patients in the same group of every score; -1 where a score does not classify them.
struct ComparedFlow {
  std::vector<int> levels;  ///< one per score
  std::size_t n = 0;
};

struct ScoreComparison {
  std::vector<ComparedScore> scores;
  std::vector<ComparedPair> pairs;
  std::vector<ComparedFlow> flows;  ///< of those whom any of `scores` classifies
  std::size_t resamples = 0;
  double level = 0.95;
  std::vector<std::string> warnings;
};

struct ScoreComparisonOptions {
  std::size_t resamples = 1000;
  std::uint64_t seed = 1;
  double level = 0.95;
  unsigned threads = 1;
  std::function<void()> tick = {};  ///< called after each score
};

/// `survival` is the left side of a formula, "Surv(OS.time, OS.event)". A score or a pair that
/// cannot be judged (one group only, no events) is left out with a warning; a Result fails where
/// that leaves none. docs/methods/score-comparison.md.
/// Right by: reference/study/compare (R).
Result<ScoreComparison> compare_scores(const std::string& survival,
                                       const std::vector<ScoreColumnNames>& scores,
                                       const cohort::Table& table,
                                       const ScoreComparisonOptions& options);

}  // namespace venscope::study
