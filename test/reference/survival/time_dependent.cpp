/// Follow-up cut by tmerge, and what R makes of it.
#include "support/csv.hpp"
#include "support/reference.hpp"
#include "venscope/endpoint/split_follow_up.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"

using namespace venscope;
using namespace venscope::survival;
using test::expect_close;
using test::numbers;

namespace {

struct Cut {
  endpoint::SplitFollowUp split;
  std::vector<double> group, mtx;  ///< of each patient
};

Cut cut() {
  const test::Csv data = test::data_set("bmt");
  const auto happening = [&](const char* time, const char* indicator) {
    endpoint::HappeningTimes times;
    const auto when = data.number(time), happened = data.number(indicator);
    for (std::size_t i = 0; i < when.size(); ++i)
      times.push_back(happened[i] == 1 ? std::optional(when[i]) : std::nullopt);
    return times;
  };
  const std::vector<endpoint::HappeningTimes> when{happening("ta", "da"), happening("tp", "dp")};
  return {endpoint::split_follow_up({{}, data.number("t2"), data.integer("d3")}, when),
          data.number("group"), data.number("z10")};
}

}  // namespace

TEST(TimeDependentReference, IntervalsEqualTmerge) {
  const auto rows = test::reference("survival/time_dependent")["rows"];
  const Cut data = cut();
  ASSERT_EQ(data.split.patient.size(), rows["id"].size());
  for (std::size_t i = 0; i < data.split.patient.size(); ++i) {
    EXPECT_EQ(data.split.patient[i] + 1, rows["id"][i].get<std::size_t>());
    EXPECT_EQ(data.split.outcomes.entry[i], rows["start"][i].get<double>());
    EXPECT_EQ(data.split.outcomes.time[i], rows["stop"][i].get<double>());
    EXPECT_EQ(data.split.outcomes.event[i], rows["event"][i].get<std::int32_t>());
    EXPECT_EQ(data.split.happened[0][i], rows["acute"][i].get<int>());
    EXPECT_EQ(data.split.happened[1][i], rows["platelets"][i].get<int>());
  }
}

TEST(TimeDependentReference, CoxEqualsCoxph) {
  const auto reference = test::reference("survival/time_dependent")["cox"];
  const Cut data = cut();
  Matrix design(data.split.patient.size(), 5);
  for (std::size_t i = 0; i < design.rows; ++i) {
    const std::size_t patient = data.split.patient[i];
    design(i, 0) = data.split.happened[0][i];
    design(i, 1) = data.split.happened[1][i];
    design(i, 2) = data.group[patient] == 2;
    design(i, 3) = data.group[patient] == 3;
    design(i, 4) = data.mtx[patient] == 1;
  }
  const auto fit = cox({data.split.outcomes, design});
  ASSERT_TRUE(fit);
  for (std::size_t j = 0; j < 5; ++j) {
    expect_close(fit->terms[j].coef, test::number(reference["coef"][j]), 1e-8, "coef");
    expect_close(fit->terms[j].std_error, test::number(reference["se"][j]), 1e-7, "se");
  }
  expect_close(fit->loglik, test::number(reference["loglik"][1]), 1e-10, "loglik");
}

TEST(TimeDependentReference, SimonMakuchCurvesEqualSurvfitAndMantelByarTheScoreTest) {
  const auto reference = test::reference("survival/time_dependent");
  const Cut data = cut();
  const std::vector<std::int32_t> group(data.split.happened[1].begin(),
                                        data.split.happened[1].end());
  const auto fits = kaplan_meier_groups(data.split.outcomes, group, 2);
  ASSERT_TRUE(fits);
  const auto& expected = reference["curves"];
  const auto times = numbers(expected["times"]);
  for (std::size_t g = 0; g < 2; ++g) {
    const auto read = at_times((*fits)[g], times);
    for (std::size_t t = 0; t < times.size(); ++t) {
      expect_close(read[t].survival, test::number(expected["surv"][g][t]), 1e-10, "surv");
      expect_close(read[t].std_error, test::number(expected["std_err"][g][t]), 1e-10, "se");
      EXPECT_EQ(read[t].n_risk, test::number(expected["n_risk"][g][t]));
    }
  }
  const auto test = log_rank(data.split.outcomes, group, 2);
  ASSERT_TRUE(test);
  expect_close(test->chi_squared, test::number(reference["mantel_byar"]), 1e-8, "Mantel-Byar");
}
