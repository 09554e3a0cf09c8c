#include "venscope/audit/checks.hpp"
#include "venscope/audit/test_outcomes.hpp"
#include "venscope/audit/wald_region.hpp"
#include "venscope/audit/words.hpp"
#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

std::string interval_text(const HazardRatioClaim& claim) {
  return fmt::format("{} ({}–{})", claim.ratio.text, claim.low->text, claim.high->text);
}

/// A Wald interval is symmetric on the scale of the logarithm.
Finding centre_finding(const HazardRatioClaim& claim, bool possible) {
  const double centre = std::sqrt(claim.low->value * claim.high->value);
  const Range low = log_range(*claim.low), high = log_range(*claim.high);
  const double least = std::exp((low.low + high.low) / 2),
               most = std::exp((low.high + high.high) / 2);
  const int decimals = std::max(claim.ratio.decimals, 2) + 1;
  Finding finding{"centre", possible ? Verdict::agrees : Verdict::cannot, ""};
  finding.numbers = {{"centre", centre}, {"centre_low", least}, {"centre_high", most}};
  const std::string where =
      fmt::format("the geometric centre of {}–{} is {} ({})", claim.low->text, claim.high->text,
                  fixed(centre, decimals), span_text(least, most, decimals));
  finding.sentence = possible ? fmt::format("{}, as the printed {}", where, claim.ratio.text)
                              : fmt::format("{}, not {}: no Wald interval on the logarithm", where,
                                            claim.ratio.text);
  return finding;
}

Finding p_finding(const HazardRatioClaim& claim, const WaldRegion& region, bool coupled) {
  const Printed& p = *claim.p;
  const Range range = region.p();
  Finding finding{"p", Verdict::agrees, ""};
  finding.numbers = {{"p_low", range.low},
                     {"p_high", range.high},
                     {"se_low", region.s.low},
                     {"se_high", region.s.high}};
  const std::string low = p_beside(range.low, p), high = p_beside(range.high, p);
  const std::string from =
      fmt::format("{} gives p = {}", interval_text(claim), low == high ? low : low + " to " + high);
  if (p.range().meets(range)) {
    finding.sentence = fmt::format("{}, printed {}", from, equation("p", p));
    return finding;
  }
  const double printed_z = normal_quantile(1 - p.value / 2);
  const double nearest = std::clamp(printed_z, region.size_of_z.low, region.size_of_z.high);
  const bool near = near_another_test(nearest * nearest, 1, p);
  finding.verdict = near ? Verdict::only_if : Verdict::cannot;
  finding.sentence = fmt::format("{}{}, not the printed {}{}", from,
                                 coupled ? "" : " by the width of its interval", equation("p", p),
                                 near ? ", which another test than Wald's may give" : "");
  return finding;
}

Finding coefficient_finding(const HazardRatioClaim& claim) {
  const Range logs = log_range(claim.ratio);
  const Printed& coefficient = *claim.coefficient;
  Finding finding{"coefficient", Verdict::agrees, ""};
  finding.numbers = {{"log_ratio", std::log(claim.ratio.value)},
                     {"log_ratio_low", logs.low},
                     {"log_ratio_high", logs.high}};
  const int decimals = std::max(coefficient.decimals, 2) + 1;
  const std::string logarithm = fmt::format("ln {} is {} ({})", claim.ratio.text,
                                            fixed(std::log(claim.ratio.value), decimals),
                                            span_text(logs.low, logs.high, decimals));
  if (coefficient.range().meets(logs)) {
    finding.sentence = fmt::format("{}, printed {}", logarithm, coefficient.text);
    return finding;
  }
  finding.verdict = Verdict::cannot;
  finding.sentence = fmt::format("{}, not the printed {}, which is a ratio of {}", logarithm,
                                 coefficient.text, fixed(std::exp(coefficient.value), 2));
  return finding;
}

/// The fewest events among carriers, of `events` in all, for which d1 d0 / d reaches the
/// information.
double events_needed(double information, const std::optional<std::int64_t>& events) {
  if (!events) return information;
  const double d = static_cast<double>(*events);
  const double discriminant = d * d - 4 * d * information;
  if (discriminant < 0) return std::numeric_limits<double>::infinity();
  return (d - std::sqrt(discriminant)) / 2;
}

