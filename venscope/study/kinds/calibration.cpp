// kind = "calibration": do predicted risks of the event by a time come true, and how far.
#include "venscope/accuracy/calibration.hpp"

#include "venscope/accuracy/brier.hpp"
#include "venscope/report/figure/calibration_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/calibration_parts.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/predicted_risk.hpp"
#include "venscope/study/step_limitations.hpp"
#include "venscope/study/wording.hpp"

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Json;
using report::json_number;

struct CalibratedModel {
  PredictedModel model;
  accuracy::Calibration calibration;
  accuracy::Brier brier;
};

class CalibrationFinding final : public Finding {
public:
  double time = 0;
  accuracy::CalibrationOptions options;
  std::string formula;
  std::size_t n = 0, n_missing = 0, events = 0;
  std::vector<CalibratedModel> judged;
  std::vector<std::string> group_names;  ///< of `by`; empty where groups are quantiles
  std::vector<std::string> said;
  formula::ModelFrame frame;

  Json json() const override;
  std::vector<std::string> warnings() const override { return said; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return {fmt::format(
        "predicted risks were judged by the ratio of observed (Kaplan–Meier) to mean predicted "
        "risk, by the calibration slope, by a smooth calibration curve (Cox model of a restricted "
        "cubic spline of log(-log(1 - risk))) with its integrated calibration index, and by the "
        "Brier score and index of prediction accuracy with inverse probability of censoring "
        "weights{}",
        options.until_time ? "; slope and curve used follow-up up to the time of prediction only"
                           : "")};
  }
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;

private:
  std::string group_name(std::size_t k) const {
    return group_names.empty() ? fmt::format("{}", k + 1) : group_names[k];
  }
  report::Figure figure(const Plan& plan, const Step& step, const CalibratedModel& model) const;
  report::Table accuracy_table(const Plan& plan, const Step& step) const;
  report::Table group_table(const Step& step) const;
};

Json CalibrationFinding::json() const {
  Json json;
  json["formula"] = formula;
  json["n"] = n;
  json["n_missing"] = n_missing;
  json["events"] = events;
  json["time"] = json_number(time);
  json["conf_level"] = options.level;
  json["until_time"] = options.until_time;
  json["models"] = Json::array();
  for (const CalibratedModel& one : judged) {
    const accuracy::Calibration& calibration = one.calibration;
    Json model = {{"model", one.model.label}, {"risks_from", one.model.source}};
    std::vector<std::string> names;
    for (std::size_t k = 0; k < calibration.groups.size(); ++k) names.push_back(group_name(k));
    add_json(calibration, names, model);
    model["brier"] = brier_json(one.brier);
    json["models"].push_back(std::move(model));
  }
  json["warnings"] = said;
  return json;
}

std::vector<report::Block> CalibrationFinding::blocks(const Plan& plan, const Step& step) const {
  std::vector<report::Block> blocks;
  for (const CalibratedModel& model : judged) blocks.emplace_back(figure(plan, step, model));
  blocks.emplace_back(accuracy_table(plan, step));
  blocks.emplace_back(group_table(step));
  return blocks;
}

report::Figure CalibrationFinding::figure(const Plan& plan, const Step& step,
                                          const CalibratedModel& model) const {
  const report::CalibrationFigure drawn =
      drawn_calibration(model.calibration, model.model.risk, group_names);
  report::Figure figure;
  figure.id = judged.size() == 1 ? step.id : step.id + "-" + slug(model.model.label);
  figure.caption = fmt::format(
      "{}: {}. Risk within {}: predicted against observed (Kaplan–Meier) in {}, with {}; line: "
      "smooth calibration curve.",
      step.title, model.model.label, time_text(time, unit_of(plan, step)),
      group_names.empty() ? "groups by quantiles of the risk" : "risk groups",
      interval_name(options.level));
  figure.scene = report::calibration_scene(drawn);
  figure.csv = report::calibration_csv(drawn);
  return figure;
}

std::vector<Limitation> CalibrationFinding::limitations(const Plan& plan, const Step& step) const {
  std::vector<Limitation> found;
  add_missing(plan, step, frame, found);
  add_horizon(plan, step, frame.outcomes, time, found);
  for (const CalibratedModel& one : judged)
    if (one.model.baseline_from_these)
      found.push_back({"baseline_of_these_patients",
                       fmt::format("{}: the baseline of {} is estimated on the {} patients who are "
                                   "judged, so that its risks come true in the large by "
                                   "construction",
                                   step.title, one.model.label, n),
                       {{"patients", static_cast<double>(n)}}});
  return found;
}

