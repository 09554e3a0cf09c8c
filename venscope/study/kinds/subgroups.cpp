// kind = "subgroups": the effect of one arm against the other by subgroup, with one test of
// interaction per factor and none of a subgroup by itself.
#include "venscope/report/figure/subgroup_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/subgroup_analysis.hpp"
#include "venscope/study/subgroup_levels.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Json;
using report::Row;

struct MeasureWords {
  std::string short_name, name, outcome;
};

/// Over the counts: "Events / n", "CR or CRi / n".
std::string counts_heading(const Plan& plan, const SubgroupAnalysis& analysis) {
  if (analysis.options.measure == EffectMeasure::hazard_ratio) return "Events / n";
  return label_of(plan.table, analysis.options.outcome) + " / n";
}

Json json_of(const Subgroup& group) {
  Json json;
  json["level"] = group.level;
  json["reference"] = {{"events", group.reference.events}, {"n", group.reference.n}};
  json["compared"] = {{"events", group.compared.events}, {"n", group.compared.n}};
  const auto& effect = group.effect;
  json["estimate"] = effect ? Json(effect->estimate) : Json();
  json["conf_low"] = effect ? Json(effect->low) : Json();
  json["conf_high"] = effect ? Json(effect->high) : Json();
  json["coef"] = effect ? Json(effect->coefficient) : Json();
  json["std_error"] = effect ? Json(effect->std_error) : Json();
  json["why_not"] = group.why_not.empty() ? Json() : Json(group.why_not);
  return json;
}

class Found : public Finding {
public:
  explicit Found(SubgroupAnalysis analysis) : analysis_(std::move(analysis)) {}

  Json json() const override;
  std::vector<std::string> warnings() const override { return analysis_.warnings; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    return {figure(plan, step), table(plan, step)};
  }
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step&) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;

private:
  bool ratio() const { return analysis_.options.measure != EffectMeasure::risk_difference; }
  MeasureWords words(const Plan& plan) const;
  std::string estimate_text(const Subgroup& group) const;
  std::string test_text(const FactorEffects& factor) const {
    return factor.interaction ? report::p_value(factor.interaction->p) : report::undefined_number;
  }
  std::string heading(const Plan& plan, const FactorEffects& factor) const {
    return factor.factor.cuts.empty() ? label_of(plan.table, factor.factor.column)
                                      : heading_of(plan.table, factor.factor.column);
  }
  double expected_by_chance() const { return 0.05 * static_cast<double>(analysis_.tests); }
  std::string multiplicity() const;
  /// Whether differences were tested between subgroups too small for the test to hold its level.
  bool small_differences() const;
  /// Whether anything has no estimate or no test.
  bool any_reason() const;
  report::Figure figure(const Plan& plan, const Step& step) const;
  report::Table table(const Plan& plan, const Step& step) const;

  SubgroupAnalysis analysis_;
};

MeasureWords Found::words(const Plan& plan) const {
  const std::string outcome = within_sentence(label_of(plan.table, analysis_.options.outcome));
  switch (analysis_.options.measure) {
    case EffectMeasure::hazard_ratio:
      return {"HR", "Hazard ratio", "hazard"};
    case EffectMeasure::odds_ratio:
      return {"OR", "Odds ratio of " + outcome, "odds"};
    case EffectMeasure::risk_difference:
      return {"Difference, %", "Difference in " + outcome + ", percentage points", "rate"};
  }
  return {};
}

std::string Found::estimate_text(const Subgroup& group) const {
  if (!group.effect) return report::undefined_number;
  const SubgroupEffect& effect = *group.effect;
  if (ratio()) return report::ratio_interval(effect.estimate, effect.low, effect.high);
  return fmt::format("{} ({})", report::fixed(100 * effect.estimate, 0),
                     report::interval(100 * effect.low, 100 * effect.high, 0));
}

/// How many tests there were, and what that means for the smallest p among them.
std::string Found::multiplicity() const {
  const FactorEffects* least = nullptr;
  for (const FactorEffects& factor : analysis_.factors)
    if (factor.interaction && (!least || factor.interaction->p < least->interaction->p))
      least = &factor;
  if (!least) return "No interaction could be tested.";
  if (analysis_.tests == 1) return "One interaction was tested.";
  return fmt::format(
      "{} interactions were tested: where no effect differs between subgroups, {} of them would be "
      "below 0.05 by chance. The smallest p, {}, is {} after Holm's adjustment for all.",
      analysis_.tests, report::fixed(expected_by_chance(), 2),
      report::p_value(least->interaction->p), report::p_value(least->interaction->p_holm));
}

