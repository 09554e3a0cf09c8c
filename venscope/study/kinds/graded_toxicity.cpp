// kind = "graded_toxicity": CRS, ICANS and other toxicities of which every patient has a grade.
#include "venscope/base/nearest.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/problem_log.hpp"
#include "venscope/report/figure/bars_figure.hpp"
#include "venscope/report/json.hpp"
#include "venscope/report/number.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/safety/worst_grades.hpp"
#include "venscope/study/adverse_event_input.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/arm_levels.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Json;
using report::json_number;

/// One toxicity: a column of the cohort, or a term of records.
struct Toxicity {
  std::string label, column, term;
  Place place;
};

struct GradedToxicityOptions {
  std::vector<Toxicity> toxicities;
  std::string records, term_column, grade_column;
  std::string scale, by;
  std::vector<int> at_least{1, 2, 3};
  double level = 0.95;
};

struct GradedArm {
  safety::GradeCounts counts;     ///< n: the assessed
  std::int64_t not_assessed = 0;  ///< no grade in the cohort's column
};

struct GradedToxicity {
  std::string label;
  std::vector<GradedArm> arms;
};

struct Graded {
  GradedToxicityOptions options;
  std::vector<std::string> arms;
  std::vector<GradedToxicity> toxicities;
  std::vector<std::string> warnings;

  std::string arm(std::size_t a) const { return arm_words(arms[a]); }
  /// "Any grade" of 1, else "Grade ≥ 2".
  static std::string threshold(int least) {
    return least == 1 ? "Any grade" : fmt::format("Grade ≥ {}", least);
  }
  static std::int64_t reaching(const safety::GradeCounts& counts, int least) {
    return least == 1 ? counts.any() : counts.at_least(least);
  }
  std::optional<response::Effect> difference(const GradedToxicity& toxicity, int least) const {
    if (arms.size() != 2) return {};
    const safety::GradeCounts &first = toxicity.arms[0].counts, &second = toxicity.arms[1].counts;
    const auto effect = response::risk_difference(reaching(second, least), second.n,
                                                  reaching(first, least), first.n, options.level);
    return effect ? std::optional(*effect) : std::nullopt;
  }
};

class GradedToxicityFinding final : public Finding {
public:
  explicit GradedToxicityFinding(Graded found) : found_(std::move(found)) {}

  Json json() const override {
    Json json;
    json["scale"] = found_.options.scale.empty() ? Json(nullptr) : Json(found_.options.scale);
    json["by"] = found_.options.by.empty() ? Json(nullptr) : Json(found_.options.by);
    json["reference"] = found_.arms.size() == 2 ? Json(found_.arms[0]) : Json(nullptr);
    json["conf_level"] = json_number(found_.options.level);
    json["toxicities"] = Json::array();
    for (const GradedToxicity& toxicity : found_.toxicities) {
      Json one{{"toxicity", toxicity.label}, {"groups", Json::array()}};
      for (std::size_t a = 0; a < toxicity.arms.size(); ++a)
        one["groups"].push_back(arm_json(toxicity.arms[a], a));
      one["differences"] = Json::array();
      for (const int least : found_.options.at_least)
        if (const auto effect = found_.difference(toxicity, least)) {
          Json difference{{"least", least}};
          difference.update(to_json(effect));
          one["differences"].push_back(std::move(difference));
        }
      json["toxicities"].push_back(std::move(one));
    }
    json["warnings"] = found_.warnings;
    return json;
  }

  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    return {figure(step), table(step)};
  }
  std::vector<std::string> warnings() const override { return found_.warnings; }
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    std::vector<std::string> names;
    for (const GradedToxicity& toxicity : found_.toxicities) names.push_back(toxicity.label);
    std::vector<std::string> sentences{fmt::format(
        "{} {} graded{}; each patient counts at the worst grade, with exact (Clopper–Pearson) "
        "intervals of the shares",
        fmt::join(names, ", "), names.size() == 1 ? "is" : "are",
        found_.options.scale.empty() ? "" : " by " + found_.options.scale)};
    if (found_.arms.size() == 2)
      sentences.emplace_back("differences of these shares have Newcombe's hybrid score intervals");
    return sentences;
  }
  std::vector<std::string> summary(const Plan&, const Step&) const override {
    std::vector<std::string> lines;
    for (const GradedToxicity& toxicity : found_.toxicities)
      for (std::size_t a = 0; a < toxicity.arms.size(); ++a) {
        const safety::GradeCounts& counts = toxicity.arms[a].counts;
        lines.push_back(fmt::format("{}{}: any grade {} of {}, grade ≥ 3 {}", toxicity.label,
                                    found_.arms[a].empty() ? "" : ", " + found_.arm(a),
                                    counts.any(), counts.n, counts.at_least(3)));
      }
    return lines;
  }

