/// Percentages of a whole: is there a number of patients that rounds to it, and of which whole.
#include "venscope/audit/attainable.hpp"
#include "venscope/audit/checks.hpp"
#include "venscope/audit/words.hpp"

#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

std::string item_name(const PercentagesClaim& claim, std::size_t i) {
  const std::string percent = percent_text(claim.percent[i]);
  return claim.names.empty() ? percent : claim.names[i] + " " + percent;
}

bool item_fits(const PercentagesClaim& claim, std::size_t i, std::int64_t n) {
  const Counts counts = counts_for(claim.percent[i], n);
  if (claim.x.empty()) return !counts.empty();
  return claim.x[i] >= counts.low && claim.x[i] <= counts.high;
}

Finding item_finding(const PercentagesClaim& claim, std::size_t i, std::int64_t n) {
  const Printed& percent = claim.percent[i];
  const Counts counts = counts_for(percent, n);
  Finding finding{"counts", Verdict::agrees, ""};
  finding.numbers = {{"n", static_cast<double>(n)}};
  if (!item_fits(claim, i, n)) {
    finding.verdict = Verdict::cannot;
    finding.sentence =
        item_name(claim, i) + ": " +
        (claim.x.empty()
             ? fmt::format("no whole number of {} patients; {}", n, nearest_text(percent, n))
             : fmt::format("{}, which is {}%", share_text(claim.x[i], n, percent),
                           fixed(100.0 * static_cast<double>(claim.x[i]) / static_cast<double>(n),
                                 percent.decimals)));
    return finding;
  }
  const std::int64_t x = claim.x.empty() ? counts.low : claim.x[i];
  finding.numbers.emplace_back("x", static_cast<double>(x));
  if (claim.x.empty() && counts.size() > 1) {
    finding.sentence =
        fmt::format("{}: {} to {} of {}", item_name(claim, i), counts.low, counts.high, n);
  } else if (half_went_down(percent, x, n)) {
    finding.verdict = Verdict::only_if;
    finding.sentence = fmt::format("{}: {}, only if halves are rounded down or to even",
                                   item_name(claim, i), share_text(x, n, percent));
  } else {
    finding.sentence = item_name(claim, i) + ": " + share_text(x, n, percent);
  }
  return finding;
}

/// How many of the percentages fit a denominator.
std::vector<std::string> fitting_items(const PercentagesClaim& claim, std::int64_t n) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < claim.percent.size(); ++i)
    if (item_fits(claim, i, n)) names.push_back(item_name(claim, i));
  return names;
}

Finding denominator_finding(const PercentagesClaim& claim, std::vector<std::int64_t>& fitting) {
  Finding finding{"denominator", Verdict::agrees, ""};
  std::vector<std::string> fit, others;
  for (const std::int64_t n : claim.n) {
    const std::size_t items = fitting_items(claim, n).size();
    if (items == claim.percent.size()) {
      fitting.push_back(n);
      fit.push_back(std::to_string(n));
    } else {
      others.push_back(fmt::format("{} ({} of {} fit)", n, items, claim.percent.size()));
    }
  }
  finding.fits = fit;
  if (fit.empty()) {
    finding.verdict = Verdict::cannot;
    finding.sentence = fmt::format("no one denominator gives all {} percentages: {}",
                                   claim.percent.size(), listed(others));
  } else if (!others.empty()) {
    finding.verdict = Verdict::only_if;
    finding.sentence =
        fmt::format("percentages of {}, not of {}", listed(fit, "or"), listed(others, "or"));
  } else {
    finding.sentence = fmt::format("percentages of {}", listed(fit, "or"));
  }
  return finding;
}

}  // namespace

Findings check(const PercentagesClaim& claim) {
  Findings findings;
  std::vector<std::int64_t> fitting = claim.n;
  if (claim.n.size() > 1) {
    fitting.clear();
    findings.push_back(denominator_finding(claim, fitting));
    if (fitting.empty()) return findings;
  }
  for (std::size_t i = 0; i < claim.percent.size(); ++i)
    findings.push_back(item_finding(claim, i, fitting.front()));
  return findings;
}

}  // namespace venscope::audit
