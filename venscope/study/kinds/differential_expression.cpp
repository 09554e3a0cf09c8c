// kind = "differential_expression": which genes differ between groups of patients or cultures.
#include "venscope/base/quantile.hpp"
#include "venscope/report/figure/gene_scatter.hpp"
#include "venscope/report/figure/strip_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/differential_analysis.hpp"
#include "venscope/study/kinds/gene_tables.hpp"
#include "venscope/study/kinds/kinds.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

namespace venscope::study {

using report::Align;
using report::Cell;

namespace {

class DifferentialFinding final : public Finding {
public:
  DifferentialFinding(DifferentialAnalysis analysis, std::vector<std::string> named, double cut,
                      std::vector<report::StripRow> strips)
      : analysis_(std::move(analysis)),
        named_(std::move(named)),
        cut_(cut),
        strips_(std::move(strips)) {}

  report::Json json() const override { return to_json(analysis_); }
  std::vector<std::string> warnings() const override { return analysis_.frame.warnings; }
  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    std::vector<report::Block> blocks;
    if (one()) {
      blocks.emplace_back(volcano(step));
      blocks.emplace_back(mean_difference(step));
    }
    blocks.emplace_back(table(step, "genes", "The genes with the smallest p", first_rows()));
    if (!named_.empty()) blocks.emplace_back(named_table(step));
    if (!strips_.empty()) blocks.emplace_back(strip(step));
    if (analysis_.result.voom) blocks.emplace_back(variance_trend(step));
    return blocks;
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override;
  std::vector<std::string> summary(const Plan&, const Step& step) const override {
    return {fmt::format("{}{}: {} of {} genes with q below {}", step.title,
                        one() ? ", " + analysis_.compared[0] : "", called(),
                        analysis_.result.tested.size(), cut_)};
  }
  std::vector<Limitation> limitations(const Plan&, const Step& step) const override {
    const std::size_t samples = analysis_.frame.rows.size();
    if (samples >= 12) return {};
    return {
        {"few_samples",
         fmt::format("{}: {} samples; moderated variances help, but differences between the "
                     "samples that nobody measured cannot be told from those between the groups",
                     step.title, samples),
         {{"samples", static_cast<double>(samples)}}}};
  }

  /// Those with q below the cut, of one coefficient by direction.
  std::optional<GeneCalls> gene_calls(const Plan&) const override {
    const expression::Differential& result = analysis_.result;
    GeneCalls calls;
    calls.measured = analysis_.genes;
    if (one())
      calls.called = {{"Higher, " + analysis_.compared[0], {}},
                      {"Lower, " + analysis_.compared[0], {}}};
    else
      calls.called = {{"Different", {}}};
    for (std::size_t row = 0; row < result.tested.size(); ++row) {
      if (std::isnan(result.p[row])) continue;
      calls.tested.push_back(gene(row));
      if (!(result.q[row] < cut_)) continue;
      const bool lower = one() && result.fit.coefficients(row, 0) < 0;
      calls.called[lower ? 1 : 0].second.push_back(gene(row));
    }
    return calls;
  }

private:
  bool one() const { return analysis_.result.fit.names.size() == 1; }
  std::size_t called() const {
    const auto& q = analysis_.result.q;
    return static_cast<std::size_t>(
        std::count_if(q.begin(), q.end(), [&](double value) { return value < cut_; }));
  }
  const std::string& gene(std::size_t row) const {
    return analysis_.genes[analysis_.result.tested[row]];
  }
  bool is_named(std::size_t row) const {
    return std::find(named_.begin(), named_.end(), gene(row)) != named_.end();
  }
  std::vector<std::size_t> first_rows() const {
    std::vector<std::size_t> rows = analysis_.result.by_p();
    rows.resize(std::min(rows.size(), genes_shown));
    return rows;
  }
  /// The dots of a figure of all genes; each stands where `place` has it, by its row.
  report::GeneScatter dots(
      const std::function<std::pair<double, double>(std::size_t)>& place) const;
  report::Figure volcano(const Step& step) const;
  report::Figure mean_difference(const Step& step) const;
  report::Figure variance_trend(const Step& step) const;
  report::Figure strip(const Step& step) const;
  report::Table table(const Step& step, const char* id, const char* title,
                      const std::vector<std::size_t>& rows) const;
  report::Table named_table(const Step& step) const;

