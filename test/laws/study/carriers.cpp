/// The interval of a binary covariate's hazard ratio is never narrower than its carriers allow:
/// what `venscope audit` calls impossible does not come out of a Cox model.
#include "venscope/audit/checks.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/cox.hpp"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;

namespace {

struct Registry {
  endpoint::Outcomes outcomes;
  Matrix design;  ///< carrier, and where there are two columns a number beside it
  std::int64_t carriers = 0, events = 0, events_carriers = 0;
};

Registry registry(std::uint64_t run) {
  RandomStream random(11, "carriers", run);
  const std::size_t n = 30 + random.below(150), columns = 1 + random.below(2);
  const double share = 0.05 + 0.5 * random.uniform(), effect = 2 * random.normal();
  Registry made;
  made.design = Matrix(n, columns);
  for (std::size_t i = 0; i < n; ++i) {
    const bool carrier = random.chance(share), event = random.chance(0.7);
    // Whole months: ties everywhere.
    const double rate = 0.1 * std::exp(carrier ? effect : 0.0);
    made.outcomes.time.push_back(1 + std::floor(random.exponential() / rate));
    made.outcomes.event.push_back(event);
    made.design(i, 0) = carrier;
    if (columns > 1) made.design(i, 1) = random.normal() + (carrier ? 0.7 : 0.0);
    made.carriers += carrier;
    made.events += event;
    made.events_carriers += carrier && event;
  }
  return made;
}

}  // namespace

TEST(Carriers, HoldAtLeastTheInformationOfTheInterval) {
  std::size_t looked = 0;
  for (std::uint64_t run = 0; run < 300; ++run) {
    const Registry made = registry(run);
    survival::CoxOptions options;
    options.ties = run % 2 ? survival::Ties::efron : survival::Ties::breslow;
    const auto fit = survival::cox({.outcomes = made.outcomes, .design = made.design}, options);
    if (!fit || fit->terms[0].trouble != survival::CoxTrouble::none) continue;
    ++looked;
    const survival::CoxTerm& term = fit->terms[0];
    const double d = static_cast<double>(made.events),
                 d1 = static_cast<double>(made.events_carriers);
    EXPECT_LE(1 / (term.std_error * term.std_error), d1 * (d - d1) / d * (1 + 1e-9)) << run;

    audit::HazardRatioClaim claim;
    claim.ratio = *audit::parse_printed(fmt::format("{:.2f}", std::exp(term.coef)));
    claim.low = audit::parse_printed(fmt::format("{:.2f}", term.conf_low));
    claim.high = audit::parse_printed(fmt::format("{:.2f}", term.conf_high));
    claim.covariate_is_binary = true;
    claim.carriers = made.carriers;
    claim.events = made.events;
    claim.events_carriers = made.events_carriers;
    for (const audit::Finding& finding : audit::check(claim))
      EXPECT_NE(finding.verdict, audit::Verdict::cannot) << run << ": " << finding.sentence;
  }
  EXPECT_GT(looked, 200u);
}
