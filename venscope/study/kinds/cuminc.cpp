// kind = "cuminc": cumulative incidence of each of an endpoint's events, with Gray's test.
#include "venscope/report/figure/stacked_figure.hpp"
#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/competing.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/causes.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/limitations.hpp"
#include "venscope/study/run.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/step_limitations.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Align;
using report::Cell;

namespace {

class IncidenceFinding final : public Finding {
public:
  IncidenceFinding(IncidenceAnalysis analysis, std::string by)
      : analysis_(std::move(analysis)), by_(std::move(by)) {}

  report::Json json() const override { return to_json(analysis_); }
  std::vector<std::string> warnings() const override { return analysis_.frame.warnings; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    std::vector<report::Block> blocks;
    if (analysis_.strata.size() == 1)
      blocks.emplace_back(figure_of_causes(plan, step));
    else
      for (std::size_t c = 0; c < analysis_.frame.causes.size(); ++c)
        blocks.emplace_back(figure_of_groups(plan, step, c));
    blocks.emplace_back(stacked(plan, step));
    blocks.emplace_back(table(plan, step));
    return blocks;
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    std::vector<std::string> sentences{
        "cumulative incidence under competing risks was estimated by the method of Aalen and "
        "Johansen, with standard errors by the infinitesimal jackknife"};
    if (!analysis_.gray.empty())
      sentences.emplace_back("cumulative incidences of groups were compared by Gray's test");
    return sentences;
  }
  std::vector<std::string> summary(const Plan& plan, const Step&) const override {
    std::vector<std::string> lines;
    for (std::size_t c = 0; c < analysis_.frame.causes.size(); ++c) {
      std::string line;
      for (const IncidenceStratum& stratum : analysis_.strata)
        line += fmt::format("{}{} {} of {}", line.empty() ? "" : ", ", label(plan, stratum),
                            report::count(stratum.fit.causes[c].events), stratum.fit.n);
      if (!analysis_.gray.empty()) line += "; " + gray_text(c);
      lines.push_back(cause(c) + ": " + line);
    }
    return lines;
  }

  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;

private:
  const std::string& cause(std::size_t c) const { return analysis_.frame.causes[c].name; }
  std::string label(const Plan& plan, const IncidenceStratum& stratum) const {
    return stratum.name == "all" ? "All patients" : group_label(plan.table, stratum.name);
  }
  std::string gray_text(std::size_t c) const {
    const survival::GrayTest& test = analysis_.gray[c];
    return test.df > 0 ? fmt::format("Gray's test: {}", report::p_equation(test.p))
                       : "Gray's test: not testable";
  }
  report::SurvivalFigure drawn(const Plan& plan, const Step& step) const {
    report::SurvivalFigure figure;
    figure.time_label = time_since(plan, step);
    figure.unit = unit_of(plan, step);
    figure.bands = analysis_.options.curve.scale != survival::ConfidenceScale::none;
    figure.incidence = true;
    figure.censoring = false;
    figure.width = report::double_column * 0.66;
    return figure;
  }
  report::Figure finished(report::SurvivalFigure drawn,
                          const std::vector<survival::KaplanMeier>& curves, std::string id,
                          const std::string& of_what) const;
  report::Figure figure_of_causes(const Plan& plan, const Step& step) const;
  report::Figure figure_of_groups(const Plan& plan, const Step& step, std::size_t c) const;
  report::Figure stacked(const Plan& plan, const Step& step) const;
  report::Table table(const Plan& plan, const Step& step) const;

