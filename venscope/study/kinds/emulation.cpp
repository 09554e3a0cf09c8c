// [emulation]: the target trial as a table, and a warning where an arm is defined by what happens
// after time zero, with the analyses that answer it.
#include "venscope/study/emulation.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/response/contingency.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/emulation_finding.hpp"
#include "venscope/study/kinds/intervals.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/landmark.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

/// The step as one of the emulation's endpoint.
Step of_endpoint(const Emulation& emulation, const Plan& plan, const Step& step) {
  Step own = step;
  for (std::size_t e = 0; e < plan.endpoints.size(); ++e)
    if (plan.endpoints[e].definition.id == emulation.endpoint) own.endpoint = e;
  return own;
}

class EmulationRequest final : public KindRequest {
public:
  explicit EmulationRequest(Emulation emulation) : emulation_(std::move(emulation)) {}

  std::string title(const Plan&) const override { return "Emulation of a target trial"; }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> list{{"group", emulation_.group}};
    for (const Strategy& strategy : emulation_.strategies)
      for (const auto& [entry, column] : {std::pair{"strategy.decided_at", strategy.decided_at},
                                          {"strategy.indicator", strategy.indicator}})
        list.emplace_back(entry, column);
    return list;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    if (emulation_.group.empty() || emulation_.endpoint.empty()) return;
    const response::Levels levels = response::levels_of(*step.table->find(emulation_.group));
    bool arms_known = true;
    for (const Strategy& strategy : emulation_.strategies) {
      if (std::find(levels.names.begin(), levels.names.end(), strategy.arm) != levels.names.end())
        continue;
      arms_known = false;
      const std::string near = nearest_name(strategy.arm, levels.names);
      problems.push_back({"study.emulation_arm", strategy.place,
                          fmt::format("'{}' is no value of {}", strategy.arm, emulation_.group),
                          fmt::format("{}", fmt::join(levels.names, ", ")),
                          near.empty() ? "" : "write '" + near + "' if that is meant",
                          Fault::input});
    }
    if (!arms_known) return;
    const auto checked = check_emulation(emulation_, plan, of_endpoint(emulation_, plan, step));
    if (!checked) add_problems(checked.error(), step, problems);
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    const Step own = of_endpoint(emulation_, plan, step);
    auto checked = check_emulation(emulation_, plan, own);
    if (!checked) return failure(std::move(checked.error()));
    return std::make_unique<const EmulationFinding>(emulation_, std::move(*checked), own,
                                                    unit_of(plan, own));
  }

private:
  Emulation emulation_;
};

Emulation read_target_trial(Section& section, const Protocol& protocol) {
  Emulation emulation;
  emulation.group = section.text("group").value_or(protocol.group);
  if (emulation.group.empty())
    section.reject("group", "study.absent", "is not given",
                   "the column of the arms, here or as the group of the study");
  if (protocol.endpoints.empty())
    section.reject("", "study.no_endpoint", "needs an endpoint", "an [[endpoint]] in the protocol");
  else
    emulation.endpoint = section.text("endpoint").value_or(protocol.endpoints.front().id);
  if (std::none_of(protocol.endpoints.begin(), protocol.endpoints.end(),
                   [&](const auto& known) { return known.id == emulation.endpoint; }) &&
      !protocol.endpoints.empty()) {
    section.reject("endpoint", "study.unknown_endpoint",
                   "'" + emulation.endpoint + "' is no endpoint", "the id of an [[endpoint]]");
    emulation.endpoint.clear();
  }
  for (auto& [key, text] : {std::pair{"time_zero", &emulation.time_zero},
                            {"assignment", &emulation.assignment},
                            {"outcome", &emulation.outcome},
                            {"contrast", &emulation.contrast},
                            {"analysis", &emulation.analysis}})
    *text = section.text(key).value_or("");
  for (Section& entry : section.tables("eligibility", "text")) {
    EligibilityRule rule;
    rule.text = entry.required_text("text", "who may be in the trial, in words");
    rule.holds = entry.text("holds").value_or("");
    rule.place = entry.place("holds");
    entry.finish();
    emulation.eligibility.push_back(std::move(rule));
  }
  for (Section& entry : section.tables("strategy", "arm")) {
    Strategy strategy;
    strategy.arm = entry.required_text("arm", "a value of the group");
    strategy.label = entry.text("label").value_or(strategy.arm);
    strategy.text = entry.text("text").value_or("");
    strategy.decided_at = entry.text("decided_at").value_or("");
    strategy.indicator = entry.text("indicator").value_or("");
    strategy.after_zero =
        entry.choice<bool>("known", {{"at time zero", false}, {"after time zero", true}});
    strategy.place = entry.place();
    entry.finish();
    if (!strategy.arm.empty()) emulation.strategies.push_back(std::move(strategy));
  }
  if (emulation.strategies.size() < 2)
    section.reject("strategy", "study.absent", "names fewer than two arms",
                   "[[emulation.strategy]] with arm and text, one for each arm");
  return emulation;
}

