// kind = "fractions": fractions of cell types in each sample, from a signature matrix that the user
// gives, by group.
#include "venscope/enrichment/fractions.hpp"

#include "venscope/cohort/matrix_file.hpp"
#include "venscope/report/figure/composition_figure.hpp"
#include "venscope/report/figure/strip_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/gene_set_kinds.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Json;
using report::json_number;

constexpr std::size_t most_strip_types = 12;  // cell types drawn patient by patient
constexpr double fit_level = 0.05;

/// The signature's file, as the protocol names it.
struct SignatureFile {
  std::string file, path, sha256;
};

class FractionsFinding final : public Finding {
public:
  SignatureFile signature;
  std::vector<std::string> types;
  enrichment::FractionOptions options;
  enrichment::Fractions result;
  std::string group_label;  ///< "" without groups
  std::vector<std::string> groups;
  std::vector<int> code;  ///< of each patient with a sample
  std::vector<GroupedNumber> by_type;
  GroupedNumber correlation, rmse;  ///< of the fit
  std::size_t n_without_sample = 0;
  RowNoun noun = {};

  void compare();
  Json json() const override;
  std::vector<std::string> warnings() const override { return result.warnings; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> methods(const Plan&, const Step&) const override;
  std::vector<Limitation> limitations(const Plan&, const Step&) const override;

private:
  std::vector<double> of_type(std::size_t type) const;
  std::vector<double> correlations() const;
  std::vector<double> residuals() const;
  std::size_t unfitted() const;
  /// Samples whose values the signature explains no better than values drawn at random.
  std::size_t poorly_fitted() const;
  std::vector<std::size_t> drawn_order(int group, std::size_t first_type) const;
  report::Figure composition(const Step& step) const;
  report::Figure strip(const Step& step) const;
  report::Figure fit_strip(const Step& step) const;
  report::Table table(const Step& step) const;
  report::Table fit_table(const Step& step) const;
  std::string value_label() const { return options.sum_to_one ? "Fraction" : "Coefficient"; }
};

constexpr double no_fraction = std::numeric_limits<double>::quiet_NaN();

std::vector<double> FractionsFinding::of_type(std::size_t type) const {
  std::vector<double> values;
  for (const enrichment::SampleFractions& sample : result.samples)
    values.push_back(sample.fraction.empty() ? no_fraction : sample.fraction[type]);
  return values;
}

std::vector<double> FractionsFinding::correlations() const {
  std::vector<double> values;
  for (const enrichment::SampleFractions& sample : result.samples)
    values.push_back(sample.correlation.value_or(no_fraction));
  return values;
}

std::vector<double> FractionsFinding::residuals() const {
  std::vector<double> values;
  for (const enrichment::SampleFractions& sample : result.samples) values.push_back(sample.rmse);
  return values;
}

std::size_t FractionsFinding::unfitted() const {
  return static_cast<std::size_t>(
      std::count_if(result.samples.begin(), result.samples.end(),
                    [](const auto& sample) { return sample.fraction.empty(); }));
}

std::size_t FractionsFinding::poorly_fitted() const {
  return static_cast<std::size_t>(
      std::count_if(result.samples.begin(), result.samples.end(),
                    [](const auto& sample) { return sample.p && *sample.p > fit_level; }));
}

void FractionsFinding::compare() {
  std::vector<GroupedNumber*> numbers;
  by_type.resize(types.size());
  for (std::size_t type = 0; type < types.size(); ++type) {
    by_type[type] = by_group(of_type(type), code, groups.size());
    numbers.push_back(&by_type[type]);
  }
  adjust_grouped(numbers);
  // The quality of the fit is described, not a question of its own: no q.
  correlation = by_group(correlations(), code, groups.size());
  rmse = by_group(residuals(), code, groups.size());
}

Json FractionsFinding::json() const {
  Json json;
  json["signature"] = {{"file", signature.file}, {"sha256", signature.sha256}};
  json["n"] = result.samples.size();
  json["n_without_sample"] = n_without_sample;
  json["n_without_fit"] = unfitted();
  json["shared_genes"] = result.shared.size();
  json["absent_genes"] = result.absent;
  json["sum_to_one"] = options.sum_to_one;
  json["quantile_normalised"] = options.quantile_normalise;
  json["permutations"] = options.permutations;
  json["seed"] = options.seed;
  json["groups"] = groups;
  json["cell_types"] = Json::array();
  for (std::size_t type = 0; type < types.size(); ++type) {
    Json one = {{"cell_type", types[type]}};
    add_grouped(one, by_type[type], groups);
    json["cell_types"].push_back(std::move(one));
  }
  json["fit"] = Json::object();
  add_grouped(json["fit"]["correlation"], correlation, groups);
  add_grouped(json["fit"]["rmse"], rmse, groups);
  for (const char* quality : {"correlation", "rmse"}) json["fit"][quality].erase("q");
  json["fit"]["n_p_above_0_05"] = options.permutations > 0 ? Json(poorly_fitted()) : Json(nullptr);
  json["warnings"] = result.warnings;
  return json;
}

/// The patients of a group as they are drawn: by their fraction of one type, falling.
std::vector<std::size_t> FractionsFinding::drawn_order(int group, std::size_t first_type) const {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < code.size(); ++i)
    if (code[i] == group) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto &x = result.samples[a].fraction, &y = result.samples[b].fraction;
    if (x.empty() || y.empty()) return !x.empty() && y.empty();
    return x[first_type] > y[first_type];
  });
  return order;
}

