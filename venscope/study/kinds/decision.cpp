// kind = "decision": is acting on predicted risks worth it, over thresholds of the risk.
#include "venscope/accuracy/decision_curve.hpp"
#include "venscope/report/figure/decision_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/predicted_risk.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using accuracy::DecisionPoint;
using accuracy::NetBenefit;
using report::Align;
using report::Cell;
using report::Json;
using report::json_number;
using report::no_value;

struct JudgedRisks {
  PredictedModel model;
  accuracy::DecisionCurve curve;
};

Json json_of(const NetBenefit& benefit) {
  return {{"estimate", json_number(benefit.estimate)},
          {"conf_low", json_number(benefit.conf_low)},
          {"conf_high", json_number(benefit.conf_high)}};
}

Cell benefit_cell(const NetBenefit& benefit) {
  const std::vector<double> values{benefit.estimate.value_or(no_value),
                                   benefit.conf_low.value_or(no_value),
                                   benefit.conf_high.value_or(no_value)};
  if (!benefit.estimate) return {report::undefined_number, values};
  if (!benefit.conf_low) return {report::fixed(*benefit.estimate, 3), values};
  return {report::estimate_interval(*benefit.estimate, *benefit.conf_low, *benefit.conf_high, 3),
          values};
}

class DecisionFinding final : public Finding {
public:
  double time = 0;
  std::string formula;
  std::size_t n = 0, n_missing = 0, events = 0, resamples = 0;
  double level = 0.95;
  std::vector<JudgedRisks> judged;
  std::vector<std::string> said;

  Json json() const override;
  std::vector<std::string> warnings() const override { return said; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    return {figure(plan, step), benefit_table(plan, step)};
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return {fmt::format(
        "clinical usefulness was judged by decision curves: net benefit with survival by "
        "Kaplan–Meier above each threshold{}",
        resamples > 0
            ? fmt::format(", intervals by {} bootstrap resamples of the patients", resamples)
            : "")};
  }

private:
  report::Figure figure(const Plan& plan, const Step& step) const;
  report::Table benefit_table(const Plan& plan, const Step& step) const;
};

Json DecisionFinding::json() const {
  Json json;
  json["formula"] = formula;
  json["n"] = n;
  json["n_missing"] = n_missing;
  json["events"] = events;
  json["time"] = json_number(time);
  json["conf_level"] = level;
  json["resamples"] = resamples;
  json["models"] = Json::array();
  for (const JudgedRisks& one : judged) {
    Json model = {{"model", one.model.label}, {"risks_from", one.model.source}};
    model["undefined"] = one.curve.undefined.empty() ? Json(nullptr) : Json(one.curve.undefined);
    model["curve"] = Json::array();
    for (const DecisionPoint& point : one.curve.points)
      model["curve"].push_back({{"threshold", json_number(point.threshold)},
                                {"positive", point.positive},
                                {"net_benefit", json_of(point.model)},
                                {"treat_all", json_of(point.treat_all)},
                                {"advantage", json_of(point.advantage)}});
    json["models"].push_back(std::move(model));
  }
  json["warnings"] = said;
  return json;
}

void add_point(report::NetBenefitCurve& curve, double threshold, const NetBenefit& benefit) {
  if (!benefit.estimate) return;
  curve.threshold.push_back(threshold);
  curve.benefit.push_back(*benefit.estimate);
  if (!benefit.conf_low) return;
  curve.low.push_back(*benefit.conf_low);
  curve.high.push_back(*benefit.conf_high);
}

report::Figure DecisionFinding::figure(const Plan& plan, const Step& step) const {
  report::DecisionFigure drawn;
  for (const JudgedRisks& one : judged) {
    report::NetBenefitCurve curve;
    curve.label = one.model.label;
    for (const DecisionPoint& point : one.curve.points)
      add_point(curve, point.threshold, point.model);
    drawn.models.push_back(std::move(curve));
  }
  for (const DecisionPoint& point : judged.front().curve.points)
    add_point(drawn.treat_all, point.threshold, point.treat_all);
  drawn.threshold_label =
      fmt::format("Threshold risk within {}", time_text(time, unit_of(plan, step)));
  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{}. Net benefit of acting on patients whose predicted risk reaches the threshold{}.",
      step.title,
      resamples > 0 ? fmt::format("; bands: pointwise {} by {} bootstrap resamples",
                                  interval_name(level), resamples)
                    : "");
  figure.scene = report::decision_scene(drawn);
  figure.csv = report::decision_csv(drawn);
  return figure;
}

