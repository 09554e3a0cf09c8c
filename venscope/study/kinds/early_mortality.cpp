// kind = "early_mortality": deaths within the first days, per arm.
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/json.hpp"
#include "venscope/report/number.hpp"
#include "venscope/safety/early_deaths.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/arm_levels.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Json;
using report::json_number;

struct EarlyMortalityOptions {
  std::vector<double> days{30, 60};
  std::string by;
  safety::CensoredEarly censored = safety::CensoredEarly::exclude;
  survival::ConfidenceScale scale = survival::ConfidenceScale::log_log;
  double level = 0.95;
};

/// One arm by one day; empty where it cannot be said.
struct EarlyReading {
  std::optional<safety::EarlyDeaths> deaths;
  std::optional<response::Effect> curve;  ///< 1 - S(t); limits NaN where undefined
  double n_risk = 0;
};

struct EarlyDay {
  double day = 0;
  std::vector<EarlyReading> arms;
  std::optional<response::Effect> difference;  ///< of the crude shares, second arm minus first
};

struct EarlyMortality {
  EarlyMortalityOptions options;
  std::vector<std::string> arms;
  std::vector<std::int64_t> n;
  std::vector<EarlyDay> days;
  std::vector<std::string> warnings;
};

std::string_view word_of(safety::CensoredEarly censored) {
  switch (censored) {
    case safety::CensoredEarly::alive:
      return "alive";
    case safety::CensoredEarly::dead:
      return "dead";
    case safety::CensoredEarly::exclude:
      break;
  }
  return "exclude";
}

Json share_json(const EarlyReading& reading) {
  Json json;
  const auto& deaths = reading.deaths;
  json["n"] = deaths ? Json(deaths->n) : Json(nullptr);
  json["deaths"] = deaths ? Json(deaths->deaths) : Json(nullptr);
  json["censored_before"] = deaths ? Json(deaths->censored) : Json(nullptr);
  json["x"] = deaths ? Json(deaths->x) : Json(nullptr);
  json["of"] = deaths ? Json(deaths->of) : Json(nullptr);
  json["p"] = deaths ? json_number(deaths->share) : Json(nullptr);
  json["exact_low"] = deaths ? json_number(deaths->interval.low) : Json(nullptr);
  json["exact_high"] = deaths ? json_number(deaths->interval.high) : Json(nullptr);
  json["km"] = to_json(reading.curve);
  if (reading.curve) json["km"]["n_risk"] = json_number(reading.n_risk);
  return json;
}

class EarlyMortalityFinding final : public Finding {
public:
  explicit EarlyMortalityFinding(EarlyMortality found) : found_(std::move(found)) {}

  Json json() const override {
    Json json;
    json["by"] = found_.options.by.empty() ? Json(nullptr) : Json(found_.options.by);
    json["censored"] = word_of(found_.options.censored);
    json["conf_level"] = json_number(found_.options.level);
    json["reference"] = found_.arms.size() == 2 ? Json(found_.arms[0]) : Json(nullptr);
    json["days"] = Json::array();
    for (const EarlyDay& day : found_.days) {
      Json one{{"day", json_number(day.day)}, {"groups", Json::array()}};
      for (std::size_t a = 0; a < day.arms.size(); ++a) {
        Json group{{"group", found_.arms[a].empty() ? Json(nullptr) : Json(found_.arms[a])}};
        const Json share = share_json(day.arms[a]);
        for (const auto& [key, value] : share.items()) group[key] = value;
        one["groups"].push_back(std::move(group));
      }
      one["difference"] = to_json(day.difference);
      json["days"].push_back(std::move(one));
    }
    json["warnings"] = found_.warnings;
    return json;
  }

  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    report::Table table;
    table.id = step.id;
    table.title = step.title;
    table.columns = {{"By day", "", Align::left, {}},
                     {found_.options.by.empty() ? "Group" : label_of(plan.table, found_.options.by),
                      "",
                      Align::left,
                      {}},
                     {"Deaths / patients", "Crude", Align::right, {"deaths", "of"}},
                     {fmt::format("Share ({})", interval_name(found_.options.level)),
                      "Crude",
                      Align::right,
                      {"share", "low", "high"}},
                     {"Censored before", "", Align::right, {"censored_before"}},
                     {fmt::format("1 − Kaplan–Meier ({})", interval_name(found_.options.level)),
                      "",
                      Align::right,
                      {"km", "km_low", "km_high", "n_risk"}}};
    for (const EarlyDay& day : found_.days) add_rows(day, table);
    table.footnotes = footnotes();
    return {std::move(table)};
  }

  std::vector<std::string> warnings() const override { return found_.warnings; }

  std::vector<std::string> methods(const Plan&, const Step&) const override {
    std::vector<std::string> sentences{fmt::format(
        "early mortality is the share of patients who died by the day, with exact "
        "(Clopper–Pearson) intervals; patients censored before {}, and the complement of the "
        "Kaplan–Meier estimate stands beside it",
        censored_words())};
    if (found_.arms.size() == 2)
      sentences.emplace_back("differences of early mortality have Newcombe's intervals");
    return sentences;
  }

  std::vector<std::string> summary(const Plan&, const Step&) const override {
    std::vector<std::string> lines;
    for (const EarlyDay& day : found_.days)
      for (std::size_t a = 0; a < day.arms.size(); ++a)
        if (const auto& deaths = day.arms[a].deaths)
          lines.push_back(
              fmt::format("by day {}{}: {} of {} ({})", report::exact(day.day),
                          found_.arms[a].empty() ? "" : ", " + report::level_words(found_.arms[a]),
                          deaths->x, deaths->of, report::percent(deaths->share)));
    return lines;
  }

  std::vector<Limitation> limitations(const Plan&, const Step&) const override {
    std::vector<Limitation> found;
    for (const EarlyDay& day : found_.days) {
      std::int64_t censored = 0;
      for (const EarlyReading& reading : day.arms)
        if (reading.deaths) censored += reading.deaths->censored;
      if (censored > 0)
        found.push_back(
            {"censored_early",
             fmt::format("{} {} censored before day {}", censored,
                         plural(static_cast<std::size_t>(censored), "patient was", "patients were"),
                         report::exact(day.day)),
             {{"patients", static_cast<double>(censored)}}});
    }
    return found;
  }