private:
  Json arm_json(const GradedArm& arm, std::size_t a) const {
    Json group{{"group", found_.arms[a].empty() ? Json(nullptr) : Json(found_.arms[a])},
               {"n", arm.counts.n},
               {"not_assessed", arm.not_assessed},
               {"none", arm.counts.none()},
               {"grades", Json::array()},
               {"grade_unknown", arm.counts.grade[0]},
               {"at_least", Json::array()}};
    for (std::size_t g = 1; g <= safety::worst_grade; ++g)
      group["grades"].push_back(arm.counts.grade[g]);
    for (const int least : found_.options.at_least) {
      const std::int64_t x = Graded::reaching(arm.counts, least);
      Json share{{"least", least},
                 {"x", x},
                 {"p", nullptr},
                 {"exact_low", nullptr},
                 {"exact_high", nullptr}};
      if (const auto interval = response::clopper_pearson(x, arm.counts.n, found_.options.level)) {
        share["p"] = json_number(double(x) / double(arm.counts.n));
        share["exact_low"] = json_number(interval->low);
        share["exact_high"] = json_number(interval->high);
      }
      group["at_least"].push_back(std::move(share));
    }
    return group;
  }

  report::Figure figure(const Step& step) const {
    report::BarsFigure bars;
    int worst = 0;
    bool unknown = false;
    for (const GradedToxicity& toxicity : found_.toxicities)
      for (const GradedArm& arm : toxicity.arms)
        for (int g = 0; g <= safety::worst_grade; ++g)
          if (arm.counts.grade[static_cast<std::size_t>(g)] > 0) {
            worst = std::max(worst, g);
            unknown = unknown || g == 0;
          }
    bars.categories.emplace_back("None");
    for (int g = 1; g <= worst; ++g) bars.categories.push_back(fmt::format("Grade {}", g));
    for (const GradedToxicity& toxicity : found_.toxicities)
      for (std::size_t a = 0; a < toxicity.arms.size(); ++a) {
        const safety::GradeCounts& counts = toxicity.arms[a].counts;
        report::BarsGroup group{
            toxicity.label + (found_.arms[a].empty() ? "" : ", " + found_.arm(a)),
            static_cast<double>(counts.n),
            {static_cast<double>(counts.none())}};
        for (int g = 1; g <= worst; ++g)
          group.counts.push_back(static_cast<double>(counts.grade[static_cast<std::size_t>(g)]));
        bars.groups.push_back(std::move(group));
      }
    bars.rest_label = "Grade not known";
    report::Figure made;
    made.id = step.id;
    made.caption = step.title + ". Shares of the patients assessed, by worst grade.";
    made.scene = report::bars_scene(bars);
    made.csv = report::bars_csv(bars);
    return made;
  }

  Cell share_cell(std::int64_t x, std::int64_t n) const {
    const auto interval = response::clopper_pearson(x, n, found_.options.level);
    if (!interval) return report::undefined_number;
    const double share = double(x) / double(n);
    return {
        fmt::format("{} ({}%; {}–{}%)", x, report::fixed(100 * share, 1),
                    report::fixed(100 * interval->low, 1), report::fixed(100 * interval->high, 1)),
        {double(x), share, interval->low, interval->high}};
  }

  report::Table table(const Step& step) const {
    report::Table table;
    table.id = step.id;
    table.title = step.title;
    table.columns = {{"Toxicity", "", Align::left, {}}};
    for (std::size_t a = 0; a < found_.arms.size(); ++a)
      table.columns.push_back({found_.arm(a), "", Align::right, {"x", "share", "low", "high"}});
    const bool two = found_.arms.size() == 2;
    if (two)
      table.columns.push_back(
          {fmt::format("{} minus {}, percentage points", found_.arm(1), found_.arm(0)),
           "",
           Align::right,
           {"difference", "low", "high"}});
    for (const GradedToxicity& toxicity : found_.toxicities) add_rows(toxicity, two, table);
    table.footnotes = {
        fmt::format("Each patient at the worst grade{}; shares of those assessed, "
                    "with exact (Clopper–Pearson) {}.",
                    found_.options.scale.empty() ? "" : ", " + found_.options.scale,
                    interval_name(found_.options.level))};
    if (two) table.footnotes.emplace_back("Differences with Newcombe's interval.");
    return table;
  }

  void add_rows(const GradedToxicity& toxicity, bool two, report::Table& table) const {
    const auto row = [&](const std::string& name, auto count_of, bool share) {
      report::Row made;
      made.indent = 1;
      made.cells = {Cell(name)};
      for (const GradedArm& arm : toxicity.arms) {
        const std::int64_t x = count_of(arm);
        if (share)
          made.cells.push_back(share_cell(x, arm.counts.n));
        else
          made.cells.emplace_back(
              report::count_percent(double(x), double(arm.counts.n)),
              std::vector{double(x), report::no_value, report::no_value, report::no_value});
      }
      table.rows.push_back(std::move(made));
    };
    report::Row head;
    head.heading = true;
    head.cells = {Cell(toxicity.label)};
    for (const GradedArm& arm : toxicity.arms)
      head.cells.emplace_back(fmt::format("n = {}", arm.counts.n));
    table.rows.push_back(std::move(head));
    row(
        "None", [](const GradedArm& arm) { return arm.counts.none(); }, false);
    for (std::size_t g = 1; g <= safety::worst_grade; ++g)
      row(
          fmt::format("Grade {}", g), [&](const GradedArm& arm) { return arm.counts.grade[g]; },
          false);
    const auto any_of = [&](auto count_of) {
      return std::any_of(toxicity.arms.begin(), toxicity.arms.end(),
                         [&](const GradedArm& arm) { return count_of(arm) > 0; });
    };
    const auto unknown = [](const GradedArm& arm) { return arm.counts.grade[0]; };
    if (any_of(unknown)) row("Grade not known", unknown, false);
    for (const int least : found_.options.at_least) {
      row(
          Graded::threshold(least),
          [&](const GradedArm& arm) { return Graded::reaching(arm.counts, least); }, true);
      if (const auto effect = two ? found_.difference(toxicity, least) : std::nullopt)
        table.rows.back().cells.emplace_back(
            fmt::format(
                "{} ({})", report::fixed(100 * effect->estimate, 1),
                report::interval(100 * effect->interval.low, 100 * effect->interval.high, 1)),
            std::vector{effect->estimate, effect->interval.low, effect->interval.high});
    }
    const auto out = [](const GradedArm& arm) { return arm.not_assessed; };
    if (!any_of(out)) return;
    report::Row left;
    left.indent = 1;
    left.cells = {Cell("Not assessed")};
    for (const GradedArm& arm : toxicity.arms)
      left.cells.emplace_back(report::count(double(arm.not_assessed)),
                              std::vector{double(arm.not_assessed), report::no_value,
                                          report::no_value, report::no_value});
    table.rows.push_back(std::move(left));
  }

  Graded found_;
};

