/// The response of two arms against each other: what a protocol declares, and what is found.
#pragma once

#include "venscope/audit/count_tests.hpp"
#include "venscope/audit/printed.hpp"
#include "venscope/response/response_category.hpp"
#include "venscope/response/two_proportions.hpp"
#include "venscope/study/analysis.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/kinds/two_arms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct ArmResponseDeclaration {
  std::string column;
  const response::RateDefinition* rate = nullptr;  ///< of a column of response categories, or
  std::vector<std::string> levels;                 ///< those that count; neither: a yes/no column
  response::Denominator denominator = response::Denominator::treated;  ///< with a rate
  ArmsDeclaration arms;  ///< arm, covariates and place are used
  audit::CountTest primary = audit::CountTest::pearson;
  std::optional<audit::Printed> printed;  ///< a p in print, to be found among the tests
  double level = 0.95;
  Place place;  ///< of the column
};

struct ArmRate {
  std::string name;
  std::int64_t x = 0, n = 0;
  std::size_t n_missing = 0;  ///< of the arm, without a known response
  std::size_t left_out = 0;   ///< of the arm, not evaluable, where the denominator leaves them out
  double p = 0;
  response::Interval wilson, clopper_pearson;
};

struct ArmResponseTest {
  audit::CountTest test = audit::CountTest::pearson;
  std::optional<double> statistic;  ///< of a chi-squared
  double p = 1;
  bool gives_printed = false;
};

/// The arm's odds ratio from one logistic model; absent where `why_not` says why.
struct AdjustedOdds {
  std::optional<LogisticAnalysis> model;
  std::optional<double> ratio, low, high, p;
  std::string why_not;
};

struct ArmResponse {
  ArmResponseDeclaration declared;
  std::string outcome;  ///< what counts, in words
  ArmRate arms[2];      ///< the reference, then the other
  std::size_t without_arm = 0;
  response::TwoProportions effects;    ///< the second arm against the reference
  std::vector<ArmResponseTest> tests;  ///< none where all responded, or nobody
  double smallest_expected = 0;
  std::size_t expected_below_five = 0;
  AdjustedOdds plain, firth;  ///< without covariates neither is fitted
  std::vector<std::string> warnings;

  const ArmResponseTest* primary() const;
  bool adjusted() const { return !declared.arms.covariates.empty(); }
  std::string words(std::size_t arm) const;  ///< an arm as read
};

/// Whether each row responded: 1, 0; -1 not known; -2 not in the denominator.
inline constexpr std::int32_t unknown_response = -1, outside_denominator = -2;
std::vector<std::int32_t> arm_responses(const cohort::Table& table,
                                        const ArmResponseDeclaration& declared);

/// Everything that can be wrong with the declaration on these patients.
void check_arm_response(const cohort::Table& table, const ArmResponseDeclaration& declared,
                        Problems& problems);

/// Counts, tests and intervals from the patients with a known arm and response, the models from
/// those of them whose covariates are known.
/// Problems: study.two_arms where only one arm has somebody with a known response.
/// Right by: reference/study/response_by_arm (R: prop.test, chisq.test, fisher.test, glm, brglm2),
/// unit/study/response_by_arm.
Result<ArmResponse> analyse_arm_response(const cohort::Table& table,
                                         const ArmResponseDeclaration& declared);

/// The report of it: rates and effects with their figures, and what stands in the appendix.
std::vector<report::Block> arm_response_blocks(const Plan& plan, const Step& step,
                                               const ArmResponse& found);
std::vector<report::Block> arm_response_appendix(const Plan& plan, const Step& step,
                                                 const ArmResponse& found);

}  // namespace venscope::study