report::Figure FractionsFinding::composition(const Step& step) const {
  std::vector<double> mean(types.size(), 0);
  for (const enrichment::SampleFractions& sample : result.samples)
    for (std::size_t type = 0; type < sample.fraction.size(); ++type)
      mean[type] += sample.fraction[type];
  const auto most =
      static_cast<std::size_t>(std::max_element(mean.begin(), mean.end()) - mean.begin());
  report::CompositionFigure drawn;
  for (const std::string& type : types) drawn.parts.push_back(set_label(type));
  const auto add = [&](const std::string& label, int group) {
    report::CompositionGroup bars{label, {}};
    for (const std::size_t i : drawn_order(group, most))
      bars.share.push_back(result.samples[i].fraction);
    if (!bars.share.empty()) drawn.groups.push_back(std::move(bars));
  };
  for (std::size_t g = 0; g < groups.size(); ++g) add(groups[g], static_cast<int>(g));
  add("Not known", -1);
  drawn.value_label = value_label();
  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{}. Each bar is one {}{}, ordered by {}.{}", step.title, noun.one,
      group_label.empty() ? "" : ", by " + within_sentence(group_label), set_label(types[most]),
      unfitted() > 0 ? fmt::format(" Empty: the {} that fit no cell type.", unfitted()) : "");
  figure.scene = report::composition_scene(drawn);
  figure.csv = report::composition_csv(drawn);
  return figure;
}

void add_strips(report::StripFigure& drawn, const std::string& label,
                const std::vector<double>& values, const GroupedNumber& number,
                const std::vector<std::string>& groups, const std::vector<int>& code) {
  for (std::size_t g = 0; g < groups.size(); ++g)
    drawn.rows.push_back({groups.size() > 1 ? label + ": " + groups[g] : label,
                          of_group(values, code, static_cast<int>(g)), number.groups[g].median,
                          number.groups[g].q1, number.groups[g].q3});
}

report::Figure FractionsFinding::strip(const Step& step) const {
  std::vector<std::size_t> order(types.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return by_type[a].p.value_or(2) < by_type[b].p.value_or(2);
  });
  if (order.size() > most_strip_types) order.resize(most_strip_types);
  report::StripFigure drawn;
  for (const std::size_t type : order)
    add_strips(drawn, set_label(types[type]), of_type(type), by_type[type], groups, code);
  drawn.low = 0;
  drawn.value_label = value_label();
  drawn.width = report::double_column;
  report::Figure figure;
  figure.id = step.id + "-types";
  figure.caption = fmt::format(
      "{}: every {} as a dot, with median and quartiles{}.", step.title, noun.one,
      types.size() > order.size()
          ? fmt::format("; the {} cell types with the smallest p of {}", order.size(), types.size())
          : "");
  figure.scene = report::strip_scene(drawn);
  figure.csv = report::strip_csv(drawn);
  return figure;
}

