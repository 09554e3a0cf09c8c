#include "venscope/audit/checks.hpp"
#include "venscope/audit/words.hpp"
#include "venscope/base/distributions.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

std::string median_text(const MedianGroup& group) {
  return fmt::format("{} {} ({}–{})", group.name, group.median.text,
                     group.low ? group.low->text : "NR", group.high ? group.high->text : "NR");
}

/// Inside its interval, and where in it: that tells the scale the interval was made on.
Finding interval_finding(const MedianGroup& group) {
  Finding finding{"interval", Verdict::agrees, ""};
  const bool inside = (!group.low || group.low->range().low <= group.median.range().high) &&
                      (!group.high || group.high->range().high >= group.median.range().low);
  if (!inside) {
    finding.verdict = Verdict::cannot;
    finding.sentence = median_text(group) + ": the median is outside its own interval";
    return finding;
  }
  if (!group.low || !group.high) {
    finding.sentence = median_text(group) + ": inside its interval, which is open";
    return finding;
  }
  const double middle = (group.low->value + group.high->value) / 2;
  const double slack =
      group.median.half_unit() + group.low->half_unit() / 2 + group.high->half_unit() / 2;
  const bool symmetric = std::fabs(group.median.value - middle) <= slack * (1 + 1e-9);
  finding.numbers = {{"middle", middle}};
  finding.sentence = fmt::format(
      "{}: inside, {}", median_text(group),
      symmetric
          ? fmt::format("and in the middle ({}) of it, as of an interval from a standard error "
                        "(SPSS); one read off the curve's band is rarely symmetric",
                        fixed(middle, group.median.decimals + 1))
          : fmt::format("off the middle ({}), as read off a curve's band",
                        fixed(middle, group.median.decimals + 1)));
  return finding;
}

Finding again_finding(const MedianGroup& group) {
  const bool same = group.median.range().meets(group.also->range());
  Finding finding{"twice", same ? Verdict::agrees : Verdict::cannot, ""};
  finding.sentence =
      fmt::format("{}: printed as {} and as {}", group.name, group.median.text, group.also->text);
  if (same) return finding;
  if (group.low || group.high) {
    const bool inside = (!group.low || group.low->value <= group.also->value) &&
                        (!group.high || group.high->value >= group.also->value);
    finding.sentence +=
        fmt::format("; {} of them {} inside the printed interval {}–{}",
                    inside ? "both" : "only the first", inside ? "are" : "is",
                    group.low ? group.low->text : "NR", group.high ? group.high->text : "NR");
    if (inside) finding.sentence += ", so it does not decide";
  }
  return finding;
}

Finding order_finding(const MedianClaim& claim) {
  Finding finding{"order", Verdict::agrees, ""};
  std::vector<std::string> texts;
  bool ordered = true;
  for (std::size_t i = 0; i < claim.groups.size(); ++i) {
    texts.push_back(claim.groups[i].name + " " + claim.groups[i].median.text);
    if (i == 0) continue;
    const double step = claim.groups[i].median.value - claim.groups[i - 1].median.value;
    ordered = ordered && (claim.order == MedianClaim::Order::falling ? step <= 0 : step >= 0);
  }
  const char* const direction = claim.order == MedianClaim::Order::falling ? "falling" : "rising";
  finding.verdict = ordered ? Verdict::agrees : Verdict::cannot;
  finding.sentence =
      fmt::format("{}: {}{} order", listed(texts, "then"), ordered ? "in " : "not in ", direction);
  return finding;
}

/// z of the difference, standard errors from the widths. Not the log-rank, which compares whole
/// curves.
Finding difference_finding(const MedianClaim& claim) {
  const Printed& p = *claim.p;
  const char* const unknown = "a log-rank p cannot be computed from medians";
  if (claim.groups.size() != 2)
    return {"difference", Verdict::not_checkable, fmt::format("{}: {}", equation("p", p), unknown)};
  double variance = 0;
  const double z = normal_quantile(0.5 + claim.level / 2);
  for (const MedianGroup& group : claim.groups) {
    if (!group.low || !group.high)
      return {"difference", Verdict::not_checkable,
              fmt::format("{}: without both intervals {}", equation("p", p), unknown)};
    variance += std::pow((group.high->value - group.low->value) / (2 * z), 2);
  }
  const double difference = claim.groups[0].median.value - claim.groups[1].median.value;
  if (variance <= 0) return {"difference", Verdict::not_checkable, "intervals without width"};
  const double statistic = difference / std::sqrt(variance);
  const double approximate = normal_two_sided(statistic);
  const bool below = p.relation != Printed::Relation::above && p.value <= 0.05;
  Finding finding{"difference", Verdict::not_checkable, ""};
  finding.numbers = {{"z", statistic}, {"p", approximate}};
  finding.sentence = fmt::format(
      "the medians differ by z = {} of their standard errors, p about {}, {} of 0.05 as the "
      "printed "
      "{}; the log-rank itself cannot be checked from medians",
      fixed(statistic, 2), p_beside(approximate, p),
      (approximate <= 0.05) == below ? "on the same side" : "not on the same side",
      equation("p", p));
  return finding;
}

}  // namespace

Findings check(const MedianClaim& claim) {
  Findings findings;
  for (const MedianGroup& group : claim.groups) {
    if (group.low || group.high) findings.push_back(interval_finding(group));
    if (group.also) findings.push_back(again_finding(group));
  }
  if (claim.order != MedianClaim::Order::none) findings.push_back(order_finding(claim));
  if (claim.p) findings.push_back(difference_finding(claim));
  if (findings.empty())
    findings.push_back({"interval", Verdict::not_checkable, "no interval and no p is printed"});
  return findings;
}

}  // namespace venscope::audit
