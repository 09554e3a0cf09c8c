/// Several markers in the same patients: which number of responders their rates allow together.
#include "venscope/audit/attainable.hpp"
#include "venscope/audit/checks.hpp"
#include "venscope/audit/test_outcomes.hpp"
#include "venscope/audit/words.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

constexpr std::size_t most_totals = 12;   ///< for which the tests are tried
constexpr std::size_t most_tables = 2e5;  ///< of one total

/// "62 to 63, 70".
std::string runs_text(const std::vector<std::int64_t>& ascending) {
  std::vector<std::string> runs;
  for (std::size_t i = 0; i < ascending.size();) {
    std::size_t last = i;
    while (last + 1 < ascending.size() && ascending[last + 1] == ascending[last] + 1) ++last;
    runs.push_back(last == i ? std::to_string(ascending[i])
                             : fmt::format("{} {} {}", ascending[i], last == i + 1 ? "or" : "to",
                                           ascending[last]));
    i = last + 1;
  }
  return listed(runs, "or");
}

std::string pair_text(const Split& split) {
  return fmt::format("{} {} against {}%", split.name, split.with.text, split.without.text);
}

std::vector<std::int64_t> joint_totals(const SplitsClaim& claim) {
  std::vector<bool> joint(static_cast<std::size_t>(claim.n) + 1, true);
  for (const Split& split : claim.splits) {
    const std::vector<bool> own = totals_of(split, claim.n);
    for (std::size_t i = 0; i < joint.size(); ++i) joint[i] = joint[i] && own[i];
  }
  std::vector<std::int64_t> totals;
  for (std::size_t i = 0; i < joint.size(); ++i)
    if (joint[i]) totals.push_back(static_cast<std::int64_t>(i));
  return totals;
}

Finding totals_finding(const SplitsClaim& claim, const std::vector<std::int64_t>& joint,
                       const std::vector<std::int64_t>& usable) {
  Finding finding{"total", Verdict::agrees, ""};
  for (const std::int64_t total : joint) finding.fits.push_back(std::to_string(total));
  const std::string together =
      claim.splits.size() == 1
          ? pair_text(claim.splits.front())
          : fmt::format("the {} pairs of percentages together", claim.splits.size());
  if (joint.empty()) {
    finding.verdict = Verdict::cannot;
    finding.sentence = fmt::format("no number of responders among {} gives {}", claim.n, together);
    return finding;
  }
  const std::string possible = fmt::format("{} of {} responding", runs_text(joint), claim.n);
  if (claim.total.empty()) {
    finding.sentence = fmt::format("{} can be, with {}", together, possible);
    return finding;
  }
  std::vector<std::int64_t> refused;
  for (const std::int64_t total : claim.total)
    if (std::find(joint.begin(), joint.end(), total) == joint.end()) refused.push_back(total);
  if (refused.empty()) {
    finding.sentence =
        fmt::format("{} can be, with {} of {} responding", together, runs_text(usable), claim.n);
    return finding;
  }
  std::vector<std::string> failing;
  for (const Split& split : claim.splits)
    if (!totals_of(split, claim.n)[static_cast<std::size_t>(refused.front())])
      failing.push_back(pair_text(split));
  finding.verdict = usable.empty() ? Verdict::cannot : Verdict::only_if;
  finding.sentence = fmt::format("{} can be only with {}, if every patient is counted; not with {}",
                                 together, possible, runs_text(refused));
  if (!failing.empty()) finding.sentence += fmt::format(" (not {})", listed(failing, "nor"));
  return finding;
}

/// One marker under one total.
struct SplitOutcome {
  std::vector<response::ContingencyTable> tables;
  std::vector<TestOutcome> outcomes;
};

const TestOutcome* find_test(const SplitOutcome& split, CountTest test) {
  for (const TestOutcome& outcome : split.outcomes)
    if (outcome.test == test) return &outcome;
  return nullptr;
}

/// The first two-sided test whose p round to every printed one.
std::optional<CountTest> common_test(const SplitsClaim& claim,
                                     const std::vector<SplitOutcome>& outcomes) {
  for (const CountTest test :
       {CountTest::pearson, CountTest::yates, CountTest::fisher, CountTest::n_minus_one,
        CountTest::mid_p, CountTest::likelihood_ratio, CountTest::wald, CountTest::odds}) {
    bool all = true;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const TestOutcome* const outcome = find_test(outcomes[i], test);
      all = all && (!claim.splits[i].p || (outcome && outcome->fits));
    }
    if (all) return test;
  }
  return {};
}

