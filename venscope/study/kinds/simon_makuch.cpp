// kind = "simon_makuch": a state that begins on the way, as it happens; and beside it the
// ever/never comparison with what makes it wrong.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/landmark.hpp"
#include "venscope/study/kinds/simon_makuch_finding.hpp"
#include "venscope/study/step_formula.hpp"

#include <algorithm>

namespace venscope::study {

namespace {

/// Rows of the intervals that end after `from`, beginning there at the earliest.
cohort::Table from_time(const cohort::Table& intervals, const std::string& id, double from) {
  if (from <= 0) return intervals;
  std::vector<std::size_t> rows;
  const cohort::Column& time = *intervals.find(id + ".time");
  for (std::size_t row = 0; row < intervals.rows; ++row)
    if (time.number[row] > from) rows.push_back(row);
  cohort::Table table = cohort::select_rows(intervals, rows);
  for (double& entry : own_column(table, id + ".entry").number) entry = std::max(entry, from);
  return table;
}

class SimonMakuchRequest final : public KindRequest {
public:
  SimonMakuchRequest(ChangingCovariate state, double from, StateOptions options)
      : state_(std::move(state)), from_(from), options_(std::move(options)) {}

  std::string title(const Plan&) const override {
    return within_sentence(state_.happening.label) + " as it happens";
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    return state_columns(state_, options_);
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    if (state_.name.empty() || state_.happening.when.empty()) return;
    check_name(plan, step, state_, problems);
    Problems found;
    const Intervals intervals = cut_into_intervals(plan, step, {state_}, found);
    if (found.empty()) {
      std::vector<std::string> terms{state_.name};
      terms.insert(terms.end(), options_.variables.begin(), options_.variables.end());
      const std::string formula = interval_side(plan, step) + " ~ " +
                                  right_side(terms, options_.strata, "", intervals.table);
      if (const auto frame = formula::model_frame(formula, intervals.table, {}); !frame)
        found = frame.error();
    }
    add_problems(found, step, problems);
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override;

private:
  void describe(const EndpointPatients& patients, const HappeningRead& read,
                StateCourse& course) const;
  StateComparison ever(const Plan& plan, const Step& step, const EndpointPatients& patients,
                       const HappeningRead& read) const;

  ChangingCovariate state_;
  double from_;
  StateOptions options_;
};

void SimonMakuchRequest::describe(const EndpointPatients& patients, const HappeningRead& read,
                                  StateCourse& course) const {
  course.immortal = survival::immortal_time(patients.outcomes, read.times);
  const std::vector<endpoint::HappeningTimes> when{read.times};
  const endpoint::SplitFollowUp split = endpoint::split_follow_up(patients.outcomes, when);
  for (std::size_t i = 0; i < split.patient.size(); ++i) {
    if (read.unknown[split.patient[i]]) continue;
    InState& state = split.happened[0][i] != 0 ? course.after : course.before;
    ++state.patients;
    state.time += split.outcomes.time[i] - split.outcomes.entry[i];
    state.events += split.outcomes.event[i];
  }
}

StateComparison SimonMakuchRequest::ever(const Plan& plan, const Step& step,
                                         const EndpointPatients& patients,
                                         const HappeningRead& read) const {
  cohort::Table table = cohort::select_rows(*step.table, patients.row);
  std::vector<std::int32_t> codes;
  for (std::size_t i = 0; i < patients.row.size(); ++i)
    codes.push_back(read.unknown[i] ? cohort::missing_code
                                    : read.times[i] && *read.times[i] < patients.outcomes.time[i]);
  put_yes_no(table, state_.name, state_.happening.label, std::move(codes));
  return compare_states(survival_side(plan.endpoints[*step.endpoint]), state_.name, table,
                        options_);
}

/// Whether a curve reached 0 before its last patient joined.
bool emptied_early(const StateComparison& comparison) {
  if (!comparison.curves) return false;
  const formula::ModelFrame& frame = comparison.curves->frame;
  for (std::size_t g = 0; g < comparison.curves->strata.size(); ++g)
    for (const survival::KaplanMeierPoint& point : comparison.curves->strata[g].fit.curve) {
      if (point.survival > 0) continue;
      for (std::size_t i = 0; i < frame.outcomes.size(); ++i)
        if (frame.groups.group[i] == static_cast<std::int32_t>(g) &&
            frame.outcomes.entry[i] >= point.time)
          return true;
      break;
    }
  return false;
}

Result<std::unique_ptr<const Finding>> SimonMakuchRequest::run(const Plan& plan, const Step& step,
                                                               const RunContext&) const {
  Problems problems;
  const EndpointPatients patients = endpoint_patients(plan, step);
  const HappeningRead read = read_happening(plan, step, patients, state_.happening, problems);
  if (!problems.empty()) return failure(std::move(problems));
  const Intervals intervals = cut_into_intervals(plan, step, {state_}, problems);
  if (!problems.empty()) return failure(std::move(problems));
  StateCourse course;
  course.state = state_;
  course.options = options_;
  course.from = from_;
  course.patients = patients.row.size();
  for (const bool unknown : read.unknown) course.unknown += unknown;
  describe(patients, read, course);
  const std::string left = interval_side(plan, step);
  course.changing = compare_states(left, state_.name, intervals.table, options_);
  StateOptions crude = options_;
  crude.variables.clear();
  crude.strata.clear();
  const std::string& id = plan.endpoints[*step.endpoint].definition.id;
  course.curves = compare_states(left, state_.name, from_time(intervals.table, id, from_), crude);
  course.ever = ever(plan, step, patients, read);
  course.emptied = emptied_early(course.curves);
  return std::make_unique<const SimonMakuchFinding>(std::move(course));
}

std::unique_ptr<const KindRequest> read_simon_makuch(Section& section, const Protocol&,
                                                     const AnalysisDefaults& defaults) {
  ChangingCovariate state = read_state(section, "{name = \"allohct\", when = \"hct_date\"}");
  const double from = section.number("from", 0, 1e9).value_or(0);
  return simon_makuch_request(std::move(state), from, read_state_options(section, defaults));
}

}  // namespace

std::unique_ptr<const KindRequest> simon_makuch_request(ChangingCovariate state, double from,
                                                        StateOptions options) {
  return std::make_unique<const SimonMakuchRequest>(std::move(state), from, std::move(options));
}

Kind simon_makuch_kind() {
  return {"simon_makuch", "States that begin on the way", true, read_simon_makuch};
}

}  // namespace venscope::study
