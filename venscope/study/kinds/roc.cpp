// kind = "roc": how well markers tell those with the event by a time from those without.
#include "venscope/report/figure/roc_figure.hpp"
#include "venscope/report/figure/time_curve_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/marker_table.hpp"
#include "venscope/study/limitations.hpp"
#include "venscope/study/run.hpp"
#include "venscope/study/step_limitations.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace venscope::study {

using accuracy::RocMethod;
using report::Align;
using report::Cell;

namespace {

class RocFinding final : public Finding {
public:
  RocFinding(RocAnalysis analysis, std::vector<std::string> labels)
      : analysis_(std::move(analysis)), labels_(std::move(labels)) {}

  report::Json json() const override { return to_json(analysis_); }
  std::vector<std::string> warnings() const override { return analysis_.frame.warnings; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    std::vector<report::Block> blocks{figure(plan, step)};
    if (analysis_.options.times.size() > 2) blocks.emplace_back(course(plan, step));
    blocks.emplace_back(auc_table(plan, step));
    if (!analysis_.differences.empty()) blocks.emplace_back(difference_table(plan, step));
    return blocks;
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override {
    std::vector<std::string> lines;
    for (std::size_t j = 0; j < analysis_.markers.size(); ++j)
      for (const accuracy::TimeRoc& at : analysis_.markers[j].roc.times)
        lines.push_back(fmt::format("{}, {}: AUC {}", labels_[j],
                                    time_text(at.time, unit_of(plan, step)), auc_text(at)));
    return lines;
  }
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;

private:
  std::string auc_text(const accuracy::TimeRoc& at) const {
    if (!at.auc) return report::undefined_number;
    if (!at.conf_low) return report::fixed(*at.auc, 2);
    return report::estimate_interval(*at.auc, *at.conf_low, *at.conf_high);
  }
  std::string method_text() const {
    switch (analysis_.options.roc.method) {
      case RocMethod::ipcw:
        return "inverse probability of censoring weights";
      case RocMethod::nne:
        return fmt::format("nearest neighbours, span {}",
                           report::fixed(analysis_.markers.front().roc.span, 3));
      case RocMethod::km:
        return "Kaplan–Meier estimates above each cut";
    }
    return "";
  }
  std::string curve_label(std::size_t marker, double time, const std::string& unit) const {
    if (labels_.size() == 1) return time_text(time, unit);
    if (analysis_.options.times.size() == 1) return labels_[marker];
    return labels_[marker] + ", " + time_text(time, unit);
  }
  report::Figure figure(const Plan& plan, const Step& step) const;
  report::Figure course(const Plan& plan, const Step& step) const;
  report::Table auc_table(const Plan& plan, const Step& step) const;
  report::Table difference_table(const Plan& plan, const Step& step) const;

  RocAnalysis analysis_;
  std::vector<std::string> labels_;
};

std::vector<Limitation> RocFinding::limitations(const Plan& plan, const Step& step) const {
  const LimitationRules rules;
  std::vector<Limitation> found;
  add_missing(plan, step, analysis_.frame, found);
  for (const double time : analysis_.options.times)
    add_horizon(plan, step, analysis_.frame.outcomes, time, found);
  // All markers are of the same patients.
  for (const accuracy::TimeRoc& at : analysis_.markers.front().roc.times) {
    const std::size_t fewer = std::min(at.cases, at.controls);
    if (static_cast<double>(fewer) >= rules.group_events) continue;
    found.push_back({"few_cases",
                     fmt::format("{}: {} cases and {} controls at {}", step.title, at.cases,
                                 at.controls, time_text(at.time, unit_of(plan, step))),
                     {{"time", at.time},
                      {"cases", static_cast<double>(at.cases)},
                      {"controls", static_cast<double>(at.controls)}}});
  }
  return found;
}

report::RocCurve roc_curve(std::string label, const accuracy::TimeRoc& at) {
  report::RocCurve curve{std::move(label), {}, {}, at.auc, at.conf_low, at.conf_high};
  for (auto point = at.curve.rbegin(); point != at.curve.rend(); ++point) {
    curve.false_positive.push_back(point->fpr);
    curve.true_positive.push_back(point->tpr);
  }
  return curve;
}

report::Figure RocFinding::figure(const Plan& plan, const Step& step) const {
  const std::string unit = unit_of(plan, step);
  report::RocFigure all;
  all.level = analysis_.options.roc.level;
  std::map<double, report::RocFigure> by_time;
  for (std::size_t j = 0; j < analysis_.markers.size(); ++j)
    for (const accuracy::TimeRoc& at : analysis_.markers[j].roc.times) {
      if (!at.auc) continue;
      all.curves.push_back(roc_curve(curve_label(j, at.time, unit), at));
      report::RocFigure& panel = by_time[at.time];
      panel.level = all.level;
      panel.title = time_text(at.time, unit);
      panel.curves.push_back(roc_curve(labels_[j], at));
    }
  std::vector<report::RocFigure> panels;
  for (auto& [time, panel] : by_time) panels.push_back(std::move(panel));
  report::Figure figure;
  figure.id = step.id;
  figure.caption =
      fmt::format("{}. Cumulative cases against dynamic controls; {}.", step.title, method_text());
  // Markers are compared at a time: a panel each. One marker over the times has one plot.
  const bool apart = labels_.size() > 1 && panels.size() > 1;
  figure.scene = apart ? report::roc_panels_scene(panels) : report::roc_scene(all);
  figure.csv = report::roc_csv(all);
  return figure;
}

/// The areas over the times, where there are enough times for a course.
report::Figure RocFinding::course(const Plan& plan, const Step& step) const {
  report::TimeCurveFigure drawn;
  drawn.time_label = time_since(plan, step);
  drawn.unit = unit_of(plan, step);
  drawn.reference = 0.5;
  drawn.dots = true;
  for (std::size_t j = 0; j < analysis_.markers.size(); ++j) {
    report::TimeCurve curve{labels_[j], {}, {}, {}, {}};
    for (const accuracy::TimeRoc& at : analysis_.markers[j].roc.times) {
      curve.time.push_back(at.time);
      curve.value.push_back(at.auc.value_or(report::no_value));
      curve.low.push_back(at.conf_low.value_or(report::no_value));
      curve.high.push_back(at.conf_high.value_or(report::no_value));
    }
    drawn.curves.push_back(std::move(curve));
  }
  report::Figure figure;
  figure.id = step.id + "-course";
  figure.caption =
      fmt::format("{}: area under the curve over time{}. Dotted: no information.", step.title,
                  analysis_.options.roc.method == RocMethod::ipcw
                      ? ", with pointwise " + interval_name(analysis_.options.roc.level)
                      : "");
  figure.scene = report::time_curve_scene(drawn);
  figure.csv = report::time_curve_csv(drawn);
  return figure;
}

report::Table RocFinding::auc_table(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id;
  table.title = step.title + ": area under the curve";
  const std::string interval = interval_name(analysis_.options.roc.level);
  table.columns = {{"Marker", "", Align::left, {}},
                   {"Time", "", Align::right, {"time"}},
                   {"Cases", "", Align::right, {"cases"}},
                   {"Controls", "", Align::right, {"controls"}},
                   {"Censored", "", Align::right, {"censored"}},
                   {fmt::format("AUC ({})", interval),
                    "",
                    Align::right,
                    {"auc", "auc_se", "auc_low", "auc_high"}}};
  for (std::size_t j = 0; j < analysis_.markers.size(); ++j)
    for (const accuracy::TimeRoc& at : analysis_.markers[j].roc.times) {
      const auto count = [](std::size_t n) {
        return Cell(report::count(static_cast<double>(n)), static_cast<double>(n));
      };
      report::Row row;
      row.cells = {
          labels_[j],
          Cell(time_text(at.time, unit_of(plan, step)), at.time),
          count(at.cases),
          count(at.controls),
          count(at.censored),
          {auc_text(at),
           {at.auc.value_or(report::no_value), at.std_error.value_or(report::no_value),
            at.conf_low.value_or(report::no_value), at.conf_high.value_or(report::no_value)}}};
      table.rows.push_back(std::move(row));
    }
  table.footnotes.push_back(fmt::format(
      "Cases: the event by the time; controls: observed beyond. By {}.", method_text()));
  const std::size_t resamples = analysis_.options.roc.resamples;
  if (resamples > 0)
    table.footnotes.push_back(fmt::format("Intervals: {} bootstrap resamples.", resamples));
  else if (analysis_.options.roc.method != RocMethod::ipcw)
    table.footnotes.push_back("This method has no standard error.");
  return table;
}

report::Table RocFinding::difference_table(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id + "-differences";
  table.title = step.title + ": differences of the areas";
  table.columns = {{"Markers", "", Align::left, {}},
                   {"Time", "", Align::right, {"time"}},
                   {fmt::format("Difference ({})", interval_name(analysis_.options.roc.level)),
                    "",
                    Align::right,
                    {"difference", "difference_se", "difference_low", "difference_high"}},
                   {"p", "", Align::right, {"p"}}};
  for (std::size_t k = 0; k < analysis_.differences.size(); ++k) {
    const accuracy::PairedDifference& pair = analysis_.differences[k].difference;
    std::size_t marker = 1;
    for (; marker + 1 < labels_.size(); ++marker)
      if (analysis_.markers[marker].marker == analysis_.differences[k].marker) break;
    report::Row row;
    row.cells = {labels_[marker] + " − " + labels_[0],
                 Cell(time_text(pair.time, unit_of(plan, step)), pair.time),
                 {report::estimate_interval(pair.difference, pair.conf_low, pair.conf_high),
                  {pair.difference, pair.std_error, pair.conf_low, pair.conf_high}},
                 {pair.p ? report::p_value(*pair.p) : report::undefined_number,
                  std::vector<double>{pair.p.value_or(report::no_value)}}};
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back("On the same patients; p is not adjusted for several comparisons.");
  return table;
}

std::vector<std::string> RocFinding::methods(const Plan&, const Step&) const {
  switch (analysis_.options.roc.method) {
    case RocMethod::ipcw:
      return {
          "discrimination at a time was measured by the area under the time-dependent ROC curve "
          "(cumulative cases, dynamic controls) with inverse probability of censoring weights; " +
          std::string(analysis_.options.roc.resamples > 0
                          ? "comparisons are from the influence of each patient"
                          : "standard errors and comparisons are from the influence of each "
                            "patient")};
    case RocMethod::nne:
      return {
          fmt::format("time-dependent ROC curves are those of Heagerty, Lumley and Pepe by "
                      "nearest neighbours with a span of {}",
                      report::fixed(analysis_.markers.front().roc.span, 3))};
    case RocMethod::km:
      return {
          "time-dependent ROC curves by Kaplan–Meier estimates above each cut are those of "
          "Heagerty, Lumley and Pepe"};
  }
  return {};
}

class RocRequest final : public KindRequest {
public:
  RocRequest(Section& section, const AnalysisDefaults& defaults)
      : markers_(section.texts("markers")), times_(section.numbers("times")) {
    if (markers_.empty())
      section.reject("markers", "study.absent", "are not given",
                     "columns in which a higher value means a higher risk");
    const std::optional<double> span = section.number("span", 0, 1);
    options_.method = section
                          .choice<RocMethod>("method", {{"ipcw", RocMethod::ipcw},
                                                        {"nne", RocMethod::nne},
                                                        {"km", RocMethod::km}})
                          .value_or(span ? RocMethod::nne : RocMethod::ipcw);
    if (span && (options_.method != RocMethod::nne || *span == 0))
      section.reject("span", "study.span", "belongs to nearest neighbours and is above 0",
                     "method = \"nne\"");
    options_.span = span;
    options_.resamples =
        static_cast<std::size_t>(section.whole("resamples", 0, 1'000'000).value_or(0));
    options_.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
    if (times_.empty()) times_ = defaults.times;
  }

  std::string title(const Plan&) const override { return "Time-dependent ROC curves"; }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> result;
    for (const std::string& marker : markers_) result.emplace_back("markers", marker);
    return result;
  }
  std::size_t work() const override { return options_.resamples > 0 ? 2 : 1; }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    std::vector<std::string> labels;
    for (const std::string& marker : markers_) labels.push_back(label_of(*step.table, marker));
    RocAnalysisOptions options{.roc = options_,
                               .times = times_.empty() ? times_of(plan, step) : times_};
    options.roc.seed = plan.protocol.seed;
    options.roc.threads = context.threads;
    auto analysis = analyse_roc(marker_formula(plan, step, markers_),
                                marker_table(plan, step, markers_), options);
    if (work() > 1) context.tick(), context.tick();
    if (!analysis) return failure(std::move(analysis.error()));
    return std::make_unique<const RocFinding>(std::move(*analysis), std::move(labels));
  }

private:
  std::vector<std::string> markers_;
  std::vector<double> times_;
  accuracy::RocOptions options_;
};

std::unique_ptr<const KindRequest> read_roc(Section& section, const Protocol&,
                                            const AnalysisDefaults& defaults) {
  return std::make_unique<const RocRequest>(section, defaults);
}

}  // namespace

Kind roc_kind() {
  return {"roc", "Discrimination at a time", true, read_roc};
}

}  // namespace venscope::study
