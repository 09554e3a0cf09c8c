/// Cumulative incidence against R's multi-state survfit and cmprsk's cuminc, Gray's test against
/// cmprsk.
#include "support/reference.hpp"
#include "venscope/survival/cumulative_incidence.hpp"
#include "venscope/survival/gray_test.hpp"

#include <algorithm>

using namespace venscope;
using namespace venscope::survival;
using test::expect_close;
using test::numbers;
using test::whole_numbers;

namespace {

// The same sums in another order.
constexpr double tolerance = 1e-10;

struct Case {
  std::string name;
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> group, strata, cluster;
  std::vector<double> weights;
  std::size_t k;

  explicit Case(const nlohmann::json& reference)
      : name(reference["name"]),
        group(whole_numbers(reference["data"], "group")),
        strata(whole_numbers(reference["data"], "strata")),
        cluster(whole_numbers(reference["data"], "cluster")) {
    const auto& data = reference["data"];
    if (data.contains("entry")) outcomes.entry = numbers(data["entry"]);
    if (data.contains("weights")) weights = numbers(data["weights"]);
    outcomes.time = numbers(data["time"]);
    outcomes.event = whole_numbers(data, "cause");
    k = static_cast<std::size_t>(*std::max_element(group.begin(), group.end())) + 1;
  }
  std::vector<CumulativeIncidence> fits(ConfidenceScale scale) const {
    auto fits = cumulative_incidence(outcomes, group, k, {}, weights, cluster, {scale, 0.95});
    EXPECT_TRUE(fits) << name;
    return fits ? std::move(*fits) : std::vector<CumulativeIncidence>{};
  }
};

template <class F>
std::vector<double> column(const CauseCurve& curve, F member) {
  std::vector<double> values;
  for (const IncidencePoint& point : curve.points) values.push_back(point.*member);
  return values;
}

void expect_curves(const Case& data, ConfidenceScale scale, const nlohmann::json& expected) {
  const auto fits = data.fits(scale);
  ASSERT_EQ(fits.size(), expected.size()) << data.name;
  for (std::size_t g = 0; g < fits.size(); ++g) {
    std::vector<double> times, n_risk;
    for (const IncidenceTime& at : fits[g].times) {
      times.push_back(at.time);
      n_risk.push_back(at.n_risk);
    }
    expect_close(times, expected[g]["time"], 0, data.name + " time");
    // R counts rows there, whatever they weigh.
    if (data.weights.empty())
      expect_close(n_risk, expected[g]["n_risk"], tolerance, data.name + " n_risk");
    ASSERT_EQ(fits[g].causes.size(), expected[g]["causes"].size()) << data.name;
    for (std::size_t c = 0; c < fits[g].causes.size(); ++c) {
      const CauseCurve& curve = fits[g].causes[c];
      const auto& reference = expected[g]["causes"][c];
      const std::string what = data.name + " cause " + std::to_string(curve.cause);
      EXPECT_EQ(curve.cause, reference["cause"].get<std::int32_t>());
      expect_close(column(curve, &IncidencePoint::estimate), reference["estimate"], tolerance,
                   what + " estimate");
      expect_close(column(curve, &IncidencePoint::std_error), reference["std_err"], tolerance,
                   what + " std_err");
      expect_close(column(curve, &IncidencePoint::lower), reference["lower"], tolerance,
                   what + " lower");
      expect_close(column(curve, &IncidencePoint::upper), reference["upper"], tolerance,
                   what + " upper");
    }
  }
}

}  // namespace

TEST(CumulativeIncidenceReference, EqualsSurvfit) {
  const auto file = test::reference("survival/competing");
  ASSERT_GE(file["cases"].size(), 14U);
  for (const auto& reference : file["cases"]) {
    const Case data(reference);
    expect_curves(data, ConfidenceScale::log, reference["log"]);
    if (reference.contains("plain"))
      expect_curves(data, ConfidenceScale::plain, reference["plain"]);
    if (reference.contains("log-log"))
      expect_curves(data, ConfidenceScale::log_log, reference["log-log"]);
  }
}

TEST(CumulativeIncidenceReference, EstimateEqualsCuminc) {
  std::size_t compared = 0;
  const auto file = test::reference("survival/competing");
  for (const auto& reference : file["cases"]) {
    if (!reference.contains("cmprsk")) continue;
    const Case data(reference);
    const auto fits = data.fits(ConfidenceScale::log);
    const auto& expected = reference["cmprsk"];
    const auto times = numbers(expected["times"]);
    for (std::size_t row = 0; row < expected["curve"].size(); ++row) {
      // "group cause"
      const std::string name = expected["curve"][row];
      const auto group = static_cast<std::size_t>(std::stoi(name));
      const std::int32_t cause = std::stoi(name.substr(name.find(' ')));
      const auto& causes = fits[group].causes;
      const auto at = static_cast<std::size_t>(
          std::find_if(causes.begin(), causes.end(),
                       [&](const CauseCurve& curve) { return curve.cause == cause; }) -
          causes.begin());
      ASSERT_LT(at, causes.size());
      const auto readings = at_times(fits[group], at, times);
      for (std::size_t t = 0; t < times.size(); ++t) {
        const double estimate = test::number(expected["estimate"][row][t]);
        if (std::isnan(estimate)) continue;
        expect_close(readings[t].point.estimate, estimate, tolerance, data.name + " " + name);
        // cmprsk has n - 1 in places where the jackknife has n.
        const double variance = test::number(expected["variance"][row][t]);
        const double own = readings[t].point.std_error * readings[t].point.std_error;
        if (fits[group].n >= 40) {
          EXPECT_NEAR(own, variance, 0.1 * variance) << data.name << " " << name;
        }
        ++compared;
      }
    }
  }
  EXPECT_GE(compared, 100U);
}

TEST(GrayTestReference, EqualsCuminc) {
  std::size_t compared = 0;
  const auto file = test::reference("survival/competing");
  for (const auto& reference : file["cases"]) {
    if (!reference.contains("gray")) continue;
    const Case data(reference);
    for (const auto& expected : reference["gray"])
      for (std::size_t c = 0; c < expected["cause"].size(); ++c) {
        const auto strata = expected["strata"].get<bool>() ? data.strata : decltype(data.strata){};
        const auto test =
            gray_test(data.outcomes, data.group, data.k, expected["cause"][c].get<std::int32_t>(),
                      strata, expected["rho"].get<double>());
        ASSERT_TRUE(test) << data.name;
        const std::string what = data.name + " cause " + std::to_string(test->cause);
        expect_close(test->statistic, test::number(expected["statistic"][c]), tolerance, what);
        EXPECT_EQ(test->df, expected["df"][c].get<double>()) << what;
        expect_close(test->p, test::number(expected["p"][c]), 1e-8, what + " p");
        ++compared;
      }
  }
  EXPECT_GE(compared, 60U);
}
