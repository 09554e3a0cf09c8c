/// One column of patients, such as a score, against another, such as age, a mutation or an IC50.
/// docs/methods/score-associations.md.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/expression/correlation.hpp"
#include "venscope/report/json.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/response/summary.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

struct AssociationOptions {
  expression::CorrelationMethod method = expression::CorrelationMethod::spearman;  ///< of numbers
  std::vector<std::string> adjust;  ///< columns beside the score in a Tobit model
  double level = 0.95;
  std::uint64_t seed = 1;  ///< of a simulated Fisher's test
  /// Of two numbers with a cap, `method` with capped values as ties, so that numbers with and
  /// without censored values have one measure; else Kendall's tau for censored pairs.
  bool capped_as_ties = false;
};

/// Where a number stops being one: known to be `above` or more, `below` or less.
struct CensoringLimits {
  std::optional<double> above, below;
};

/// What an effect is, on its scale from -1 to 1.
enum class EffectMeasure { none, pearson, spearman, kendall, rank_biserial, share_difference };

struct AssociationLevel {
  std::string name;
  std::size_t n = 0;
  response::Summary summary;         ///< of the number, where one of the two columns is one
  std::vector<std::int64_t> counts;  ///< by group of the score, where both are categories
  /// Of this level against the others together; of two levels the second has it alone.
  std::optional<response::Effect> effect;
};

/// The censored number in a Tobit model of the score and further columns.
struct TobitSlope {
  std::size_t n = 0;
  bool ratio = false;  ///< lognormal: of the geometric mean; else a difference
  double estimate = 0, low = 0, high = 0, p = 1;
};

struct Association {
  std::string variable, label;
  bool number = false;       ///< the variable is one
  std::size_t n = 0;         ///< patients with both
  std::size_t missing = 0;   ///< with a score alone
  std::size_t censored = 0;  ///< of n, at the cap or above it
  std::size_t at_floor = 0;  ///< of n, at the lower limit or below it
  std::optional<double> cap, floor;
  std::string test, note;  ///< `note`: why there is no test, or what is to be known of it
  std::optional<double> statistic, p, q;
  EffectMeasure measure = EffectMeasure::none;
  std::optional<response::Effect> effect;  ///< of numbers, and of two levels or groups
  std::vector<AssociationLevel> levels;    ///< those that somebody has
  std::optional<TobitSlope> tobit;
  std::string tobit_note;  ///< why there is none, where one was to be
};

/// `score` and `variable` are columns of `table`.
///  - two numbers: the correlation of `options.method` with R's p and interval
///    (expression/correlation.hpp). With a cap, values at or above it are censored there: Kendall's
///    tau, whatever the method unless `capped_as_ties`, and a Tobit slope per standard deviation of
///    the score.
///  - a number and a category: Mann and Whitney's or Kruskal and Wallis' test, capped values as
///    ties at the cap; the effect is the rank-biserial correlation, 2 P - 1 (superiority.hpp).
///    With a cap and two groups of the score a Tobit slope, the second against the first.
///    Values at or below a lower limit are ties at it, and below it in a Tobit model.
///  - two categories: chi-squared, or Fisher's where an expected count is below 5; with two groups
///    of the score the effect is the difference of a level's share, second less first, with
///    Newcombe's interval.
/// Levels that nobody has do not count. What cannot be tested is said in `note`, such as a number
/// of which every value lies at the cap.
Association associate(const cohort::Table& table, const cohort::Column& score,
                      const cohort::Column& variable, const CensoringLimits& limits,
                      const AssociationOptions& options);

/// Fills q, by Benjamini and Hochberg, over those with a p.
void adjust_associations(std::vector<Association>& all);

/// "spearman", "rank_biserial" …; "" of none.
std::string_view name_of(EffectMeasure measure);

report::Json to_json(const Association& association);

}  // namespace venscope::study
