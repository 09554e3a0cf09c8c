/// Two arms compared, against R's survival and coin and the formulas of arms.R.
#include "support/csv.hpp"
#include "support/reference.hpp"
#include "venscope/endpoint/split_follow_up.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/landmark.hpp"
#include "venscope/survival/log_rank.hpp"
#include "venscope/survival/median_by_density.hpp"
#include "venscope/survival/milestone.hpp"
#include "venscope/survival/piecewise_hazard.hpp"
#include "venscope/survival/restricted_mean_difference.hpp"

using namespace venscope;
using namespace venscope::survival;
using nlohmann::json;
using test::expect_close;
using test::number;
using test::numbers;

namespace {

constexpr double exact = 1e-10;

/// To the end of the iteration: R was asked for the same.
CoxOptions to_the_end() {
  CoxOptions options;
  options.tolerance = 1e-13;
  options.max_iterations = 50;
  return options;
}

struct Arms {
  std::string name;
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> second, strata;
  std::vector<KaplanMeier> fits;

  explicit Arms(const json& reference) : name(reference["name"]) {
    const json& data = reference["data"];
    outcomes.time = numbers(data["time"]);
    for (const auto& event : data["event"]) outcomes.event.push_back(event.get<std::int32_t>());
    for (const auto& arm : data["arm"]) second.push_back(arm.get<std::int32_t>() - 1);
    for (const auto& stratum : data["strata"]) strata.push_back(stratum.get<std::int32_t>());
    fits = kaplan_meier_groups(outcomes, second, 2).value();
  }
};

void expect_contrast(const Contrast& found, const json& reference, const std::string& what) {
  expect_close(found.estimate, number(reference["estimate"]), exact, what);
  expect_close(found.std_error, number(reference["std_error"]), exact, what + " error");
  expect_close(found.lower, number(reference["lower"]), exact, what + " lower");
  expect_close(found.upper, number(reference["upper"]), exact, what + " upper");
  expect_close(found.p, number(reference["p"]), 1e-8, what + " p");
}

template <class F>
void for_each_case(F f) {
  const json file = test::reference("survival/arms");
  ASSERT_GE(file["cases"].size(), 8U);
  for (const json& reference : file["cases"]) f(Arms(reference), reference);
}

RankWeight weight_of(const json& test) {
  const std::string type = test["type"];
  if (type == "Gehan-Breslow") return RankWeight::Kind::gehan;
  if (type == "Tarone-Ware") return RankWeight::Kind::tarone_ware;
  if (type == "Peto-Peto") return {1, 0};
  if (type == "logrank") return {};
  return {number(test["rho"]), number(test["gamma"])};
}

void expect_optional(const std::optional<double>& found, const json& reference,
                     const std::string& what) {
  expect_close(found.value_or(std::nan("")), number(reference), exact, what);
}

}  // namespace

TEST(ArmsReference, Medians) {
  for_each_case([](const Arms& arms, const json& reference) {
    for (std::size_t a = 0; a < 2; ++a) {
      const SurvivalQuantile r = median(arms.fits[a]);
      expect_optional(r.time, reference["medians"][a]["median"], arms.name + " median");
      expect_optional(r.lower, reference["medians"][a]["lower"], arms.name + " lower");
      expect_optional(r.upper, reference["medians"][a]["upper"], arms.name + " upper");
      const MedianByDensity spss = median_by_density(arms.fits[a]);
      expect_optional(spss.time, reference["density"][a]["time"], arms.name + " density");
      expect_optional(spss.std_error, reference["density"][a]["std_error"], arms.name + " se");
      expect_optional(spss.lower, reference["density"][a]["lower"], arms.name + " lower");
      expect_optional(spss.upper, reference["density"][a]["upper"], arms.name + " upper");
    }
  });
}

TEST(ArmsReference, RestrictedMeans) {
  for_each_case([](const Arms& arms, const json& reference) {
    const auto found =
        compare_restricted_means(arms.fits[0], arms.fits[1], number(reference["tau"]));
    ASSERT_TRUE(found) << arms.name;
    const std::array means{found->reference, found->compared};
    for (std::size_t a = 0; a < 2; ++a) {
      expect_close(means[a].mean, number(reference["rmst"][a]["mean"]), exact, arms.name);
      expect_close(means[a].std_error, number(reference["rmst"][a]["std_error"]), exact, arms.name);
    }
    expect_contrast(found->difference, reference["difference"], arms.name + " difference");
    expect_contrast(found->ratio, reference["ratio"], arms.name + " ratio");
    expect_contrast(found->lost_ratio, reference["lost_ratio"], arms.name + " lost");
  });
}

TEST(ArmsReference, Milestones) {
  for_each_case([](const Arms& arms, const json& reference) {
    for (const json& at : reference["milestones"]) {
      const Milestone found = compare_at(arms.fits[0], arms.fits[1], number(at["time"]));
      expect_close(found.reference.survival, number(at["surv"][0]), exact, arms.name + " first");
      expect_close(found.compared.survival, number(at["surv"][1]), exact, arms.name + " second");
      expect_contrast(found.difference, at["difference"], arms.name + " plain");
      if (at["hazard_ratio"].is_object())
        expect_contrast(found.hazard_ratio, at["hazard_ratio"], arms.name + " cloglog");
      else
        EXPECT_TRUE(std::isnan(found.hazard_ratio.estimate)) << arms.name;
    }
  });
}

