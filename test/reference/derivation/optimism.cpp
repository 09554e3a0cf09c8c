// The whole derivation in given resamples and training sets, against an R loop (optimism.R), and
// the optimism of a fixed model against rms::validate.
#include "venscope/derivation/optimism.hpp"

#include "support/derivation_case.hpp"
#include "venscope/derivation/splits.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

DerivationOptions options_of(const nlohmann::json& json) {
  DerivationOptions options;
  options.ties = json["ties"] == "efron" ? survival::Ties::efron : survival::Ties::breslow;
  if (json.contains("screen") && json["screen"].is_number())
    options.screen = json["screen"].get<double>();
  return options;
}

Copies copies_of(const nlohmann::json& json) {
  return json.get<Copies>();
}

struct Case {
  explicit Case(const nlohmann::json& json)
      : set(json),
        deriver(Deriver::make(set.data(), options_of(json["options"])).value()),
        cohort(take(deriver.cohort(), everyone(set.outcomes.size()))),
        derived(deriver.derive(cohort).value()),
        horizon(json["options"]["horizon"].get<double>()) {}
  DerivationCase set;
  Deriver deriver;
  Sample cohort;
  Derived derived;
  double horizon;
};

void expect_indices(const std::array<std::optional<double>, index_count>& found,
                    const nlohmann::json& expected, const std::string& where) {
  for (std::size_t k = 0; k < index_count; ++k)
    expect_close(found[k].value_or(std::nan("")), number(expected[k]), 1e-8,
                 where + " " + index_names[k].id);
}

}  // namespace

TEST(ReferenceOptimism, EachResampleEqualsTheLoopInR) {
  for (const auto& json : reference("derivation/optimism")) {
    const Case c(json);
    const survival::Ties ties = c.deriver.options().ties;
    std::array<double, index_count> sum{};
    std::vector<Copies> resamples;
    for (const auto& resample : json["resamples"]) {
      resamples.push_back(copies_of(resample["copies"]));
      const Sample sample = take(c.deriver.cohort(), resamples.back());
      const auto derived = c.deriver.derive(sample);
      ASSERT_EQ(derived.has_value(), resample["derived"].get<bool>());
      if (!derived) continue;
      EXPECT_EQ(c.set.names(derived->screened), texts(resample["screened"]));
      ASSERT_EQ(c.set.names(derived->rule.columns), texts(resample["columns"]));
      for (std::size_t k = 0; k < derived->rule.points.size(); ++k)
        EXPECT_NEAR(derived->rule.points[k].value(), number(resample["points"][k]), 1e-12);
      const Predictor predictor = predictor_of(derived->rule, sample, ties, c.horizon);
      expect_indices(indices_of(performance(predictor, sample, ties, c.horizon)), resample["there"],
                     "there");
      expect_indices(indices_of(performance(predictor, c.cohort, ties, c.horizon)),
                     resample["back"], "back");
      for (std::size_t k = 0; k < index_count; ++k)
        sum[k] += number(resample["there"][k]) - number(resample["back"][k]);
    }
    const Optimism found = optimism_on(c.deriver, c.derived, resamples, {.horizon = c.horizon});
    ASSERT_EQ(found.derived, resamples.size());
    for (std::size_t k = 0; k < index_count; ++k) {
      expect_close(found.indices[k].apparent.value(), number(json["apparent"][k]), 1e-8,
                   index_names[k].id);
      EXPECT_NEAR(found.indices[k].optimism.value(), sum[k] / static_cast<double>(resamples.size()),
                  1e-8);
    }
  }
}

TEST(ReferenceSplits, PredictedAndObservedEqualTheLoopInR) {
  for (const auto& json : reference("derivation/optimism")) {
    const Case c(json);
    for (const bool whole : {true, false}) {
      std::vector<Copies> training;
      std::vector<double> predicted(3), observed(3), patients(3), used(3);
      for (const auto& split : json["splits"]) {
        training.push_back(copies_of(split["copies"]));
        const auto& groups = split[whole ? "whole" : "refit"];
        for (std::size_t g = 0; g < 3; ++g) {
          patients[g] += number(groups[g]["n"]);
          if (!groups[g]["observed"].is_number()) continue;
          predicted[g] += number(groups[g]["predicted"]);
          observed[g] += number(groups[g]["observed"]);
          ++used[g];
        }
      }
      const Splits found = calibration_splits_on(c.deriver, c.derived, training,
                                                 {.whole = whole, .horizon = c.horizon});
      ASSERT_EQ(found.derived, training.size());
      ASSERT_EQ(found.groups.size(), 3u);
      for (std::size_t g = 0; g < 3; ++g) {
        EXPECT_EQ(static_cast<double>(found.groups[g].splits), used[g]);
        EXPECT_NEAR(found.groups[g].patients, patients[g] / 30, 1e-12);
        EXPECT_NEAR(found.groups[g].predicted.value(), predicted[g] / used[g], 1e-9);
        EXPECT_NEAR(found.groups[g].observed.value(), observed[g] / used[g], 1e-9);
        EXPECT_NEAR(found.groups[g].difference.value(), (observed[g] - predicted[g]) / used[g],
                    1e-9);
      }
    }
  }
}

TEST(ReferenceOptimism, OfAFixedModelEqualsRmsValidate) {
  const auto json = reference("derivation/validate");
  const DerivationCase set(json);
  DerivationOptions options;
  options.selection = Selection::full;
  options.decimals = 6;
  const Deriver deriver = Deriver::make(set.data(), options).value();
  const Derived derived =
      deriver.derive(take(deriver.cohort(), everyone(set.outcomes.size()))).value();
  std::vector<Copies> resamples;
  for (const auto& copies : json["resamples"]) resamples.push_back(copies_of(copies));
  const Optimism found = optimism_on(deriver, derived, resamples, {.horizon = 10.05});
  ASSERT_EQ(found.derived, resamples.size());
  const Corrected &c = found.indices[0], &slope = found.indices[1];
  // Dxy = 2 C - 1. Points have six decimals here, rms none: a tie may fall the other way.
  EXPECT_NEAR(2 * c.apparent.value() - 1, number(json["dxy"][0]), 1e-4);
  EXPECT_NEAR(2 * c.optimism.value(), number(json["dxy"][3]), 1e-4);
  EXPECT_NEAR(2 * c.corrected.value() - 1, number(json["dxy"][4]), 1e-4);
  // validate() fits in its resamples with cph's own stopping rule, 1e-4 of the log-likelihood.
  EXPECT_NEAR(slope.optimism.value(), number(json["slope"][3]), 3e-4);
  EXPECT_NEAR(slope.corrected.value(), number(json["slope"][4]), 3e-4);
}
