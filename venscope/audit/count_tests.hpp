/// Every test a paper may have meant by the p beside a table of counts.
#pragma once

#include "venscope/response/contingency.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace venscope::audit {

enum class CountTest {
  pearson,
  yates,
  n_minus_one,
  fisher,
  mid_p,
  likelihood_ratio,
  wald,  ///< of the difference of two proportions, variances not pooled
  odds,  ///< Wald's of the log odds ratio: Woolf, a logistic regression
  trend,
  pearson_one_sided,  ///< half of Pearson's, on the side of the difference seen
  fisher_one_sided,
};

/// `pearson_one_sided`, for programs; "Pearson, one-sided", for people.
std::string_view name_of(CountTest test);
std::string_view words_of(CountTest test);
/// The test of that name; absent where there is none.
std::optional<CountTest> count_test(std::string_view name);
bool one_sided(CountTest test);

struct TestedP {
  CountTest test;
  double p;
};

/// All tests that are defined on the table, in the order of the enumeration. 2 x 2: all but the
/// trend; r x 2: Pearson, N - 1, Fisher, likelihood ratio, Cochran-Armitage; other r x c: no trend.
/// Rows and columns that nobody is in are left out. `exact_steps`: how much Fisher's test may cost
/// (0: left out; about 1e8 a second); where it needs more, it is left out. Right by:
/// reference/audit/claims (R chisq.test, fisher.test), unit/audit/counts.
std::vector<TestedP> tests_of(const response::ContingencyTable& table,
                              std::int64_t exact_steps = 20'000'000);

}  // namespace venscope::audit
