// Time-dependent ROC curves against riskRegression's Score, and against the formulas of Heagerty,
// Lumley and Pepe on R's survfit (roc.R beside this file).
#include "venscope/accuracy/roc.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::test;

namespace {

using Json = nlohmann::json;

// Sums of weights in another order: nothing is iterated.
constexpr double tolerance = 1e-10;

template <class T>
std::vector<T> values(const Json& json) {
  return json.get<std::vector<T>>();
}

struct RocCase {
  std::string name;
  endpoint::Outcomes outcomes;
  std::vector<double> a, b;
  double span;

  explicit RocCase(const Json& json)
      : name(json["name"].get<std::string>()),
        outcomes{{}, values<double>(json["time"]), values<std::int32_t>(json["event"])},
        a(values<double>(json["a"])),
        b(values<double>(json["b"])),
        span(number(json["span"])) {}

  accuracy::TimeRoc at(const std::vector<double>& marker, double time,
                       accuracy::RocOptions options) const {
    if (options.method == accuracy::RocMethod::nne) options.span = span;
    auto curves = accuracy::roc(outcomes, marker, std::vector<double>{time}, options);
    EXPECT_TRUE(curves) << name;
    return curves ? curves->times.front() : accuracy::TimeRoc{};
  }
};

/// `points` may end before the last point, (0, 0), which Score leaves out.
void compare_curve(const accuracy::TimeRoc& found, const Json& tpr, const Json& fpr,
                   std::size_t left_out, const std::string& where) {
  ASSERT_EQ(found.curve.size(), tpr.size() + left_out) << where;
  for (std::size_t i = 0; i < tpr.size(); ++i) {
    EXPECT_TRUE(agrees(found.curve[i].tpr, number(tpr[i]), tolerance, 1e-14)) << where << ' ' << i;
    EXPECT_TRUE(agrees(found.curve[i].fpr, number(fpr[i]), tolerance, 1e-14)) << where << ' ' << i;
  }
}

void compare_ipcw(const RocCase& set, const Json& expected) {
  const double time = number(expected["time"]);
  const std::string where = set.name + " at " + std::to_string(time);
  const accuracy::TimeRoc a = set.at(set.a, time, {}), b = set.at(set.b, time, {});
  ASSERT_TRUE(a.auc && b.auc) << where;
  const auto agree = [&](double found, const Json& value) {
    EXPECT_TRUE(agrees(found, number(value), tolerance)) << where;
  };
  agree(*a.auc, expected["auc"][0]);
  agree(*b.auc, expected["auc"][1]);
  agree(*a.std_error, expected["std_error"][0]);
  agree(*b.std_error, expected["std_error"][1]);
  agree(*a.conf_low, expected["low"][0]);
  agree(*a.conf_high, expected["high"][0]);
  const auto difference = accuracy::auc_difference(b, a);
  ASSERT_TRUE(difference) << where;
  agree(difference->difference, expected["difference"]);
  agree(difference->std_error, expected["difference_se"]);
  agree(difference->conf_low, expected["difference_low"]);
  agree(difference->conf_high, expected["difference_high"]);
  EXPECT_TRUE(agrees(*difference->p, number(expected["p"]), 1e-8)) << where;
  compare_curve(a, expected["tpr"], expected["fpr"], 1, where);
}

}  // namespace

TEST(RocReference, IpcwEqualsScore) {
  const Json cases = from_r("accuracy", "roc");
  ASSERT_GE(cases.size(), 10U);
  for (const Json& json : cases) {
    const RocCase set(json);
    for (const Json& expected : json["ipcw"]) compare_ipcw(set, expected);
  }
}

TEST(RocReference, NeighboursAndKaplanMeierEqualTheFormulasOnSurvfit) {
  std::size_t compared = 0;
  for (const Json& json : from_r("accuracy", "roc")) {
    const RocCase set(json);
    for (std::size_t k = 0; k < json["nne"].size(); ++k)
      for (const char* method : {"nne", "km"}) {
        const double time = number(json["ipcw"][k]["time"]);
        const Json& expected = json[method][k];
        const std::string where = set.name + " " + method + " at " + std::to_string(time);
        const bool nne = method[0] == 'n';
        const accuracy::TimeRoc found = set.at(
            set.a, time, {.method = nne ? accuracy::RocMethod::nne : accuracy::RocMethod::km});
        ASSERT_TRUE(found.auc) << where;
        EXPECT_TRUE(agrees(*found.auc, number(expected["auc"]), tolerance)) << where;
        compare_curve(found, expected["tpr"], expected["fpr"], 0, where);
        ++compared;
      }
  }
  EXPECT_GE(compared, 40U);
}
