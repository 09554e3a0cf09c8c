// What is read off a Cox fit, against R (cox_after.R beside this file).
#include "reference/survival/cox_case.hpp"
#include "venscope/survival/baseline.hpp"
#include "venscope/survival/cox_residuals.hpp"
#include "venscope/survival/cox_zph.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::test;
using namespace venscope::survival;

namespace {

// The coefficients agree to about 1e-10; what is computed from them is no better.
constexpr double estimate_tolerance = 1e-8, variance_tolerance = 1e-7;

struct Fitted {
  CoxCase set;
  std::string where;
  CoxData data;
  CoxFit fit;
};

void near(double got, const Json& expected, double tolerance, double floor,
          const std::string& what) {
  EXPECT_LE(relative_difference(got, number(expected), floor), tolerance)
      << what << " " << fmt::format("{:.17g} {}", got, expected.dump());
}

void check_vector(const std::vector<double>& got, const Json& expected, const std::string& what) {
  ASSERT_EQ(got.size(), expected.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i)
    near(got[i], expected[i], estimate_tolerance, 1e-2, what);
}

/// Column by column, relative to the column's largest element.
void check_matrix(const Matrix& got, const Json& expected, const std::string& what) {
  const Matrix wanted = matrix(expected);
  ASSERT_EQ(got.rows, wanted.rows) << what;
  ASSERT_EQ(got.columns, wanted.columns) << what;
  for (std::size_t j = 0; j < got.columns; ++j) {
    double size = 0;
    for (const double value : wanted.column(j)) size = std::max(size, std::abs(value));
    for (std::size_t i = 0; i < got.rows; ++i)
      EXPECT_LE(std::abs(got(i, j) - wanted(i, j)), estimate_tolerance * size)
          << what << " " << i << "," << j << " " << got(i, j) << " " << wanted(i, j);
  }
}

void check_residuals(const Fitted& f, const Json& expected) {
  check_vector(martingale_residuals(f.data, f.fit).value(), expected["martingale"],
               f.where + " martingale");
  check_vector(deviance_residuals(f.data, f.fit).value(), expected["deviance"],
               f.where + " deviance");
  if (f.fit.options.ties == Ties::exact) {
    EXPECT_FALSE(score_residuals(f.data, f.fit));
    return;
  }
  check_matrix(score_residuals(f.data, f.fit).value(), expected["score"], f.where + " score");
  check_matrix(dfbeta(f.data, f.fit).value(), expected["dfbeta"], f.where + " dfbeta");
  check_matrix(schoenfeld_residuals(f.data, f.fit).value().values, expected["schoenfeld"],
               f.where + " schoenfeld");
  check_matrix(scaled_schoenfeld_residuals(f.data, f.fit).value().values, expected["scaledsch"],
               f.where + " scaled schoenfeld");
}

std::vector<ColumnGroup> groups_of(const Json& json, std::size_t columns) {
  std::vector<ColumnGroup> groups;
  if (json.is_null())
    for (std::size_t j = 0; j < columns; ++j) groups.push_back({fmt::format("x{}", j + 1), j, 1});
  for (const Json& group : json) {
    const auto first = static_cast<std::size_t>(number(group.is_array() ? group[0] : group)) - 1;
    groups.push_back({fmt::format("x{}", first + 1), first, group.is_array() ? group.size() : 1});
  }
  return groups;
}

void check_zph(const Fitted& f, const Json& expected, const Json& groups) {
  const std::map<std::string, TimeTransform> transforms = {{"km", TimeTransform::km},
                                                           {"rank", TimeTransform::rank},
                                                           {"identity", TimeTransform::identity},
                                                           {"log", TimeTransform::log}};
  for (const Json& one : expected) {
    const auto name = one["transform"].get<std::string>();
    const auto test = proportional_hazards_test(
        f.data, f.fit, groups_of(groups, f.set.design.columns), transforms.at(name));
    ASSERT_TRUE(test) << f.where;
    ASSERT_EQ(test->terms.size() + 1, one["chisq"].size()) << f.where;
    for (std::size_t k = 0; k <= test->terms.size(); ++k) {
      const ChiSquaredTest& row = k < test->terms.size() ? test->terms[k].test : test->global;
      near(row.statistic, one["chisq"][k], variance_tolerance, 1e-3, f.where + " zph " + name);
      EXPECT_EQ(row.df, number(one["df"][k])) << f.where;
      near(row.p, one["p"][k], variance_tolerance, 1e-12, f.where + " zph p " + name);
    }
  }
}

void check_baseline(const Fitted& f, const Json& expected) {
  const auto centred = baseline_hazard(f.data, f.fit).value();
  const auto zero = baseline_hazard(f.data, f.fit, Baseline::at_zero).value();
  std::size_t i = 0;
  for (std::size_t k = 0; k < centred.size(); ++k)
    for (std::size_t t = 0; t < centred[k].points.size(); ++t, ++i) {
      ASSERT_LT(i, expected["time"].size()) << f.where;
      near(centred[k].points[t].time, expected["time"][i], 1e-14, 0, f.where + " time");
      near(centred[k].points[t].cumulative_hazard, expected["centred"][i], estimate_tolerance, 0,
           f.where + " basehaz");
      near(zero[k].points[t].cumulative_hazard, expected["zero"][i], estimate_tolerance, 1e-300,
           f.where + " basehaz at zero");
    }
  EXPECT_EQ(i, expected["time"].size()) << f.where;
}

void check_curve(const Fitted& f, const Json& expected) {
  const std::map<std::string, ConfidenceScale> scales = {{"log", ConfidenceScale::log},
                                                         {"log-log", ConfidenceScale::log_log},
                                                         {"plain", ConfidenceScale::plain}};
  const auto x = numbers<double>(expected["x"]);
  const double offset = number(expected["offset"]);
  const auto hazard = cumulative_hazard(f.data, f.fit, x, offset).value();
  const auto survival =
      predicted_survival(f.data, f.fit, x, offset, scales.at(expected["scale"].get<std::string>()))
          .value();
  std::size_t i = 0;
  for (std::size_t k = 0; k < hazard.size(); ++k)
    for (std::size_t t = 0; t < hazard[k].points.size(); ++t, ++i) {
      const HazardPoint& h = hazard[k].points[t];
      const SurvivalPoint& s = survival[k].points[t];
      const std::string where = f.where + " curve";
      near(h.n_risk, expected["n_risk"][i], 1e-12, 1e-3, where + " n.risk");
      near(h.n_event, expected["n_event"][i], 1e-12, 0, where + " n.event");
      near(h.cumulative_hazard, expected["cumhaz"][i], estimate_tolerance, 0, where + " cumhaz");
      near(h.std_error, expected["std_err"][i], variance_tolerance, 1e-6, where + " std.err");
      near(s.survival, expected["surv"][i], estimate_tolerance, 0, where + " surv");
      near(s.lower, expected["lower"][i], variance_tolerance, 0, where + " lower");
      near(s.upper, expected["upper"][i], variance_tolerance, 0, where + " upper");
    }
  EXPECT_EQ(i, expected["time"].size()) << f.where;
}

}  // namespace

TEST(CoxAfterReference, EqualsR) {
  const char* other = std::getenv("VENSCOPE_COX_AFTER_CASES");
  const Json cases = read_json(other ? other : "survival/cox_after.json");
  ASSERT_TRUE(cases.is_array());
  ASSERT_GE(cases.size(), 15U);
  for (const Json& json : cases) {
    const CoxCase set(json);
    for (const Json& expected : json["fits"]) {
      CoxOptions options;
      options.ties = ties_of(expected);
      options.robust = expected["robust"].get<bool>();
      const CoxData data = set.data(*options.robust);
      const auto fit = cox(data, options);
      ASSERT_TRUE(fit) << set.name;
      const Fitted f{set, set.name + " " + expected["ties"].get<std::string>(), data, *fit};
      check_zph(f, expected["zph"], json["groups"]);
      check_baseline(f, expected["baseline"]);
      if (!expected["residuals"].is_null()) check_residuals(f, expected["residuals"]);
      for (const Json& curve : expected["curves"]) check_curve(f, curve);
    }
  }
}
