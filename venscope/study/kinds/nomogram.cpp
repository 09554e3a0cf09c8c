// kind = "nomogram": the Cox model of an endpoint as axes of points.
#include "venscope/survival/nomogram.hpp"

#include "venscope/formula/splines.hpp"
#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/nomogram_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/run.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/step_limitations.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;

/// A term that can be an axis: a column, or rcs(column, knots).
struct AxisTerm {
  std::string text, column;
  std::size_t knots = 0;  ///< 0: no spline
};

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

AxisTerm axis_term(const std::string& text) {
  const std::size_t comma = text.find(',');
  if (!text.starts_with("rcs(") || !text.ends_with(')') || comma == std::string::npos)
    return {text, text, 0};
  AxisTerm term{text, trimmed(std::string_view(text).substr(4, comma - 4)), 0};
  const std::string knots =
      trimmed(std::string_view(text).substr(comma + 1, text.size() - comma - 2));
  const auto [end, error] = std::from_chars(knots.data(), knots.data() + knots.size(), term.knots);
  if (error != std::errc{} || end != knots.data() + knots.size()) return {text, text, 0};
  return term;
}

struct NomogramFound {
  CoxAnalysis model;
  survival::Nomogram nomogram;
  std::vector<std::vector<std::string>> marks;  ///< labels of each axis
  std::string unit;                             ///< of times
};

class NomogramFinding final : public Finding {
public:
  explicit NomogramFinding(NomogramFound found) : found_(std::move(found)) {}
  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan&, const Step& step) const override;
  std::vector<std::string> warnings() const override {
    std::vector<std::string> all = found_.model.frame.warnings;
    all.insert(all.end(), found_.nomogram.warnings.begin(), found_.nomogram.warnings.end());
    return all;
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return {
        "nomograms draw the linear predictor of a multivariable Cox model as points, the widest "
        "term "
        "spanning 100, and read survival from its baseline hazard"};
  }
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override {
    std::vector<Limitation> all;
    add_missing(plan, step, found_.model.frame, all);
    all.push_back(
        {"nomogram_not_validated",
         fmt::format("{}: its probabilities are those of the {} patients it was fitted in, "
                     "not corrected for optimism",
                     step.title, found_.model.fit.n),
         {{"patients", static_cast<double>(found_.model.fit.n)}}});
    return all;
  }

private:
  report::NomogramFigure drawn(const Step& step) const;
  report::Table points_table(const Step& step) const;
  report::Table totals_table(const Step& step) const;

  NomogramFound found_;
};

report::Json NomogramFinding::json() const {
  using report::json_number;
  const survival::Nomogram& nomogram = found_.nomogram;
  report::Json json = common_json("nomogram", found_.model.frame);
  json["points_unit"] = json_number(nomogram.unit);
  json["origin"] = json_number(nomogram.origin);
  json["total_points"] = json_number(nomogram.total_most);
  json["axes"] = report::Json::array();
  for (std::size_t j = 0; j < nomogram.axes.size(); ++j) {
    report::Json marks = report::Json::array();
    for (std::size_t k = 0; k < nomogram.axes[j].points.size(); ++k)
      marks.push_back(
          {{"value", found_.marks[j][k]}, {"points", json_number(nomogram.axes[j].points[k])}});
    json["axes"].push_back({{"term", nomogram.axes[j].term.name}, {"marks", std::move(marks)}});
  }
  json["survival"] = report::Json::array();
  for (const survival::NomogramSurvival& axis : nomogram.survival) {
    report::Json marks = report::Json::array();
    for (std::size_t k = 0; k < axis.total.size(); ++k)
      marks.push_back(
          {{"survival", json_number(axis.survival[k])}, {"total", json_number(axis.total[k])}});
    json["survival"].push_back({{"time", json_number(axis.time)}, {"marks", std::move(marks)}});
  }
  json["median"] = report::Json::array();
  for (std::size_t k = 0; k < nomogram.median.size(); ++k)
    json["median"].push_back({{"time", json_number(nomogram.median[k])},
                              {"total", json_number(nomogram.median_total[k])}});
  return json;
}