/// Every threshold of a short list; of a long one those of full tenths.
bool is_shown(const accuracy::DecisionCurve& curve, double threshold) {
  return curve.points.size() <= 12 || std::fabs(threshold * 10 - std::round(threshold * 10)) < 1e-9;
}

report::Table DecisionFinding::benefit_table(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id;
  table.title =
      fmt::format("{}: net benefit within {}", step.title, time_text(time, unit_of(plan, step)));
  table.columns = {{"Threshold", "", Align::left, {"threshold"}},
                   {"Treat all", "", Align::right, {"all", "all_low", "all_high"}}};
  for (std::size_t m = 0; m < judged.size(); ++m) {
    const std::string suffix = judged.size() == 1 ? "" : fmt::format("_{}", m + 1);
    table.columns.push_back({"At or above", judged[m].model.label, Align::right, {"n" + suffix}});
    table.columns.push_back({"Net benefit",
                             judged[m].model.label,
                             Align::right,
                             {"nb" + suffix, "nb_low" + suffix, "nb_high" + suffix}});
  }
  const accuracy::DecisionCurve& first = judged.front().curve;
  for (std::size_t k = 0; k < first.points.size(); ++k) {
    if (!is_shown(first, first.points[k].threshold)) continue;
    report::Row row;
    row.cells = {Cell(report::percent(first.points[k].threshold, 0), first.points[k].threshold),
                 benefit_cell(first.points[k].treat_all)};
    for (const JudgedRisks& one : judged) {
      const DecisionPoint& point = one.curve.points[k];
      row.cells.emplace_back(report::count(double(point.positive)), double(point.positive));
      row.cells.push_back(benefit_cell(point.model));
    }
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(fmt::format(
      "{} patients. Net benefit: true positives less false ones, these counted by the odds of the "
      "threshold, per patient; of treating nobody it is 0. A dash: follow-up of those above the "
      "threshold ends before.",
      n));
  return table;
}

class DecisionRequest final : public KindRequest {
public:
  RiskDeclaration declared;
  std::vector<double> thresholds;
  accuracy::DecisionOptions options;

  std::string title(const Plan&) const override { return "Decision curve"; }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    return declared.columns();
  }
  std::size_t work() const override {
    const std::size_t models = declared.risks.size() + declared.scores.size();
    return options.resamples > 0 ? std::max<std::size_t>(2, models) : 1;
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    auto models = predicted_models(plan, step, declared);
    if (!models) return failure(std::move(models.error()));
    auto finding = std::make_unique<DecisionFinding>();
    finding->time = declared.time;
    finding->formula = models->frame.formula;
    finding->n = models->frame.rows.size();
    finding->n_missing = models->frame.n_missing;
    for (const std::int32_t event : models->frame.outcomes.event) finding->events += event != 0;
    finding->resamples = options.resamples;
    finding->level = options.level;
    finding->said = std::move(models->warnings);
    accuracy::DecisionOptions with = options;
    with.seed = plan.protocol.seed;
    with.threads = context.threads;
    for (PredictedModel& model : models->models) {
      auto curve = accuracy::decision_curve(models->frame.outcomes, model.risk, declared.time,
                                            thresholds, with);
      if (!curve) return failure(std::move(curve.error()));
      if (!curve->undefined.empty())
        finding->said.push_back(model.label + ": no decision curve: " + curve->undefined);
      finding->judged.push_back({std::move(model), std::move(*curve)});
      if (work() > 1) context.tick();
    }
    if (work() > finding->judged.size() && work() > 1) context.tick();
    return finding;
  }
};

std::unique_ptr<const KindRequest> read_decision(Section& section, const Protocol&,
                                                 const AnalysisDefaults& defaults) {
  auto request = std::make_unique<DecisionRequest>();
  request->declared = read_risks(section);
  request->thresholds = section.numbers("thresholds");
  for (const double threshold : request->thresholds)
    if (!(threshold > 0 && threshold < 1)) {
      section.reject("thresholds", "study.thresholds", "are out of range",
                     "risks between 0 and 1, neither of them");
      break;
    }
  if (request->thresholds.empty())
    for (int percent = 1; percent <= 99; ++percent) request->thresholds.push_back(percent / 100.0);
  request->options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  request->options.resamples =
      static_cast<std::size_t>(section.whole("resamples", 0, 1'000'000).value_or(500));
  return request;
}

}  // namespace

Kind decision_kind() {
  return {"decision", "Clinical usefulness", true, read_decision};
}

}  // namespace venscope::study
