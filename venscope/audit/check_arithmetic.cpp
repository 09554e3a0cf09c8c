/// Sums, subsets, and one quantity printed twice.
#include "venscope/audit/checks.hpp"
#include "venscope/audit/count_tests.hpp"
#include "venscope/audit/words.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace venscope::audit {

Findings check(const SumClaim& claim) {
  Range range;
  double sum = 0;
  int decimals = claim.total.decimals;
  std::vector<std::string> texts;
  for (const Printed& part : claim.parts) {
    const bool whole = part.decimals <= 0;  // a count was not rounded
    range.low += whole ? part.value : part.range().low;
    range.high += whole ? part.value : part.range().high;
    sum += part.value;
    decimals = std::max(decimals, part.decimals);
    texts.push_back(part.text);
  }
  const Range total =
      claim.total.decimals <= 0 ? Range{claim.total.value, claim.total.value} : claim.total.range();
  const std::string added = fmt::format("{} = {}", fmt::join(texts, " + "), fixed(sum, decimals));
  Finding finding{"sum", Verdict::agrees, ""};
  finding.numbers = {{"sum", sum}, {"difference", sum - claim.total.value}};
  if (sum == claim.total.value) {
    finding.sentence = added;
  } else if (range.meets(total)) {
    finding.sentence = fmt::format("{}, printed {}: within rounding", added, claim.total.text);
  } else {
    finding.verdict = Verdict::cannot;
    finding.sentence = fmt::format("{}, not the printed {}: {} {}", added, claim.total.text,
                                   fixed(std::fabs(sum - claim.total.value), decimals),
                                   sum > claim.total.value ? "too many" : "missing");
  }
  return {finding};
}

namespace {

void add_extremes(const SubsetClaim& claim, Findings& findings) {
  const auto compare = [&](const char* check, const char* word, const std::optional<Printed>& whole,
                           const std::optional<Printed>& part, bool lowest) {
    if (!whole || !part) return;
    const bool possible = lowest ? part->range().high >= whole->range().low
                                 : part->range().low <= whole->range().high;
    Finding finding{check, possible ? Verdict::agrees : Verdict::cannot, ""};
    finding.sentence =
        fmt::format("the {} of the part, {}, {} that of the whole, {}", word, part->text,
                    possible ? fmt::format("is not {}", lowest ? "below" : "above")
                             : fmt::format("cannot be {}", lowest ? "below" : "above"),
                    whole->text);
    findings.push_back(std::move(finding));
  };
  compare("minimum", "minimum", claim.whole.min, claim.part.min, true);
  compare("maximum", "maximum", claim.whole.max, claim.part.max, false);
}

std::string count_name(const SubsetClaim& claim, std::size_t i) {
  return claim.names.empty() ? fmt::format("count {}", i + 1) : claim.names[i];
}

/// What is left outside the part, and whether it looks like the part.
void add_counts(const SubsetClaim& claim, Findings& findings) {
  const std::size_t categories = claim.whole.counts.size();
  if (categories == 0) return;
  std::vector<std::string> rest_texts, negative;
  std::vector<std::int64_t> counts = claim.part.counts;
  for (std::size_t i = 0; i < categories; ++i) {
    const std::int64_t rest = claim.whole.counts[i] - claim.part.counts[i];
    counts.push_back(rest);
    rest_texts.push_back(fmt::format("{} {}", count_name(claim, i), rest));
    if (rest < 0)
      negative.push_back(fmt::format("{} {} of {}", count_name(claim, i), claim.part.counts[i],
                                     claim.whole.counts[i]));
  }
  if (!negative.empty()) {
    findings.push_back({"counts", Verdict::cannot,
                        fmt::format("the part has more than the whole: {}", listed(negative))});
    return;
  }
  Finding finding{"counts", Verdict::agrees,
                  fmt::format("outside the part are left {}", listed(rest_texts))};
  const auto tests = tests_of(response::make_table(2, categories, std::move(counts)), 0);
  if (!tests.empty()) {
    finding.numbers = {{"pearson", tests.front().p}};
    finding.sentence += fmt::format(
        "; part and rest {} (Pearson p {})",
        tests.front().p < 0.001 ? "would have to differ beyond chance" : "are alike enough",
        tests.front().p < 1e-6 ? "below 0.000001" : "= " + fixed(tests.front().p, 6));
    if (tests.front().p < 0.001) finding.verdict = Verdict::only_if;
  }
  findings.push_back(std::move(finding));
}

}  // namespace

Findings check(const SubsetClaim& claim) {
  Findings findings;
  if (claim.whole.n && claim.part.n)
    findings.push_back({"n", *claim.part.n <= *claim.whole.n ? Verdict::agrees : Verdict::cannot,
                        fmt::format("{} of {} patients", *claim.part.n, *claim.whole.n)});
  add_extremes(claim, findings);
  add_counts(claim, findings);
  if (findings.empty())
    findings.push_back(
        {"counts", Verdict::not_checkable, "nothing is printed of both part and whole"});
  return findings;
}

Findings check(const SameClaim& claim) {
  // All agree if one value lies within the rounding of every print.
  std::optional<Range> common = claim.values.front().range();
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < claim.values.size(); ++i) {
    if (common) common = overlap(*common, claim.values[i].range());
    texts.push_back(claim.sources.empty()
                        ? claim.values[i].text
                        : fmt::format("{} ({})", claim.values[i].text, claim.sources[i]));
  }
  Finding finding{"twice", common ? Verdict::agrees : Verdict::cannot, ""};
  finding.sentence =
      fmt::format("{}: {}", listed(texts),
                  common ? "one value, differently rounded" : "no value rounds to all of them");
  bool literally = true;
  for (const Printed& value : claim.values)
    literally = literally && value.value == claim.values.front().value;
  if (common && literally) finding.sentence = fmt::format("{}: the same", listed(texts));
  return {finding};
}

}  // namespace venscope::audit