private:
  std::string censored_words() const {
    switch (found_.options.censored) {
      case safety::CensoredEarly::alive:
        return "count as alive";
      case safety::CensoredEarly::dead:
        return "count as dead, the worst that is possible";
      case safety::CensoredEarly::exclude:
        break;
    }
    return "are left out of it";
  }

  void add_rows(const EarlyDay& day, report::Table& table) const {
    for (std::size_t a = 0; a < day.arms.size(); ++a) {
      const EarlyReading& reading = day.arms[a];
      report::Row row;
      row.cells = {Cell(a == 0 ? report::exact(day.day) : std::string()),
                   Cell(arm_words(found_.arms[a]))};
      if (const auto& deaths = reading.deaths) {
        row.cells.emplace_back(fmt::format("{} / {}", deaths->x, deaths->of),
                               std::vector{double(deaths->x), double(deaths->of)});
        row.cells.emplace_back(
            fmt::format(
                "{} ({}%)", report::percent(deaths->share),
                report::interval(100 * deaths->interval.low, 100 * deaths->interval.high, 1)),
            std::vector{deaths->share, deaths->interval.low, deaths->interval.high});
        row.cells.emplace_back(report::count(double(deaths->censored)), double(deaths->censored));
      } else {
        row.cells.insert(row.cells.end(), 3, Cell(report::undefined_number));
      }
      row.cells.push_back(curve_cell(reading));
      table.rows.push_back(std::move(row));
    }
    if (!day.difference) return;
    report::Row row;
    row.cells = {Cell(),
                 Cell(fmt::format("{} minus {}", report::level_words(found_.arms[1]),
                                  report::level_words(found_.arms[0]))),
                 Cell()};
    row.cells.emplace_back(
        fmt::format("{} ({}) points", report::fixed(100 * day.difference->estimate, 1),
                    report::interval(100 * day.difference->interval.low,
                                     100 * day.difference->interval.high, 1)),
        std::vector{day.difference->estimate, day.difference->interval.low,
                    day.difference->interval.high});
    table.rows.push_back(std::move(row));
  }

  static Cell curve_cell(const EarlyReading& reading) {
    if (!reading.curve) return report::undefined_number;
    const response::Effect& curve = *reading.curve;
    std::string text = report::percent(curve.estimate);
    if (std::isfinite(curve.interval.low) && std::isfinite(curve.interval.high))
      text += fmt::format(" ({}%)",
                          report::interval(100 * curve.interval.low, 100 * curve.interval.high, 1));
    return {text, {curve.estimate, curve.interval.low, curve.interval.high, reading.n_risk}};
  }

  std::vector<std::string> footnotes() const {
    std::vector<std::string> notes{
        fmt::format("Crude: died by that day, of all patients, exact (Clopper–Pearson) interval; "
                    "patients censored before {}.",
                    censored_words()),
        "1 − Kaplan–Meier uses what is known of them. A dash: nobody was followed so long."};
    if (found_.arms.size() == 2)
      notes.emplace_back(
          "Difference of the crude shares in percentage points, Newcombe's interval.");
    return notes;
  }

  EarlyMortality found_;
};

std::optional<response::Effect> read_curve(const survival::KaplanMeier& fit, double time,
                                           double& n_risk) {
  // A death on that very day counts, whatever the rounding of the conversion.
  const double slack = time * (1 + 1e-9);
  const auto points = survival::at_times(fit, std::span(&slack, 1));
  if (points.empty() || fit.curve.empty() || fit.curve.back().time < time * (1 - 1e-9)) return {};
  const survival::KaplanMeierPoint& point = points[0];
  n_risk = point.n_risk;
  return response::Effect{1 - point.survival, {1 - point.upper, 1 - point.lower}};
}

