#include "venscope/audit/checks.hpp"
#include "venscope/audit/test_outcomes.hpp"
#include "venscope/audit/words.hpp"
#include "venscope/base/distributions.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

/// AIC of a model with k parameters minus that of the null model is 2k - LR, and LR >= 0.
struct Candidate {
  double k, ratio;
  Range p;  ///< of the likelihood ratio test
  bool possible;
};

Candidate candidate_of(const Printed& difference, std::int64_t df) {
  const double k = static_cast<double>(df);
  const Range range = difference.range();
  Candidate candidate{k, 2 * k - difference.value, {}, 2 * k - range.low >= 0};
  candidate.p = {chi_squared_upper(std::max(0.0, 2 * k - range.low), k),
                 chi_squared_upper(std::max(0.0, 2 * k - range.high), k)};
  return candidate;
}

std::string ratio_text(const Candidate& candidate, const Printed& difference) {
  return fmt::format("{:g} df (likelihood ratio {})", candidate.k,
                     fixed(candidate.ratio, std::max(difference.decimals, 0)));
}

Finding df_finding(const AicClaim& claim, std::vector<Candidate>& possible) {
  const Printed& difference = claim.difference;
  const double least = std::max(1.0, std::ceil(difference.range().low / 2 - 1e-12));
  Finding finding{"df", Verdict::agrees, ""};
  finding.numbers = {{"least_df", least}};
  std::vector<std::string> fit, refused;
  for (const std::int64_t df : claim.df) {
    const Candidate candidate = candidate_of(difference, df);
    finding.numbers.emplace_back(fmt::format("likelihood_ratio_{}_df", df), candidate.ratio);
    if (candidate.possible) {
      possible.push_back(candidate);
      finding.fits.push_back(std::to_string(df));
      fit.push_back(ratio_text(candidate, difference));
    } else {
      refused.push_back(fmt::format("{}", df));
    }
  }
  if (claim.df.empty()) {
    finding.verdict = Verdict::not_checkable;
    finding.sentence =
        fmt::format("a difference of {} takes at least {:g} df; which the model has is not said",
                    difference.text, least);
  } else if (fit.empty()) {
    finding.verdict = Verdict::cannot;
    finding.sentence =
        fmt::format("a difference of {} takes at least {:g} df, not {}: it is at most twice the df",
                    difference.text, least, listed(refused, "or"));
  } else {
    finding.verdict = refused.empty() ? Verdict::agrees : Verdict::only_if;
    finding.sentence =
        fmt::format("a difference of {} takes {}", difference.text, listed(fit, "or"));
    if (!refused.empty())
      finding.sentence +=
          fmt::format("; with {} df it would be at most twice that", listed(refused, "or"));
  }
  return finding;
}

Finding aic_p_finding(const AicClaim& claim, const std::vector<Candidate>& possible) {
  const Printed& p = *claim.p;
  Finding finding{"p", Verdict::cannot, ""};
  std::vector<std::string> exact, near, far;
  for (const Candidate& candidate : possible) {
    const std::string text =
        fmt::format("{} with {:g} df", p_beside(chi_squared_upper(candidate.ratio, candidate.k), p),
                    candidate.k);
    finding.numbers.emplace_back(fmt::format("p_{:g}_df", candidate.k),
                                 chi_squared_upper(candidate.ratio, candidate.k));
    const bool meets = p.range().meets(candidate.p);
    const bool close = near_another_test(candidate.ratio, candidate.k, p);
    (meets ? exact : close ? near : far).push_back(text);
    if (meets || close) finding.fits.push_back(fmt::format("{:g}", candidate.k));
  }
  if (!exact.empty()) {
    finding.verdict = Verdict::agrees;
    finding.sentence = fmt::format("the likelihood ratio gives p = {}, printed {}",
                                   listed(exact, "or"), equation("p", p));
  } else if (!near.empty()) {
    finding.verdict = claim.other_test ? Verdict::agrees : Verdict::only_if;
    finding.sentence = fmt::format(
        "the likelihood ratio gives p = {}, printed {}{}", listed(near, "or"), equation("p", p),
        claim.other_test ? " of another test: as near as two tests of one hypothesis are"
                         : ", only if that is of another test such as the log-rank");
  } else {
    finding.sentence = fmt::format("the likelihood ratio gives p = {}, not the printed {}",
                                   listed(far, "or"), equation("p", p));
  }
  return finding;
}

}  // namespace

Findings check(const AicClaim& claim) {
  std::vector<Candidate> possible;
  Findings findings{df_finding(claim, possible)};
  if (possible.empty()) return findings;
  if (claim.p) {
    findings.push_back(aic_p_finding(claim, possible));
    const std::vector<std::string>& fits = findings.back().fits;
    std::erase_if(possible, [&](const Candidate& candidate) {
      return std::find(fits.begin(), fits.end(), fmt::format("{:g}", candidate.k)) == fits.end();
    });
  }
  if (possible.size() > 1) {
    Finding finding{"shrinkage", Verdict::not_checkable,
                    "how many df the model has is not said; its heuristic shrinkage would be "};
    std::vector<std::string> texts;
    for (const Candidate& candidate : possible) {
      if (candidate.ratio <= 0) continue;
      const double shrinkage = (candidate.ratio - candidate.k) / candidate.ratio;
      finding.numbers.emplace_back(fmt::format("shrinkage_{:g}_df", candidate.k), shrinkage);
      texts.push_back(fmt::format("{} with {:g} df", fixed(shrinkage, 2), candidate.k));
    }
    finding.sentence += listed(texts, "or");
    if (!texts.empty()) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace venscope::audit
