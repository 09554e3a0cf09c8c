/// The bundled study of states that begin after transplantation, against R.
#include "support/reference.hpp"
#include "support/study_run.hpp"

using nlohmann::json;
using venscope::test::number;

namespace {

json analysis(const std::string& id) {
  static const json results = venscope::test::bundled_study("bmt-leukaemia/states.toml");
  return venscope::test::analysis_of(results, id);
}

// Cox models stop at a relative change of 1e-9 of the log-likelihood; months divide the days.
constexpr double stop = 1e-6;

void expect_number(const json& found, const json& expected, double relative,
                   const std::string& what) {
  venscope::test::expect_close(number(found), number(expected), relative, what);
}

void expect_ratio(const json& cox, const json& r, const std::string& what) {
  expect_number(cox["terms"][0]["coef"], r["coef"], stop, what);
  expect_number(cox["terms"][0]["std_error"], r["se"], stop, what + " se");
}

void expect_state(const json& found, const json& r, const std::string& what) {
  expect_ratio(found["time_dependent"]["crude"], r["crude"], what);
  expect_ratio(found["time_dependent"]["adjusted"], r["adjusted"], what + " adjusted");
  expect_ratio(found["naive"]["crude"], r["naive"], what + " naive");
  expect_ratio(found["naive"]["adjusted"], r["naive_adjusted"], what + " naive adjusted");
  expect_number(found["naive"]["test"]["chisq"], r["naive_logrank"], 1e-8, what + " log-rank");
  expect_number(found["mantel_byar"]["chisq"], r["mantel_byar"], 1e-8, what + " Mantel-Byar");
  EXPECT_EQ(found["immortal_time"]["n"], r["n"]);
  EXPECT_EQ(found["immortal_time"]["delayed"], r["delayed"]);
  expect_number(found["immortal_time"]["waiting"], r["waiting"], 1e-12, what + " waiting");
  expect_number(found["immortal_time"]["median_wait"], r["median_wait"], 1e-12, what + " median");
  EXPECT_EQ(found["after"]["patients"], r["after"][0]);
  expect_number(found["after"]["time"], r["after"][1], 1e-10, what + " time after");
  expect_number(found["after"]["events"], r["after"][2], 0, what + " events after");
}

}  // namespace

TEST(ArmsStudyReference, TwoArmsEqualR) {
  const json r = venscope::test::reference("study/arms")["arms"], found = analysis("mtx");
  EXPECT_EQ(found["reference"], "no");
  EXPECT_EQ(found["compared"], "yes");
  expect_number(found["logrank"]["chisq"], r["logrank"], 1e-8, "log-rank");
  EXPECT_EQ(found["tests"][1]["test"], "Peto–Peto");
  expect_number(found["tests"][1]["chisq"], r["peto"], 1e-8, "Peto");
  expect_ratio(found["hazard_ratios"][0]["cox"], r["crude"], "crude");
  EXPECT_EQ(found["hazard_ratios"][1]["model"], "adjusted");
  expect_ratio(found["hazard_ratios"][1]["cox"], r["adjusted"], "adjusted");
  expect_number(found["hazard_ratios"][0]["zph"]["chisq"], r["zph"][0], stop, "zph");
  for (std::size_t a = 0; a < 2; ++a) {
    expect_number(found["arms"][a]["median"], r["median"][a], 1e-12, "median");
    expect_number(found["rmst"]["arms"][a]["rmst"], r["rmst"][a], 1e-10, "mean");
    expect_number(found["rmst"]["arms"][a]["std_error"], r["rmst_se"][a], 1e-10, "mean's error");
    for (std::size_t t = 0; t < 3; ++t) {
      const json& at = found["milestones"][t]["arms"][a];
      expect_number(at["surv"], r["milestones"]["surv"][a][t], 1e-10, "milestone");
      expect_number(at["std_err"], r["milestones"]["se"][a][t], 1e-10, "milestone's error");
    }
  }
  const json& piecewise = found["hazard_ratios"][0]["piecewise"];
  for (std::size_t k = 0; k < 2; ++k)
    expect_number(piecewise["intervals"][k]["coef"], r["piecewise"][k], stop, "piecewise");
  expect_number(piecewise["change"]["chisq"], r["change"], stop, "change");
}

TEST(ArmsStudyReference, StatesEqualR) {
  const json r = venscope::test::reference("study/arms");
  for (const char* id : {"platelets", "acute", "chronic"}) expect_state(analysis(id), r[id], id);
}

TEST(ArmsStudyReference, LandmarksEqualR) {
  const json r = venscope::test::reference("study/arms")["platelets"]["landmarks"];
  const json found = analysis("platelets-landmark");
  for (std::size_t l = 0; l < 2; ++l) {
    const json& at = found["landmarks"][l];
    EXPECT_EQ(at["n_no"], r[l]["n"][0]);
    EXPECT_EQ(at["n_yes"], r[l]["n"][1]);
    EXPECT_EQ(at["events_before"], r[l]["before"][0]);
    EXPECT_EQ(at["censored_before"], r[l]["before"][1]);
    expect_number(at["test"]["chisq"], r[l]["logrank"], 1e-8, "log-rank");
    expect_ratio(at["crude"], r[l]["crude"], "crude");
    expect_ratio(at["adjusted"], r[l]["adjusted"], "adjusted");
  }
}

TEST(ArmsStudyReference, EmulationFindsTheImmortalTime) {
  const json r = venscope::test::reference("study/arms")["platelets"];
  const json found = analysis("emulation");
  EXPECT_EQ(found["immortal_time"], true);
  const json& yes = found["strategies"][1];
  EXPECT_EQ(yes["arm"], "yes");
  EXPECT_EQ(yes["n"], 120);
  EXPECT_EQ(yes["immortal_time"]["delayed"], r["delayed"]);
  expect_number(yes["immortal_time"]["waiting"], r["waiting"], 1e-12, "waiting");
  EXPECT_EQ(found["strategies"][0]["immortal_time"], nullptr);
}