report::Table CalibrationFinding::accuracy_table(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id;
  table.title =
      fmt::format("{}: risks within {}", step.title, time_text(time, unit_of(plan, step)));
  const std::string interval = interval_name(options.level);
  const auto head = [](std::string text, std::vector<std::string> fields) {
    return report::ColumnHead{std::move(text), "", Align::right, std::move(fields)};
  };
  table.columns = {{"Model", "", Align::left, {}},
                   head("Mean predicted", {"predicted"}),
                   head("Observed", {"observed", "observed_low", "observed_high"}),
                   head("O/E", {"oe", "oe_low", "oe_high"}),
                   head("Slope", {"slope", "slope_low", "slope_high"}),
                   head("ICI", {"ici"}),
                   head("E50", {"e50"}),
                   head("E90", {"e90"}),
                   head("Brier", {"brier", "brier_low", "brier_high"}),
                   head("IPA", {"ipa", "ipa_low", "ipa_high"})};
  for (const CalibratedModel& one : judged) {
    const accuracy::Calibration& c = one.calibration;
    const auto of_smooth = [&](double accuracy::SmoothCalibration::*field) {
      return c.smooth ? std::optional((*c.smooth).*field) : std::nullopt;
    };
    const auto of_slope = [&](double accuracy::CalibrationSlope::*field) {
      return c.slope ? std::optional((*c.slope).*field) : std::nullopt;
    };
    const auto ratio = c.observed_expected;
    report::Row row;
    row.cells = {one.model.label,
                 number_cell(c.overall.predicted, 3),
                 interval_cell(c.overall.observed, c.overall.conf_low, c.overall.conf_high, 3),
                 interval_cell(ratio ? std::optional(ratio->estimate) : std::nullopt,
                               ratio ? ratio->conf_low : std::nullopt,
                               ratio ? ratio->conf_high : std::nullopt),
                 interval_cell(of_slope(&accuracy::CalibrationSlope::slope),
                               of_slope(&accuracy::CalibrationSlope::conf_low),
                               of_slope(&accuracy::CalibrationSlope::conf_high)),
                 number_cell(of_smooth(&accuracy::SmoothCalibration::ici), 3),
                 number_cell(of_smooth(&accuracy::SmoothCalibration::e50), 3),
                 number_cell(of_smooth(&accuracy::SmoothCalibration::e90), 3),
                 interval_cell(one.brier.brier, one.brier.conf_low, one.brier.conf_high, 3),
                 interval_cell(one.brier.ipa, one.brier.ipa_low, one.brier.ipa_high)};
    table.rows.push_back(std::move(row));
    table.footnotes.push_back(fmt::format("{}: risks from {}.", one.model.label, one.model.source));
  }
  table.footnotes.push_back(fmt::format(
      "{} patients, {}. O/E: observed over mean predicted risk. ICI, E50, E90: mean, median and "
      "90th percentile of the distance between smooth observed and predicted risk. IPA: share of "
      "the Brier score of the Kaplan–Meier risk that the model takes away.",
      n, interval));
  return table;
}

report::Table CalibrationFinding::group_table(const Step& step) const {
  report::Table table;
  table.id = step.id + "-groups";
  table.title = step.title + " by group of risk";
  table.columns = {{"Group", "", Align::left, {}},
                   {"n", "", Align::right, {"n"}},
                   {"Events", "", Align::right, {"events"}},
                   {"Predicted", "", Align::right, {"predicted"}},
                   {fmt::format("Observed ({})", interval_name(options.level)),
                    "",
                    Align::right,
                    {"observed", "observed_low", "observed_high"}}};
  for (const CalibratedModel& one : judged) {
    if (judged.size() > 1) {
      report::Row heading;
      heading.heading = true;
      heading.cells = {one.model.label};
      table.rows.push_back(std::move(heading));
    }
    for (std::size_t k = 0; k < one.calibration.groups.size(); ++k) {
      const accuracy::ObservedRisk& group = one.calibration.groups[k];
      if (group.n == 0) continue;
      report::Row row;
      row.indent = judged.size() > 1 ? 1 : 0;
      row.cells = {group_name(k), Cell(report::count(double(group.n)), double(group.n)),
                   Cell(report::count(double(group.events)), double(group.events)),
                   number_cell(group.predicted, 3),
                   interval_cell(group.observed, group.conf_low, group.conf_high, 3)};
      table.rows.push_back(std::move(row));
    }
  }
  if (group_names.empty())
    table.footnotes.push_back("Groups by quantiles of the predicted risk, from the lowest.");
  return table;
}

class CalibrationRequest final : public KindRequest {
public:
  RiskDeclaration declared;
  accuracy::CalibrationOptions options;

  std::string title(const Plan&) const override { return "Calibration"; }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    return declared.columns();
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    auto models = predicted_models(plan, step, declared);
    if (!models) return failure(std::move(models.error()));
    auto finding = std::make_unique<CalibrationFinding>();
    finding->time = declared.time;
    finding->options = options;
    finding->formula = models->frame.formula;
    finding->n = models->frame.rows.size();
    finding->n_missing = models->frame.n_missing;
    for (const std::int32_t event : models->frame.outcomes.event) finding->events += event != 0;
    finding->said = std::move(models->warnings);
    if (!declared.by.empty())
      if (const cohort::Column* by = step.table->find(declared.by); by && !by->numeric())
        for (const std::string& level : by->levels)
          finding->group_names.push_back(report::level_words(level));
    for (PredictedModel& model : models->models) {
      auto calibration = accuracy::calibration(models->frame.outcomes,
                                               {model.risk, model.linear_predictor, models->group},
                                               declared.time, options);
      if (!calibration) return failure(std::move(calibration.error()));
      auto brier = accuracy::brier(models->frame.outcomes, model.risk, declared.time,
                                   {.level = options.level});
      if (!brier) {  // delayed entry, where the rest is still defined
        accuracy::Brier none;
        none.undefined = brier.error().front().what;
        finding->said.push_back(model.label + ": no Brier score: " + none.undefined);
        brier = std::move(none);
      }
      for (const std::string& why : calibration->undefined)
        finding->said.push_back(model.label + ": no " + why);
      finding->judged.push_back({std::move(model), std::move(*calibration), std::move(*brier)});
    }
    finding->frame = std::move(models->frame);
    return finding;
  }
};

std::unique_ptr<const KindRequest> read_calibration(Section& section, const Protocol&,
                                                    const AnalysisDefaults& defaults) {
  auto request = std::make_unique<CalibrationRequest>();
  request->declared = read_risks(section);
  request->declared.by = section.text("by").value_or("");
  request->options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  request->options.groups = static_cast<std::size_t>(section.whole("groups", 1, 100).value_or(5));
  request->options.until_time = section.flag("until_time").value_or(false);
  return request;
}

}  // namespace

Kind calibration_kind() {
  return {"calibration", "Calibration", true, read_calibration};
}

}  // namespace venscope::study