  DifferentialAnalysis analysis_;
  std::vector<std::string> named_;
  double cut_;
  std::vector<report::StripRow> strips_;
};

report::Figure DifferentialFinding::volcano(const Step& step) const {
  const expression::Differential& result = analysis_.result;
  report::GeneScatter figure = dots([&](std::size_t row) {
    // p of 0 is below the smallest double.
    const double height = result.p[row] > 0.0 ? -std::log10(result.p[row]) : 308.0;
    return std::pair{result.fit.coefficients(row, 0), std::isnan(result.p[row]) ? NAN : height};
  });
  figure.x_label = "log₂ fold change, " + analysis_.compared[0];
  figure.y_label = "−log₁₀ p";
  figure.y_from_zero = figure.symmetric = true;
  report::Figure drawn;
  drawn.id = step.id + "-volcano";
  drawn.caption = fmt::format(
      "{}: {}. Each dot a gene; {} of {} have q below {} "
      "(Benjamini–Hochberg).",
      step.title, analysis_.compared[0], called(), result.tested.size(), cut_);
  drawn.scene = report::gene_scatter_scene(figure);
  drawn.csv = report::gene_scatter_csv(figure);
  return drawn;
}

report::GeneScatter DifferentialFinding::dots(
    const std::function<std::pair<double, double>(std::size_t)>& place) const {
  const expression::Differential& result = analysis_.result;
  report::GeneScatter figure;
  figure.groups = {fmt::format("q {} or more", cut_), "higher", "lower"};
  figure.width = report::double_column * 0.6;
  for (std::size_t row = 0; row < result.tested.size(); ++row) {
    const auto [x, y] = place(row);
    const std::size_t direction = result.fit.coefficients(row, 0) > 0 ? 1 : 2;
    figure.points.push_back({gene(row), x, y, result.q[row] < cut_ ? direction : 0, is_named(row)});
  }
  return figure;
}

report::Figure DifferentialFinding::mean_difference(const Step& step) const {
  const expression::Differential& result = analysis_.result;
  const bool counts = analysis_.options.fit.counts != expression::CountModel::none;
  report::GeneScatter figure = dots([&](std::size_t row) {
    const bool tested = !std::isnan(result.p[row]);
    return std::pair{result.fit.mean[row], tested ? result.fit.coefficients(row, 0) : NAN};
  });
  figure.x_label = counts ? "mean log₂ counts per million" : "mean expression";
  figure.y_label = "log₂ fold change, " + analysis_.compared[0];
  figure.y_symmetric = true;
  report::Figure drawn;
  drawn.id = step.id + "-ma";
  drawn.caption = fmt::format(
      "{}: {}, by how strongly a gene is expressed. A cloud that bends away from the line at 0 "
      "would speak of normalisation rather than of genes.",
      step.title, analysis_.compared[0]);
  drawn.scene = report::gene_scatter_scene(figure);
  drawn.csv = report::gene_scatter_csv(figure);
  return drawn;
}

report::Figure DifferentialFinding::variance_trend(const Step& step) const {
  const expression::Voom& voom = *analysis_.result.voom;
  report::GeneScatter figure;
  figure.groups = {"genes"};
  figure.trend_label = "trend";
  figure.x_label = "mean log₂ count";
  figure.y_label = "√ standard deviation";
  figure.y_from_zero = true;
  figure.trend_x = voom.trend_size;
  figure.trend_y = voom.trend_deviation;
  for (std::size_t row = 0; row < voom.size.size(); ++row)
    figure.points.push_back({gene(row), voom.size[row], voom.deviation[row], 0, false});
  report::Figure drawn;
  drawn.id = step.id + "-trend";
  drawn.caption = step.title +
                  ": how much a gene varies by how often it is read. Values weigh by the "
                  "trend at the count that the model fits for them.";
  drawn.scene = report::gene_scatter_scene(figure);
  drawn.csv = report::gene_scatter_csv(figure);
  return drawn;
}

report::Figure DifferentialFinding::strip(const Step& step) const {
  report::StripFigure figure;
  figure.rows = strips_;
  figure.value_label = analysis_.result.voom ? "log₂ counts per million" : "Expression";
  figure.width = report::double_column * 0.66;
  report::Figure drawn;
  drawn.id = step.id + "-named";
  drawn.caption = step.title + ": the genes asked for, every sample a dot, by group.";
  drawn.scene = report::strip_scene(figure);
  drawn.csv = report::strip_csv(figure);
  return drawn;
}

report::Table DifferentialFinding::table(const Step& step, const char* id, const char* title,
                                         const std::vector<std::size_t>& rows) const {
  const expression::Differential& result = analysis_.result;
  report::Table table;
  table.id = step.id + "-" + id;
  table.title = fmt::format("{}: {}", step.title, title);
  if (one()) table.title += ", " + analysis_.compared[0];
  table.columns = {{"Gene", "", Align::left, {}}};
  if (one())
    table.columns.push_back(
        {"log₂ FC (95% CI)", "", Align::right, {"log_fc", "conf_low", "conf_high"}});
  else
    for (std::size_t j = 0; j < result.fit.names.size(); ++j)
      table.columns.push_back({analysis_.compared[j], "", Align::right, {result.fit.names[j]}});
  table.columns.push_back({"Mean", "", Align::right, {"ave_expr"}});
  table.columns.push_back({one() ? "t" : "F", "", Align::right, {one() ? "t" : "f"}});
  table.columns.push_back({"p", "", Align::right, {"p"}});
  table.columns.push_back({"q", "", Align::right, {"q"}});
  for (const std::size_t row : rows) {
    report::Row line;
    line.cells.push_back(gene(row));
    if (one()) {
      const double middle = result.fit.coefficients(row, 0), half = result.half_width(row, 0);
      line.cells.push_back({report::estimate_interval(middle, middle - half, middle + half),
                            std::vector<double>{middle, middle - half, middle + half}});
    } else {
      for (std::size_t j = 0; j < result.fit.names.size(); ++j)
        line.cells.push_back(
            {report::fixed(result.fit.coefficients(row, j), 2), result.fit.coefficients(row, j)});
    }
    const double statistic = one() ? result.moderated.t(row, 0) : result.moderated.f[row];
    line.cells.push_back({report::fixed(result.fit.mean[row], 2), result.fit.mean[row]});
    line.cells.push_back({report::fixed(statistic, 2), statistic});
    line.cells.push_back({gene_p(result.p[row]), result.p[row]});
    line.cells.push_back({gene_p(result.q[row]), result.q[row]});
    table.rows.push_back(std::move(line));
  }
  return table;
}

report::Table DifferentialFinding::named_table(const Step& step) const {
  std::vector<std::size_t> rows;
  std::vector<std::string> absent, unread;
  for (const std::string& name : named_) {
    const auto& tested = analysis_.result.tested;
    const auto at = std::find_if(tested.begin(), tested.end(),
                                 [&](std::size_t g) { return analysis_.genes[g] == name; });
    if (at != tested.end())
      rows.push_back(static_cast<std::size_t>(at - tested.begin()));
    else if (std::find(analysis_.genes.begin(), analysis_.genes.end(), name) !=
             analysis_.genes.end())
      unread.push_back(name);
    else
      absent.push_back(name);
  }
  report::Table named = table(step, "named", "the genes asked for", rows);
  if (!absent.empty())
    named.footnotes.push_back(fmt::format("Not measured: {}.", fmt::join(absent, ", ")));
  if (!unread.empty())
    named.footnotes.push_back(
        fmt::format("Too few reads to be tested: {}.", fmt::join(unread, ", ")));
  return named;
}

std::vector<std::string> DifferentialFinding::methods(const Plan&, const Step&) const {
  const expression::DifferentialOptions& options = analysis_.options.fit;
  std::vector<std::string> sentences;
  if (options.counts != expression::CountModel::none)
    sentences.push_back(fmt::format(
        "Genes with too few reads for the design were left out; library sizes were normalised by "
        "the trimmed mean of M values, and counts {}.",
        options.counts == expression::CountModel::voom
            ? "turned into log2 counts per million with precision weights (voom)"
            : "turned into log2 counts per million"));
  sentences.push_back(fmt::format(
      "A linear model ({}) was fitted to every gene, with variances moderated by empirical "
      "Bayes{}{}{}; tested was {}, q values are those of Benjamini and Hochberg.",
      analysis_.frame.formula, options.trend ? ", with a trend in mean expression" : "",
      options.robust ? ", robustly" : "", options.sample_weights ? ", samples weighted" : "",
      fmt::join(analysis_.compared, ", ")));
  return sentences;
}

/// The values of the named genes by the first categorical term of the formula.
std::vector<report::StripRow> strips_of(const DifferentialAnalysis& analysis,
                                        const cohort::Table& table, const Matrix& values,
                                        const std::vector<std::string>& named) {
  const cohort::Column* group = nullptr;
  for (const formula::Term& term : analysis.frame.terms)
    if (!group && !term.reference.empty() && term.variables.size() == 1)
      group = table.find(term.variables[0]);
  const bool logs = analysis.options.fit.counts == expression::CountModel::logs;
  if (!group || group->numeric() || logs) return {};
  std::vector<report::StripRow> rows;
  for (const std::string& name : named) {
    const auto& tested = analysis.result.tested;
    const auto at = std::find_if(tested.begin(), tested.end(),
                                 [&](std::size_t g) { return analysis.genes[g] == name; });
    if (at == tested.end()) continue;
    const auto row = static_cast<std::size_t>(at - tested.begin());
    const auto gene =
        analysis.result.voom ? analysis.result.voom->logs.column(row) : values.column(*at);
    for (std::size_t level = 0; level < group->levels.size(); ++level) {
      report::StripRow strip{name + ", " + group->levels[level], {}, {}, {}, {}};
      for (std::size_t i = 0; i < analysis.frame.rows.size(); ++i)
        if (group->code[analysis.frame.rows[i]] == static_cast<std::int32_t>(level) &&
            std::isfinite(gene[i]))
          strip.values.push_back(gene[i]);
      if (strip.values.empty()) continue;
      std::vector<double> sorted = strip.values;
      std::sort(sorted.begin(), sorted.end());
      strip.median = sorted_quantile(sorted, 0.5);
      if (sorted.size() > 3) {
        strip.lower_quartile = sorted_quantile(sorted, 0.25);
        strip.upper_quartile = sorted_quantile(sorted, 0.75);
      }
      rows.push_back(std::move(strip));
    }
  }
  return rows;
}

class DifferentialRequest final : public KindRequest {
public:
  std::string expression, formula;
  DifferentialAnalysisOptions options;
  std::vector<std::string> named;
  double cut = 0.05;
  Place formula_place;

