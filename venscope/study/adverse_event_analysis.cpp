#include "venscope/study/adverse_event_analysis.hpp"

#include "venscope/response/fisher.hpp"
#include "venscope/safety/incidence_rate.hpp"
#include "venscope/study/arm_levels.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using EventKind = AdverseEventRow::Kind;

constexpr double days_per_year = 365.25;

/// The rows of the table, and which of them each term belongs to.
struct Rows {
  std::vector<AdverseEventRow> rows;
  std::size_t serious = 0, related = 0;   ///< 0 where there is no such row
  std::vector<std::size_t> term, system;  ///< per term; 0 where it has no system
};

Rows make_rows(const AdverseEventOptions& options, const std::vector<AdverseEventTerm>& terms) {
  Rows made;
  const auto add = [&](EventKind kind, std::string name) {
    AdverseEventRow row;
    row.kind = kind;
    row.name = std::move(name);
    made.rows.push_back(std::move(row));
    return made.rows.size() - 1;
  };
  add(EventKind::any, "Any adverse event");
  if (!options.columns.serious.empty()) made.serious = add(EventKind::serious, "Any serious event");
  if (!options.columns.related.empty()) made.related = add(EventKind::related, "Any related event");
  std::map<std::string, std::size_t> systems;
  for (const AdverseEventTerm& term : terms) {
    if (options.by_system) {
      const std::string name = term.system.empty() ? "Organ class not known" : term.system;
      const auto [at, is_new] = systems.emplace(name, 0);
      if (is_new) at->second = add(EventKind::system, name);
      made.system.push_back(at->second);
    }
    made.term.push_back(add(EventKind::term, term.name));
    made.rows.back().system = term.system;
  }
  return made;
}

/// Calls `tell(event, row)` for every row that an event belongs to.
template <class Tell>
void for_each_row(const Rows& rows, const std::vector<RecordedEvent>& events, Tell tell) {
  for (const RecordedEvent& event : events) {
    tell(event, std::size_t{0});
    if (event.serious && rows.serious > 0) tell(event, rows.serious);
    if (event.related && rows.related > 0) tell(event, rows.related);
    if (!rows.system.empty()) tell(event, rows.system[event.term]);
    tell(event, rows.term[event.term]);
  }
}

void count(const AdverseEvents& input, const ArmLevels& arms, bool rates, Rows& rows) {
  const std::size_t k = arms.names.size();
  std::vector<safety::AdverseEvent> events;
  std::vector<safety::TimedEvent> timed;
  for_each_row(rows, input.events, [&](const RecordedEvent& event, std::size_t row) {
    events.push_back({event.patient, row, event.grade});
    if (rates) timed.push_back({event.patient, row, event.day});
  });
  const auto counts =
      safety::count_grades(safety::worst_grades(events), rows.rows.size(), arms.code, k);
  const auto times =
      rates ? safety::patient_time(timed, rows.rows.size(), input.exposure, arms.code, k)
            : std::vector<safety::PatientTime>{};
  for (std::size_t row = 0; row < rows.rows.size(); ++row)
    for (std::size_t arm = 0; arm < k; ++arm) {
      rows.rows[row].arms.push_back(counts[row * k + arm]);
      if (rates) rows.rows[row].times.push_back(times[row * k + arm]);
    }
}

std::optional<response::Effect> kept(Result<response::Effect> effect) {
  return effect ? std::optional(*effect) : std::nullopt;
}

void estimate_rates(AdverseEventRow& row, double level) {
  for (const safety::PatientTime& time : row.times)
    row.rates.push_back(
        {kept(safety::incidence_rate(time.first, time.first_days / days_per_year, level)),
         kept(safety::incidence_rate(time.events, time.days / days_per_year, level))});
}

/// The second arm against the first.
void compare(AdverseEventRow& row, const AdverseEventOptions& options) {
  const safety::GradeCounts &first = row.arms[0], &second = row.arms[1];
  row.any =
      kept(response::risk_difference(second.any(), second.n, first.any(), first.n, options.level));
  if (!options.columns.grade.empty())
    row.severe =
        kept(response::risk_difference(second.at_least(options.severe), second.n,
                                       first.at_least(options.severe), first.n, options.level));
  if (row.times.empty()) return;
  const safety::PatientTime &reference = row.times[0], &other = row.times[1];
  const double years = other.first_days / days_per_year,
               reference_years = reference.first_days / days_per_year;
  row.ratio =
      kept(safety::rate_ratio(other.first, years, reference.first, reference_years, options.level));
  row.difference = kept(
      safety::rate_difference(other.first, years, reference.first, reference_years, options.level));
}

