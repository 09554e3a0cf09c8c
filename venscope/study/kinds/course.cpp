// kind = "course": what was measured many times in each patient, over time and between groups.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/course_finding.hpp"
#include "venscope/study/kinds/kinds.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using course::Centre;

class CourseRequest final : public KindRequest {
public:
  CourseOptions options;

  std::string title(const Plan& plan) const override {
    return timed_label(plan, options.records) + " over time";
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> named;
    if (!options.group.empty()) named.emplace_back("group", options.group);
    if (!options.records.origin.empty()) named.emplace_back("origin", options.records.origin);
    return named;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    if (!options.group.empty())
      check_categories(plan, options.group, step.request->place, problems);
    check_timed_records(plan, step, options.records, problems);
    check_group_count(plan, step, options.group, problems);
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    auto analysis = analyse_course(plan, step, options);
    if (!analysis) return tl::unexpected(std::move(analysis.error()));
    return std::make_unique<const CourseFinding>(std::move(*analysis));
  }
};

void read_visits(Section& section, CourseOptions& options) {
  options.visits.days = section.numbers("visits");
  options.visits.window = section.numbers("window");
  if (!section.has("visits"))
    section.reject("visits", "study.absent", "is not given", "planned times, such as [0, 7, 28]");
  else if (const auto wrong = course::assign_visits({}, options.visits); !wrong)
    section.reject("visits", wrong.error()[0].code, wrong.error()[0].what,
                   wrong.error()[0].expected);
  options.baseline = section.number("baseline", -1e6, 1e6);
  const auto& days = options.visits.days;
  if (options.baseline && std::find(days.begin(), days.end(), *options.baseline) == days.end())
    section.reject("baseline", "study.baseline", "is none of the visits", "one of visits");
}

void read_limit(Section& section, CourseOptions& options) {
  using course::BelowLimit;
  const auto limit = section.number("limit", 0, 1e300);
  const auto instead = section.choice<BelowLimit>(
      "below_limit",
      {{"half", BelowLimit::half}, {"sqrt2", BelowLimit::root_two}, {"zero", BelowLimit::zero}});
  if (limit && *limit <= 0)
    section.reject("limit", "study.limit", "is not positive", "the limit of detection");
  if (limit && !section.has("below_limit"))
    section.reject("limit", "study.below_limit", "is given without what stands below it",
                   "below_limit = \"half\", \"sqrt2\" or \"zero\"");
  if (!limit && section.has("below_limit"))
    section.reject("below_limit", "study.limit", "is given without a limit",
                   "limit = the limit of detection");
  if (limit && *limit > 0 && instead) options.limit = course::DetectionLimit{*limit, *instead};
  const bool logarithms = options.logarithmic || options.centre == Centre::geometric_mean;
  if (logarithms && instead == BelowLimit::zero)
    section.reject("below_limit", "study.below_limit", "is zero, which has no logarithm",
                   "\"half\" or \"sqrt2\"");
}

void read_area(Section& section, CourseOptions& options) {
  using course::Trapezoid;
  options.area.rule = section
                          .choice<Trapezoid>("auc", {{"linear", Trapezoid::linear},
                                                     {"log", Trapezoid::log},
                                                     {"log_down", Trapezoid::log_down}})
                          .value_or(Trapezoid::linear);
  options.area.from = section.number("auc_from", -1e6, 1e6);
  options.area.to = section.number("auc_to", -1e6, 1e6);
  if (options.area.from.has_value() != options.area.to.has_value())
    section.reject(options.area.from ? "auc_from" : "auc_to", "study.area",
                   "is given without the other end", "both auc_from and auc_to");
  else if (options.area.from && !(*options.area.to > *options.area.from))
    section.reject("auc_to", "study.area", "is not after auc_from", "a later time");
  options.area.lowest =
      section.choice<bool>("extreme", {{"peak", false}, {"nadir", true}}).value_or(false);
  const auto least = section.whole("least_points", 2, 1000);
  options.area.least_points = static_cast<std::size_t>(least.value_or(2));
  options.area.reach = options.visits.widest_window();
}

/// After an event that is not death patients go on being measured; and times since one day are not
/// times since another.
void check_follow_up(Section& section, const endpoint::EndpointDefinition& endpoint,
                     const CourseOptions& options) {
  const auto other = std::find_if(endpoint.events.begin(), endpoint.events.end(),
                                  [](const endpoint::Happening& event) { return !event.terminal; });
  if (other != endpoint.events.end())
    section.reject("follow_up", "study.follow_up",
                   fmt::format("'{}' ends with {}, after which patients are still measured",
                               endpoint.id, other->label),
                   "an endpoint of death alone, declared terminal = true");
  if (!options.records.origin.empty() && !endpoint.origin.empty() &&
      options.records.origin != endpoint.origin)
    section.reject("origin", "study.origin",
                   fmt::format("is '{}', and the time of '{}' begins with '{}'",
                               options.records.origin, endpoint.id, endpoint.origin),
                   "one time zero for the measurements and their follow-up");
}

void read_follow_up(Section& section, const Protocol& protocol, CourseOptions& options) {
  options.follow_up = section.text("follow_up").value_or("");
  const auto found = std::find_if(
      protocol.endpoints.begin(), protocol.endpoints.end(),
      [&](const endpoint::EndpointDefinition& one) { return one.id == options.follow_up; });
  if (found != protocol.endpoints.end()) {
    check_follow_up(section, *found, options);
    options.origin_label = found->origin_label;
    if (options.records.origin.empty()) options.records.origin = found->origin;
  } else if (!options.follow_up.empty()) {
    section.reject("follow_up", "study.unknown_endpoint",
                   "'" + options.follow_up + "' is no endpoint", "the endpoint of death");
  }
  options.origin_label = section.text("origin_label").value_or(options.origin_label);
}

std::unique_ptr<const KindRequest> read_course(Section& section, const Protocol& protocol,
                                               const AnalysisDefaults& defaults) {
  auto request = std::make_unique<CourseRequest>();
  CourseOptions& options = request->options;
  options.records = read_timed_request(section, protocol);
  options.group = section.text("group").value_or(protocol.group);
  options.centre = section
                       .choice<Centre>("summary", {{"mean", Centre::mean},
                                                   {"geometric_mean", Centre::geometric_mean},
                                                   {"median", Centre::median}})
                       .value_or(Centre::mean);
  options.logarithmic = section.flag("log_axis").value_or(options.centre == Centre::geometric_mean);
  options.lines = section.flag("lines").value_or(true);
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  read_visits(section, options);
  read_limit(section, options);
  read_area(section, options);
  read_follow_up(section, protocol, options);
  return request;
}

}  // namespace

Kind course_kind() {
  return {"course", "Courses over time", false, read_course, {}, true};
}

}  // namespace venscope::study