bool Found::small_differences() const {
  constexpr std::size_t few = 15;  // docs/validation.md: too many below 0.05 with 7 to 10, not 37
  if (ratio()) return false;
  for (const FactorEffects& factor : analysis_.factors)
    for (const Subgroup& level : factor.levels)
      if (factor.interaction && level.effect && std::min(level.reference.n, level.compared.n) < few)
        return true;
  return false;
}

bool Found::any_reason() const {
  if (!analysis_.overall.why_not.empty()) return true;
  return std::any_of(
      analysis_.factors.begin(), analysis_.factors.end(), [](const FactorEffects& factor) {
        return !factor.why_not.empty() ||
               std::any_of(factor.levels.begin(), factor.levels.end(),
                           [](const Subgroup& level) { return !level.why_not.empty(); });
      });
}

Json Found::json() const {
  static constexpr const char* names[] = {"hazard_ratio", "odds_ratio", "risk_difference"};
  Json json;
  json["measure"] = names[static_cast<int>(analysis_.options.measure)];
  json["group"] = analysis_.options.by;
  json["reference"] = analysis_.reference;
  json["compared"] = analysis_.compared;
  if (!analysis_.event.empty()) json["event"] = analysis_.event;
  json["n"] = analysis_.overall.reference.n + analysis_.overall.compared.n;
  json["n_missing"] = analysis_.n_missing;
  json["conf_level"] = analysis_.options.level;
  json["overall"] = json_of(analysis_.overall);
  json["tests"] = analysis_.tests;
  json["expected_by_chance"] = expected_by_chance();
  json["factors"] = Json::array();
  for (const FactorEffects& factor : analysis_.factors) {
    Json one;
    one["column"] = factor.factor.column;
    if (!factor.factor.cuts.empty()) one["cuts"] = factor.factor.cuts;
    one["n_missing"] = factor.n_missing;
    one["interaction"] = Json();
    if (const auto& test = factor.interaction)
      one["interaction"] = {{"statistic", test->statistic},
                            {"df", test->df},
                            {"p", test->p},
                            {"p_holm", test->p_holm},
                            {"levels", test->levels}};
    one["why_not"] = factor.why_not.empty() ? Json() : Json(factor.why_not);
    one["gail_simon"] = Json();
    if (const auto& test = factor.qualitative)
      one["gail_simon"] = {{"positive", test->positive},
                           {"negative", test->negative},
                           {"statistic", test->statistic},
                           {"groups", test->groups},
                           {"p", test->p}};
    one["subgroups"] = Json::array();
    for (const Subgroup& level : factor.levels) one["subgroups"].push_back(json_of(level));
    json["factors"].push_back(std::move(one));
  }
  return json;
}

report::Figure Found::figure(const Plan& plan, const Step& step) const {
  const MeasureWords measure = words(plan);
  report::SubgroupFigure drawn;
  drawn.reference = report::level_words(analysis_.reference);
  drawn.compared = report::level_words(analysis_.compared);
  drawn.counts = counts_heading(plan, analysis_);
  drawn.measure = measure.short_name;
  drawn.axis_title = measure.name;
  drawn.lower = "lower with " + drawn.compared;
  drawn.higher = "higher";
  drawn.ratio = ratio();
  drawn.level = analysis_.options.level;
  const auto row = [](const Subgroup& group, report::SubgroupRow::Kind kind, std::string label) {
    const auto counts = [](const ArmCount& arm) {
      return fmt::format("{} / {}", arm.events, arm.n);
    };
    report::SubgroupRow made{
        kind, std::move(label), counts(group.reference), counts(group.compared), {}, group.why_not,
        {}};
    if (group.effect)
      made.estimate = {group.effect->estimate, group.effect->low, group.effect->high};
    return made;
  };
  drawn.rows.push_back(row(analysis_.overall, report::SubgroupRow::Kind::overall, "All patients"));
  for (const FactorEffects& factor : analysis_.factors) {
    report::SubgroupRow head;
    head.kind = report::SubgroupRow::Kind::factor;
    head.label = heading(plan, factor);
    head.interaction = test_text(factor);
    drawn.rows.push_back(std::move(head));
    for (const Subgroup& level : factor.levels)
      drawn.rows.push_back(
          row(level, report::SubgroupRow::Kind::level, report::level_words(level.level)));
  }
  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{}: {}, {} against {}, with {}. The p of interaction is of whether the effect "
      "differs between subgroups; a subgroup has no p of its own. {}",
      step.title, within_sentence(measure.name), drawn.compared, drawn.reference,
      interval_name(analysis_.options.level), multiplicity());
  figure.scene = report::subgroup_scene(drawn);
  return figure;
}

