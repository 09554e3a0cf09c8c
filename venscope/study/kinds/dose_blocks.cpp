#include "venscope/study/kinds/dose_blocks.hpp"

#include "venscope/report/figure/dose_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Cell;

constexpr std::size_t most_panels = 24;
/// Of rows in the table of IC50s.
constexpr std::size_t most_cultures = 60;

/// Three significant digits, zeros kept: 271, 64.5, 59.0; 1234 and 12,345 whole.
std::string three_digits(double value) {
  if (!std::isfinite(value)) return report::undefined_number;
  if (value == 0) return "0";
  const double size = std::fabs(value);
  const std::string sign = value < 0 ? "−" : "";
  if (size < 1e-4 || size >= 1e9) return sign + fmt::format("{:.2e}", size);
  // Of the rounded number: 9.996 is 10.0.
  int power = static_cast<int>(std::floor(std::log10(size)));
  if (size / std::pow(10.0, power) >= 9.995) ++power;
  const int decimals = std::max(0, 2 - power);
  if (decimals == 0 && size >= 1000) return sign + report::count(std::round(size));
  return sign + report::fixed(size, decimals);
}

report::DoseSeries series_of(const DoseCurve& curve, const DoseAnalysis& analysis,
                             const DoseWells& wells) {
  report::DoseSeries series;
  series.label = curve.group;
  for (const std::size_t row : curve.rows) {
    series.dose.push_back(wells.dose[row]);
    series.response.push_back(analysis.response[row]);
  }
  const dose::CurveFit& fit = curve.fit;
  if (fit.state == dose::CurveState::not_fitted) return series;
  constexpr int steps = 90;
  const double low = std::log(fit.lowest), high = std::log(fit.highest);
  for (int k = 0; k <= steps; ++k) {
    const double x = low + (high - low) * k / steps;
    series.curve_dose.push_back(std::exp(x));
    series.curve_response.push_back(dose::response_at(fit.curve, x));
    if (const auto at = dose::response_interval(fit, x, analysis.options.curve.level)) {
      series.curve_low.push_back(at->low);
      series.curve_high.push_back(at->high);
    }
  }
  // All of it or nothing.
  if (series.curve_low.size() != series.curve_dose.size())
    series.curve_low = series.curve_high = {};
  if (fit.ic50.censoring == dose::Censoring::undefined) return series;
  series.ic50 = fit.ic50.value;
  series.beyond = fit.ic50.censoring == dose::Censoring::above   ? report::DoseBeyond::above
                  : fit.ic50.censoring == dose::Censoring::below ? report::DoseBeyond::below
                                                                 : report::DoseBeyond::none;
  if (fit.interval && fit.interval->low > 0) series.low = fit.interval->low;
  if (fit.interval && std::isfinite(fit.interval->high)) series.high = fit.interval->high;
  return series;
}

/// "Signal (% of vehicle)".
std::string response_label(const DoseAnalysis& analysis, const DoseLabels& labels) {
  if (!labels.response.empty()) return labels.response;
  std::string column =
      labels.response_column.empty() ? analysis.options.columns.response : labels.response_column;
  if (const auto& control = analysis.options.negative)
    return fmt::format("{} (% of {})", column, control->value);
  return column;
}

