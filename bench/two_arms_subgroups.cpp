// Subgroups of two arms: interaction of the arm with a factor of two and of four levels, Gail and
// Simon's test, effects within subgroups; hazard ratios, odds ratios, differences.
//
// Exponential times as in two_arms_hazards.cpp, response 0.32 in the first arm. The factors change
// nothing by themselves; in the last design the other arm helps one half, much, and the rest not.
#include "bench/two_arms.hpp"
#include "venscope/study/subgroup_analysis.hpp"

#include <algorithm>
#include <array>

namespace venscope::bench {

namespace {

using study::SubgroupMeasure;

constexpr double hazard = 0.08, rate = 0.32;

struct Setting {
  std::int64_t n[2];
  std::array<double, 2> hazard_ratio, odds_ratio;  ///< by level of the factor of two

  bool same() const { return hazard_ratio[0] == hazard_ratio[1]; }
  double other_rate(std::size_t level) const {
    const double odds = odds_ratio[level] * rate / (1 - rate);
    return odds / (1 + odds);
  }
};

cohort::Table draw(const Setting& setting, RandomStream& random) {
  cohort::Column time = number_column("time"), event = number_column("event"),
                 arm = category_column("arm", {"first", "second"}),
                 response = category_column("response", {"no", "yes"}),
                 two = category_column("two", {"a", "b"}),
                 four = category_column("four", {"a", "b", "c", "d"});
  for (std::size_t z = 0; z < 2; ++z)
    for (std::int64_t i = 0; i < setting.n[z]; ++i) {
      const std::size_t half = random.chance(0.5) ? 1 : 0;
      const double ratio = z == 0 ? 1 : setting.hazard_ratio[half];
      const double died = random.exponential() / (hazard * ratio);
      const double censored = 6 + 30 * random.uniform();
      time.number.push_back(std::min(died, censored));
      event.number.push_back(died <= censored ? 1 : 0);
      arm.code.push_back(static_cast<std::int32_t>(z));
      response.code.push_back(random.chance(z == 0 ? rate : setting.other_rate(half)) ? 1 : 0);
      two.code.push_back(static_cast<std::int32_t>(half));
      four.code.push_back(static_cast<std::int32_t>(random.below(4)));
    }
  cohort::Table table;
  table.rows = arm.code.size();
  table.columns = {time, event, arm, response, two, four};
  return table;
}

Reading effect_of(std::string name, const study::Subgroup& group, std::optional<double> truth) {
  Reading reading{std::move(name), {}, {}};
  if (group.effect && truth) reading.covered = holds(group.effect->low, group.effect->high, *truth);
  return reading;
}

void read_measure(const cohort::Table& table, const Setting& setting, SubgroupMeasure measure,
                  const std::string& name, Readings& all) {
  study::SubgroupOptions options;
  options.measure = measure;
  options.outcome = measure == SubgroupMeasure::hazard_ratio ? "Surv(time, event)" : "response";
  options.by = "arm";
  options.factors = {{"two"}, {"four"}};
  const auto found = study::analyse_subgroups(table, options);
  if (!found) return;
  const auto truth = [&](std::size_t half) {
    if (measure == SubgroupMeasure::hazard_ratio) return setting.hazard_ratio[half];
    if (measure == SubgroupMeasure::odds_ratio) return setting.odds_ratio[half];
    return setting.other_rate(half) - rate;
  };
  const auto any = setting.same() ? std::optional(truth(0)) : std::nullopt;
  all.push_back(effect_of(name + ", all patients", found->overall, any));
  all.push_back(effect_of(name + ", one of two levels", found->factors[0].levels[0], truth(0)));
  all.push_back(effect_of(name + ", one of four levels", found->factors[1].levels[0], any));
  Reading either{name + ": either interaction, Holm", {}, false};
  for (std::size_t f = 0; f < 2; ++f) {
    const study::FactorEffects& factor = found->factors[f];
    const std::string levels = f == 0 ? ", two levels" : ", four levels";
    Reading interaction{name + ": interaction" + levels, {}, {}},
        qualitative{name + ": Gail–Simon" + levels, {}, {}};
    // Of the levels that have an estimate, as a report gives it.
    if (factor.interaction) interaction.rejected = below(factor.interaction->p);
    if (factor.qualitative) qualitative.rejected = below(factor.qualitative->p);
    if (factor.interaction && factor.interaction->p_holm < 0.05) either.rejected = true;
    all.push_back(std::move(interaction));
    all.push_back(std::move(qualitative));
  }
  all.push_back(std::move(either));
}

Readings read_cohort(const Setting& setting, RandomStream& random) {
  const cohort::Table table = draw(setting, random);
  Readings all;
  read_measure(table, setting, SubgroupMeasure::hazard_ratio, "hazard ratio", all);
  read_measure(table, setting, SubgroupMeasure::odds_ratio, "odds ratio", all);
  read_measure(table, setting, SubgroupMeasure::risk_difference, "difference", all);
  return all;
}

Design design(std::string title, const Setting& setting) {
  return {std::move(title),
          [setting](RandomStream& random) { return read_cohort(setting, random); }};
}

}  // namespace

void subgroups(const Size& size) {
  const std::array<double, 2> one{1, 1}, hr{0.6, 0.6}, odds{2.3, 2.3};
  print_family("Subgroups",
               {design("28 + 42: no effect", {{28, 42}, one, one}),
                design("28 + 42: same effect", {{28, 42}, hr, odds}),
                design("150 + 150: no effect", {{150, 150}, one, one}),
                design("150 + 150: same effect", {{150, 150}, hr, odds}),
                design("150 + 150: one half only", {{150, 150}, {0.25, 1}, {6, 1}})},
               size, 13);
}

}  // namespace venscope::bench
