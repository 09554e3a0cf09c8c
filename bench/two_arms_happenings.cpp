// Something that happens after time zero, such as a transplantation: ever against never (wrong),
// landmark, Mantel-Byar, Simon-Makuch curves and the Cox model with a covariate that changes.
//
// It happens at hazard 0.15 a month to whoever is alive; the hazard of death is 0.08 before it and
// may be another after it. Censored uniformly between 6 and 36 months; landmark at 3 months.
#include "bench/two_arms.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/landmark.hpp"
#include "venscope/survival/log_rank.hpp"

#include <algorithm>

namespace venscope::bench {

namespace {

constexpr double hazard = 0.08, happening = 0.15, landmark_time = 3, milestone = 12;

struct Setting {
  std::size_t n;
  double ratio;  ///< of the hazard once it has happened
};

struct Drawn {
  endpoint::Outcomes outcomes;
  endpoint::HappeningTimes when;
};

Drawn draw(const Setting& setting, RandomStream& random) {
  Drawn drawn;
  for (std::size_t i = 0; i < setting.n; ++i) {
    const double happens = random.exponential() / happening;
    double died = random.exponential() / hazard;
    if (died > happens) died = happens + (died - happens) / setting.ratio;
    const double censored = 6 + 30 * random.uniform();
    drawn.outcomes.time.push_back(std::min(died, censored));
    drawn.outcomes.event.push_back(died <= censored ? 1 : 0);
    drawn.when.push_back(happens < drawn.outcomes.time.back() ? std::optional(happens)
                                                              : std::nullopt);
  }
  return drawn;
}

/// Cox model and log-rank test of one column of 0 and 1; `truth` of the hazard ratio, if any.
void compare(const endpoint::Outcomes& outcomes, const std::vector<std::int32_t>& state,
             const std::string& model, const std::string& test, std::optional<double> truth,
             Readings& all) {
  Matrix design(state.size(), 1);
  for (std::size_t i = 0; i < state.size(); ++i) design(i, 0) = state[i];
  Reading ratio{model, {}, {}}, ranks{test, {}, {}};
  const auto fit = survival::cox({outcomes, design});
  if (fit && fit->terms[0].trouble == survival::CoxTrouble::none) {
    if (truth) ratio.covered = holds(fit->terms[0].conf_low, fit->terms[0].conf_high, *truth);
    ratio.rejected = below(fit->terms[0].p);
  }
  if (const auto tested = survival::log_rank(outcomes, state, 2); tested && tested->df > 0)
    ranks.rejected = below(tested->p);
  all.push_back(std::move(ratio));
  all.push_back(std::move(ranks));
}

/// Curves from the landmark on, of patients while it had not happened and once it had.
void read_curves(const endpoint::SplitFollowUp& split, const Setting& setting, Readings& all) {
  endpoint::Outcomes later;
  std::vector<std::int32_t> state;
  for (std::size_t i = 0; i < split.outcomes.size(); ++i) {
    if (split.outcomes.time[i] <= landmark_time) continue;
    later.entry.push_back(std::max(split.outcomes.entry[i], landmark_time));
    later.time.push_back(split.outcomes.time[i]);
    later.event.push_back(split.outcomes.event[i]);
    state.push_back(split.happened[0][i]);
  }
  const auto curves = survival::kaplan_meier_groups(later, state, 2);
  const std::vector<double> asked{milestone};
  for (std::size_t g = 0; g < 2; ++g) {
    Reading reading{g == 0 ? "Simon–Makuch curve at 12 months, not yet"
                           : "Simon–Makuch curve at 12 months, once it happened",
                    {},
                    {}};
    const double rate = g == 0 ? hazard : hazard * setting.ratio;
    // Beyond its last time a curve is not known.
    if (curves && (*curves)[g].n > 0 && (*curves)[g].curve.back().time >= milestone) {
      const auto at = survival::at_times((*curves)[g], asked);
      if (std::isfinite(at[0].lower))
        reading.covered =
            holds(at[0].lower, at[0].upper, std::exp(-rate * (milestone - landmark_time)));
    }
    all.push_back(std::move(reading));
  }
}

Readings read_cohort(const Setting& setting, RandomStream& random) {
  const Drawn drawn = draw(setting, random);
  Readings all;
  std::vector<std::int32_t> ever;
  for (const std::optional<double>& when : drawn.when) ever.push_back(when ? 1 : 0);
  compare(drawn.outcomes, ever, "ever against never (wrong): hazard ratio",
          "ever against never (wrong): log-rank", setting.ratio, all);
  const survival::Landmark landmark = survival::landmark(drawn.outcomes, drawn.when, landmark_time);
  // With an effect it is diluted by those in whom it happens later: no one ratio is true.
  compare(landmark.outcomes, landmark.group, "landmark at 3 months: hazard ratio",
          "landmark at 3 months: log-rank", setting.ratio == 1 ? std::optional(1.0) : std::nullopt,
          all);
  const std::vector<endpoint::HappeningTimes> when{drawn.when};
  const endpoint::SplitFollowUp split = endpoint::split_follow_up(drawn.outcomes, when);
  const std::vector<std::int32_t> state(split.happened[0].begin(), split.happened[0].end());
  compare(split.outcomes, state, "as it happens: hazard ratio, Cox", "as it happens: Mantel–Byar",
          setting.ratio, all);
  read_curves(split, setting, all);
  return all;
}

Design design(std::string title, const Setting& setting) {
  return {std::move(title),
          [setting](RandomStream& random) { return read_cohort(setting, random); }};
}

}  // namespace

void happenings(const Size& size) {
  print_family("Something that happens after time zero",
               {design("70: no effect", {70, 1}), design("70: HR 0.5", {70, 0.5}),
                design("300: no effect", {300, 1}), design("300: HR 0.5", {300, 0.5})},
               size, 12);
}

}  // namespace venscope::bench
