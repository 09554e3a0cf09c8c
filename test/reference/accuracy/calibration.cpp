// Calibration, recalibration and net benefit against survfit and coxph (calibration.R beside this).
#include "venscope/accuracy/calibration.hpp"

#include "support/from_r.hpp"
#include "venscope/accuracy/decision_curve.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;
using namespace venscope::test;

namespace {

using Json = nlohmann::json;

// Curves are products in another order; fits stop by R's rule, but from another step.
constexpr double of_curves = 1e-10, of_fits = 1e-7;

struct CalibrationCase {
  std::string name;
  endpoint::Outcomes outcomes;
  std::vector<double> lp, risk;
  double time;
  const Json& expected;

  explicit CalibrationCase(const Json& json)
      : name(json["name"].get<std::string>()),
        outcomes{{},
                 json["time"].get<std::vector<double>>(),
                 json["event"].get<std::vector<std::int32_t>>()},
        lp(json["lp"].get<std::vector<double>>()),
        risk(json["risk"].get<std::vector<double>>()),
        time(number(json["result"]["time"])),
        expected(json) {}
};

void compare(const ObservedRisk& found, const Json& expected, const std::string& where) {
  const auto agree = [&](std::optional<double> value, const char* key) {
    EXPECT_TRUE(agrees(value.value_or(std::nan("")), number(expected[key]), of_curves, 1e-12))
        << where << ' ' << key;
  };
  agree(found.observed, "observed");
  if (found.observed == 1) return;  // survfit has no standard error there, 0 or NaN by version
  agree(found.std_error, "se");
  agree(found.conf_low, "low");
  agree(found.conf_high, "high");
}

void compare(const CalibrationSlope& found, const Json& expected, const std::string& where) {
  EXPECT_TRUE(agrees(found.slope, number(expected["slope"]), of_fits)) << where;
  EXPECT_TRUE(agrees(found.std_error, number(expected["se"]), of_fits)) << where;
}

void compare_smooth(const SmoothCalibration& found, const Json& expected,
                    const std::string& where) {
  const auto agree = [&](double value, const char* key) {
    EXPECT_TRUE(agrees(value, number(expected[key]), of_fits)) << where << ' ' << key;
  };
  agree(found.ici, "ici");
  agree(found.e50, "e50");
  agree(found.e90, "e90");
  agree(found.emax, "emax");
  ASSERT_EQ(found.curve.size(), expected["grid"].size()) << where;
  for (std::size_t k = 0; k < found.curve.size(); ++k) {
    const CalibrationPoint& point = found.curve[k];
    EXPECT_TRUE(agrees(point.predicted, number(expected["grid"][k]), 1e-12)) << where;
    EXPECT_TRUE(agrees(point.observed, number(expected["smooth"][k]), of_fits)) << where;
    EXPECT_TRUE(agrees(*point.conf_low, number(expected["smooth_low"][k]), of_fits)) << where;
    EXPECT_TRUE(agrees(*point.conf_high, number(expected["smooth_high"][k]), of_fits)) << where;
  }
}

}  // namespace

TEST(CalibrationReference, EqualsR) {
  const Json cases = from_r("accuracy", "calibration");
  ASSERT_GE(cases.size(), 8U);
  for (const Json& json : cases) {
    const CalibrationCase set(json);
    const Json& expected = json["result"];
    const Calibration found = calibration(set.outcomes, {set.risk, set.lp}, set.time).value();
    EXPECT_TRUE(found.undefined.empty()) << set.name;
    compare(found.overall, expected["overall"], set.name);
    EXPECT_TRUE(agrees(found.overall.predicted, number(expected["predicted"]), 1e-12));
    ASSERT_TRUE(found.observed_expected && found.slope && found.smooth) << set.name;
    EXPECT_TRUE(agrees(found.observed_expected->estimate, number(expected["oe"][0]), of_curves));
    EXPECT_TRUE(agrees(*found.observed_expected->conf_low, number(expected["oe"][1]), of_curves));
    EXPECT_TRUE(agrees(*found.observed_expected->conf_high, number(expected["oe"][2]), of_curves));
    compare(*found.slope, expected["slope_lp"], set.name);
    compare_smooth(*found.smooth, expected, set.name);
    ASSERT_EQ(found.groups.size(), expected["groups"].size()) << set.name;
    for (std::size_t k = 0; k < found.groups.size(); ++k) {
      EXPECT_EQ(found.groups[k].n, expected["groups"][k]["n"].get<std::size_t>()) << set.name;
      EXPECT_EQ(found.groups[k].events, expected["groups"][k]["events"].get<std::size_t>());
      EXPECT_TRUE(
          agrees(found.groups[k].predicted, number(expected["groups"][k]["predicted"]), 1e-12));
      compare(found.groups[k], expected["groups"][k], set.name + " group " + std::to_string(k));
    }
    const auto by_risk = calibration(set.outcomes, {set.risk}, set.time, {.curve_points = 0});
    compare(by_risk->slope.value(), expected["slope_cloglog"], set.name + " cloglog");
    const auto until =
        calibration(set.outcomes, {set.risk, set.lp}, set.time, {.until_time = true});
    compare(until->slope.value(), expected["slope_until"], set.name + " until");
  }
}

TEST(CalibrationReference, RecalibratedHazardsEqualR) {
  for (const Json& json : from_r("accuracy", "calibration")) {
    const CalibrationCase set(json);
    const auto hazard = [&](Recalibrate what) {
      double result = 0;
      const auto recalibrated = recalibrate(set.outcomes, set.lp, what);
      for (const auto& point : recalibrated->baseline)
        if (point.time <= set.time) result = point.cumulative_hazard;
      return result;
    };
    EXPECT_TRUE(
        agrees(hazard(Recalibrate::slope_and_baseline), number(json["hazard_slope"]), of_fits))
        << set.name;
    EXPECT_TRUE(agrees(hazard(Recalibrate::baseline), number(json["hazard_offset"]), of_fits))
        << set.name;
    const auto slope = recalibrate(set.outcomes, set.lp, Recalibrate::slope);
    compare(slope->slope, json["result"]["slope_lp"], set.name);
    EXPECT_TRUE(slope->baseline.empty());
  }
}

TEST(DecisionCurveReference, EqualsR) {
  for (const Json& json : from_r("accuracy", "calibration")) {
    const CalibrationCase set(json);
    const Json& expected = json["benefit"];
    const auto thresholds = expected["threshold"].get<std::vector<double>>();
    const auto found = decision_curve(set.outcomes, set.risk, set.time, thresholds).value();
    ASSERT_EQ(found.points.size(), thresholds.size());
    for (std::size_t k = 0; k < thresholds.size(); ++k) {
      const DecisionPoint& point = found.points[k];
      const std::string where = set.name + " " + std::to_string(thresholds[k]);
      EXPECT_TRUE(agrees(point.model.estimate.value_or(std::nan("")), number(expected["model"][k]),
                         of_curves, 1e-12))
          << where;
      EXPECT_TRUE(agrees(*point.treat_all.estimate, number(expected["all"][k]), of_curves, 1e-12))
          << where;
    }
  }
}