/// Worst grades by patient: 1 … 5, 0 not known; -1 none; -2 not assessed.
using PatientGrades = std::vector<int>;
constexpr int none_of_it = -1, not_assessed = -2;

std::string written(const cohort::Column& column, std::size_t row) {
  return column.numeric() ? report::exact(column.number[row])
                          : column.levels[static_cast<std::size_t>(column.code[row])];
}

std::optional<int> grade_in(const cohort::Column& column, std::size_t row) {
  return column.numeric()
             ? safety::grade_of(column.number[row])
             : safety::parse_grade(column.levels[static_cast<std::size_t>(column.code[row])]);
}

class GradedToxicityRequest final : public KindRequest {
public:
  GradedToxicityOptions options;
  Place place;

  std::string title(const Plan& plan) const override {
    std::vector<std::string> names;
    for (const Toxicity& toxicity : options.toxicities) names.push_back(toxicity.label);
    return fmt::format("{}", fmt::join(names, ", ")) + by_words(plan.table, options.by);
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> list{{"by", options.by}};
    for (const Toxicity& toxicity : options.toxicities)
      list.emplace_back("toxicities", toxicity.column);
    return list;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    grades(plan, step, problems, nullptr);
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    const ArmLevels arms = arm_levels(*step.table, options.by);
    if (arms.names.empty())
      return cannot_analyse("study.no_patients", "no patient has a value of " + options.by);
    Graded found;
    found.options = options;
    found.arms = arms.names;
    Problems problems;
    const std::vector<PatientGrades> grade_of_toxicity =
        grades(plan, step, problems, &found.warnings);
    if (!problems.empty()) return failure(std::move(problems));
    for (std::size_t i = 0; i < options.toxicities.size(); ++i) {
      const PatientGrades& grade = grade_of_toxicity[i];
      GradedToxicity graded{options.toxicities[i].label, std::vector<GradedArm>(arms.names.size())};
      for (std::size_t row = 0; row < grade.size(); ++row) {
        if (arms.code[row] < 0) continue;
        GradedArm& arm = graded.arms[static_cast<std::size_t>(arms.code[row])];
        if (grade[row] == not_assessed) {
          ++arm.not_assessed;
          continue;
        }
        ++arm.counts.n;
        if (grade[row] != none_of_it) ++arm.counts.grade[static_cast<std::size_t>(grade[row])];
      }
      found.toxicities.push_back(std::move(graded));
    }
    if (arms.n_missing > 0)
      found.warnings.push_back(fmt::format("{} {} left out: {} is not known", arms.n_missing,
                                           plural(arms.n_missing, "patient was", "patients were"),
                                           options.by));
    return std::make_unique<const GradedToxicityFinding>(std::move(found));
  }

private:
  /// Of every toxicity, in the order of the options; the problems of all of them at once.
  std::vector<PatientGrades> grades(const Plan& plan, const Step& step, Problems& problems,
                                    std::vector<std::string>* warnings) const {
    const std::size_t before = problems.size();
    const AdverseEvents records = recorded_events(plan, step, problems);
    const bool readable = problems.size() == before;
    std::vector<PatientGrades> found;
    for (const Toxicity& toxicity : options.toxicities)
      if (!toxicity.column.empty())
        found.push_back(of_cohort(plan, step, toxicity, problems));
      else
        found.push_back(readable ? of_records(step, toxicity, records, problems, warnings)
                                 : PatientGrades());
    return found;
  }

