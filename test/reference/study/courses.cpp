// The courses and waterfalls of the bundled comparisons, run as a person runs them, against base R
// on the same files (courses.R beside this). Tolerance: 1e-9 relative, the same sums in another
// order; p of a rank test with ties to 1e-9 too.
#include "support/reference.hpp"
#include "support/study_run.hpp"

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::analysis_of;
using test::expect_close;
using test::number;

constexpr double tolerance = 1e-9;

class Courses : public testing::Test {
protected:
  static void SetUpTestSuite() {
    results = test::bundled_study("car-t-bridging/protocol.toml");
    expected = test::reference("study/courses");
  }
  /// A group or comparison as R describes it, with the names of `centre`.
  static void expect_compared(const json& found, const json& r, const std::string& centre,
                              const std::string& what) {
    const bool median = centre == "median";
    for (std::size_t g = 0; g < 2; ++g) {
      const json &group = found["groups"][g], &want = r["groups"][g];
      const std::string name = what + " group " + std::to_string(g);
      EXPECT_EQ(group["n"], want["n"]) << name;
      expect_close(number(group[centre]), number(want["centre"]), tolerance, name);
      expect_close(number(group[median ? "q1" : centre + "_low"]), number(want["low"]), tolerance,
                   name + " low");
      expect_close(number(group[median ? "q3" : centre + "_high"]), number(want["high"]), tolerance,
                   name + " high");
    }
    const json& comparison = found["comparison"];
    expect_close(number(comparison["p"]), number(r["p"]), tolerance, what + " p");
    expect_close(number(comparison["p_holm"]), number(r["p_holm"]), tolerance, what + " Holm");
    expect_close(number(comparison["difference"]), number(r["difference"]), tolerance,
                 what + " difference");
    if (median) return;
    expect_close(number(comparison["difference_low"]), number(r["low"]), tolerance, what);
    expect_close(number(comparison["difference_high"]), number(r["high"]), tolerance, what);
  }
  static void expect_course(const std::string& id, const std::string& centre) {
    const json &found = analysis_of(results, id), &r = expected[id];
    ASSERT_EQ(found["visits"].size(), r["visits"].size());
    for (std::size_t v = 0; v < r["visits"].size(); ++v)
      expect_compared(found["visits"][v], r["visits"][v], centre,
                      id + " visit " + std::to_string(v));
    for (std::size_t m = 0; m < 3; ++m)  // the time to the peak has no ratio
      expect_compared(found["measures"][m], r["measures"][m], m == 2 ? "median" : centre,
                      id + " measure " + std::to_string(m));
  }

  static json results, expected;
};
json Courses::results, Courses::expected;

TEST_F(Courses, ExpansionBelowALimitOfDetection) {
  expect_course("expansion", "geometric_mean");
}

TEST_F(Courses, InterleukinAndItsRatioToTheDayOfInfusion) {
  expect_course("il6", "geometric_mean");
  const json &changes = analysis_of(results, "il6")["changes"], &r = expected["il6"]["changes"];
  ASSERT_EQ(changes.size(), r.size() + 1);
  for (std::size_t v = 0; v < r.size(); ++v)
    expect_compared(changes[v + 1], r[v], "geometric_mean", "change " + std::to_string(v + 1));
}

TEST_F(Courses, NeutrophilsAndTheirNadir) {
  expect_course("neutrophils", "median");
}

void expect_waterfall(const json& found, const json& r) {
  for (std::size_t g = 0; g < 2; ++g) {
    const json &group = found["groups"][g], &want = r["groups"][g];
    for (const char* key : {"n", "evaluated"}) EXPECT_EQ(group[key], want[key]) << key;
    for (const char* key : {"median", "q1", "q3"})
      expect_close(number(group[key]), number(want[key]), tolerance, key);
    const json& reached = group["reached"][0];
    EXPECT_EQ(reached["x"], want["reached"]);
    expect_close(number(reached["of_all"]["low"]), number(want["low"]), tolerance, "low");
    expect_close(number(reached["of_all"]["high"]), number(want["high"]), tolerance, "high");
  }
  expect_close(number(found["p"]), number(r["p"]), tolerance, "p");
  expect_close(number(found["difference"]), number(r["difference"]), tolerance, "difference");
}

TEST_F(Courses, BlastsOfBothStudies) {
  expect_waterfall(analysis_of(results, "blasts"), expected["car_t"]);
  expect_waterfall(analysis_of(test::bundled_study("hma-vs-ldac/protocol.toml"), "blasts"),
                   expected["hma"]);
}

}  // namespace
}  // namespace venscope::study
