// kind = "submap": are the groups of the study's cohort like the classes of another cohort, such as
// responders to a treatment? A surrogate, and called so.
#include "venscope/enrichment/submap.hpp"

#include "venscope/report/figure/heatmap_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/enrichment_json.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/gene_set_kinds.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Json;

/// The patients of a cohort with a sample, and the class of each. Classes that nobody has are not
/// among `classes`.
struct ClassedCohort {
  Matrix values;
  std::vector<std::int32_t> code;
  std::vector<std::string> classes;
  std::string label;
  std::size_t without_sample = 0, without_class = 0;
};

ClassedCohort classed_cohort(const cohort::Table& table, const std::string& column,
                             const Expression& expression, const SampledPatients& patients) {
  ClassedCohort made;
  made.values = rows_of(expression.values, patients.matrix);
  made.label = label_of(table, column);
  made.without_sample = table.rows - patients.step.size();
  const std::vector<int> codes = known_codes(*table.find(column));
  const std::vector<std::string> levels = level_labels(*table.find(column));
  std::vector<std::size_t> size(levels.size(), 0);
  for (const std::size_t row : patients.step)
    if (codes[row] >= 0) ++size[static_cast<std::size_t>(codes[row])];
  std::vector<std::int32_t> place(levels.size(), -1);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    if (size[level] == 0) continue;
    place[level] = static_cast<std::int32_t>(made.classes.size());
    made.classes.push_back(levels[level]);
  }
  for (const std::size_t row : patients.step) {
    made.code.push_back(codes[row] < 0 ? -1 : place[static_cast<std::size_t>(codes[row])]);
    made.without_class += codes[row] < 0;
  }
  return made;
}

void note_left_out(const ClassedCohort& cohort, const std::string& name, const RowNoun& noun,
                   std::vector<std::string>& warnings) {
  if (cohort.without_sample > 0)
    warnings.push_back(
        fmt::format("{}: {} {} have no sample", name, cohort.without_sample, noun.many));
  if (cohort.without_class > 0)
    warnings.push_back(fmt::format("{}: {} {} with a sample have no value of {} and are left out",
                                   name, cohort.without_class, noun.many,
                                   within_sentence(cohort.label)));
}

class SubmapFinding final : public Finding {
public:
  ClassedCohort ours, theirs;
  std::string other_label;
  enrichment::SubMapOptions options;
  enrichment::SubMap result;

  Json json() const override {
    Json json = submap_json(result, ours.classes, theirs.classes, options);
    json["classes"] = ours.classes;
    json["other_classes"] = theirs.classes;
    json["n_without_sample"] = ours.without_sample;
    json["other_n_without_sample"] = theirs.without_sample;
    json["n_without_class"] = ours.without_class;
    json["other_n_without_class"] = theirs.without_class;
    return json;
  }
  std::vector<std::string> warnings() const override { return result.warnings; }
  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    return {figure(step), table(step)};
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return {fmt::format(
        "likeness of the groups to the classes of {} was judged by subclass mapping ({} markers a "
        "class, {} permutations, Fisher's combination of both directions, Bonferroni), a surrogate "
        "of response",
        other_label, options.markers, options.permutations)};
  }
  std::vector<Limitation> limitations(const Plan&, const Step&) const override {
    return {{"response_surrogate",
             fmt::format("likeness of expression to the classes of {} is a surrogate: it does not "
                         "say how a patient of this cohort would respond",
                         other_label)}};
  }

private:
  report::Figure figure(const Step& step) const;
  report::Table table(const Step& step) const;
};

report::Figure SubmapFinding::figure(const Step& step) const {
  report::HeatmapFigure drawn;
  drawn.values = Matrix(ours.classes.size(), theirs.classes.size());
  for (const enrichment::ClassPair& pair : result.pairs)
    drawn.values(pair.a, pair.b) = std::max(0.0, -std::log10(pair.bonferroni));
  for (std::size_t i = 0; i < ours.classes.size(); ++i)
    drawn.rows.push_back(fmt::format("{} (n = {})", ours.classes[i], result.size_a[i]));
  for (std::size_t i = 0; i < theirs.classes.size(); ++i)
    drawn.columns.push_back(fmt::format("{} (n = {})", theirs.classes[i], result.size_b[i]));
  drawn.diverging = false;
  drawn.numbers = 2;
  drawn.value_label = "−log10 p (Bonferroni)";
  drawn.limit =
      std::max(2.0, *std::max_element(drawn.values.values.begin(), drawn.values.values.end()));
  drawn.width = report::single_column;
  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{}. Rows: {}, groups of this cohort; columns: {}, classes of {}. 1.30 is p = 0.05. A "
      "surrogate: likeness of expression, not response.",
      step.title, within_sentence(ours.label), within_sentence(theirs.label), other_label);
  figure.scene = report::heatmap_scene(drawn);
  figure.csv = report::heatmap_csv(drawn);
  return figure;
}