  /// Read once for all toxicities that are terms of the records; nothing where none is.
  AdverseEvents recorded_events(const Plan& plan, const Step& step, Problems& problems) const {
    if (std::all_of(options.toxicities.begin(), options.toxicities.end(),
                    [](const Toxicity& toxicity) { return toxicity.term.empty(); }))
      return {};
    AdverseEventColumns columns;
    columns.records = options.records;
    columns.term = options.term_column;
    columns.grade = options.grade_column;
    return read_adverse_events(plan, step, columns, 0, Impossible::problem, place, problems);
  }

  static PatientGrades of_cohort(const Plan& plan, const Step& step, const Toxicity& toxicity,
                                 Problems& problems) {
    const cohort::Table& table = *step.table;
    PatientGrades found(table.rows, not_assessed);
    const cohort::Column* column = table.find(toxicity.column);
    if (!column) return found;  // which was said
    cohort::ProblemLog log;
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (column->missing(row)) continue;
      const std::optional<int> grade = grade_in(*column, row);
      if (grade)
        found[row] = *grade == 0 ? none_of_it : *grade;
      else
        log.add("study.grade", column->name, [&] {
          return Problem{"",
                         {plan.cohort.table.file, table.line[row], column->name},
                         fmt::format("'{}' is no grade", written(*column, row)),
                         safety::accepted_grades,
                         "correct it, or declare it as missing"};
        });
    }
    const Problems wrong = log.take();
    problems.insert(problems.end(), wrong.begin(), wrong.end());
    return found;
  }

  /// Who has no row of the term did not have it; nobody, where no row has it and none has a term
  /// that it may be a misspelling of.
  PatientGrades of_records(const Step& step, const Toxicity& toxicity, const AdverseEvents& input,
                           Problems& problems, std::vector<std::string>* warnings) const {
    PatientGrades found(step.table->rows, none_of_it);
    bool met = false;
    for (const RecordedEvent& event : input.events) {
      if (cohort::plain_name(input.terms[event.term].name) != cohort::plain_name(toxicity.term))
        continue;
      met = true;
      found[event.patient] = std::max(found[event.patient], event.grade);
    }
    if (met) return found;
    std::string no_row =
        fmt::format("no row of [[records]] '{}' has the term '{}'", options.records, toxicity.term);
    std::vector<std::string> terms;
    for (const AdverseEventTerm& term : input.terms) terms.push_back(term.name);
    if (const std::string near = nearest_name(toxicity.term, terms); !near.empty())
      problems.push_back({"study.unknown_term", toxicity.place, std::move(no_row),
                          "a term of the file", "write '" + near + "' if that is meant",
                          Fault::input});
    else if (warnings)
      warnings->push_back(no_row + ": nobody is taken to have had it");
    return found;
  }
};