report::NomogramFigure NomogramFinding::drawn(const Step&) const {
  const survival::Nomogram& nomogram = found_.nomogram;
  report::NomogramFigure figure;
  for (std::size_t j = 0; j < nomogram.axes.size(); ++j) {
    report::NomogramRow row{nomogram.axes[j].term.name, {}};
    for (std::size_t k = 0; k < nomogram.axes[j].points.size(); ++k)
      row.marks.push_back({found_.marks[j][k], nomogram.axes[j].points[k]});
    figure.terms.push_back(std::move(row));
  }
  figure.total_most = nomogram.total_most;
  for (const survival::NomogramSurvival& axis : nomogram.survival) {
    report::NomogramRow row{"Survival at " + time_text(axis.time, found_.unit), {}};
    for (std::size_t k = 0; k < axis.total.size(); ++k)
      row.marks.push_back({fmt::format("{:g}", axis.survival[k]), axis.total[k]});
    figure.answers.push_back(std::move(row));
  }
  if (!nomogram.median.empty()) {
    report::NomogramRow row{
        found_.unit.empty() ? "Median survival" : "Median survival, " + found_.unit, {}};
    for (std::size_t k = 0; k < nomogram.median.size(); ++k)
      row.marks.push_back({fmt::format("{:g}", nomogram.median[k]), nomogram.median_total[k]});
    figure.answers.push_back(std::move(row));
  }
  figure.note =
      "Not corrected for optimism: the probabilities are those of the patients the model "
      "was fitted in.";
  return figure;
}

report::Table NomogramFinding::points_table(const Step& step) const {
  report::Table table;
  table.id = step.id;
  table.title = step.title + ": points";
  table.columns = {{"Term", "", Align::left, {}},
                   {"Value", "", Align::left, {}},
                   {"Points", "", Align::right, {"points"}}};
  for (std::size_t j = 0; j < found_.nomogram.axes.size(); ++j)
    for (std::size_t k = 0; k < found_.nomogram.axes[j].points.size(); ++k) {
      const double points = found_.nomogram.axes[j].points[k];
      report::Row row;
      row.cells = {k == 0 ? found_.nomogram.axes[j].term.name : "", found_.marks[j][k],
                   Cell(report::fixed(points, 0), points)};
      table.rows.push_back(std::move(row));
    }
  return table;
}

/// What a total of points means.
report::Table NomogramFinding::totals_table(const Step& step) const {
  const survival::Nomogram& nomogram = found_.nomogram;
  report::Table table;
  table.id = step.id + "-totals";
  table.title = step.title + ": total points";
  table.columns = {{"Total points", "", Align::right, {"total"}}};
  for (const survival::NomogramSurvival& axis : nomogram.survival)
    table.columns.push_back({"Survival at " + time_text(axis.time, found_.unit),
                             "",
                             Align::right,
                             {fmt::format("survival_{:g}", axis.time)}});
  table.columns.push_back({"Median", "", Align::right, {"median"}});
  for (const double total : report::nice_ticks(0, nomogram.total_most, 10).values) {
    report::Row row;
    row.cells.push_back(Cell(report::fixed(total, 0), total));
    for (const survival::NomogramSurvival& axis : nomogram.survival) {
      const double survival = nomogram.survival_at(axis.time, total);
      row.cells.push_back(Cell(report::percent(survival), survival));
    }
    const auto median = nomogram.median_at(total);
    row.cells.push_back(median ? Cell(report::fixed(*median, 1), *median)
                               : Cell("not reached", report::no_value));
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back("Not corrected for optimism.");
  return table;
}

std::vector<report::Block> NomogramFinding::blocks(const Plan&, const Step& step) const {
  const report::NomogramFigure figure = drawn(step);
  report::Figure block;
  block.id = step.id;
  block.caption = fmt::format(
      "{}. Read the points of each value upwards, add them, and read survival below the total. {} "
      "patients, {} events.",
      step.title, found_.model.fit.n, report::count(found_.model.fit.events));
  block.scene = report::nomogram_scene(figure);
  block.csv = report::nomogram_csv(figure);
  return {std::move(block), points_table(step), totals_table(step)};
}

class NomogramRequest final : public KindRequest {
public:
  NomogramRequest(std::vector<AxisTerm> terms, std::vector<double> times, survival::Ties ties)
      : terms_(std::move(terms)), times_(std::move(times)), ties_(ties) {}

  std::string title(const Plan&) const override { return "Nomogram"; }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> result;
    for (const AxisTerm& term : terms_) result.emplace_back("terms", term.column);
    return result;
  }
  void check(const Plan&, const Step& step, Problems& problems) const override {
    for (const AxisTerm& term : terms_) {
      const cohort::Column* column = step.table->find(term.column);
      if (column && term.knots > 0 && !column->numeric())
        problems.push_back({"study.nomogram", step.request->place,
                            fmt::format("{} is a category and has no spline", term.column),
                            "a column of numbers", ""});
      if (term.knots > 0 && term.knots < 3)
        problems.push_back({"study.nomogram", step.request->place,
                            fmt::format("{} has too few knots", term.text), "3 or more", ""});
    }
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override;

private:
  Result<survival::NomogramTerm> axis_of(const Plan& plan, const Step& step, std::size_t index,
                                         const CoxAnalysis& model,
                                         std::vector<std::string>& marks) const;

  std::vector<AxisTerm> terms_;
  std::vector<double> times_;
  survival::Ties ties_;
};

Result<survival::NomogramTerm> NomogramRequest::axis_of(const Plan&, const Step& step,
                                                        std::size_t index, const CoxAnalysis& model,
                                                        std::vector<std::string>& marks) const {
  const AxisTerm& declared = terms_[index];
  const formula::Term& term = model.frame.terms[index];
  const cohort::Column& column = *step.table->find(declared.column);
  const auto b = [&](std::size_t k) { return model.fit.terms[term.first_column + k].coef; };
  survival::NomogramTerm axis;
  axis.name = heading_of(*step.table, declared.column);
  if (!column.numeric()) {
    std::vector<bool> used(column.levels.size());
    for (const std::size_t row : model.frame.rows)
      used[static_cast<std::size_t>(column.code[row])] = true;
    axis.levels.push_back(term.reference);
    axis.effect.push_back(0);
    for (const std::string& level : column.levels)
      if (used[static_cast<std::size_t>(&level - column.levels.data())] && level != term.reference)
        axis.levels.push_back(level);
    if (axis.levels.size() != term.column_count + 1)
      return cannot_analyse("nomogram.levels",
                            fmt::format("{}: its levels are not those of the model", axis.name));
    for (std::size_t k = 0; k < term.column_count; ++k) axis.effect.push_back(b(k));
    marks = axis.levels;
    return axis;
  }
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const std::size_t row : model.frame.rows) {
    low = std::min(low, column.number[row]);
    high = std::max(high, column.number[row]);
  }
  const report::Ticks ticks = report::nice_ticks(low, high, 8);
  axis.values = ticks.values;
  marks = ticks.labels;
  if (declared.knots == 0) {
    for (const double value : axis.values) axis.effect.push_back(b(0) * value);
    return axis;
  }
  const auto knots = formula::harrell_knots(column.number, declared.knots);
  if (!knots) return failure(knots.error());
  const Matrix basis = formula::restricted_cubic_spline(axis.values, *knots);
  for (std::size_t i = 0; i < basis.rows; ++i) {
    double effect = 0;
    for (std::size_t k = 0; k < basis.columns; ++k) effect += b(k) * basis(i, k);
    axis.effect.push_back(effect);
  }
  return axis;
}

