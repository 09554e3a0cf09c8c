/// Best response to treatment: categories, rates with their denominators, and what goes with them.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/response/response_category.hpp"
#include "venscope/response/summary.hpp"
#include "venscope/response/two_way.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct ResponseOptions {
  std::string column;              ///< of response categories
  std::string by;                  ///< column of the groups; "" for none
  std::vector<std::string> rates;  ///< ids of response::rate_definitions()
  response::Denominator denominator = response::Denominator::treated;
  std::string predicted;                ///< the rate whose predictors are looked for
  std::vector<std::string> predictors;  ///< columns, each alone
  double level = 0.95;
  std::uint64_t seed = 1;
};

/// All patients, or a group of them.
struct RespondingGroup {
  std::string name;  ///< "" of all
  response::ResponseCounts counts;
  std::size_t n_missing = 0;  ///< without a category
  std::vector<response::Rate>
      rates;  ///< as asked for; a group with nobody in the denominator: none
};

/// One column against response, in the patients of the denominator who have a value.
struct ResponsePredictor {
  std::string column;
  std::size_t n_missing = 0;
  std::optional<response::TwoWay> levels;      ///< of a category: responders by level
  std::optional<response::Effect> odds_ratio;  ///< of two levels: the second against the first
  std::optional<response::Summary> responders, others;  ///< of a number
  std::optional<double> ranks_p;                        ///< of a number: Mann-Whitney
  std::string test;                                     ///< what `p` is from
  std::optional<double> p, q;  ///< q: adjusted for all predictors (Benjamini-Hochberg)
  std::string why_not;         ///< where there is no test
};

struct ResponseAnalysis {
  ResponseOptions options;
  std::vector<RespondingGroup> groups;  ///< all, then the groups
  std::vector<ResponsePredictor> predictors;
  std::vector<std::string> warnings;
};

/// Problems: study.response_code (a value that is no category, with the words that are), and
/// response.no_observations where nobody has a category.
/// A category's p is Pearson's without continuity correction, Fisher's where an expected count is
/// below 5; both are in `levels`. A number's is Mann and Whitney's.
/// Right by: reference/study/response (R, the counts of the published registry).
Result<ResponseAnalysis> analyse_response(const cohort::Table& table,
                                          const ResponseOptions& options);

/// The definition of a rate by its id, or null.
const response::RateDefinition* find_rate(std::string_view id);

}  // namespace venscope::study