  std::string title(const Plan&) const override { return "Differential expression, " + formula; }
  bool calls_genes() const override { return true; }

  void check(const Plan&, const Step& step, Problems& problems) const override {
    if (const auto frame = formula::model_frame(formula, *step.table, {.no_response = true});
        !frame)
      for (Problem problem : frame.error()) {
        if (problem.place.file.empty() || problem.place.file == "formula")
          problem.place = formula_place;
        problems.push_back(std::move(problem));
      }
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    const Expression& matrix = *plan.expression(expression);
    const SampledStep sampled = sampled_step(plan, step, matrix);
    auto frame = formula::model_frame(formula, sampled.table, {.no_response = true});
    if (!frame) return tl::unexpected(std::move(frame.error()));
    SampledMatrix chosen;
    std::vector<std::size_t> rows;
    for (const std::size_t row : frame->rows) rows.push_back(sampled.matrix_rows[row]);
    chosen.values = rows_of(matrix.values, rows);
    chosen.samples = sample_names(sampled.table, frame->rows, plan.protocol.noun);
    chosen.without_sample = step.table->rows - sampled.table.rows;
    DifferentialAnalysisOptions asked = options;
    if (matrix.scale == ExpressionScale::counts)
      asked.fit.counts =
          asked.fit.trend ? expression::CountModel::logs : expression::CountModel::voom;
    auto analysis = differential_on(std::move(*frame), sampled.table, chosen, matrix.genes, asked);
    if (!analysis) return tl::unexpected(std::move(analysis.error()));
    if (matrix.scale == ExpressionScale::linear)
      analysis->frame.warnings.push_back(
          "the matrix is declared linear: differences of values, not of logarithms, were tested");
    auto strips = strips_of(*analysis, sampled.table, chosen.values, named);
    return std::make_unique<const DifferentialFinding>(std::move(*analysis), named, cut,
                                                       std::move(strips));
  }
};

std::unique_ptr<const KindRequest> read_differential(Section& section, const Protocol& protocol,
                                                     const AnalysisDefaults&) {
  auto request = std::make_unique<DifferentialRequest>();
  request->expression = read_expression_id(section, protocol);
  request->formula = section.required_text("formula", "the terms, such as \"~ group + age\"");
  request->formula_place = section.place("formula");
  request->options.coefficients = section.texts("coef");
  request->options.contrasts = section.texts("contrast");
  if (!request->options.coefficients.empty() && !request->options.contrasts.empty())
    section.reject("coef", "study.coef_and_contrast", "stands beside contrast", "one of the two");
  request->options.fit.trend = section.flag("trend").value_or(false);
  request->options.fit.robust = section.flag("robust").value_or(false);
  request->options.fit.sample_weights = section.flag("array_weights").value_or(false);
  request->options.fit.filter = !section.flag("all_genes").value_or(false);
  request->named = section.texts("label");
  request->cut = section.number("q", 0.0, 1.0).value_or(0.05);
  return request;
}

}  // namespace

Kind differential_expression_kind() {
  return {"differential_expression", "Gene expression", false, read_differential};
}

}  // namespace venscope::study