/// The Cox information on a binary covariate is sum pi (1 - pi) over the events, where pi is the
/// share of carriers among those at risk, weighted by their hazards, and sum pi = d1 at the
/// estimate: so at most d1 d0 / d, and below d1. Other covariates only take from it.
Finding information_finding(const HazardRatioClaim& claim, const WaldRegion& region, double z) {
  Finding finding{"information", Verdict::agrees, ""};
  const double printed_se = (std::log(claim.high->value) - std::log(claim.low->value)) / (2 * z);
  const double as_printed = events_needed(1 / (printed_se * printed_se), claim.events);
  const double needed = events_needed(1 / (region.s.high * region.s.high), claim.events);
  finding.numbers = {
      {"se", printed_se}, {"events_needed", as_printed}, {"events_needed_least", needed}};
  const auto fewest = std::ceil(needed - 1e-9);
  const std::string need =
      std::isinf(needed)
          ? fmt::format("an interval of {}–{} is narrower than {} events allow", claim.low->text,
                        claim.high->text, *claim.events)
          : fmt::format(
                "an interval of {}–{} needs {} events among carriers (at least {} with "
                "rounding)",
                claim.low->text, claim.high->text, fixed(as_printed, 1), fixed(fewest, 0));
  const std::optional<std::int64_t> limit =
      claim.events_carriers ? claim.events_carriers : claim.carriers;
  const char* const of = claim.events_carriers ? "events among them" : "carriers";
  if (limit) finding.numbers.emplace_back("available", static_cast<double>(*limit));
  if (std::isinf(needed) || (limit && fewest > static_cast<double>(*limit))) {
    finding.verdict = Verdict::cannot;
    finding.sentence =
        std::isinf(needed) ? need : fmt::format("{}; there are {} {}", need, *limit, of);
  } else if (!limit) {
    finding.verdict = Verdict::not_checkable;
    finding.sentence = need + "; how many carriers there were is not printed";
  } else if (as_printed > static_cast<double>(*limit)) {
    finding.verdict = Verdict::only_if;
    finding.sentence = fmt::format(
        "{}; there are {} {}, enough only if {} had the event and the "
        "bounds were rounded inwards",
        need, *limit, of, fewest == static_cast<double>(*limit) ? "all" : "nearly all");
  } else {
    finding.sentence = fmt::format("{}; there are {} {}", need, *limit, of);
  }
  return finding;
}

}  // namespace

Findings check(const HazardRatioClaim& claim) {
  Findings findings;
  const double z = normal_quantile(0.5 + claim.level / 2);
  if (claim.coefficient) findings.push_back(coefficient_finding(claim));
  if (!claim.low || !claim.high || claim.low->value <= 0 || claim.high->value <= claim.low->value) {
    if (claim.p)
      findings.push_back({"p", Verdict::not_checkable,
                          "without both ends of an interval above 0 the p cannot be looked at"});
    if (findings.empty())
      findings.push_back({"centre", Verdict::not_checkable, "no interval and no p is printed"});
    return findings;
  }
  const std::optional<WaldRegion> joint = wald_region(claim.ratio, claim.low, claim.high, z);
  findings.insert(findings.begin(), centre_finding(claim, joint.has_value()));
  // Where the three do not go together, the width still gives a standard error.
  std::optional<WaldRegion> region = joint ? joint : wald_region({}, claim.low, claim.high, z);
  if (!region) return findings;
  if (!joint) {
    const Range b = log_range(claim.ratio);
    region->b = b;
    const double least =
        b.low <= 0 && b.high >= 0 ? 0.0 : std::min(std::fabs(b.low), std::fabs(b.high));
    region->size_of_z = {least / region->s.high,
                         std::max(std::fabs(b.low), std::fabs(b.high)) / region->s.low};
  }
  if (claim.p) findings.push_back(p_finding(claim, *region, joint.has_value()));
  if (claim.covariate_is_binary) findings.push_back(information_finding(claim, *region, z));
  return findings;
}

}  // namespace venscope::audit
