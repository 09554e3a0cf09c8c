/// What each test gives over all tables that a print allows.
#pragma once

#include "venscope/audit/count_tests.hpp"
#include "venscope/audit/printed.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace venscope::audit {

struct TestOutcome {
  CountTest test;
  Range p;                ///< over the tables
  double nearest = 0;     ///< to the printed p
  std::size_t table = 0;  ///< that gives it, the first
  bool fits = false;      ///< the nearest rounds to the printed p
};

/// In the order of the tests. Fisher's are tried on up to 200 tables.
std::vector<TestOutcome> outcomes_of(std::span<const response::ContingencyTable> tables,
                                     const Printed& printed);

/// "0.0949", "0.086 to 0.135".
std::string p_text(const TestOutcome& outcome, const Printed& printed);
/// "Yates' corrected chi-squared (0.4247)": the p that fits, or all of them.
std::string with_p(const TestOutcome& outcome, const Printed& printed);

/// Whether the printed p may be that of another test of the same hypothesis (score, Wald and
/// likelihood ratio agree only in large samples): its chi-squared within a quarter of `statistic`,
/// or within 0.5. A rule of thumb; what it lets pass is `agrees only if`.
bool near_another_test(double statistic, double df, const Printed& p);

}  // namespace venscope::audit
