// kind = "swimmer": one lane per patient, with phases and marks.
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/followed_patients.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/swimmer_finding.hpp"
#include "venscope/study/kinds/swimmer_lanes.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// "" where it is missing: the figure then numbers the lanes.
std::string id_of(const cohort::Column& column, std::size_t row) {
  if (column.missing(row)) return "";
  if (column.numeric()) return report::exact(column.number[row]);
  return column.levels[static_cast<std::size_t>(column.code[row])];
}

report::SwimmerLane drawn_lane(const course::Lane& lane, std::string label) {
  report::SwimmerLane drawn;
  drawn.label = std::move(label);
  drawn.begin = lane.begin;
  drawn.end = lane.end;
  drawn.event = lane.event;
  drawn.group = lane.group;
  for (const course::DrawnPhase& phase : lane.phases)
    drawn.phases.push_back({phase.phase, phase.from, phase.to});
  for (const course::DrawnMarker& marker : lane.markers)
    drawn.marks.push_back({marker.marker, marker.time});
  return drawn;
}

class SwimmerRequest final : public KindRequest {
public:
  SwimmerOptions options;
  std::string event_label, ongoing_label;

  std::string title(const Plan&) const override { return "Patients over time"; }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> named;
    if (!options.group.empty()) named.emplace_back("group", options.group);
    for (const PhaseColumns& phase : options.phases) {
      if (!phase.from.empty()) named.emplace_back("phases", phase.from);
      if (!phase.to.empty()) named.emplace_back("phases", phase.to);
    }
    for (const endpoint::Happening& marker : options.markers) {
      if (!marker.when.empty()) named.emplace_back("markers", marker.when);
      if (!marker.indicator.empty()) named.emplace_back("markers", marker.indicator);
    }
    return named;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override;
};

void SwimmerRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  const std::size_t before = problems.size();
  if (!options.group.empty()) check_categories(plan, options.group, step.request->place, problems);
  for (const auto& [entry, column] : columns())
    if (!plan.table.find(column)) return;  // which was said
  if (problems.size() > before) return;
  Problems found;
  const ReadLanes lanes = read_lanes(plan, step, options, found);
  for (Problem& problem : found) {
    if (!problem.place.column.empty() && problem.place.line == 0) {
      problem.what = fmt::format("column '{}': {}", problem.place.column, problem.what);
      problem.place = step.request->place;
    }
    problems.push_back(std::move(problem));
  }
  if (!found.empty()) return;
  const std::size_t groups = patient_groups(plan, *step.table, options.group).labels.size();
  if (groups + options.phases.size() > report::most_swimmer_tones)
    problems.push_back({"study.too_many_phases", step.request->place,
                        fmt::format("{} phases and {} groups are more than can be told apart",
                                    options.phases.size(), groups),
                        fmt::format("at most {} together", report::most_swimmer_tones), ""});
  if (lanes.inputs.size() > options.most && !options.most_declared)
    problems.push_back(
        {"study.too_many_lanes", step.request->place,
         fmt::format("{} patients have more lanes than can be read", lanes.inputs.size()),
         fmt::format("at most {}", report::most_lanes),
         "narrow the patients by where, or say by most how many of the first lanes to draw"});
}

Result<std::unique_ptr<const Finding>> SwimmerRequest::run(const Plan& plan, const Step& step,
                                                           const RunContext&) const {
  Problems problems;
  const ReadLanes read = read_lanes(plan, step, options, problems);
  if (!problems.empty()) return failure(std::move(problems));
  if (read.inputs.empty())
    return cannot_analyse("study.no_lanes", "no patient has any follow-up",
                          "an endpoint that patients have");
  const endpoint::EndpointDefinition& definition = plan.endpoints[*step.endpoint].definition;
  course::Lanes lanes = course::order_lanes(read.inputs, options.order);
  auto finding = std::make_unique<SwimmerFinding>();
  report::SwimmerFigure& figure = finding->figure;
  figure.groups = patient_groups(plan, *step.table, options.group).labels;
  for (const PhaseColumns& phase : options.phases) figure.phases.push_back(phase.label);
  for (const endpoint::Happening& marker : options.markers) figure.marks.push_back(marker.label);
  figure.event_label = event_label.empty() ? event_words(definition) : event_label;
  figure.ongoing_label = ongoing_label;
  figure.time_label = time_since(plan, step);
  figure.unit = unit_of(plan, step);
  const cohort::Column* names =
      options.names ? step.table->find(plan.protocol.cohort.patient) : nullptr;
  for (std::size_t i = 0; i < std::min(lanes.lanes.size(), options.most); ++i) {
    const std::size_t row = read.rows[lanes.lanes[i].patient];
    figure.lanes.push_back(
        drawn_lane(lanes.lanes[i], names ? id_of(*names, row) : std::to_string(i + 1)));
  }
  finding->lanes = std::move(lanes);
  finding->left_out = read.left_out;
  finding->order = options.order;
  return finding;
}

void read_phases(Section& section, SwimmerOptions& options) {
  for (Section& entry : section.tables("phases", "label")) {
    PhaseColumns phase;
    phase.label = entry.required_text("label", "what the phase is called");
    phase.from = entry.text("from").value_or("");
    phase.to = entry.text("to").value_or("");
    if (phase.from.empty() && phase.to.empty())
      entry.reject("", "study.absent", "says neither from nor to", "columns of dates or times");
    entry.finish();
    options.phases.push_back(std::move(phase));
  }
  for (Section& entry : section.tables("markers", "label")) {
    endpoint::Happening marker;
    marker.label = entry.required_text("label", "what is marked");
    marker.when = entry.required_text("when", "a column of dates or times");
    marker.indicator = entry.text("indicator").value_or("");
    entry.finish();
    options.markers.push_back(std::move(marker));
  }
  if (options.markers.size() > report::most_swimmer_marks)
    section.reject("markers", "study.too_many_markers", "are more than can be told apart",
                   fmt::format("at most {}", report::most_swimmer_marks));
}

std::unique_ptr<const KindRequest> read_swimmer(Section& section, const Protocol& protocol,
                                                const AnalysisDefaults&) {
  auto request = std::make_unique<SwimmerRequest>();
  SwimmerOptions& options = request->options;
  options.group = section.text("group").value_or(protocol.group);
  read_phases(section, options);
  using course::LaneOrder;
  options.order = section
                      .choice<LaneOrder>("order", {{"duration", LaneOrder::duration},
                                                   {"group", LaneOrder::group},
                                                   {"cohort", LaneOrder::input}})
                      .value_or(LaneOrder::duration);
  const auto most = section.whole("most", 1, static_cast<std::int64_t>(report::most_lanes));
  options.most_declared = most.has_value();
  options.most =
      static_cast<std::size_t>(most.value_or(static_cast<std::int64_t>(report::most_lanes)));
  options.names = section.flag("names").value_or(false);
  request->event_label = section.text("event_label").value_or("");
  request->ongoing_label = section.text("ongoing_label").value_or("Alive at last contact");
  return request;
}

}  // namespace

Kind swimmer_kind() {
  return {"swimmer", "Patients over time", true, read_swimmer};
}

}  // namespace venscope::study