AnalysisRequest request_of(std::string_view kind, std::string id, const Place& place,
                           std::unique_ptr<const KindRequest> own) {
  AnalysisRequest request;
  request.id = std::move(id);
  request.kind = AnalysisKind::own;
  for (const Kind& known : kinds())
    if (known.name == kind) request.kind_of_own = &known;
  request.own = std::move(own);
  request.place = place;
  return request;
}

/// The analyses that `answer` asks for, of every arm that has a time at which it is known.
void add_answers(Section& section, const Emulation& emulation, const AnalysisDefaults& defaults,
                 std::vector<AnalysisRequest>& requests) {
  const std::vector<std::string> answers = section.texts("answer");
  const std::vector<double> landmarks = section.numbers("landmarks");
  const double from = section.number("from", 0, 1e9).value_or(0);
  const StateOptions options = read_state_options(section, defaults);
  const bool dated = std::any_of(emulation.strategies.begin(), emulation.strategies.end(),
                                 [](const Strategy& s) { return !s.decided_at.empty(); });
  if (!answers.empty() && !dated)
    section.reject("answer", "study.emulation_answer",
                   "asks for analyses by when an arm is known, which no strategy says",
                   "decided_at of a strategy");
  for (const std::string& answer : answers) {
    if (answer != "landmark" && answer != "simon_makuch")
      section.reject("answer", "study.word", "'" + answer + "' is not known",
                     "landmark, simon_makuch");
    if (answer == "landmark" &&
        (landmarks.empty() ||
         !std::is_sorted(landmarks.begin(), landmarks.end(), std::less_equal<>()) ||
         landmarks.front() < 0)) {
      section.reject("landmarks", "study.times",
                     landmarks.empty() ? "are not given" : "are not in order",
                     "ascending times of 0 or more, in the unit of the report");
      continue;
    }
    for (const Strategy& strategy : emulation.strategies) {
      if (strategy.decided_at.empty()) continue;
      ChangingCovariate state;
      state.name = "began_" + slug(strategy.arm);
      std::replace(state.name.begin(), state.name.end(), '-', '_');
      state.happening.label = strategy.label;
      state.happening.when = strategy.decided_at;
      state.happening.indicator = strategy.indicator;
      const std::string id = fmt::format("emulation-{}-{}", slug(answer), slug(strategy.arm));
      AnalysisRequest request =
          answer == "landmark" ? request_of(answer, id, section.place(),
                                            landmark_request(std::move(state), landmarks, options))
                               : request_of("simon_makuch", id, section.place(),
                                            simon_makuch_request(std::move(state), from, options));
      request.endpoints = {emulation.endpoint};
      if (!emulation.endpoint.empty()) requests.push_back(std::move(request));
    }
  }
}

std::unique_ptr<const KindRequest> read_check(Section& section, const Protocol& protocol,
                                              const AnalysisDefaults&) {
  return std::make_unique<const EmulationRequest>(read_target_trial(section, protocol));
}

}  // namespace

std::vector<AnalysisRequest> read_emulation(Section& section, const Protocol& protocol,
                                            const AnalysisDefaults& defaults) {
  Emulation emulation = read_target_trial(section, protocol);
  std::vector<AnalysisRequest> requests;
  requests.push_back(request_of("emulation", "emulation", section.place(),
                                std::make_unique<const EmulationRequest>(emulation)));
  add_answers(section, emulation, defaults, requests);
  section.finish();
  return requests;
}

Kind emulation_kind() {
  return {"emulation", "Target trial", false, read_check};
}

}  // namespace venscope::study
