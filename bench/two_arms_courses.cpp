// A quantity measured at five visits in two arms: means and their differences, rank tests per visit
// with Holm's adjustment, summary measures, best change.
//
// Its logarithm is 2 + a patient's own level (SD 0.6) + an error (SD 0.5), and 0.4 higher in the
// second arm from the second visit on where there is an effect. A tenth of the visits are missed.
#include "bench/two_arms.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/course/best_change.hpp"
#include "venscope/course/summary_measures.hpp"
#include "venscope/course/visits.hpp"

#include <algorithm>
#include <limits>

namespace venscope::bench {

namespace {

using course::Centre;

constexpr double level = 2, own = 0.6, error = 0.5, missed = 0.1, conf = 0.95;
constexpr std::size_t looked_at = 2;  ///< the visit whose estimates are read

struct Setting {
  std::int64_t n[2];
  double shift;  ///< of the logarithm, second arm
};

struct Drawn {
  course::Patients patients;
  course::Measurements rows;
  std::vector<double> baseline,
      later;  ///< at the first visit and at the one looked at; NaN: missed
};

const course::VisitPlan& plan() {
  static const course::VisitPlan visits{{0, 7, 14, 21, 28}, {1}};
  return visits;
}

Drawn draw(const Setting& setting, RandomStream& random) {
  Drawn drawn;
  drawn.patients.groups = 2;
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (std::int32_t z = 0; z < 2; ++z)
    for (std::int64_t i = 0; i < setting.n[z]; ++i) {
      const double mine = level + own * random.normal();
      drawn.baseline.push_back(none);
      drawn.later.push_back(none);
      for (std::size_t v = 0; v < plan().days.size(); ++v) {
        const double value =
            std::exp(mine + error * random.normal() + (v > 0 && z == 1 ? setting.shift : 0));
        if (random.chance(missed)) continue;
        drawn.rows.patient.push_back(drawn.patients.n);
        drawn.rows.time.push_back(plan().days[v]);
        drawn.rows.value.push_back(value);
        if (v == 0) drawn.baseline.back() = value;
        if (v == looked_at) drawn.later.back() = value;
      }
      drawn.patients.group.push_back(z);
      ++drawn.patients.n;
    }
  return drawn;
}

Reading interval_of(std::string name, const std::optional<course::Estimate>& estimate, double truth,
                    std::optional<double> none = {}) {
  Reading reading{std::move(name), {}, {}};
  if (!estimate || !estimate->interval) return reading;
  const auto& [low, high] = *estimate->interval;
  reading.covered = holds(low, high, truth);
  if (none) reading.rejected = !holds(low, high, *none);
  return reading;
}

Reading test_of(std::string name, const course::GroupComparison& comparison) {
  return {std::move(name), {}, comparison.p ? below(*comparison.p) : std::nullopt};
}

/// Whether any of the tests finds something, each at its own level and after Holm's adjustment.
void add_any(const std::string& name, const std::vector<const course::GroupComparison*>& tests,
             Readings& all) {
  Reading plain{name + ": any, as they are", {}, false}, holm{name + ": any, Holm", {}, false};
  for (const course::GroupComparison* test : tests) {
    if (test->p && *test->p < 0.05) plain.rejected = true;
    if (test->p_adjusted && *test->p_adjusted < 0.05) holm.rejected = true;
  }
  all.push_back(std::move(plain));
  all.push_back(std::move(holm));
}

template <class Summaries>
std::vector<const course::GroupComparison*> comparisons(const Summaries& summaries) {
  std::vector<const course::GroupComparison*> list;
  for (const auto& summary : summaries) list.push_back(&summary.comparison);
  return list;
}

void read_visits(const Setting& setting, const Drawn& drawn, Readings& all) {
  const auto courses = *course::make_courses(drawn.rows, drawn.patients);
  const auto values = *course::assign_visits(courses, plan());
  const auto summarised = [&](Centre centre, std::optional<std::size_t> baseline) {
    return course::summarise_visits(courses, values, plan(), drawn.patients, centre, conf,
                                    baseline);
  };
  const double variance = own * own + error * error, first = std::exp(level + variance / 2),
               shift = std::exp(setting.shift);
  const auto means = summarised(Centre::mean, {}), ratios = summarised(Centre::geometric_mean, {}),
             changes = summarised(Centre::geometric_mean, std::size_t{0});
  const course::VisitSummary& visit = means[looked_at];
  all.push_back(interval_of("mean, first arm", visit.groups[0].mean, first));
  all.push_back(
      interval_of("geometric mean, first arm", visit.groups[0].geometric_mean, std::exp(level)));
  all.push_back(interval_of("difference of means (Welch)", visit.comparison.difference,
                            first * (shift - 1), 0));
  all.push_back(
      interval_of("ratio of geometric means", ratios[looked_at].comparison.difference, shift, 1));
  all.push_back(interval_of("ratio of changes from baseline",
                            changes[looked_at].comparison.difference, shift, 1));
  all.push_back(test_of("rank test at one visit", visit.comparison));
  all.push_back(test_of("rank test of the change at one visit", changes[looked_at].comparison));
  add_any("rank tests at five visits", comparisons(means), all);
  add_any("rank tests of four changes", comparisons(changes), all);
  std::vector<course::PatientMeasures> measures;
  course::AreaOptions area;
  area.from = 0;
  area.to = 28;
  area.reach = 7;
  for (const course::Series& series : courses.of)
    measures.push_back(course::summary_measures(series, area));
  const auto summaries = course::summarise_measures(measures, drawn.patients, Centre::median, conf);
  const char* const names[] = {"rank test of the area", "rank test of the peak",
                               "rank test of the time to peak"};
  for (std::size_t m = 0; m < summaries.size(); ++m)
    all.push_back(test_of(names[m], summaries[m].comparison));
  add_any("rank tests of area, peak, its time", comparisons(summaries), all);
}

void read_best_change(const Setting& setting, const Drawn& drawn, Readings& all) {
  const auto changes = *course::best_changes(drawn.baseline, drawn.later);
  const auto summary = course::summarise_changes(changes, drawn.patients, {-50}, conf);
  all.push_back(test_of("rank test of the percentage change", summary.comparison));
  for (std::size_t z = 0; z < 2; ++z) {
    const double truth =
        normal_cdf((std::log(0.5) - (z == 1 ? setting.shift : 0)) / (std::sqrt(2.0) * error));
    const course::Reached& reached = summary.groups[z].reached[0];
    Reading reading{std::string("halved, share of the evaluated (Wilson), ") +
                        (z == 0 ? "first arm" : "second arm"),
                    {},
                    {}};
    if (reached.of_evaluated)
      reading.covered = holds(reached.of_evaluated->low, reached.of_evaluated->high, truth);
    all.push_back(std::move(reading));
  }
}

Readings read_cohort(const Setting& setting, RandomStream& random) {
  const Drawn drawn = draw(setting, random);
  Readings all;
  read_visits(setting, drawn, all);
  read_best_change(setting, drawn, all);
  return all;
}

Design design(std::string title, const Setting& setting) {
  return {std::move(title),
          [setting](RandomStream& random) { return read_cohort(setting, random); }};
}

}  // namespace

void courses(const Size& size) {
  print_family(
      "Courses over time",
      {design("28 + 42: no effect", {{28, 42}, 0}), design("28 + 42: effect", {{28, 42}, 0.4}),
       design("150 + 150: no effect", {{150, 150}, 0}),
       design("150 + 150: effect", {{150, 150}, 0.4})},
      size, 15);
}

}  // namespace venscope::bench