TEST(ArmsReference, WeightedTests) {
  for_each_case([](const Arms& arms, const json& reference) {
    for (const json& test : reference["tests"]) {
      const std::string what = arms.name + " " + test["type"].get<std::string>();
      const auto found = log_rank(arms.outcomes, arms.second, 2, arms.strata, weight_of(test));
      ASSERT_TRUE(found) << what;
      expect_close(found->groups[1].observed, number(test["observed"]), exact, what);
      expect_close(found->groups[1].expected, number(test["expected"]), exact, what);
      expect_close(found->chi_squared, number(test["chisq"]), 1e-8, what);
    }
  });
}

TEST(ArmsReference, PiecewiseHazards) {
  for_each_case([](const Arms& arms, const json& reference) {
    const json& covariates = reference["covariates"];
    Matrix design(arms.outcomes.size(), covariates.size());
    std::size_t j = 0;
    for (const auto& [name, values] : covariates.items()) {
      for (std::size_t i = 0; i < design.rows; ++i) design(i, j) = number(values[i]);
      ++j;
    }
    const auto found = piecewise_hazard(arms.outcomes, arms.second, numbers(reference["cuts"]),
                                        design, arms.strata, to_the_end());
    ASSERT_TRUE(found) << arms.name;
    const json& r = reference["piecewise"];
    ASSERT_EQ(found->intervals.size(), r["coef"].size());
    for (std::size_t k = 0; k < found->intervals.size(); ++k) {
      expect_close(found->intervals[k].ratio.coef, number(r["coef"][k]), 1e-8, arms.name);
      expect_close(found->intervals[k].ratio.std_error, number(r["se"][k]), 1e-7, arms.name);
    }
    expect_close(found->constant.coef, number(r["constant"]), 1e-8, arms.name);
    expect_close(found->constant.std_error, number(r["constant_se"]), 1e-7, arms.name);
    // A difference of log-likelihoods of a few hundred: ten digits of each.
    EXPECT_NEAR(found->change.statistic, 2 * (number(r["loglik"][1]) - number(r["loglik"][0])),
                1e-8);
    expect_close(found->wald.statistic, number(r["wald"]), 1e-7, arms.name + " wald");
    EXPECT_EQ(found->change.df, static_cast<double>(found->intervals.size() - 1));
  });
}

namespace {

struct Bmt {
  test::Csv data = test::data_set("bmt");
  endpoint::Outcomes outcomes{{}, data.number("t2"), data.integer("d3")};

  endpoint::HappeningTimes when(const json& entry) const {
    endpoint::HappeningTimes times;
    const auto time = data.number(entry["when"]), happened = data.number(entry["happened"]);
    for (std::size_t i = 0; i < time.size(); ++i)
      times.push_back(happened[i] == 1 ? std::optional(time[i]) : std::nullopt);
    return times;
  }
};

}  // namespace

TEST(ArmsReference, Landmarks) {
  const Bmt bmt;
  for (const json& r : test::reference("survival/arms")["landmarks"]) {
    const Landmark found = landmark(bmt.outcomes, bmt.when(r), number(r["landmark"]));
    const auto yes = std::count(found.group.begin(), found.group.end(), 1);
    EXPECT_EQ(yes, r["n"][1].get<int>());
    EXPECT_EQ(static_cast<int>(found.row.size()) - yes, r["n"][0].get<int>());
    EXPECT_EQ(found.events_before, r["events_before"].get<std::size_t>());
    EXPECT_EQ(found.censored_before, r["censored_before"].get<std::size_t>());
    EXPECT_EQ(found.happened_later, r["later"].get<std::size_t>());
    expect_close(log_rank(found.outcomes, found.group, 2)->chi_squared, number(r["logrank"]), exact,
                 "log-rank");
    Matrix design(found.row.size(), 1);
    for (std::size_t i = 0; i < design.rows; ++i) design(i, 0) = found.group[i];
    const auto fit = cox({found.outcomes, design}, to_the_end());
    ASSERT_TRUE(fit);
    expect_close(fit->terms[0].coef, number(r["coef"]), 1e-8, "coef");
    expect_close(fit->terms[0].std_error, number(r["se"]), 1e-7, "se");
  }
}

TEST(ArmsReference, ImmortalTimeAndNumbersAtRisk) {
  const Bmt bmt;
  const json reference = test::reference("survival/arms");
  for (const json& r : reference["immortal"]) {
    const ImmortalTime found = immortal_time(bmt.outcomes, bmt.when(r));
    EXPECT_EQ(found.n, r["n"].get<std::size_t>());
    EXPECT_EQ(found.delayed, r["delayed"].get<std::size_t>());
    EXPECT_EQ(found.waiting, number(r["waiting"]));
    EXPECT_EQ(found.follow_up, number(r["follow_up"]));
    EXPECT_EQ(found.median_wait, number(r["median_wait"]));
    EXPECT_EQ(found.longest_wait, number(r["longest_wait"]));
    EXPECT_EQ(found.ended_before, r["ended_before"].get<std::size_t>());
  }
  const std::vector<endpoint::HappeningTimes> when{bmt.when(reference["immortal"][0])};
  const auto split = endpoint::split_follow_up(bmt.outcomes, when);
  const std::vector<std::int32_t> group(split.happened[0].begin(), split.happened[0].end());
  const auto fits = kaplan_meier_groups(split.outcomes, group, 2).value();
  const auto times = numbers(reference["risk"]["times"]);
  for (std::size_t g = 0; g < 2; ++g) {
    const auto shown = with_entries(fits[g], split.outcomes, group, static_cast<std::int32_t>(g));
    const auto read = at_times(shown, times);
    for (std::size_t t = 0; t < times.size(); ++t)
      EXPECT_EQ(read[t].n_risk, number(reference["risk"]["n"][g][t])) << times[t];
  }
}