report::Figure FractionsFinding::fit_strip(const Step& step) const {
  report::StripFigure drawn;
  add_strips(drawn, "Fit", correlations(), correlation, groups, code);
  drawn.value_label = "Correlation of fitted and observed values";
  drawn.low = 0;  // and below where a fit is worse than none
  for (const enrichment::SampleFractions& sample : result.samples)
    drawn.low = std::min(*drawn.low, sample.correlation.value_or(0));
  drawn.high = 1;
  report::Figure figure;
  figure.id = step.id + "-fit";
  figure.caption = fmt::format(
      "{}: how well the signature explains each sample (Pearson’s correlation over {} genes).",
      step.title, result.shared.size());
  figure.scene = report::strip_scene(drawn);
  figure.csv = report::strip_csv(drawn);
  return figure;
}

report::Table FractionsFinding::table(const Step& step) const {
  report::Table table;
  table.id = step.id + "-table";
  table.title = step.title;
  table.columns = {{"Cell type", "", Align::left, {}}};
  add_group_columns(table, groups);
  for (std::size_t type = 0; type < types.size(); ++type) {
    report::Row row;
    row.cells.emplace_back(set_label(types[type]));
    add_group_cells(row, by_type[type], 3);
    table.rows.push_back(std::move(row));
  }
  if (groups.size() > 1) table.footnotes.push_back(group_test_note(groups.size(), "cell types"));
  if (options.sum_to_one)
    table.footnotes.emplace_back(
        "Fractions of a sample add up to 1: where one rises, others fall, and the tests of "
        "different cell types are not independent.");
  table.footnotes.push_back(fmt::format(
      "{} genes of the signature {} used{}.", result.shared.size(), signature.file,
      result.absent.empty() ? "" : fmt::format(", {} not measured", result.absent.size())));
  return table;
}

report::Table FractionsFinding::fit_table(const Step& step) const {
  report::Table table;
  table.id = step.id + "-fit-table";
  table.title = step.title + ": quality of the fit";
  table.columns = {{"", "", Align::left, {}}};
  for (const std::string& group : groups)
    table.columns.push_back({group + ", median (IQR)", "", Align::right, {"median", "q1", "q3"}});
  const auto add = [&](const char* label, GroupedNumber number, int decimals) {
    report::Row row;
    row.cells.emplace_back(label);
    add_group_cells(row, number, decimals);
    row.cells.resize(std::min(row.cells.size(), table.columns.size()));  // described, not tested
    table.rows.push_back(std::move(row));
  };
  add("Correlation of fitted and observed values", correlation, 3);
  add("Root mean squared residual", rmse, 1);
  if (options.permutations > 0)
    table.footnotes.push_back(fmt::format(
        "{} of {} samples are explained no better than values drawn at random (p above "
        "{}, {} draws): their fractions mean little.",
        poorly_fitted(), result.samples.size() - unfitted(), fit_level, options.permutations));
  return table;
}

std::vector<report::Block> FractionsFinding::blocks(const Plan&, const Step& step) const {
  return {composition(step), strip(step), table(step), fit_strip(step), fit_table(step)};
}

std::vector<std::string> FractionsFinding::methods(const Plan&, const Step&) const {
  return {fmt::format(
      "{} of {} cell types were estimated in each sample by non-negative least squares on the "
      "signature matrix {} ({} genes, linear scale){}",
      options.sum_to_one ? "fractions" : "coefficients", types.size(), signature.file,
      result.shared.size(),
      groups.size() > 1
          ? fmt::format(
                ", and compared between groups by the {} test with q values of Benjamini and "
                "Hochberg",
                groups.size() == 2 ? "Mann–Whitney" : "Kruskal–Wallis")
          : "")};
}

std::vector<Limitation> FractionsFinding::limitations(const Plan&, const Step& step) const {
  std::vector<Limitation> found;
  if (n_without_sample > 0)
    found.push_back({"no_sample",
                     fmt::format("{}: {} {} have no sample and no fractions", step.title,
                                 n_without_sample, noun.many),
                     {{"patients", static_cast<double>(n_without_sample)}}});
  if (poorly_fitted() > 0)
    found.push_back({"poor_fit",
                     fmt::format("{}: the signature explains {} samples no better than values "
                                 "drawn at random",
                                 step.title, poorly_fitted()),
                     {{"samples", static_cast<double>(poorly_fitted())}}});
  return found;
}

