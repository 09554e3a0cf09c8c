// kind = "subgroups": the effect of one arm against the other by subgroup, with one test of
// interaction per factor and none of a subgroup by itself.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/subgroups_finding.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/subgroup_levels.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

class SubgroupsRequest : public KindRequest {
public:
  SubgroupOptions options;
  std::vector<Place> factor_places;
  Place place;

  std::string title(const Plan& plan) const override {
    const std::string by = within_sentence(label_of(plan.table, options.by));
    if (options.outcome.empty()) return by + " by subgroup";
    return label_of(plan.table, options.outcome) + ", " + by + " by subgroup";
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> list{{"group", options.by},
                                                          {"outcome", options.outcome}};
    for (const SubgroupFactor& factor : options.factors)
      list.emplace_back("factors", factor.column);
    return list;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    auto analysis = analyse_subgroups(*step.table, of_step(plan, step));
    if (!analysis) return tl::unexpected(std::move(analysis.error()));
    return std::make_unique<const SubgroupFinding>(std::move(*analysis));
  }

private:
  SubgroupOptions of_step(const Plan& plan, const Step& step) const {
    SubgroupOptions made = options;
    if (step.endpoint) made.outcome = survival_side(plan.endpoints[*step.endpoint]);
    return made;
  }
};

void SubgroupsRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  const cohort::Column* arm = step.table->find(options.by);
  const std::size_t arms = arm ? subgroup_levels(*arm, {}).names.size() : 2;
  if (arms != 2)
    problems.push_back(
        {"study.not_two_arms", place,
         fmt::format("'{}' has {} {}", options.by, arms, plural(arms, "value", "values")),
         "a column of two arms, the first level the reference", "choose two of them by where",
         Fault::input});
  for (std::size_t i = 0; i < options.factors.size(); ++i) {
    const SubgroupFactor& factor = options.factors[i];
    const cohort::Column* column = step.table->find(factor.column);
    if (!column) continue;
    const bool number = column->type == cohort::ColumnType::number;
    if (number && factor.cuts.empty() && subgroup_levels(*column, {}).names.size() > 2)
      problems.push_back(
          {"study.no_cuts", factor_places[i],
           fmt::format("'{}' holds numbers, and nothing says where to cut them", factor.column),
           "cuts = [65]: declared, not searched", "", Fault::input});
    else if (!number && column->type != cohort::ColumnType::category)
      problems.push_back({"study.not_categories", factor_places[i],
                          fmt::format("column '{}' holds no categories", factor.column),
                          "a column of categories, or of numbers with cuts", "", Fault::input});
    else if (!number && !factor.cuts.empty())
      problems.push_back({"study.not_numbers", factor_places[i],
                          fmt::format("column '{}' holds no numbers to cut", factor.column),
                          "no cuts", "", Fault::input});
  }
  if (options.adjust.empty() && options.strata.empty()) return;
  const SubgroupOptions made = of_step(plan, step);
  const auto frame = formula::model_frame(
      made.outcome + " ~ " + right_side(made.adjust, made.strata, "", *step.table), *step.table,
      {.categorical_response = !step.endpoint});
  if (frame) return;
  for (Problem problem : frame.error()) {
    if (problem.fault == Fault::analysis) continue;
    problem.place = place;
    problems.push_back(std::move(problem));
  }
}

SubgroupFactor read_factor(Section& entry) {
  SubgroupFactor factor;
  factor.column = entry.required_text("column", "the column that parts the patients");
  factor.cuts = entry.numbers("cuts");
  if (std::adjacent_find(factor.cuts.begin(), factor.cuts.end(), std::greater_equal<>()) !=
      factor.cuts.end())
    entry.reject("cuts", "study.cuts", "do not rise", "numbers from low to high");
  entry.finish();
  return factor;
}

void read_factors(Section& section, SubgroupsRequest& request) {
  const Node* list = section.node("factors");
  const bool names = list && list->is(Node::Kind::list) && !list->items.empty() &&
                     list->items.front().is(Node::Kind::text);
  if (names || (list && list->is(Node::Kind::text))) {
    for (std::string& name : section.texts("factors")) {
      request.options.factors.push_back({std::move(name), {}});
      request.factor_places.push_back(section.place("factors"));
    }
  } else if (list) {
    for (Section& entry : section.tables("factors", "column")) {
      request.factor_places.push_back(entry.place());
      request.options.factors.push_back(read_factor(entry));
    }
  }
  if (request.options.factors.empty())
    section.reject("factors", "study.absent", "names no subgroups",
                   "columns, or { column = \"age\", cuts = [65] }");
}

std::unique_ptr<const KindRequest> read_subgroups(Section& section, const Protocol& protocol,
                                                  const AnalysisDefaults& defaults) {
  auto request = std::make_unique<SubgroupsRequest>();
  SubgroupOptions& options = request->options;
  request->place = section.place();
  options.by = section.text("group").value_or(protocol.group);
  if (options.by.empty())
    section.reject("group", "study.absent", "is not given", "the column of the two arms");
  options.outcome = section.text("outcome").value_or("");
  const auto measure = section.choice<SubgroupMeasure>(
      "measure", {{"hazard_ratio", SubgroupMeasure::hazard_ratio},
                  {"odds_ratio", SubgroupMeasure::odds_ratio},
                  {"risk_difference", SubgroupMeasure::risk_difference}});
  const bool of_outcome = !options.outcome.empty();
  options.measure =
      measure.value_or(of_outcome ? SubgroupMeasure::odds_ratio : SubgroupMeasure::hazard_ratio);
  if (of_outcome == (options.measure == SubgroupMeasure::hazard_ratio))
    section.reject(section.has("measure") ? "measure" : "outcome", "study.measure",
                   "does not go with the other entries",
                   "hazard_ratio of an endpoint; odds_ratio or risk_difference of an outcome");
  read_factors(section, *request);
  options.adjust = section.texts("adjust");
  options.strata = section.texts("strata");
  if (options.measure == SubgroupMeasure::risk_difference && !options.adjust.empty())
    section.reject("adjust", "study.measure", "means nothing for a risk difference",
                   "odds_ratio, or no adjustment");
  if (options.measure != SubgroupMeasure::hazard_ratio && !options.strata.empty())
    section.reject("strata", "study.measure", "belong to a Cox model", "adjust");
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  options.ties = defaults.ties;
  options.least_patients =
      static_cast<std::size_t>(section.whole("least_patients", 1, 1'000'000).value_or(5));
  options.least_events =
      static_cast<std::size_t>(section.whole("least_events", 1, 1'000'000).value_or(5));
  return request;
}

}  // namespace

Kind subgroups_kind() {
  return {"subgroups", "Subgroups", true, read_subgroups, "outcome"};
}

}  // namespace venscope::study