std::string reproduced_text(const SplitsClaim& claim, const std::vector<SplitOutcome>& outcomes,
                            CountTest test) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Split& split = claim.splits[i];
    const TestOutcome* const outcome = find_test(outcomes[i], test);
    if (!split.p || !outcome) continue;
    const response::ContingencyTable& table = outcomes[i].tables[outcome->table];
    texts.push_back(fmt::format("{} {}/{} against {}/{} {}", split.name, table(0, 0),
                                table.row_total(0), table(1, 0), table.row_total(1),
                                p_beside(outcome->nearest, *split.p)));
  }
  return listed(texts);
}

/// Where no test gives all: what comes out of Pearson's and Fisher's for the p that stand out.
std::string missed_text(const SplitsClaim& claim, const std::vector<SplitOutcome>& outcomes) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Split& split = claim.splits[i];
    if (!split.p) continue;
    bool fits = false;
    double low = 1, high = 0;
    for (const TestOutcome& outcome : outcomes[i].outcomes) {
      if (one_sided(outcome.test)) continue;
      fits = fits || outcome.fits;
      low = std::min(low, outcome.p.low);
      high = std::max(high, outcome.p.high);
    }
    if (fits || low > high) continue;
    const TestOutcome* const pearson = find_test(outcomes[i], CountTest::pearson);
    texts.push_back(fmt::format("{} is printed {}, every test gives {} to {}{}", split.name,
                                equation("p", *split.p), p_beside(low, *split.p),
                                p_beside(high, *split.p),
                                pearson ? ", Pearson " + p_text(*pearson, *split.p) : ""));
  }
  return texts.empty() ? "no one test gives all of them" : listed(texts);
}

struct TotalAnswer {
  std::int64_t total = 0;
  bool tried = false;
  std::optional<CountTest> test;
  std::string text;
};

TotalAnswer try_total(const SplitsClaim& claim, std::int64_t total) {
  TotalAnswer answer;
  answer.total = total;
  std::vector<SplitOutcome> outcomes;
  std::size_t tables = 0;
  for (const Split& split : claim.splits) {
    outcomes.push_back({tables_of(split, claim.n, total), {}});
    tables += outcomes.back().tables.size();
    if (tables > most_tables) return answer;
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    if (claim.splits[i].p)
      outcomes[i].outcomes = outcomes_of(outcomes[i].tables, *claim.splits[i].p);
  answer.tried = true;
  answer.test = common_test(claim, outcomes);
  answer.text =
      answer.test ? fmt::format("with {} responders {} gives {}: {}", total, words_of(*answer.test),
                                claim.splits.size() > 1 ? "every printed p" : "it",
                                reproduced_text(claim, outcomes, *answer.test))
                  : fmt::format("with {} responders {}", total, missed_text(claim, outcomes));
  return answer;
}

Finding tests_finding(const SplitsClaim& claim, const std::vector<std::int64_t>& totals) {
  Finding finding{"test", Verdict::cannot, ""};
  std::vector<std::string> fitting, missing;
  for (const std::int64_t total : totals) {
    const TotalAnswer answer = try_total(claim, total);
    if (!answer.tried)
      return {"test", Verdict::not_checkable, "too many tables are possible to try every test"};
    (answer.test ? fitting : missing).push_back(answer.text);
    if (answer.test) finding.fits.push_back(fmt::format("{} {}", total, name_of(*answer.test)));
  }
  finding.sentence = fmt::format("{}", fmt::join(fitting.empty() ? missing : fitting, "; "));
  if (fitting.empty()) return finding;
  finding.verdict = missing.empty() || totals.size() == 1 ? Verdict::agrees : Verdict::only_if;
  if (!missing.empty()) finding.sentence += fmt::format("; {}", fmt::join(missing, "; "));
  return finding;
}

}  // namespace

Findings check(const SplitsClaim& claim) {
  const std::vector<std::int64_t> joint = joint_totals(claim);
  std::vector<std::int64_t> usable;
  for (const std::int64_t total : claim.total)
    if (std::find(joint.begin(), joint.end(), total) != joint.end()) usable.push_back(total);
  std::sort(usable.begin(), usable.end());
  Findings findings{totals_finding(claim, joint, usable)};
  const bool any_p = std::any_of(claim.splits.begin(), claim.splits.end(),
                                 [](const Split& split) { return split.p.has_value(); });
  if (!any_p || joint.empty()) return findings;
  const std::vector<std::int64_t>& totals = usable.empty() ? joint : usable;
  if (totals.size() > most_totals) {
    findings.push_back(
        {"test", Verdict::not_checkable,
         fmt::format("{} totals are possible; name one as total to have its p looked at",
                     totals.size())});
    return findings;
  }
  findings.push_back(tests_finding(claim, totals));
  return findings;
}

}  // namespace venscope::audit