/// Fisher's test of every term, and p adjusted for their number.
void test_terms(const AdverseEventOptions& options, std::vector<AdverseEventRow>& rows) {
  if (options.tested == TestedGrade::none) return;
  std::vector<double> p;
  std::vector<AdverseEventRow*> tested;
  for (AdverseEventRow& row : rows) {
    if (row.kind != EventKind::term) continue;
    std::vector<std::int64_t> cells;
    for (const safety::GradeCounts& arm : row.arms) {
      const std::int64_t x =
          options.tested == TestedGrade::any ? arm.any() : arm.at_least(options.severe);
      cells.push_back(x);
      cells.push_back(arm.n - x);
    }
    const auto test = response::fisher(response::make_table(2, 2, cells));
    if (!test) continue;
    row.p = test->p;
    p.push_back(test->p);
    tested.push_back(&row);
  }
  const std::vector<double> q = adjusted(p, options.adjustment);
  for (std::size_t i = 0; i < tested.size(); ++i) tested[i]->q = q[i];
}

std::int64_t severe_patients(const AdverseEventRow& row, int severe) {
  std::int64_t sum = 0;
  for (const safety::GradeCounts& arm : row.arms) sum += arm.at_least(severe);
  return sum;
}

/// Summaries first; then the most frequent, each class before its terms.
void sort_rows(const AdverseEventOptions& options, std::vector<AdverseEventRow>& rows) {
  std::map<std::string, std::int64_t> of_system;
  for (const AdverseEventRow& row : rows)
    if (row.kind == EventKind::system) of_system[row.name] = row.patients();
  const auto key = [&](const AdverseEventRow& row) {
    const bool summary = row.kind != EventKind::system && row.kind != EventKind::term;
    std::string system;
    if (row.kind == EventKind::system) system = row.name;
    if (row.kind == EventKind::term && options.by_system)
      system = row.system.empty() ? "Organ class not known" : row.system;
    const std::int64_t of = options.by_system && !system.empty() ? of_system.at(system) : 0;
    return std::tuple(!summary, -of, system, row.kind == EventKind::term,
                      summary ? static_cast<std::int64_t>(row.kind) : -row.patients(),
                      -severe_patients(row, options.severe), row.name);
  };
  std::stable_sort(
      rows.begin(), rows.end(),
      [&](const AdverseEventRow& a, const AdverseEventRow& b) { return key(a) < key(b); });
}

void add_warnings(const AdverseEventOptions& options, const ArmLevels& arms,
                  AdverseEventAnalysis& analysis) {
  for (std::size_t a = 0; a < arms.names.size(); ++a)
    if (arms.n[a] == 1 && arms.names.size() > 1)
      analysis.warnings.push_back(
          fmt::format("{} has one patient: its shares are 0 or 100%", arms.names[a]));
  if (arms.n_missing > 0)
    analysis.warnings.push_back(fmt::format("{} {} left out: {} is not known", arms.n_missing,
                                            plural(arms.n_missing, "patient was", "patients were"),
                                            options.by));
  if (options.tested != TestedGrade::none && !analysis.two_arms())
    analysis.warnings.push_back("terms are tested between two arms only: no p values were made");
  if (!options.rates()) return;
  std::int64_t known = 0;
  for (const safety::PatientTime& time : analysis.rows[0].times) known += time.patients;
  std::int64_t all = 0;
  for (const std::int64_t n : arms.n) all += n;
  if (known < all)
    analysis.warnings.push_back(
        fmt::format("the time at risk of {} of {} patients is not known: they are in no rate",
                    all - known, all));
}

}  // namespace

std::int64_t AdverseEventRow::patients() const {
  std::int64_t sum = 0;
  for (const safety::GradeCounts& arm : arms) sum += arm.any();
  return sum;
}

Result<AdverseEventAnalysis> analyse_adverse_events(const Plan& plan, const Step& step,
                                                    const AdverseEventOptions& options,
                                                    const Place& place) {
  AdverseEventAnalysis analysis;
  analysis.options = options;
  Problems problems;
  analysis.input = read_adverse_events(plan, step, options.columns, options.window,
                                       options.impossible, place, problems);
  if (!problems.empty()) return failure(std::move(problems));
  const ArmLevels arms = arm_levels(*step.table, options.by);
  if (arms.names.empty())
    return cannot_analyse("study.no_patients", "no patient has a value of " + options.by);
  analysis.arms = arms.names;
  analysis.n = arms.n;
  analysis.n_missing = arms.n_missing;
  Rows rows = make_rows(options, analysis.input.terms);
  count(analysis.input, arms, options.rates(), rows);
  // Terms that only patients without an arm have.
  std::erase_if(rows.rows, [](const AdverseEventRow& row) {
    return (row.kind == EventKind::term || row.kind == EventKind::system) && row.patients() == 0;
  });
  for (AdverseEventRow& row : rows.rows) {
    estimate_rates(row, options.level);
    if (analysis.two_arms()) compare(row, options);
  }
  if (analysis.two_arms()) test_terms(options, rows.rows);
  sort_rows(options, rows.rows);
  analysis.rows = std::move(rows.rows);
  analysis.warnings = analysis.input.warnings;
  add_warnings(options, arms, analysis);
  analysis.input.events.clear();
  analysis.input.exposure.clear();
  return analysis;
}

}  // namespace venscope::study
