// kind = "adverse_events": by term and grade, per arm, with differences and rates.
#include "venscope/report/json.hpp"
#include "venscope/study/adverse_event_analysis.hpp"
#include "venscope/study/adverse_event_blocks.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Json;
using report::json_number;

std::string_view word_of(AdverseEventRow::Kind kind) {
  switch (kind) {
    case AdverseEventRow::Kind::any:
      return "any";
    case AdverseEventRow::Kind::serious:
      return "serious";
    case AdverseEventRow::Kind::related:
      return "related";
    case AdverseEventRow::Kind::system:
      return "system";
    case AdverseEventRow::Kind::term:
      break;
  }
  return "term";
}

Json share_json(std::int64_t x, std::int64_t n, double level) {
  Json json{{"x", x}, {"n", n}, {"p", nullptr}, {"exact_low", nullptr}, {"exact_high", nullptr}};
  if (const auto interval = response::clopper_pearson(x, n, level)) {
    json["p"] = json_number(static_cast<double>(x) / static_cast<double>(n));
    json["exact_low"] = json_number(interval->low);
    json["exact_high"] = json_number(interval->high);
  }
  return json;
}

Json rates_json(const safety::PatientTime& time, const AdverseEventRate& rate) {
  constexpr double year = 365.25;
  return {{"patients", time.patients},
          {"patient_years", json_number(time.days / year)},
          {"events", time.events},
          {"rate", to_json(rate.all)},
          {"first_events", time.first},
          {"first_patient_years", json_number(time.first_days / year)},
          {"first_rate", to_json(rate.first)},
          {"undated_patients", time.undated},
          {"outside", time.outside},
          {"no_exposure_patients", time.no_exposure}};
}

Json row_json(const AdverseEventRow& row, const AdverseEventAnalysis& analysis) {
  const AdverseEventOptions& options = analysis.options;
  Json json;
  json["kind"] = word_of(row.kind);
  json["term"] = row.name;
  json["system"] = row.system.empty() ? Json(nullptr) : Json(row.system);
  json["groups"] = Json::array();
  for (std::size_t a = 0; a < row.arms.size(); ++a) {
    const safety::GradeCounts& arm = row.arms[a];
    Json group;
    group["group"] = analysis.arms[a].empty() ? Json(nullptr) : Json(analysis.arms[a]);
    group["none"] = arm.none();
    group["grades"] = Json::array();
    for (std::size_t g = 1; g <= safety::worst_grade; ++g) group["grades"].push_back(arm.grade[g]);
    group["grade_unknown"] = arm.grade[0];
    group["any"] = share_json(arm.any(), arm.n, options.level);
    if (!options.columns.grade.empty())
      group["severe"] = share_json(arm.at_least(options.severe), arm.n, options.level);
    if (!row.times.empty()) group["exposure"] = rates_json(row.times[a], row.rates[a]);
    json["groups"].push_back(std::move(group));
  }
  if (analysis.two_arms()) {
    json["difference_any"] = to_json(row.any);
    if (!options.columns.grade.empty()) json["difference_severe"] = to_json(row.severe);
    if (!row.times.empty()) {
      json["first_rate_ratio"] = to_json(row.ratio);
      json["first_rate_difference"] = to_json(row.difference);
    }
  }
  if (options.tested != TestedGrade::none) {
    json["p"] = json_number(row.p);
    json["p_adjusted"] = json_number(row.q);
  }
  return json;
}

class AdverseEventsFinding final : public Finding {
public:
  explicit AdverseEventsFinding(AdverseEventAnalysis analysis) : analysis_(std::move(analysis)) {}

  Json json() const override {
    const AdverseEventOptions& options = analysis_.options;
    Json json;
    json["records"] = options.columns.records;
    json["by"] = options.by.empty() ? Json(nullptr) : Json(options.by);
    json["groups"] = Json::array();
    for (std::size_t a = 0; a < analysis_.arms.size(); ++a)
      json["groups"].push_back(
          {{"group", analysis_.arms[a].empty() ? Json(nullptr) : Json(analysis_.arms[a])},
           {"n", analysis_.n[a]}});
    json["n_missing"] = analysis_.n_missing;
    json["severe"] = options.severe;
    json["conf_level"] = json_number(options.level);
    json["reference"] = analysis_.two_arms() ? Json(analysis_.arms[0]) : Json(nullptr);
    json["test"] = options.tested == TestedGrade::none  ? Json(nullptr)
                   : options.tested == TestedGrade::any ? Json("any")
                                                        : Json("severe");
    json["adjust"] = options.tested == TestedGrade::none      ? Json(nullptr)
                     : options.adjustment == Adjustment::holm ? Json("holm")
                                                              : Json("bh");
    const AdverseEvents& input = analysis_.input;
    json["input"] = {{"rows", input.rows},
                     {"grade_zero", input.grade_zero},
                     {"duplicates", input.duplicates},
                     {"before_risk", input.before},
                     {"impossible", input.impossible},
                     {"grade_unknown", input.grade_unknown}};
    json["terms"] = Json::array();
    for (const AdverseEventRow& row : analysis_.rows)
      json["terms"].push_back(row_json(row, analysis_));
    json["warnings"] = analysis_.warnings;
    return json;
  }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    return adverse_event_blocks(plan, step, analysis_);
  }
  std::vector<std::string> warnings() const override { return analysis_.warnings; }
  std::vector<std::string> methods(const Plan& plan, const Step&) const override {
    return adverse_event_methods(plan, analysis_);
  }
  std::vector<std::string> summary(const Plan&, const Step&) const override {
    return adverse_event_summary(analysis_);
  }
  std::vector<Limitation> limitations(const Plan&, const Step&) const override {
    std::vector<Limitation> found;
    const AdverseEvents& input = analysis_.input;
    if (!analysis_.options.columns.grade.empty() && input.grade_unknown > 0)
      found.push_back({"unknown_grades",
                       fmt::format("the grade of {} adverse {} is not known", input.grade_unknown,
                                   plural(input.grade_unknown, "event", "events")),
                       {{"events", static_cast<double>(input.grade_unknown)}}});
    if (analysis_.two_arms() && !analysis_.options.rates())
      found.push_back(
          {"unequal_observation",
           "shares of patients with adverse events take no account of how long each arm was "
           "observed",
           {}});
    return found;
  }