report::Table SubmapFinding::table(const Step& step) const {
  report::Table table;
  table.id = step.id + "-table";
  table.title = step.title;
  table.columns = {
      {ours.label, "", Align::left, {}}, {theirs.label + ", " + other_label, "", Align::left, {}},
      {"ES", "", Align::right, {"es"}},  {"ES, reverse", "", Align::right, {"es_reverse"}},
      {"p", "", Align::right, {"p"}},    {"Bonferroni", "", Align::right, {"bonferroni"}},
      {"q", "", Align::right, {"q"}}};
  for (const enrichment::ClassPair& pair : result.pairs) {
    report::Row row;
    row.cells.emplace_back(ours.classes[pair.a]);
    row.cells.emplace_back(theirs.classes[pair.b]);
    row.cells.emplace_back(report::fixed(pair.score_ab, 2), pair.score_ab);
    row.cells.emplace_back(report::fixed(pair.score_ba, 2), pair.score_ba);
    row.cells.emplace_back(report::p_value(pair.p), pair.p);
    row.cells.emplace_back(report::p_value(pair.bonferroni), pair.bonferroni);
    row.cells.emplace_back(report::p_value(pair.q), pair.q);
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(
      fmt::format("ES: enrichment of the group's {} marker genes at the top of the class's "
                  "ranking, of {} genes "
                  "of both cohorts; reverse: of the class's markers in the group's. p: both "
                  "together; Bonferroni "
                  "and q (Benjamini and Hochberg) over the {} pairs.",
                  options.markers, result.shared.size(), result.pairs.size()));
  return table;
}

class SubmapRequest final : public KindRequest {
public:
  std::string expression, group, cohort, cohort_group;
  enrichment::SubMapOptions options;

  std::string title(const Plan& plan) const override {
    return fmt::format("Likeness of {} to the classes of {} (a surrogate)",
                       within_sentence(label_of(plan.table, group)), cohort_name(plan));
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    return {{"group", group}};
  }
  std::vector<std::string> cohorts() const override { return {cohort}; }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    check_categories(plan, group, step.request->place, problems);
    const ValidationCohort* other = find_cohort(plan, cohort);
    if (!other) return;
    const auto wrong = [&](std::string_view entry, std::string code, std::string what,
                           std::string expected) {
      Place place = step.request->place;
      place.column += fmt::format(".{}", entry);
      problems.push_back(
          {std::move(code), place, std::move(what), std::move(expected), "", Fault::input});
    };
    if (!other->table.columns.empty()) {  // else its file could not be read, which is said already
      const cohort::Column* column = other->table.find(cohort_group);
      if (!column)
        wrong("cohort_group", "study.unknown_column",
              fmt::format("there is no column '{}' in {}", cohort_group, other->cohort.file),
              "the column of its classes");
      else if (column->numeric())
        wrong(
            "cohort_group", "study.not_categories",
            fmt::format("column '{}' of {} holds no categories", cohort_group, other->cohort.file),
            "a column of categories");
    }
    const auto& declared = plan.protocol.expressions;
    if (std::none_of(declared.begin(), declared.end(), [&](const ExpressionRequest& one) {
          return one.id == expression && one.cohort == cohort;
        }))
      wrong("cohort", "study.no_expression",
            fmt::format("there is no matrix '{}' of the cohort '{}'", expression, cohort),
            fmt::format("an [[expression]] with id = '{}' and cohort = '{}'", expression, cohort));
  }
  std::size_t work() const override { return 2; }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    const ValidationCohort& other = *find_cohort(plan, cohort);
    const Expression& first = *plan.expression(expression);
    const Expression& second = *plan.expression(expression, cohort);
    auto finding = std::make_unique<SubmapFinding>();
    finding->ours = classed_cohort(*step.table, group, first, sampled_patients(plan, step, first));
    finding->theirs = classed_cohort(patients_of(other, step), cohort_group, second,
                                     sampled_patients(other, step, second));
    finding->other_label = cohort_name(plan);
    finding->options = options;
    finding->options.threads = context.threads;
    auto result = enrichment::submap(
        {&finding->ours.values, first.genes, finding->ours.code, finding->ours.classes},
        {&finding->theirs.values, second.genes, finding->theirs.code, finding->theirs.classes},
        finding->options);
    if (!result) return tl::unexpected(std::move(result.error()));
    finding->result = std::move(*result);
    note_left_out(finding->ours, "this cohort", plan.protocol.noun, finding->result.warnings);
    note_left_out(finding->theirs, finding->other_label, plan.protocol.noun,
                  finding->result.warnings);
    return finding;
  }

private:
  std::string cohort_name(const Plan& plan) const {
    const ValidationCohort* other = find_cohort(plan, cohort);
    return other && !other->label.empty() ? other->label : cohort;
  }
};

std::unique_ptr<const KindRequest> read_submap(Section& section, const Protocol& protocol,
                                               const AnalysisDefaults&) {
  auto request = std::make_unique<SubmapRequest>();
  request->expression = read_expression_id(section, protocol);
  request->group = section.text("group").value_or(protocol.group);
  if (request->group.empty())
    section.reject("", "study.no_group", "no group is named",
                   "group = a column of categories of the cohort");
  request->cohort = section.required_text("cohort", "the id of a [[validation_cohort]]");
  request->cohort_group =
      section.required_text("cohort_group", "the column of its classes, such as its responders");
  request->options.markers =
      static_cast<std::size_t>(section.whole("markers", 1, 100'000).value_or(100));
  request->options.permutations =
      static_cast<std::size_t>(section.whole("permutations", 10, 10'000'000).value_or(1000));
  request->options.weight = section.number("weight", 0, 10).value_or(1);
  request->options.pooled = section.flag("pooled").value_or(true);
  request->options.seed = static_cast<std::uint64_t>(
      section.whole("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(1));
  return request;
}

}  // namespace

Kind submap_kind() {
  return {"submap", "Likeness to another cohort", false, read_submap};
}

}  // namespace venscope::study