void read_toxicities(Section& section, const Protocol& protocol, GradedToxicityOptions& options) {
  bool of_records = false;
  for (Section& one : section.tables("toxicities", "label")) {
    Toxicity toxicity;
    toxicity.column = one.text("column").value_or("");
    toxicity.term = one.text("term").value_or("");
    toxicity.label =
        one.text("label").value_or(toxicity.term.empty() ? toxicity.column : toxicity.term);
    toxicity.place = one.place();
    if (toxicity.column.empty() == toxicity.term.empty())
      one.reject("", "study.toxicity", "needs one of column and term",
                 "column = a column of the cohort, or term = a term of the records");
    one.finish();
    of_records = of_records || !toxicity.term.empty();
    options.toxicities.push_back(std::move(toxicity));
  }
  if (options.toxicities.empty())
    section.reject("toxicities", "study.absent", "is not given",
                   "a list such as [{label = \"CRS\", column = \"crs_grade\"}]");
  if (of_records) options.records = read_records_id(section, protocol, "adverse_events");
  options.term_column = section.text("term").value_or("term");
  options.grade_column = section.text("grade").value_or("grade");
}

std::unique_ptr<const KindRequest> read_graded_toxicity(Section& section, const Protocol& protocol,
                                                        const AnalysisDefaults& defaults) {
  auto request = std::make_unique<GradedToxicityRequest>();
  request->place = section.place();
  GradedToxicityOptions& options = request->options;
  read_toxicities(section, protocol, options);
  options.scale = section.text("scale").value_or("");
  options.by = section.text("by").value_or(protocol.group);
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  if (!section.has("at_least")) return request;
  options.at_least.clear();
  for (const double least : section.numbers("at_least")) {
    const std::optional<int> grade = safety::grade_of(least);
    if (grade && *grade > 0 && (options.at_least.empty() || *grade > options.at_least.back()))
      options.at_least.push_back(*grade);
    else
      section.reject("at_least", "study.grade", "holds what is no grade, or is not in order",
                     "ascending grades from 1 to 5");
  }
  return request;
}

}  // namespace

Kind graded_toxicity_kind() {
  return {"graded_toxicity", "Safety", false, read_graded_toxicity, {}, true};
}

}  // namespace venscope::study
