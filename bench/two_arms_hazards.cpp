// Two arms followed up: medians, survival at a time, ratios of restricted means, hazard ratios by
// intervals, tests of proportional hazards; with strata, stratified and adjusted models.
//
// Exponential times of hazard 0.08 a month in the first arm; the other's hazard ratio holds until
// month 6 and may be another one after it. Censored uniformly between 6 and 36 months.
#include "bench/two_arms.hpp"
#include "venscope/study/arm_survival.hpp"

#include <algorithm>
#include <numbers>

namespace venscope::bench {

namespace {

constexpr double hazard = 0.08, change = 6, milestone = 12;
constexpr double stratum_hazard[2] = {0.05, 0.14};

struct Setting {
  std::int64_t n[2];
  double early, late;  ///< hazard ratio until the change, and after it

  bool proportional() const { return early == late; }
};

/// Exponential with one rate until the change and another after it.
struct Arm {
  double early, late;  ///< hazards

  double time_of(double cumulative) const {
    const double until = early * change;
    return cumulative <= until ? cumulative / early : change + (cumulative - until) / late;
  }
  double survival(double t) const {
    return std::exp(-early * std::min(t, change) - late * std::max(0.0, t - change));
  }
  double mean_to(double t) const {  ///< restricted, t at or after the change
    return (1 - survival(change)) / early + (survival(change) - survival(t)) / late;
  }
};

Arm arm_of(const Setting& setting, std::size_t z, double of = hazard) {
  return z == 0 ? Arm{of, of} : Arm{of * setting.early, of * setting.late};
}

/// Columns time, event, arm and stratum, which the hazard depends on if `strata`.
cohort::Table draw(const Setting& setting, bool strata, RandomStream& random) {
  cohort::Column time = number_column("time"), event = number_column("event"),
                 arm = category_column("arm", {"first", "second"}),
                 stratum = category_column("stratum", {"a", "b"});
  for (std::size_t z = 0; z < 2; ++z)
    for (std::int64_t i = 0; i < setting.n[z]; ++i) {
      const bool b = random.chance(0.5);
      const Arm of = arm_of(setting, z, strata ? stratum_hazard[b ? 1 : 0] : hazard);
      const double died = of.time_of(random.exponential()), censored = 6 + 30 * random.uniform();
      time.number.push_back(std::min(died, censored));
      event.number.push_back(died <= censored ? 1 : 0);
      arm.code.push_back(static_cast<std::int32_t>(z));
      stratum.code.push_back(b ? 1 : 0);
    }
  cohort::Table table;
  table.rows = arm.code.size();
  table.columns = {time, event, arm, stratum};
  return table;
}

/// An upper limit that is not reached is none: the interval is open.
Reading limits(std::string name, const std::optional<double>& low,
               const std::optional<double>& high, double truth) {
  Reading reading{std::move(name), {}, {}};
  if (low) reading.covered = *low <= truth && (!high || truth <= *high);
  return reading;
}

void read_one_arm(const survival::KaplanMeier& log, const survival::KaplanMeier& log_log,
                  const survival::MedianByDensity& density, const Arm& arm,
                  const std::string& where, Readings& all) {
  const double truth = arm.time_of(std::numbers::ln2);
  const auto median = survival::median(log), other = survival::median(log_log);
  all.push_back(limits("median, log (R's rule)" + where, median.lower, median.upper, truth));
  all.push_back(limits("median, log-log" + where, other.lower, other.upper, truth));
  Reading spss{"median, SPSS's rule" + where, {}, {}};
  if (density.lower && density.upper) spss.covered = holds(*density.lower, *density.upper, truth);
  all.push_back(std::move(spss));
  for (const auto& [name, fit] : {std::pair{"log", &log}, std::pair{"log-log", &log_log}}) {
    const std::vector<double> asked{milestone};
    const auto at = survival::at_times(*fit, asked);
    Reading reading{std::string("survival at 12 months, ") + name + where, {}, {}};
    // Beyond its last time a curve is not known.
    if (fit->curve.back().time >= milestone && std::isfinite(at[0].lower))
      reading.covered = holds(at[0].lower, at[0].upper, arm.survival(milestone));
    all.push_back(std::move(reading));
  }
}

Reading ratio_of(std::string name, const survival::CoxTerm* term, std::optional<double> truth) {
  Reading reading{std::move(name), {}, {}};
  if (!term || term->trouble != survival::CoxTrouble::none) return reading;
  if (truth) reading.covered = holds(term->conf_low, term->conf_high, *truth);
  reading.rejected = below(term->p);
  return reading;
}

Reading contrast_of(std::string name, const survival::Contrast* contrast, double truth) {
  Reading reading{std::move(name), {}, {}};
  if (!contrast || !std::isfinite(contrast->p)) return reading;
  reading.covered = holds(contrast->lower, contrast->upper, truth);
  reading.rejected = below(contrast->p);
  return reading;
}

void read_change(const study::ArmSurvival& found, const Setting& setting, Readings& all) {
  const study::ArmHazard& crude = found.hazards[0];
  const survival::PiecewiseHazard* pieces = crude.piecewise ? &*crude.piecewise : nullptr;
  all.push_back(ratio_of("hazard ratio until month 6",
                         pieces ? &pieces->intervals[0].ratio : nullptr, setting.early));
  all.push_back(ratio_of("hazard ratio after month 6",
                         pieces ? &pieces->intervals[1].ratio : nullptr, setting.late));
  const auto test = [&](const char* name, std::optional<double> p) {
    all.push_back({name, {}, p ? below(*p) : std::nullopt});
  };
  const auto p_of = [](const survival::ChiSquaredTest& of) { return of.p; };
  test("change at month 6, likelihood ratio",
       pieces ? std::optional(p_of(pieces->change)) : std::nullopt);
  test("change at month 6, Wald", pieces ? std::optional(p_of(pieces->wald)) : std::nullopt);
  test("cox.zph, the arm", crude.zph ? std::optional(crude.zph->p) : std::nullopt);
  test("either of cox.zph and change, doubled", found.against_proportional());
}

void read_means(const study::ArmSurvival& found, const Arm& first, const Arm& second,
                Readings& all) {
  const auto* means = found.means && found.means->horizon == milestone ? &*found.means : nullptr;
  const double mean[2] = {first.mean_to(milestone), second.mean_to(milestone)};
  all.push_back(
      contrast_of("restricted mean ratio", means ? &means->ratio : nullptr, mean[1] / mean[0]));
  all.push_back(contrast_of("lost time ratio", means ? &means->lost_ratio : nullptr,
                            (milestone - mean[1]) / (milestone - mean[0])));
}

void read_strata(const Setting& setting, RandomStream& random, Readings& all) {
  study::ArmSurvivalOptions options;
  options.arm = "arm";
  options.covariates = options.strata = {"stratum"};
  const auto found = study::analyse_arm_survival("Surv(time, event)", "time",
                                                 draw(setting, true, random), options);
  std::optional<double> truth;
  if (setting.proportional()) truth = setting.early;
  all.push_back({"stratified log-rank", {}, {}});
  if (found && found->stratified) all.back().rejected = below(found->stratified->p);
  for (const std::size_t model : {1, 2})
    all.push_back(ratio_of(model == 1 ? "hazard ratio, adjusted" : "hazard ratio, stratified",
                           found ? found->hazards[model].term() : nullptr, truth));
}

Readings read_cohort(const Setting& setting, RandomStream& random) {
  study::ArmSurvivalOptions options;
  options.arm = "arm";
  options.horizon = milestone;
  options.cuts = {change};
  const cohort::Table table = draw(setting, false, random);
  const auto found = study::analyse_arm_survival("Surv(time, event)", "time", table, options);
  Readings all;
  if (!found) return all;
  const formula::ModelFrame& frame = found->curves.frame;
  const auto log_log = survival::kaplan_meier_groups(frame.outcomes, frame.groups.group, 2, {}, {},
                                                     {.scale = survival::ConfidenceScale::log_log});
  const Arm arms[2] = {arm_of(setting, 0), arm_of(setting, 1)};
  for (std::size_t z = 0; z < 2; ++z)
    read_one_arm(found->curves.strata[z].fit, (*log_log)[z], found->density_medians[z], arms[z],
                 z == 0 ? ", first arm" : ", second arm", all);
  read_means(*found, arms[0], arms[1], all);
  read_change(*found, setting, all);
  read_strata(setting, random, all);
  return all;
}

Design design(std::string title, const Setting& setting) {
  return {std::move(title),
          [setting](RandomStream& random) { return read_cohort(setting, random); }};
}

}  // namespace

void hazards_of_arms(const Size& size) {
  print_family("Survival of two arms, further",
               {design("28 + 42: no effect", {{28, 42}, 1, 1}),
                design("28 + 42: HR 0.6", {{28, 42}, 0.6, 0.6}),
                design("28 + 42: HR 0.4, then 1.6", {{28, 42}, 0.4, 1.6}),
                design("150 + 150: no effect", {{150, 150}, 1, 1}),
                design("150 + 150: HR 0.6", {{150, 150}, 0.6, 0.6}),
                design("150 + 150: HR 0.4, then 1.6", {{150, 150}, 0.4, 1.6})},
               size, 11);
}

}  // namespace venscope::bench
