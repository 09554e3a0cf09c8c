#include "venscope/audit/test_outcomes.hpp"

#include "venscope/audit/words.hpp"
#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::audit {

std::vector<TestOutcome> outcomes_of(std::span<const response::ContingencyTable> tables,
                                     const Printed& printed) {
  // Together at most what one table may take.
  const auto n = static_cast<std::int64_t>(tables.size());
  const std::int64_t exact_steps = n == 0 || n > 200 ? 0 : 20'000'000 / n;
  std::vector<TestOutcome> outcomes;
  const auto add = [&](const TestedP& tested, std::size_t table) {
    auto at = std::find_if(outcomes.begin(), outcomes.end(),
                           [&](const TestOutcome& o) { return o.test == tested.test; });
    if (at == outcomes.end()) {
      outcomes.push_back({tested.test, {tested.p, tested.p}, tested.p, table});
      at = outcomes.end() - 1;
    }
    at->p = {std::min(at->p.low, tested.p), std::max(at->p.high, tested.p)};
    at->fits = at->fits || printed.may_be(tested.p);
    if (std::fabs(tested.p - printed.value) < std::fabs(at->nearest - printed.value)) {
      at->nearest = tested.p;
      at->table = table;
    }
  };
  for (std::size_t i = 0; i < tables.size(); ++i)
    for (const TestedP& tested : tests_of(tables[i], exact_steps)) add(tested, i);
  std::sort(outcomes.begin(), outcomes.end(),
            [](const TestOutcome& a, const TestOutcome& b) { return a.test < b.test; });
  return outcomes;
}

std::string p_text(const TestOutcome& outcome, const Printed& printed) {
  const std::string low = p_beside(outcome.p.low, printed);
  const std::string high = p_beside(outcome.p.high, printed);
  return low == high ? low : low + " to " + high;
}

std::string with_p(const TestOutcome& outcome, const Printed& printed) {
  return fmt::format("{} ({})", words_of(outcome.test),
                     outcome.fits ? p_beside(outcome.nearest, printed) : p_text(outcome, printed));
}

bool near_another_test(double statistic, double df, const Printed& p) {
  if (p.relation != Printed::Relation::equal || p.value <= 0) return false;
  double other = 0;  // the chi-squared of the printed p, by bisection: the tail is decreasing
  for (double step = 512; step > 1e-6; step /= 2)
    if (chi_squared_upper(other + step, df) >= p.value) other += step;
  const double gap = std::fabs(other - statistic);
  return gap <= 0.5 || gap <= 0.25 * std::max(other, statistic);
}

}  // namespace venscope::audit
