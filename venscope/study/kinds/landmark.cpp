// kind = "landmark": patients sorted at declared times by what had happened to them until then.
#include "venscope/study/kinds/landmark.hpp"

#include "venscope/formula/expression.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/landmark_finding.hpp"
#include "venscope/study/step_formula.hpp"

namespace venscope::study {

namespace {

class LandmarkRequest final : public KindRequest {
public:
  LandmarkRequest(ChangingCovariate state, std::vector<double> landmarks, StateOptions options)
      : state_(std::move(state)), landmarks_(std::move(landmarks)), options_(std::move(options)) {}

  std::string title(const Plan&) const override {
    return "Landmark analysis by " + within_sentence(state_.happening.label);
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    return state_columns(state_, options_);
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    if (state_.name.empty() || state_.happening.when.empty()) return;
    check_name(plan, step, state_, problems);
    Problems found;
    const EndpointPatients patients = endpoint_patients(plan, step);
    const HappeningRead read = read_happening(plan, step, patients, state_.happening, found);
    if (found.empty() && !options_.variables.empty()) {
      const std::string formula = survival_side(plan.endpoints[*step.endpoint]) + " ~ " +
                                  right_side(options_.variables, options_.strata, "", plan.table);
      if (const auto frame = formula::model_frame(formula, *step.table, {}); !frame)
        found = frame.error();
    }
    add_problems(found, step, problems);
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    Problems problems;
    const EndpointPatients patients = endpoint_patients(plan, step);
    const HappeningRead read = read_happening(plan, step, patients, state_.happening, problems);
    if (!problems.empty()) return failure(std::move(problems));
    std::vector<AtLandmark> found;
    for (const double time : landmarks_) found.push_back(at(plan, step, patients, read, time));
    return std::make_unique<const LandmarkFinding>(state_, options_, patients.row.size(),
                                                   std::move(found));
  }

private:
  AtLandmark at(const Plan& plan, const Step& step, const EndpointPatients& patients,
                const HappeningRead& read, double time) const {
    AtLandmark found{survival::landmark(patients.outcomes, read.times, time), 0, {}};
    const survival::Landmark& landmark = found.landmark;
    std::vector<std::size_t> rows;
    std::vector<std::int32_t> codes;
    for (std::size_t i = 0; i < landmark.row.size(); ++i) {
      const bool unknown = read.unknown[landmark.row[i]];
      found.unknown += unknown;
      rows.push_back(patients.row[landmark.row[i]]);
      codes.push_back(unknown ? cohort::missing_code : landmark.group[i]);
    }
    found.landmark.group = codes;
    cohort::Table table = cohort::select_rows(*step.table, rows);
    const std::string& id = plan.endpoints[*step.endpoint].definition.id;
    put_numbers(table, id + ".time", landmark.outcomes.time);
    put_numbers(table, id + ".event",
                {landmark.outcomes.event.begin(), landmark.outcomes.event.end()});
    put_yes_no(table, state_.name, state_.happening.label, std::move(codes));
    if (found.in(0) == 0 || found.in(1) == 0) {
      found.comparison.why_not = "nobody in one of the groups";
      return found;
    }
    found.comparison =
        compare_states(interval_side(plan, step, false), state_.name, table, options_);
    return found;
  }

  ChangingCovariate state_;
  std::vector<double> landmarks_;
  StateOptions options_;
};

std::unique_ptr<const KindRequest> read_landmark(Section& section, const Protocol&,
                                                 const AnalysisDefaults& defaults) {
  ChangingCovariate state = read_state(section, "{name = \"responder\", when = \"response_date\"}");
  std::vector<double> landmarks = section.numbers("landmarks");
  if (landmarks.empty() && !section.has("landmarks"))
    section.reject("landmarks", "study.absent", "is not given",
                   "one or more times, in the unit of the report");
  for (std::size_t i = 0; i < landmarks.size(); ++i)
    if (landmarks[i] < 0 || (i > 0 && landmarks[i] <= landmarks[i - 1])) {
      section.reject("landmarks", "study.times", "are not in order",
                     "ascending times of 0 or more");
      landmarks.clear();
    }
  return landmark_request(std::move(state), std::move(landmarks),
                          read_state_options(section, defaults));
}

}  // namespace

std::unique_ptr<const KindRequest> landmark_request(ChangingCovariate state,
                                                    std::vector<double> landmarks,
                                                    StateOptions options) {
  return std::make_unique<const LandmarkRequest>(std::move(state), std::move(landmarks),
                                                 std::move(options));
}

Kind landmark_kind() {
  return {"landmark", "Landmark analyses", true, read_landmark};
}

}  // namespace venscope::study