report::Table Found::table(const Plan& plan, const Step& step) const {
  const MeasureWords measure = words(plan);
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  const std::string arms = label_of(plan.table, analysis_.options.by);
  const std::string counts = counts_heading(plan, analysis_);
  table.columns = {
      {"Subgroup", "", Align::left, {}},
      {report::level_words(analysis_.reference),
       counts,
       Align::right,
       {"reference_events", "reference_n"}},
      {report::level_words(analysis_.compared),
       counts,
       Align::right,
       {"compared_events", "compared_n"}},
      {fmt::format("{} ({})", measure.short_name, interval_name(analysis_.options.level)),
       "",
       Align::right,
       {"estimate", "low", "high"}},
      {"p", "Interaction", Align::right, {"interaction_p"}},
      {"p (Holm)", "Interaction", Align::right, {"interaction_p_holm"}},
      {"Gail–Simon p", "", Align::right, {"gail_simon_p"}}};
  const bool reasons = any_reason();
  if (reasons) table.columns.push_back({"Why no estimate", "", Align::left, {}});
  const auto add = [&](const Subgroup& group, std::string label, int indent, bool heading) {
    const auto cell = [](const ArmCount& arm) {
      return Cell(fmt::format("{} / {}", arm.events, arm.n),
                  std::vector{static_cast<double>(arm.events), static_cast<double>(arm.n)});
    };
    Row row;
    row.indent = indent;
    row.heading = heading;
    row.cells = {std::move(label),
                 cell(group.reference),
                 cell(group.compared),
                 estimate_text(group),
                 "",
                 "",
                 ""};
    if (reasons) row.cells.emplace_back(group.why_not);
    if (group.effect)
      row.cells[3].values = {group.effect->estimate, group.effect->low, group.effect->high};
    table.rows.push_back(std::move(row));
  };
  add(analysis_.overall, "All patients", 0, true);
  for (const FactorEffects& factor : analysis_.factors) {
    Row row;
    row.heading = true;
    row.cells = {heading(plan, factor), "", "", "", test_text(factor), "", ""};
    if (reasons) row.cells.emplace_back(factor.why_not);
    if (factor.interaction) {
      row.cells[4].values = {factor.interaction->p};
      row.cells[5] = {report::p_value(factor.interaction->p_holm), factor.interaction->p_holm};
    }
    if (factor.qualitative)
      row.cells[6] = {report::p_value(factor.qualitative->p), factor.qualitative->p};
    table.rows.push_back(std::move(row));
    for (const Subgroup& level : factor.levels)
      add(level, report::level_words(level.level), 1, false);
  }
  table.footnotes.push_back(fmt::format("{}: {} against {}. {}", arms,
                                        report::level_words(analysis_.compared),
                                        report::level_words(analysis_.reference), multiplicity()));
  table.footnotes.emplace_back(
      "Gail–Simon: do some effects point the other way than the rest? 1 where all estimates point "
      "the same way.");
  if (small_differences())
    table.footnotes.emplace_back(
        "The test of differences finds too much where subgroups are small: in four subgroups with "
        "7 to 10 patients in each arm, 10 to 12% of simulated cohorts without an interaction are "
        "below 0.05.");
  if (analysis_.n_missing > 0)
    table.footnotes.push_back(fmt::format(
        "{} of {} patients were left out for a missing value.", analysis_.n_missing,
        analysis_.n_missing + analysis_.overall.reference.n + analysis_.overall.compared.n));
  for (const FactorEffects& factor : analysis_.factors)
    if (factor.n_missing > 0)
      table.footnotes.push_back(
          fmt::format("{} is not known in {}.", heading(plan, factor), factor.n_missing));
  return table;
}