private:
  AdverseEventAnalysis analysis_;
};

class AdverseEventsRequest final : public KindRequest {
public:
  AdverseEventOptions options;
  Place place;

  std::string title(const Plan& plan) const override {
    return "Adverse events" + by_words(plan.table, options.by);
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    return {{"by", options.by},
            {"at_risk_from", options.columns.at_risk_from},
            {"at_risk_to", options.columns.at_risk_to},
            {"death", options.columns.death}};
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    read_adverse_events(plan, step, options.columns, options.window, options.impossible, place,
                        problems);
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    auto analysis = analyse_adverse_events(plan, step, options, place);
    if (!analysis) return tl::unexpected(std::move(analysis.error()));
    return std::make_unique<const AdverseEventsFinding>(std::move(*analysis));
  }
};

void read_columns(Section& section, const Protocol& protocol, AdverseEventColumns& columns) {
  columns.records = read_records_id(section, protocol, "adverse_events");
  columns.term = section.text("term").value_or("term");
  columns.grade = section.text("grade").value_or("grade");
  const auto optional = [&](const char* entry) { return section.text(entry).value_or(""); };
  columns.start = optional("start");
  columns.end = optional("end");
  columns.serious = optional("serious");
  columns.related = optional("related");
  columns.system = optional("system");
  columns.at_risk_from = optional("at_risk_from");
  columns.at_risk_to = optional("at_risk_to");
  columns.death = optional("death");
  const auto needs = [&](const char* entry, const std::string& given, const char* other,
                         const std::string& needed) {
    if (!given.empty() && needed.empty())
      section.reject(entry, "study.absent", fmt::format("needs {}", other),
                     fmt::format("{} = a column", other));
  };
  needs("at_risk_to", columns.at_risk_to, "start", columns.start);
  needs("at_risk_from", columns.at_risk_from, "start", columns.start);
  needs("end", columns.end, "start", columns.start);
  needs("death", columns.death, "start", columns.start);
}

std::unique_ptr<const KindRequest> read_adverse_events(Section& section, const Protocol& protocol,
                                                       const AnalysisDefaults& defaults) {
  auto request = std::make_unique<AdverseEventsRequest>();
  request->place = section.place();
  AdverseEventOptions& options = request->options;
  read_columns(section, protocol, options.columns);
  options.by = section.text("by").value_or(protocol.group);
  options.severe = static_cast<int>(section.whole("severe", 1, safety::worst_grade).value_or(3));
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  options.window = section.number("window", 0, 36525).value_or(0);
  options.per = section.number("per", 1e-3, 1e6).value_or(100);
  options.at_least = section.number("at_least", 0, 1).value_or(0);
  options.most = static_cast<std::size_t>(section.whole("most", 1, 200).value_or(20));
  options.by_system = section.choice<bool>("sort", {{"frequency", false}, {"system", true}})
                          .value_or(!options.columns.system.empty());
  if (options.by_system && options.columns.system.empty())
    section.reject("sort", "study.absent", "needs system", "system = the column of organ classes");
  options.tested = section
                       .choice<TestedGrade>("test", {{"none", TestedGrade::none},
                                                     {"any", TestedGrade::any},
                                                     {"severe", TestedGrade::severe}})
                       .value_or(TestedGrade::none);
  options.adjustment = section
                           .choice<Adjustment>("adjust", {{"holm", Adjustment::holm},
                                                          {"bh", Adjustment::benjamini_hochberg}})
                           .value_or(Adjustment::holm);
  options.impossible = section
                           .choice<Impossible>("impossible", {{"problem", Impossible::problem},
                                                              {"leave_out", Impossible::leave_out}})
                           .value_or(Impossible::problem);
  return request;
}

}  // namespace

Kind adverse_events_kind() {
  return {"adverse_events", "Safety", false, read_adverse_events, {}, true};
}

}  // namespace venscope::study