report::Figure dose_figure(const DoseAnalysis& analysis, const DoseLabels& labels,
                           const std::string& id, const std::string& title) {
  report::DoseFigure drawn;
  drawn.dose_label = (labels.dose.empty() ? "Dose" : labels.dose) +
                     (labels.unit.empty() ? "" : " (" + labels.unit + ")");
  drawn.response_label = response_label(analysis, labels);
  if (const auto& control = analysis.options.curve.control) drawn.half = *control / 2;
  std::size_t left_out = 0;
  for (const DoseCurve& curve : analysis.curves) {
    const bool same = !drawn.panels.empty() && drawn.panels.back().title == curve.name;
    if (!same && drawn.panels.size() == most_panels) {
      ++left_out;
      continue;
    }
    if (!same) drawn.panels.push_back({curve.name, {}});
    drawn.panels.back().series.push_back(series_of(curve, analysis, labels.wells));
  }
  report::Figure figure;
  figure.id = id;
  figure.caption = title + ". Points: wells; lines: log-logistic curves over the doses tested";
  const bool banded =
      std::any_of(drawn.panels.begin(), drawn.panels.end(), [](const report::DosePanel& panel) {
        return std::any_of(panel.series.begin(), panel.series.end(),
                           [](const report::DoseSeries& one) { return !one.curve_low.empty(); });
      });
  if (banded)
    figure.caption += fmt::format(", with pointwise {} confidence bands by the delta method",
                                  report::level_text(analysis.options.curve.level));
  figure.caption +=
      ". Below: the IC50 with its interval; an arrow where it is beyond the doses tested.";
  if (std::any_of(drawn.panels.begin(), drawn.panels.end(),
                  [](const report::DosePanel& panel) { return panel.series.size() > 1; }))
    figure.caption += " Wells of the groups at one dose stand side by side.";
  if (drawn.half) figure.caption += " Dotted: half of the control.";
  if (left_out > 0) figure.caption += fmt::format(" {} more curves are in the table.", left_out);
  figure.scene = report::dose_scene(drawn);
  figure.csv = report::dose_csv(drawn);
  return figure;
}

std::string concentration_words(const dose::Concentration& concentration) {
  const char* const beyond = concentration.censoring == dose::Censoring::above   ? ">"
                             : concentration.censoring == dose::Censoring::below ? "<"
                                                                                 : "";
  return beyond + three_digits(concentration.value);
}

Cell concentration_cell(const dose::Concentration& concentration) {
  std::string text = concentration.censoring == dose::Censoring::undefined
                         ? std::string(report::undefined_number)
                         : concentration_words(concentration);
  const double censored = concentration.censoring == dose::Censoring::above   ? 1
                          : concentration.censoring == dose::Censoring::below ? -1
                          : concentration.censoring == dose::Censoring::none  ? 0
                                                                              : report::no_value;
  return {std::move(text), std::vector{concentration.value, censored}};
}

Cell dose_interval_cell(const dose::CurveFit& fit,
                        const std::optional<dose::ConcentrationInterval>& interval) {
  if (!interval) return {report::undefined_number};
  const double low = interval->low, high = interval->high;
  // Beyond the doses an end is said as such: what lies there was not tested.
  const auto end = [&](double value) {
    if (value < fit.lowest) return "<" + three_digits(fit.lowest);
    if (value > fit.highest) return ">" + three_digits(fit.highest);
    return three_digits(value);
  };
  return {
      end(low) + " to " + end(high),
      std::vector{low > 0 ? low : report::no_value, std::isfinite(high) ? high : report::no_value}};
}

std::vector<Cell> curve_cells(const dose::CurveFit& fit) {
  std::vector<Cell> cells{{std::to_string(fit.wells), static_cast<double>(fit.wells)},
                          concentration_cell(fit.ic50),
                          dose_interval_cell(fit, fit.interval),
                          concentration_cell(fit.ic50_absolute),
                          dose_interval_cell(fit, fit.interval_absolute)};
  for (const double value : {fit.hill, fit.lower, fit.upper, fit.auc})
    cells.push_back({three_digits(value), value});
  cells.push_back({fmt::format("{}", fmt::join(fit.notes, "; "))});
  return cells;
}

std::vector<report::ColumnHead> ic50_heads(const DoseAnalysis& analysis, const DoseLabels& labels) {
  using report::Align;
  const DoseColumns& names = analysis.options.columns;
  const std::string unit = labels.unit.empty() ? "" : " (" + labels.unit + ")";
  const std::string ci = report::level_text(analysis.options.curve.level) + " CI";
  const std::string relative = "IC50" + unit, absolute = "Absolute IC50" + unit;
  std::vector<report::ColumnHead> heads;
  if (!names.curve.empty()) heads.push_back({"Curve", "", Align::left, {}});
  if (!names.group.empty() || names.curve.empty())
    heads.push_back({names.group.empty() ? "Curve" : "Group", "", Align::left, {}});
  if (!analysis.cultures.empty())
    heads.push_back({capitalised(names.replicate), "", Align::left, {}});
  heads.push_back({"Wells", "", Align::right, {"wells"}});
  heads.push_back({"Estimate", relative, Align::right, {"ic50", "ic50_censored"}});
  heads.push_back({ci, relative, Align::right, {"ic50_low", "ic50_high"}});
  heads.push_back(
      {"Estimate", absolute, Align::right, {"ic50_absolute", "ic50_absolute_censored"}});
  heads.push_back({ci, absolute, Align::right, {"ic50_absolute_low", "ic50_absolute_high"}});
  for (const char* const name : {"Hill", "Lower", "Upper", "AUC"})
    heads.push_back({name, "", Align::right, {fmt::format("{}_value", name)}});
  heads.push_back({"Note", "", Align::left, {}});
  return heads;
}

