/// From scores to groups.
#pragma once

#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::signature {

enum class CutKind {
  median,         ///< of the cohort that the signature is made in, carried over as a number
  cohort_median,  ///< of each cohort that is scored: relative, a single patient has no group
  tertiles,       ///< of the cohort that the signature is made in, as numbers
  searched,       ///< where the groups differ most there: maximally selected log-rank statistic
};

struct CutRule {
  CutKind kind = CutKind::median;
  double least_share = 0.1;  ///< searched: of the patients, in each group
};

/// Numbers that divide the scores: up to the first the lowest group, and so on.
struct Cut {
  CutKind kind = CutKind::median;
  std::vector<double> at;  ///< ascending; empty where the scores do not divide
  // Of a searched one:
  std::optional<double> statistic;      ///< the largest |T|
  std::optional<double> p_uncorrected;  ///< as if it had been known beforehand
  std::optional<double> p;  ///< corrected for the search, not for the making of the score

  std::size_t groups() const { return at.size() + 1; }
};

/// "low", "high"; of three "low", "intermediate", "high".
std::vector<std::string> group_names(std::size_t groups);

/// The cut points of the scores of the cohort that the signature is made in. Medians and tertiles
/// are R's quantile, type 7. Searched: derivation::maximal_rank on log-rank scores, its p of the
/// joint normal distribution. Scores that are all the same have no cut.
/// Right by: unit/signature/cut, reference/derivation/maximal_rank.
Cut cut_points(std::span<const double> scores, const endpoint::Outcomes& outcomes,
               const CutRule& rule);

/// For scores of a cohort: `cut` as it is, or of a `cohort_median` that of these scores.
Cut cut_for(const Cut& cut, std::span<const double> scores);

/// Group of each score, 0 the lowest; nobody has one where there is no cut.
std::vector<std::optional<std::size_t>> groups_of(std::span<const double> scores, const Cut& cut);

/// R's quantile, type 7; of a list that is not empty.
double quantile_7(std::span<const double> values, double probability);

}  // namespace venscope::signature