  IncidenceAnalysis analysis_;
  std::string by_;
};

std::vector<Limitation> IncidenceFinding::limitations(const Plan& plan, const Step& step) const {
  const LimitationRules rules;
  std::vector<Limitation> found;
  std::vector<std::string> few, small, beyond;
  double fewest = 0, smallest = 0, last = 0;
  const auto lowest = [](double& least, double value, bool first) {
    least = first ? value : std::min(least, value);
  };
  for (std::size_t c = 0; c < analysis_.frame.causes.size(); ++c) {
    double events = 0;
    for (const IncidenceStratum& stratum : analysis_.strata) events += stratum.fit.causes[c].events;
    if (events >= rules.group_events) continue;
    lowest(fewest, events, few.empty());
    few.push_back(fmt::format("{} ({})", cause(c), report::count(events)));
  }
  for (const IncidenceStratum& stratum : analysis_.strata) {
    const auto n = static_cast<double>(stratum.fit.n);
    if (analysis_.strata.size() > 1 && stratum.fit.n < rules.group_patients) {
      lowest(smallest, n, small.empty());
      small.push_back(fmt::format("{} ({} patients)", label(plan, stratum), report::count(n)));
    }
    const auto ends = [](const survival::IncidenceReading& at) {
      return !std::isfinite(at.point.estimate);
    };
    const auto& readings = stratum.at.front();
    if (std::none_of(readings.begin(), readings.end(), ends)) continue;
    beyond.push_back(label(plan, stratum));
    last = analysis_.options.times.back();
  }
  if (!few.empty())
    found.push_back({"few_events_of_cause",
                     fmt::format("{}: fewer than {:g} events of {}", step.title, rules.group_events,
                                 fmt::join(few, ", ")),
                     {{"events", fewest}}});
  if (!small.empty())
    found.push_back({"small_group",
                     fmt::format("{}: few patients in {}", step.title, fmt::join(small, ", ")),
                     {{"groups", static_cast<double>(small.size())}, {"patients", smallest}}});
  if (!beyond.empty())
    found.push_back({"beyond_follow_up",
                     fmt::format("{}: read at {}, beyond the longest follow-up of {}", step.title,
                                 time_text(last, unit_of(plan, step)), fmt::join(beyond, ", ")),
                     {{"time", last}}});
  add_missing(plan, step, analysis_.frame, found);
  return found;
}

/// As a curve for the figure, which draws `survival` whatever it is.
survival::KaplanMeier as_curve(const survival::CumulativeIncidence& fit, std::size_t c) {
  survival::KaplanMeier curve;
  curve.n = fit.n;
  curve.n_weighted = fit.n_weighted;
  curve.events = fit.causes[c].events;
  for (std::size_t j = 0; j < fit.times.size(); ++j) {
    const survival::IncidencePoint& point = fit.causes[c].points[j];
    const bool none = point.estimate == 0;  // where the log scale has no limits
    curve.curve.push_back({fit.times[j].time, fit.times[j].n_risk, point.n_event,
                           fit.times[j].n_censor, point.estimate, point.std_error,
                           none ? 0.0 : point.lower, none ? 0.0 : point.upper});
  }
  return curve;
}

report::Figure IncidenceFinding::finished(report::SurvivalFigure drawn,
                                          const std::vector<survival::KaplanMeier>& curves,
                                          std::string id, const std::string& of_what) const {
  for (std::size_t i = 0; i < curves.size(); ++i) drawn.curves[i].fit = &curves[i];
  report::Figure figure;
  figure.id = std::move(id);
  figure.caption = fmt::format(
      "{}. Cumulative incidence (Aalen–Johansen){}; other events compete.", of_what,
      drawn.bands ? fmt::format(" with pointwise {}", interval_name(analysis_.options.curve.level))
                  : "");
  figure.scene = report::survival_scene(drawn);
  figure.csv = report::survival_csv(drawn);
  return figure;
}

report::Figure IncidenceFinding::figure_of_causes(const Plan& plan, const Step& step) const {
  report::SurvivalFigure figure = drawn(plan, step);
  figure.outcome = "Cumulative incidence";
  figure.same_patients = true;
  std::vector<survival::KaplanMeier> curves;
  for (std::size_t c = 0; c < analysis_.frame.causes.size(); ++c) {
    figure.curves.push_back({capitalised(cause(c)), nullptr});
    curves.push_back(as_curve(analysis_.strata[0].fit, c));
  }
  return finished(std::move(figure), curves, step.id, step.title);
}

report::Figure IncidenceFinding::figure_of_groups(const Plan& plan, const Step& step,
                                                  std::size_t c) const {
  report::SurvivalFigure figure = drawn(plan, step);
  figure.outcome = "Cumulative incidence of " + within_sentence(cause(c));
  std::vector<survival::KaplanMeier> curves;
  for (const IncidenceStratum& stratum : analysis_.strata) {
    figure.curves.push_back({label(plan, stratum), nullptr});
    curves.push_back(as_curve(stratum.fit, c));
  }
  if (!analysis_.gray.empty()) figure.notes.push_back(gray_text(c));
  return finished(std::move(figure), curves, step.id + "-" + slug(cause(c)),
                  step.title + ": " + cause(c));
}

/// All events and those free of them, one above the other: they add up to everybody.
report::Figure IncidenceFinding::stacked(const Plan& plan, const Step& step) const {
  report::StackedFigure drawn;
  for (std::size_t c = 0; c < analysis_.frame.causes.size(); ++c)
    drawn.states.push_back(capitalised(cause(c)));
  drawn.states.emplace_back("None of them");
  drawn.time_label = time_since(plan, step);
  drawn.unit = unit_of(plan, step);
  for (const IncidenceStratum& stratum : analysis_.strata) {
    report::StackedPanel panel;
    if (analysis_.strata.size() > 1) panel.label = label(plan, stratum);
    panel.share.resize(drawn.states.size());
    for (std::size_t j = 0; j < stratum.fit.times.size(); ++j) {
      panel.time.push_back(stratum.fit.times[j].time);
      for (std::size_t c = 0; c < stratum.fit.causes.size(); ++c)
        panel.share[c].push_back(stratum.fit.causes[c].points[j].estimate);
      panel.share.back().push_back(stratum.fit.times[j].event_free);
    }
    drawn.panels.push_back(std::move(panel));
  }
  report::Figure figure;
  figure.id = step.id + "-stacked";
  figure.caption = fmt::format(
      "{}: share of patients with each event as the first, and with none of them, by cumulative "
      "incidence (Aalen–Johansen). At each time the shares add up to 1.",
      step.title);
  figure.scene = report::stacked_scene(drawn);
  figure.csv = report::stacked_csv(drawn);
  return figure;
}

Cell incidence_cell(const survival::IncidenceReading& reading) {
  const survival::IncidencePoint& point = reading.point;
  if (!std::isfinite(point.estimate))
    return {report::undefined_number, {report::no_value, report::no_value, report::no_value, 0}};
  std::string text = report::fixed(100 * point.estimate, 1) + "%";
  if (std::isfinite(point.lower) && std::isfinite(point.upper))
    text = fmt::format("{} ({})", text, report::interval(100 * point.lower, 100 * point.upper, 1));
  return {text, {point.estimate, point.lower, point.upper, reading.n_risk}};
}

report::Table IncidenceFinding::table(const Plan& plan, const Step& step) const {
  const std::string interval = interval_name(analysis_.options.curve.level);
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {{by_.empty() ? "Group" : heading_of(plan.table, by_), "", Align::left, {}},
                   {"Event", "", Align::left, {}},
                   {"n", "", Align::right, {"n"}},
                   {"Events", "", Align::right, {"events"}}};
  for (const double time : analysis_.options.times) {
    const std::string at = report::exact(time);
    table.columns.push_back({time_text(time, unit_of(plan, step)),
                             fmt::format("Cumulative incidence ({}) at", interval),
                             Align::right,
                             {"incidence_" + at, "lower_" + at, "upper_" + at, "n_risk_" + at}});
  }
  for (const IncidenceStratum& stratum : analysis_.strata)
    for (std::size_t c = 0; c < stratum.fit.causes.size(); ++c) {
      const auto n = static_cast<double>(stratum.fit.n);
      report::Row row;
      row.cells = {label(plan, stratum), cause(c), Cell(report::count(n), n),
                   Cell(report::count(stratum.fit.causes[c].events), stratum.fit.causes[c].events)};
      for (const survival::IncidenceReading& reading : stratum.at[c])
        row.cells.push_back(incidence_cell(reading));
      table.rows.push_back(std::move(row));
    }
  for (std::size_t c = 0; c < analysis_.gray.size(); ++c) {
    const survival::GrayTest& test = analysis_.gray[c];
    if (test.df > 0)
      table.footnotes.push_back(fmt::format(
          "Gray's test, {}{}: chi-squared = {}, df = {}, {}.", cause(c),
          analysis_.frame.strata.empty() ? "" : ", stratified", report::fixed(test.statistic, 2),
          report::exact(test.df), report::p_equation(test.p)));
  }
  table.footnotes.push_back("A dash: beyond the longest follow-up of the group.");
  return table;
}

class IncidenceRequest final : public KindRequest {
public:
  IncidenceRequest(Section& section, const Protocol& protocol, const AnalysisDefaults& defaults)
      : by_(section.text("by").value_or(protocol.group)),
        strata_(section.texts("strata")),
        times_(section.numbers("times")) {
    using survival::ConfidenceScale;
    options_.curve.scale =
        section
            .choice<ConfidenceScale>("conf_type", {{"log", ConfidenceScale::log},
                                                   {"log-log", ConfidenceScale::log_log},
                                                   {"plain", ConfidenceScale::plain},
                                                   {"none", ConfidenceScale::none}})
            .value_or(defaults.scale);
    options_.curve.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
    options_.rho = section.number("rho", 0, 10).value_or(0);
    options_.censored = censored_cause;
    if (times_.empty()) times_ = defaults.times;
  }

