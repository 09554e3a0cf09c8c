#include "venscope/audit/checks.hpp"
#include "venscope/audit/test_outcomes.hpp"
#include "venscope/audit/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

std::vector<std::string> texts_where(const std::vector<TestOutcome>& outcomes,
                                     const Printed& printed, auto which) {
  std::vector<std::string> texts;
  for (const TestOutcome& outcome : outcomes)
    if (which(outcome)) texts.push_back(with_p(outcome, printed));
  return texts;
}

Finding reproduction(const std::vector<TestOutcome>& outcomes, const PrintedTest& tested) {
  const Printed& p = *tested.p;
  const auto two =
      texts_where(outcomes, p, [](const TestOutcome& o) { return o.fits && !one_sided(o.test); });
  const auto one =
      texts_where(outcomes, p, [](const TestOutcome& o) { return o.fits && one_sided(o.test); });
  Finding finding{"test", Verdict::agrees, ""};
  for (const TestOutcome& outcome : outcomes) {
    finding.numbers.emplace_back(name_of(outcome.test), outcome.nearest);
    if (outcome.fits) finding.fits.emplace_back(name_of(outcome.test));
  }
  const auto named = [&](const TestOutcome& o) { return tested.test && o.test == *tested.test; };
  const auto stated = std::find_if(outcomes.begin(), outcomes.end(), named);
  if (two.empty() && one.empty()) {
    finding.verdict = Verdict::cannot;
    finding.sentence =
        fmt::format("{} comes out of no test: {}", equation("p", p),
                    listed(texts_where(outcomes, p, [](const TestOutcome&) { return true; })));
  } else if (tested.test && (stated == outcomes.end() || !stated->fits)) {
    finding.verdict = Verdict::only_if;
    finding.sentence = fmt::format(
        "{}, only if the test was {} and not {}", equation("p", p),
        listed(two.empty() ? one : two, "or"),
        stated == outcomes.end() ? std::string(words_of(*tested.test)) : with_p(*stated, p));
  } else if (tested.test) {
    finding.sentence = fmt::format("{} is {}", equation("p", p), with_p(*stated, p));
  } else if (two.empty()) {
    finding.verdict = Verdict::only_if;
    finding.sentence =
        fmt::format("{}, only if the test was one-sided: {}", equation("p", p), listed(one, "or"));
  } else {
    finding.sentence = fmt::format("{} is {}", equation("p", p), two.front());
    if (two.size() > 1)
      finding.sentence +=
          fmt::format("; {} would print the same", listed({two.begin() + 1, two.end()}, "and"));
  }
  return finding;
}

/// Which side of the level the usual two-sided tests are on, against the side of the print.
std::optional<Finding> significance(const std::vector<TestOutcome>& outcomes,
                                    const PrintedTest& tested) {
  const Printed& p = *tested.p;
  const bool claimed = p.relation == Printed::Relation::above ? false : p.value <= tested.level;
  std::vector<std::string> with, against;
  double smallest = 1, largest = 0;
  for (const TestOutcome& outcome : outcomes) {
    if (one_sided(outcome.test)) continue;
    smallest = std::min(smallest, outcome.p.low);
    largest = std::max(largest, outcome.p.high);
    const bool below = outcome.p.low <= tested.level, above = outcome.p.high > tested.level;
    if (claimed ? below : above)
      with.emplace_back(words_of(outcome.test));
    else
      against.emplace_back(with_p(outcome, p));
  }
  if (against.empty()) return {};
  Finding finding{"level", with.empty() ? Verdict::cannot : Verdict::only_if, ""};
  finding.numbers = {{"smallest_p", smallest}, {"largest_p", largest}, {"level", tested.level}};
  const std::string level = level_text(tested.level);
  if (with.empty() && claimed)
    finding.sentence = fmt::format(
        "at the {} level the difference is not supported: every two-sided test gives p above {:g}, "
        "the smallest {}",
        level, tested.level, p_beside(smallest, p));
  else if (with.empty())
    finding.sentence = fmt::format(
        "at the {} level there is a difference, though none is claimed: every two-sided "
        "test gives p of at most {}",
        level, p_beside(largest, p));
  else
    finding.sentence =
        fmt::format("the difference {} at the {} level only by {}, not by {}",
                    claimed ? "stands" : "fails", level, listed(with, "or"), listed(against, "or"));
  return finding;
}

}  // namespace

Findings check_test(std::span<const response::ContingencyTable> tables, const PrintedTest& tested) {
  if (!tested.p) return {{"test", Verdict::not_checkable, "no p is printed"}};
  const std::vector<TestOutcome> outcomes = outcomes_of(tables, *tested.p);
  if (outcomes.empty())
    return {{"test", Verdict::cannot,
             fmt::format("{}: no test is defined where all patients are in one row or column",
                         equation("p", *tested.p))}};
  Findings findings{reproduction(outcomes, tested)};
  if (auto finding = significance(outcomes, tested)) findings.push_back(std::move(*finding));
  return findings;
}

Findings check(const CountsClaim& claim) {
  return check_test(std::array{claim.table}, claim.tested);
}

}  // namespace venscope::audit
