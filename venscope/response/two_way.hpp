/// Everything said of an outcome by group: what `venscope fit table "outcome ~ group"` answers.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/response/contingency.hpp"
#include "venscope/response/fisher.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/response/two_proportions.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::response {

/// x of the n patients of a group have the counted level of the outcome.
struct GroupProportion {
  std::string group;
  std::int64_t x = 0;
  std::int64_t n = 0;
  double p = 0;
  Interval wilson;
  Interval clopper_pearson;
};

struct TwoWayOptions {
  double confidence = 0.95;
  /// Level of the outcome that is counted in the proportions; chosen by counted_level() if absent.
  std::optional<std::string> counted_level;
  /// For Fisher's p of an r x c table too large for the exact sum.
  std::uint64_t seed = 1;
};

/// Rows of `table` are the groups, columns the levels of the outcome, both in level order; levels
/// that no complete row has are left out, with a warning. A test that is undefined is absent and a
/// warning says why: one group or one outcome level only; `yates` beyond 2 x 2.
struct TwoWay {
  ContingencyTable table;
  std::string counted_level;
  std::vector<GroupProportion> proportions;
  std::optional<ChiSquared> pearson, yates, n_minus_one, likelihood_ratio;
  std::optional<Fisher> fisher;
  /// 2 x 2: the first group against the second, of the counted level.
  std::optional<TwoProportions> effects;
  std::vector<std::string> warnings;

  std::int64_t n() const { return table.total(); }
  std::size_t n_missing() const { return table.n_missing; }
};

/// Which level of an outcome is the one that happened:
/// 1. the only level that is a word for yes: 1, yes, y, true, t, positive, pos, mutated, mut,
///    present, event, response, responder, CR, remission (any case), where 1 among other numbers
///    (0 to 3, or 1 and 2, of which 2 is the event) is no such word; otherwise
/// 2. of two levels, the other one if just one is a word for no: 0, no, n, false, f, negative, neg,
///    wild_type, wildtype, wt, absent, none, non-responder, nonresponder, NR; otherwise
/// 3. the last level, as in R's logistic regression the first is the reference.
std::size_t counted_level(const std::vector<std::string>& levels);

/// Counts and tests of `outcome` by `group`; rows with either missing are left out and counted.
/// Problems: response.unequal_lengths, response.no_observations, response.unknown_level,
/// response.confidence_level.
/// Right by: reference/response/baseline_table (R), published/response.
Result<TwoWay> two_way(const cohort::Column& outcome, const cohort::Column& group,
                       const TwoWayOptions& options = {});

}  // namespace venscope::response