  std::string title(const Plan& plan) const override {
    return by_.empty() ? "cumulative incidence"
                       : "cumulative incidence by " + within_sentence(label_of(plan.table, by_));
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> result;
    if (!by_.empty()) result.emplace_back("by", by_);
    for (const std::string& column : strata_) result.emplace_back("strata", column);
    return result;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    check_causes(plan, step, problems);
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    IncidenceOptions options = options_;
    options.times = times_.empty() ? times_of(plan, step) : times_;
    const std::string right = right_side(
        by_.empty() ? std::vector<std::string>{} : std::vector{by_}, strata_, "", *step.table);
    auto analysis = analyse_incidence(cause_side(plan.endpoints[*step.endpoint]) + " ~ " + right,
                                      *step.table, options);
    if (!analysis) return failure(std::move(analysis.error()));
    return std::make_unique<const IncidenceFinding>(std::move(*analysis), by_);
  }

private:
  std::string by_;
  std::vector<std::string> strata_;
  std::vector<double> times_;
  IncidenceOptions options_;
};

std::unique_ptr<const KindRequest> read_incidence(Section& section, const Protocol& protocol,
                                                  const AnalysisDefaults& defaults) {
  return std::make_unique<const IncidenceRequest>(section, protocol, defaults);
}

}  // namespace

Kind cuminc_kind() {
  return {"cuminc", "Competing risks", true, read_incidence};
}

}  // namespace venscope::study