report::Table ic50_table(const DoseAnalysis& analysis, const DoseLabels& labels,
                         const std::string& id, const std::string& title) {
  report::Table table;
  table.id = id;
  table.title = title;
  table.columns = ic50_heads(analysis, labels);
  const DoseColumns& names = analysis.options.columns;
  const bool cultures = !analysis.cultures.empty() && analysis.cultures.size() <= most_cultures;
  const auto add = [&](const std::string& name, const std::string& group,
                       const std::string& culture, const dose::CurveFit& fit) {
    report::Row row;
    if (!names.curve.empty()) row.cells.push_back({name});
    if (!names.group.empty())
      row.cells.push_back({group});
    else if (names.curve.empty())
      row.cells.push_back({"All wells"});
    if (!analysis.cultures.empty()) row.cells.push_back({culture});
    for (Cell& cell : curve_cells(fit)) row.cells.push_back(std::move(cell));
    table.rows.push_back(std::move(row));
  };
  for (const DoseCurve& curve : analysis.curves) {
    std::size_t of_curve = 0;
    for (const CultureCurve& culture : analysis.cultures)
      of_curve += culture.name == curve.name && culture.group == curve.group;
    add(curve.name, curve.group,
        of_curve > 0 ? fmt::format("all {}, wells pooled", of_curve) : "all wells", curve.fit);
    for (const CultureCurve& culture : analysis.cultures)
      if (cultures && culture.name == curve.name && culture.group == curve.group)
        add(culture.name, culture.group, culture.culture, culture.fit);
  }
  table.footnotes.push_back(
      "IC50: half way between the plateaus; absolute: where the response is half of the control's, "
      "which is taken as known. > and <: beyond the doses tested, a censored value (1 above, −1 "
      "below). Intervals by profile likelihood.");
  table.footnotes.push_back(
      "AUC: integral of the curve over log dose divided by its range, in units of the response.");
  if (!analysis.cultures.empty())
    table.footnotes.push_back(fmt::format(
        "Wells pooled: one curve for the wells of every {0} of the group, as drawn; its interval "
        "takes them as independent and is too narrow where {0}s differ.{1}",
        names.replicate, cultures ? "" : " The curve of each is in the results."));
  return table;
}

Cell test_cell(const std::optional<dose::SharedTest>& test) {
  if (!test) return {report::undefined_number};
  return {report::p_value(test->p), std::vector{test->f, test->df1, test->df2, test->p}};
}

std::string ratio_words(double ratio, double low, double high) {
  return fmt::format("{} ({} to {})", three_digits(ratio), low > 0 ? three_digits(low) : "0",
                     std::isfinite(high) ? three_digits(high) : "∞");
}