class FractionsRequest final : public KindRequest {
public:
  std::string expression, group;
  SignatureFile signature;
  enrichment::FractionOptions options;

  std::string title(const Plan&) const override { return "Fractions of cell types"; }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    if (group.empty()) return {};
    return {{"group", group}};
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  std::size_t work() const override { return 2; }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override;
};

void FractionsRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  if (!group.empty()) check_categories(plan, group, step.request->place, problems);
  if (!signature.path.empty())
    if (const auto read = cohort::read_matrix(signature.path); !read)
      for (const Problem& problem : read.error()) problems.push_back(problem);
  for (const ExpressionRequest& declared : plan.protocol.expressions) {
    if (declared.id != expression || !declared.cohort.empty()) continue;
    if (declared.scale == ExpressionScale::linear || declared.scale == ExpressionScale::counts)
      continue;
    Place place = step.request->place;
    place.column += ".expression";
    problems.push_back(
        {"study.fractions_scale", place,
         fmt::format("the scale of [[expression]] '{}' is {}: a mixture is a sum of cells, and the "
                     "logarithm of a sum is not the sum of logarithms",
                     expression, name_of(declared.scale)),
         "scale = 'linear' or 'counts'",
         "declare a second [[expression]] with the values before the logarithm", Fault::input});
  }
}

Result<std::unique_ptr<const Finding>> FractionsRequest::run(const Plan& plan, const Step& step,
                                                             const RunContext& context) const {
  const Expression* matrix = plan.expression(expression);
  if (!matrix) return cannot_analyse("study.no_expression", "there is no matrix " + expression, "");
  auto read = cohort::read_matrix(signature.path);
  if (!read) return tl::unexpected(std::move(read.error()));
  const SampledValues sampled = sampled_values(plan, step, *matrix);
  auto finding = std::make_unique<FractionsFinding>();
  finding->signature = signature;
  finding->signature.sha256 = read->sha256;
  finding->types = read->samples;
  finding->options = options;
  finding->options.threads = context.threads;
  auto result = enrichment::cell_fractions(sampled.values, matrix->genes, read->values,
                                           read->features, read->samples, finding->options);
  if (!result) return tl::unexpected(std::move(result.error()));
  finding->result = std::move(*result);
  finding->n_without_sample = step.table->rows - sampled.rows.size();
  finding->code.assign(sampled.rows.size(), 0);
  finding->noun = plan.protocol.noun;
  finding->groups = {"All " + finding->noun.many};
  if (!group.empty()) {
    const cohort::Column& column = *step.table->find(group);
    finding->group_label = label_of(plan.table, group);
    finding->groups = level_labels(column);
    const std::vector<int> codes = known_codes(column);
    for (std::size_t i = 0; i < sampled.rows.size(); ++i) finding->code[i] = codes[sampled.rows[i]];
  }
  finding->compare();
  return finding;
}

std::unique_ptr<const KindRequest> read_fractions(Section& section, const Protocol& protocol,
                                                  const AnalysisDefaults&) {
  auto request = std::make_unique<FractionsRequest>();
  request->expression = read_expression_id(section, protocol);
  request->signature.file = section.required_text(
      "signature", "a matrix of genes by cell types on a linear scale, relative to the protocol");
  if (!request->signature.file.empty())
    request->signature.path =
        (std::filesystem::path(protocol.file).parent_path() / request->signature.file).string();
  request->group = section.text("group").value_or(protocol.group);
  request->options.sum_to_one = !section.flag("absolute").value_or(false);
  request->options.quantile_normalise = section.flag("quantile").value_or(false);
  request->options.permutations =
      static_cast<std::size_t>(section.whole("permutations", 0, 1'000'000).value_or(100));
  request->options.seed = static_cast<std::uint64_t>(
      section.whole("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(1));
  return request;
}

}  // namespace

Kind fractions_kind() {
  return {"fractions", "Cell fractions", false, read_fractions};
}

}  // namespace venscope::study