class EarlyMortalityRequest final : public KindRequest {
public:
  EarlyMortalityOptions options;

  std::string title(const Plan& plan) const override {
    return "Early mortality" + by_words(plan.table, options.by);
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    return {{"by", options.by}};
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    const endpoint::EndpointDefinition& definition = plan.endpoints[*step.endpoint].definition;
    const ArmLevels arms = arm_levels(*step.table, options.by);
    EarlyMortality found;
    found.options = options;
    found.arms = arms.names;
    endpoint::Outcomes outcomes;
    std::vector<std::int32_t> group;
    read_outcomes(*step.table, definition.id, arms, outcomes, group, found);
    if (outcomes.size() == 0)
      return cannot_analyse("study.no_patients", "no patient has the endpoint and a group");
    auto fits = survival::kaplan_meier_groups(outcomes, group, arms.names.size(), {}, {},
                                              {options.scale, options.level, {}});
    if (!fits) return tl::unexpected(std::move(fits.error()));
    std::vector<std::vector<std::size_t>> rows(arms.names.size());
    for (std::size_t i = 0; i < group.size(); ++i)
      rows[static_cast<std::size_t>(group[i])].push_back(i);
    for (const auto& of : rows) found.n.push_back(static_cast<std::int64_t>(of.size()));
    for (const double day : options.days) {
      const double by = endpoint::convert(day, endpoint::TimeUnit::days, definition.output_unit);
      EarlyDay early{day, {}, {}};
      for (std::size_t a = 0; a < rows.size(); ++a) {
        EarlyReading reading;
        auto deaths = safety::early_deaths(outcomes, rows[a], by, options.censored, options.level);
        if (deaths)
          reading.deaths = *deaths;
        else if (deaths.error()[0].code != "safety.nobody_followed")
          return tl::unexpected(std::move(deaths.error()));
        reading.curve = read_curve((*fits)[a], by, reading.n_risk);
        early.arms.push_back(reading);
      }
      if (rows.size() == 2 && early.arms[0].deaths && early.arms[1].deaths)
        if (auto difference = response::risk_difference(
                early.arms[1].deaths->x, early.arms[1].deaths->of, early.arms[0].deaths->x,
                early.arms[0].deaths->of, options.level))
          early.difference = *difference;
      found.days.push_back(std::move(early));
    }
    return std::make_unique<const EarlyMortalityFinding>(std::move(found));
  }

private:
  /// The endpoint's columns, of patients who have it and an arm.
  static void read_outcomes(const cohort::Table& table, const std::string& id,
                            const ArmLevels& arms, endpoint::Outcomes& outcomes,
                            std::vector<std::int32_t>& group, EarlyMortality& found) {
    const cohort::Column* time = table.find(id + ".time");
    const cohort::Column* event = table.find(id + ".event");
    const cohort::Column* entry = table.find(id + ".entry");
    std::size_t missing = 0, no_arm = 0;
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (time->missing(row)) {
        ++missing;
        continue;
      }
      if (arms.code[row] < 0) {
        ++no_arm;
        continue;
      }
      outcomes.time.push_back(time->number[row]);
      outcomes.event.push_back(event->number[row] != 0);
      if (entry) outcomes.entry.push_back(entry->number[row]);
      group.push_back(arms.code[row]);
    }
    const auto warn = [&](std::size_t n, const char* why) {
      if (n > 0)
        found.warnings.push_back(
            fmt::format("{} {} left out: {}", n, plural(n, "patient was", "patients were"), why));
    };
    warn(missing, "the endpoint is not known");
    warn(no_arm, "the group is not known");
  }
};

std::unique_ptr<const KindRequest> read_early_mortality(Section& section, const Protocol& protocol,
                                                        const AnalysisDefaults& defaults) {
  auto request = std::make_unique<EarlyMortalityRequest>();
  EarlyMortalityOptions& options = request->options;
  options.by = section.text("by").value_or(protocol.group);
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  if (section.has("days")) options.days = section.numbers("days");
  for (std::size_t i = 0; i < options.days.size(); ++i)
    if (!(options.days[i] > 0) || (i > 0 && options.days[i] <= options.days[i - 1])) {
      section.reject("days", "study.times", "are not in order", "ascending days above 0");
      options.days = {30, 60};
      break;
    }
  options.censored =
      section
          .choice<safety::CensoredEarly>("censored", {{"exclude", safety::CensoredEarly::exclude},
                                                      {"alive", safety::CensoredEarly::alive},
                                                      {"dead", safety::CensoredEarly::dead}})
          .value_or(safety::CensoredEarly::exclude);
  options.scale = section
                      .choice<survival::ConfidenceScale>(
                          "conf_type", {{"log", survival::ConfidenceScale::log},
                                        {"log-log", survival::ConfidenceScale::log_log},
                                        {"plain", survival::ConfidenceScale::plain}})
                      .value_or(survival::ConfidenceScale::log_log);
  return request;
}

}  // namespace

Kind early_mortality_kind() {
  return {"early_mortality", "Safety", true, read_early_mortality};
}

}  // namespace venscope::study