report::Table comparison_table(const DoseAnalysis& analysis, const std::string& id) {
  using report::Align;
  report::Table table;
  table.id = id + "-comparison";
  table.title = "Curves compared";
  const auto fields = [](const std::string& name) {
    return std::vector<std::string>{name + "_f", name + "_df1", name + "_df2", name + "_p"};
  };
  table.columns = {{"Curve", "", Align::left, {}},
                   {"Groups", "", Align::left, {}},
                   {"One curve", "p, by wells", Align::right, fields("all")},
                   {"One IC50", "p, by wells", Align::right, fields("ic50")},
                   {"One hill", "p, by wells", Align::right, fields("hill")},
                   {"By wells", "Ratio of IC50s (CI)", Align::right, {"ratio", "low", "high"}},
                   {"By culture",
                    "Ratio of IC50s (CI)",
                    Align::right,
                    {"culture_ratio", "culture_low", "culture_high"}},
                   {"p", "Ratio of IC50s (CI)", Align::right, {"culture_p"}}};
  for (const DoseComparison& comparison : analysis.comparisons)
    for (std::size_t g = 1; g < comparison.groups.size(); ++g) {
      report::Row row;
      row.cells = {{comparison.name.empty() ? "All wells" : comparison.name},
                   {fmt::format("{} / {}", comparison.groups[g], comparison.groups[0])}};
      for (const auto& test :
           {comparison.curves.all, comparison.curves.ic50, comparison.curves.hill})
        row.cells.push_back(g == 1 ? test_cell(test) : Cell(""));
      if (const auto& ratio = comparison.curves.ratios[g])
        row.cells.push_back({ratio_words(ratio->ratio, ratio->low, ratio->high),
                             std::vector{ratio->ratio, ratio->low, ratio->high}});
      else
        row.cells.push_back({report::undefined_number});
      if (!comparison.cultures.empty() && comparison.cultures[g]) {
        const dose::CultureTest& test = *comparison.cultures[g];
        row.cells.push_back({ratio_words(test.ratio, test.low, test.high),
                             std::vector{test.ratio, test.low, test.high}});
        row.cells.push_back({report::p_value(test.p), test.p});
      } else {
        row.cells.push_back({report::undefined_number});
        row.cells.push_back({report::undefined_number});
      }
      table.rows.push_back(std::move(row));
      for (const std::string& note : comparison.curves.notes)
        table.footnotes.push_back(comparison.name + ": " + note);
    }
  table.footnotes.push_back(
      "Extra-sum-of-squares F tests over all groups of a curve, by wells, which share a culture's "
      "fate; by culture: t test of the log IC50s of its own curves.");
  return table;
}