Result<std::unique_ptr<const Finding>> NomogramRequest::run(const Plan& plan, const Step& step,
                                                            const RunContext&) const {
  std::vector<std::string> texts;
  for (const AxisTerm& term : terms_) texts.push_back(term.text);
  const std::string formula = survival_side(plan.endpoints[*step.endpoint]) + " ~ " +
                              right_side(texts, {}, "", *step.table);
  CoxAnalysisOptions options;
  options.fit.ties = ties_;
  auto model = analyse_cox(formula, *step.table, options);
  if (!model) return failure(std::move(model.error()));
  NomogramFound found;
  std::vector<survival::NomogramTerm> terms;
  found.marks.resize(terms_.size());
  for (std::size_t j = 0; j < terms_.size(); ++j) {
    auto axis = axis_of(plan, step, j, *model, found.marks[j]);
    if (!axis) return failure(std::move(axis.error()));
    terms.push_back(std::move(*axis));
  }
  const formula::ModelFrame& frame = model->frame;
  const auto baseline =
      survival::baseline_hazard({.outcomes = frame.outcomes, .design = frame.design}, model->fit,
                                survival::Baseline::at_zero);
  if (!baseline) return failure(baseline.error());
  auto nomogram =
      survival::nomogram(terms, *baseline, times_.empty() ? times_of(plan, step) : times_);
  if (!nomogram) return failure(std::move(nomogram.error()));
  found.nomogram = std::move(*nomogram);
  found.unit = unit_of(plan, step);
  found.model = std::move(*model);
  return std::make_unique<const NomogramFinding>(std::move(found));
}

std::unique_ptr<const KindRequest> read_nomogram(Section& section, const Protocol&,
                                                 const AnalysisDefaults& defaults) {
  std::vector<AxisTerm> terms;
  for (const std::string& text : section.texts("terms")) terms.push_back(axis_term(text));
  if (terms.empty())
    section.reject("terms", "study.absent", "are not given",
                   "columns of the cohort, numbers as they are or as rcs(column, 4)");
  std::vector<double> times = section.numbers("times");
  if (times.empty()) times = defaults.times;
  const survival::Ties ties =
      section
          .choice<survival::Ties>(
              "ties", {{"efron", survival::Ties::efron}, {"breslow", survival::Ties::breslow}})
          .value_or(defaults.ties == survival::Ties::exact ? survival::Ties::efron : defaults.ties);
  return std::make_unique<const NomogramRequest>(std::move(terms), std::move(times), ties);
}

}  // namespace

Kind nomogram_kind() {
  return {"nomogram", "Nomogram", true, read_nomogram};
}

}  // namespace venscope::study