std::vector<std::string> Found::methods(const Plan& plan, const Step&) const {
  const SubgroupOptions& options = analysis_.options;
  const char* model = options.measure == EffectMeasure::hazard_ratio ? "a Cox model"
                      : options.measure == EffectMeasure::odds_ratio
                          ? "a logistic model"
                          : "the difference of two rates";
  std::string text = fmt::format("the effect of {} in a subgroup was that of {} of its patients",
                                 within_sentence(label_of(plan.table, options.by)), model);
  if (!options.adjust.empty()) {
    std::vector<std::string> labels;
    for (const std::string& term : options.adjust)
      labels.push_back(within_sentence(label_of(plan.table, term)));
    text += fmt::format(", adjusted for {}", fmt::join(labels, ", "));
  }
  text +=
      fmt::format(", where each arm had {} patients or more and both together {} events or more",
                  options.least_patients, options.least_events);
  return {text,
          options.measure == EffectMeasure::risk_difference
              ? "whether differences vary between subgroups was tested by their heterogeneity, "
                "and for effects of both signs by Gail and Simon's test"
              : "whether an effect differs between subgroups was tested by the likelihood ratio of "
                "the models with and without interaction, and for effects of both signs by Gail "
                "and Simon's test"};
}

std::vector<std::string> Found::summary(const Plan& plan, const Step&) const {
  std::vector<std::string> lines{
      fmt::format("{} against {}, all patients: {} {}", report::level_words(analysis_.compared),
                  report::level_words(analysis_.reference), words(plan).short_name,
                  estimate_text(analysis_.overall))};
  lines.push_back(multiplicity());
  return lines;
}

std::vector<Limitation> Found::limitations(const Plan&, const Step& step) const {
  if (analysis_.tests == 0) return {};
  const double events =
      static_cast<double>(analysis_.overall.reference.events + analysis_.overall.compared.events);
  return {{"subgroups",
           fmt::format("{}: {} {} of interaction on {} events. To find an interaction as large as "
                       "the effect itself takes about four times the events that the effect takes, "
                       "so that none found says little",
                       step.title, analysis_.tests, plural(analysis_.tests, "test", "tests"),
                       report::count(events)),
           {{"tests", static_cast<double>(analysis_.tests)}, {"events", events}}}};
}

class Request : public KindRequest {
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
    return std::make_unique<const Found>(std::move(*analysis));
  }

private:
  SubgroupOptions of_step(const Plan& plan, const Step& step) const {
    SubgroupOptions made = options;
    if (step.endpoint) made.outcome = survival_side(plan.endpoints[*step.endpoint]);
    return made;
  }
};

void Request::check(const Plan& plan, const Step& step, Problems& problems) const {
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

void read_factors(Section& section, Request& request) {
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

std::unique_ptr<const KindRequest> read(Section& section, const Protocol& protocol,
                                        const AnalysisDefaults& defaults) {
  auto request = std::make_unique<Request>();
  SubgroupOptions& options = request->options;
  request->place = section.place();
  options.by = section.text("group").value_or(protocol.group);
  if (options.by.empty())
    section.reject("group", "study.absent", "is not given", "the column of the two arms");
  options.outcome = section.text("outcome").value_or("");
  const auto measure = section.choice<EffectMeasure>(
      "measure", {{"hazard_ratio", EffectMeasure::hazard_ratio},
                  {"odds_ratio", EffectMeasure::odds_ratio},
                  {"risk_difference", EffectMeasure::risk_difference}});
  const bool of_outcome = !options.outcome.empty();
  options.measure =
      measure.value_or(of_outcome ? EffectMeasure::odds_ratio : EffectMeasure::hazard_ratio);
  if (of_outcome == (options.measure == EffectMeasure::hazard_ratio))
    section.reject(section.has("measure") ? "measure" : "outcome", "study.measure",
                   "does not go with the other entries",
                   "hazard_ratio of an endpoint; odds_ratio or risk_difference of an outcome");
  read_factors(section, *request);
  options.adjust = section.texts("adjust");
  options.strata = section.texts("strata");
  if (options.measure == EffectMeasure::risk_difference && !options.adjust.empty())
    section.reject("adjust", "study.measure", "means nothing for a risk difference",
                   "odds_ratio, or no adjustment");
  if (options.measure != EffectMeasure::hazard_ratio && !options.strata.empty())
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
  return {"subgroups", "Subgroups", true, read, "outcome"};
}

}  // namespace venscope::study
