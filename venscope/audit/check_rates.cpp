/// Rates of groups: the counts behind their percentages, and the p beside them.
#include "venscope/audit/attainable.hpp"
#include "venscope/audit/checks.hpp"
#include "venscope/audit/words.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

struct XofN {
  std::int64_t x, n;
};

bool fits(const RateGroup& group, std::int64_t x, std::int64_t n) {
  const Counts counts = counts_for(*group.percent, n);
  return x >= counts.low && x <= counts.high;
}

/// Every count that the group allows.
std::vector<XofN> possible_counts(const RateGroup& group) {
  std::vector<XofN> counts;
  for (const std::int64_t n : group.n) {
    if (group.x) {
      if (!group.percent || fits(group, *group.x, n)) counts.push_back({*group.x, n});
      continue;
    }
    const Counts fitting = counts_for(*group.percent, n);
    for (std::int64_t x = fitting.low; x <= fitting.high; ++x) counts.push_back({x, n});
  }
  return counts;
}

std::vector<std::string> texts_of(const std::vector<XofN>& counts, std::size_t most = 4) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < counts.size() && i < most; ++i)
    texts.push_back(fmt::format("{}/{}", counts[i].x, counts[i].n));
  if (counts.size() > most) texts.push_back(fmt::format("{} more", counts.size() - most));
  return texts;
}

Finding group_finding(const RateGroup& group, const std::vector<XofN>& counts) {
  Finding finding{"counts", Verdict::agrees, ""};
  const std::string printed = percent_text(*group.percent);
  if (counts.empty()) {
    finding.verdict = Verdict::cannot;
    std::vector<std::string> near;
    for (const std::int64_t n : group.n)
      near.push_back(group.x ? share_text(*group.x, n, *group.percent)
                             : nearest_text(*group.percent, n));
    finding.sentence =
        fmt::format("{}: {} is no share of so many: {}", group.name, printed, listed(near));
    return finding;
  }
  finding.numbers = {{"x", static_cast<double>(counts.front().x)},
                     {"n", static_cast<double>(counts.front().n)}};
  for (const std::string& text : texts_of(counts, 50)) finding.fits.push_back(text);
  if (group.n.size() > 1 && std::all_of(counts.begin(), counts.end(),
                                        [&](const XofN& c) { return c.n == counts.front().n; })) {
    finding.verdict = Verdict::only_if;
    finding.sentence = fmt::format("{}: {}, only if n is {}: {}", group.name, printed,
                                   counts.front().n, listed(texts_of(counts), "or"));
  } else {
    finding.sentence =
        fmt::format("{}: {} is {}", group.name, printed, listed(texts_of(counts), "or"));
  }
  return finding;
}

/// All ways to choose one count of each group, as tables; at most 20,000.
std::vector<response::ContingencyTable> all_tables(const std::vector<std::vector<XofN>>& groups) {
  std::vector<std::vector<std::int64_t>> rows{{}};
  for (const std::vector<XofN>& group : groups) {
    std::vector<std::vector<std::int64_t>> longer;
    for (const std::vector<std::int64_t>& row : rows)
      for (const XofN& count : group) {
        if (longer.size() == 20'000) break;
        longer.push_back(row);
        longer.back().insert(longer.back().end(), {count.x, count.n - count.x});
      }
    rows = std::move(longer);
  }
  std::vector<response::ContingencyTable> tables;
  for (std::vector<std::int64_t>& row : rows)
    tables.push_back(response::make_table(groups.size(), 2, std::move(row)));
  return tables;
}

}  // namespace

Findings check(const RatesClaim& claim) {
  Findings findings;
  std::vector<std::vector<XofN>> groups;
  bool possible = true;
  for (const RateGroup& group : claim.groups) {
    groups.push_back(possible_counts(group));
    if (group.percent) findings.push_back(group_finding(group, groups.back()));
    // A count that its percentage contradicts can still be tested.
    if (group.x && groups.back().empty())
      for (const std::int64_t n : group.n) groups.back().push_back({*group.x, n});
    possible = possible && !groups.back().empty();
  }
  if (!possible) {
    findings.push_back({"test", Verdict::not_checkable,
                        "without counts behind the percentages the p cannot be looked at"});
    return findings;
  }
  const std::vector<response::ContingencyTable> tables = all_tables(groups);
  for (Finding& finding : check_test(tables, claim.tested)) findings.push_back(std::move(finding));
  return findings;
}

}  // namespace venscope::audit