report::Table plate_table(const DoseAnalysis& analysis, const std::string& id) {
  using report::Align;
  report::Table table;
  table.id = id + "-plates";
  table.title = "Plates";
  table.columns = {{"Plate", "", Align::left, {}},
                   {"Wells", "Negative controls", Align::right, {"negative"}},
                   {"Centre", "Negative controls", Align::right, {"negative_centre"}},
                   {"CV", "Negative controls", Align::right, {"negative_cv"}},
                   {"Wells", "Positive controls", Align::right, {"positive"}},
                   {"Z′", "", Align::right, {"z_prime"}},
                   {"SSMD", "", Align::right, {"ssmd"}}};
  for (const DosePlate& plate : analysis.plates) {
    const dose::PlateQuality& q = plate.quality;
    const auto optional_cell = [](const std::optional<double>& value) {
      return value ? Cell(three_digits(*value), *value) : Cell(report::undefined_number);
    };
    report::Row row;
    row.cells = {{plate.name.empty() ? "All wells" : plate.name},
                 {std::to_string(q.negative), static_cast<double>(q.negative)},
                 {three_digits(q.negative_centre), q.negative_centre},
                 q.negative_cv ? Cell(report::percent(*q.negative_cv, 1), *q.negative_cv)
                               : Cell(report::undefined_number),
                 {std::to_string(q.positive), static_cast<double>(q.positive)},
                 optional_cell(q.z_prime),
                 optional_cell(q.ssmd)};
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back("Z′ of 0.5 or more is held to be a good plate.");
  return table;
}

report::Table edge_table(const DoseAnalysis& analysis, const std::string& id) {
  using report::Align;
  report::Table table;
  table.id = id + "-edges";
  table.title = "Edges of the plates";
  table.columns = {
      {"Plate", "", Align::left, {}},
      {"Edge", "Wells", Align::right, {"edge"}},
      {"Inner", "Wells", Align::right, {"inner"}},
      {fmt::format("Edge − inner ({} CI)", report::level_text(analysis.options.curve.level)),
       "",
       Align::right,
       {"difference", "low", "high"}},
      {"p", "", Align::right, {"p"}},
      {"Row", "Furthest from the inner wells", Align::left, {}},
      {"Column", "Furthest from the inner wells", Align::left, {}}};
  const auto line_words = [](const std::optional<dose::PlateLine>& line) {
    return line ? fmt::format("{} ({})", line->name.substr(line->name.find(' ') + 1),
                              three_digits(line->difference))
                : std::string(report::undefined_number);
  };
  for (const DosePlateEdges& plate : analysis.edges) {
    const dose::PlateEdges& e = plate.edges;
    report::Row row;
    row.cells = {{plate.name.empty() ? "All wells" : plate.name},
                 {std::to_string(e.edge), static_cast<double>(e.edge)},
                 {std::to_string(e.inner), static_cast<double>(e.inner)}};
    if (e.difference && e.low)
      row.cells.push_back({fmt::format("{} ({} to {})", three_digits(*e.difference),
                                       three_digits(*e.low), three_digits(*e.high)),
                           std::vector{*e.difference, *e.low, *e.high}});
    else
      row.cells.push_back({report::undefined_number});
    row.cells.push_back(e.p ? Cell(report::p_value(*e.p), *e.p) : Cell(report::undefined_number));
    row.cells.push_back({line_words(e.row)});
    row.cells.push_back({line_words(e.column)});
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(
      "Distances of wells from their curves, and of negative controls from 100 percent; the edge "
      "is "
      "the outer ring of the plate. Interval and p by Welch's t, wells taken as independent.");
  return table;
}

}  // namespace

std::vector<report::Block> dose_blocks(const DoseAnalysis& analysis, const DoseLabels& labels,
                                       const std::string& id, const std::string& title) {
  std::vector<report::Block> blocks;
  blocks.emplace_back(dose_figure(analysis, labels, id, title));
  blocks.emplace_back(ic50_table(analysis, labels, id, title));
  if (!analysis.comparisons.empty()) blocks.emplace_back(comparison_table(analysis, id));
  if (!analysis.plates.empty()) blocks.emplace_back(plate_table(analysis, id));
  if (!analysis.edges.empty()) blocks.emplace_back(edge_table(analysis, id));
  return blocks;
}

std::vector<std::string> dose_methods(const DoseAnalysis& analysis) {
  const dose::CurveOptions& options = analysis.options.curve;
  std::vector<std::string> sentences;
  std::string curves = fmt::format(
      "Log-logistic curves of {} parameters were fitted to the wells by {}, to the global minimum",
      options.plateaus.free_count() + 2,
      options.robust == dose::Robust::none    ? "least squares"
      : options.robust == dose::Robust::huber ? "Huber's M-estimate"
                                              : "Tukey's biweight");
  if (options.plateaus.lower)
    curves += fmt::format(", the lower plateau fixed at {}", three_digits(*options.plateaus.lower));
  if (options.plateaus.upper)
    curves += fmt::format(", the upper plateau fixed at {}", three_digits(*options.plateaus.upper));
  sentences.push_back(curves + ".");
  sentences.push_back(fmt::format(
      "{} confidence intervals of IC50s are by profile likelihood; an IC50 beyond the doses tested "
      "is given as censored there.",
      report::level_text(options.level)));
  sentences.push_back(fmt::format(
      "Bands about the curves are pointwise {} confidence intervals of the mean response by the "
      "delta method.",
      report::level_text(options.level)));
  if (!analysis.edges.empty())
    sentences.push_back(
        "The outer ring of each plate was compared with its inner wells by Welch's t test of the "
        "distances from the curves.");
  if (!analysis.plates.empty())
    sentences.push_back(
        fmt::format("Responses are percent of the {} of the negative controls{} of the same plate.",
                    analysis.options.centre == dose::Centre::median ? "median" : "mean",
                    analysis.options.positive ? ", above that of the positive controls," : ""));
  if (!analysis.comparisons.empty())
    sentences.push_back(
        "Curves were compared by extra-sum-of-squares F tests with shared parameters.");
  if (!analysis.cultures.empty())
    sentences.push_back(
        "The log IC50s of independent cultures were compared by t tests, paired where every "
        "culture "
        "had both.");
  return sentences;
}

}  // namespace venscope::study
