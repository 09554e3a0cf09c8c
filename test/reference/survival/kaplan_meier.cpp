/// Curves, medians, quantiles, restricted means and survival at given times against R's survival.
#include "venscope/survival/kaplan_meier.hpp"

#include "support/reference.hpp"

#include <algorithm>

using namespace venscope;
using namespace venscope::survival;
using test::expect_close;
using test::numbers;
using test::whole_numbers;

namespace {

// Both sides compute the same sums in double precision and differ by their order: 1e-10 leaves room
// for cancellation in limits, and is far inside the promised 1e-8 (1e-7 for variances).
constexpr double tolerance = 1e-10;

ConfidenceScale scale_of(const std::string& name) {
  if (name == "log") return ConfidenceScale::log;
  if (name == "log-log") return ConfidenceScale::log_log;
  if (name == "plain") return ConfidenceScale::plain;
  return ConfidenceScale::none;
}

using Member = double KaplanMeierPoint::*;
constexpr std::pair<const char*, Member> members[] = {
    {"time", &KaplanMeierPoint::time},       {"n_risk", &KaplanMeierPoint::n_risk},
    {"n_event", &KaplanMeierPoint::n_event}, {"n_censor", &KaplanMeierPoint::n_censor},
    {"surv", &KaplanMeierPoint::survival},   {"std_err", &KaplanMeierPoint::std_error},
    {"lower", &KaplanMeierPoint::lower},     {"upper", &KaplanMeierPoint::upper}};

void expect_points(const KaplanMeierCurve& points, const nlohmann::json& expected,
                   const std::string& what) {
  for (const auto& [name, member] : members) {
    if (!expected.contains(name) || expected[name].empty()) continue;  // conf.type none
    std::vector<double> values;
    for (const KaplanMeierPoint& point : points) values.push_back(point.*member);
    expect_close(values, expected[name], tolerance, what + " " + name);
  }
}

double value_of(const std::optional<double>& value) {
  return value.value_or(std::nan(""));
}

void expect_quantiles(const KaplanMeier& fit, const nlohmann::json& expected,
                      const nlohmann::json& probabilities, const std::string& what) {
  const SurvivalQuantile middle = median(fit);
  const std::vector<double> limits{value_of(middle.time), value_of(middle.lower),
                                   value_of(middle.upper)};
  for (std::size_t i = 0; i < expected["median"].size(); ++i)
    expect_close(limits[i], test::number(expected["median"][i]), tolerance, what + " median");

  std::vector<double> time, lower, upper;
  for (const auto& p : probabilities) {
    const SurvivalQuantile q = quantile(fit, p.get<double>());
    time.push_back(value_of(q.time));
    lower.push_back(value_of(q.lower));
    upper.push_back(value_of(q.upper));
  }
  expect_close(time, expected["quantile"], tolerance, what + " quantile");
  if (expected["quantile_lower"].empty()) return;
  expect_close(lower, expected["quantile_lower"], tolerance, what + " lower quantile");
  expect_close(upper, expected["quantile_upper"], tolerance, what + " upper quantile");
}

void expect_stratum(const KaplanMeier& fit, double horizon, const nlohmann::json& expected,
                    const nlohmann::json& probabilities, const std::string& what) {
  EXPECT_EQ(fit.n, expected["n"][0].get<std::size_t>()) << what;
  expect_close(fit.events, test::number(expected["events"][0]), tolerance, what + " events");
  expect_points(fit.curve, expected, what);
  expect_points(at_times(fit, numbers(expected["at"]["time"])), expected["at"], what + " at");
  expect_quantiles(fit, expected, probabilities, what);
  const RestrictedMean common = restricted_mean(fit, horizon), own = restricted_mean(fit);
  expect_close({common.mean, common.std_error}, expected["rmean"], tolerance, what + " mean");
  expect_close({own.mean, own.std_error}, expected["rmean_own"], tolerance, what + " own mean");
}

}  // namespace

TEST(KaplanMeierReference, EqualsR) {
  const auto file = test::reference("survival/kaplan_meier");
  ASSERT_GE(file["cases"].size(), 30U);
  for (const auto& reference : file["cases"]) {
    const std::string name = reference["name"][0];
    const auto& data = reference["data"];
    endpoint::Outcomes outcomes{
        data.contains("entry") ? numbers(data["entry"]) : std::vector<double>{},
        numbers(data["time"]), whole_numbers(data, "event")};
    const auto group = whole_numbers(data, "group");
    const auto k = static_cast<std::size_t>(*std::max_element(group.begin(), group.end())) + 1;
    std::vector<double> weights;
    if (data.contains("weights")) weights = numbers(data["weights"]);
    const KaplanMeierOptions options{scale_of(reference["conf"][0]), reference["level"], {}};
    const auto fits =
        kaplan_meier_groups(outcomes, group, k, weights, whole_numbers(data, "cluster"), options);
    ASSERT_TRUE(fits) << name << ": " << to_text(fits.error());
    ASSERT_EQ(fits->size(), reference["strata"].size()) << name;
    for (std::size_t g = 0; g < fits->size(); ++g)
      expect_stratum((*fits)[g], common_horizon(*fits), reference["strata"][g],
                     file["probabilities"], name + " stratum " + std::to_string(g));
  }
}
