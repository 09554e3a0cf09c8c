// kind = "response": best response to treatment, and what goes with it.
#include "venscope/report/figure/bars_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/arm_levels.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/response_analysis.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Json;
using report::json_number;
using report::Row;

/// Of a rate: who was divided by.
std::int64_t denominator_of(const ResponseOptions& options,
                            const response::ResponseCounts& counts) {
  std::int64_t n = 0;
  for (std::size_t r = 0; r < counts.size(); ++r) {
    const auto response = static_cast<response::Response>(r);
    const bool evaluable = response != response::Response::early_death &&
                           response != response::Response::not_evaluable;
    if (evaluable || options.denominator == response::Denominator::treated) n += counts[r];
  }
  return n;
}

Json json_of(const RespondingGroup& group, const ResponseOptions& options) {
  Json json;
  json["group"] = group.name.empty() ? Json(nullptr) : Json(group.name);
  json["n"] = denominator_of(options, group.counts);
  json["n_missing"] = group.n_missing;
  json["categories"] = Json::array();
  for (const response::ResponseName& name : response::response_names())
    json["categories"].push_back(
        {{"category", name.code}, {"n", group.counts[static_cast<std::size_t>(name.response)]}});
  json["rates"] = Json::array();
  for (const response::Rate& rate : group.rates)
    json["rates"].push_back({{"rate", rate.definition->id},
                             {"x", rate.x},
                             {"n", rate.n},
                             {"p", json_number(rate.p)},
                             {"wilson_low", json_number(rate.wilson.low)},
                             {"wilson_high", json_number(rate.wilson.high)},
                             {"exact_low", json_number(rate.clopper_pearson.low)},
                             {"exact_high", json_number(rate.clopper_pearson.high)}});
  return json;
}

Json json_of(const std::optional<response::Summary>& summary) {
  if (!summary) return nullptr;
  return {{"n", summary->n},
          {"median", json_number(summary->median)},
          {"q1", json_number(summary->q1)},
          {"q3", json_number(summary->q3)}};
}

Json json_of(const ResponsePredictor& predictor) {
  Json json;
  json["variable"] = predictor.column;
  json["n_missing"] = predictor.n_missing;
  json["levels"] = Json::array();
  if (predictor.levels)
    for (const response::GroupProportion& level : predictor.levels->proportions)
      json["levels"].push_back({{"level", level.group},
                                {"x", level.x},
                                {"n", level.n},
                                {"p", json_number(level.p)},
                                {"wilson_low", json_number(level.wilson.low)},
                                {"wilson_high", json_number(level.wilson.high)}});
  json["responders"] = json_of(predictor.responders);
  json["others"] = json_of(predictor.others);
  json["odds_ratio"] = nullptr;
  if (predictor.odds_ratio)
    json["odds_ratio"] = {{"estimate", json_number(predictor.odds_ratio->estimate)},
                          {"conf_low", json_number(predictor.odds_ratio->interval.low)},
                          {"conf_high", json_number(predictor.odds_ratio->interval.high)}};
  json["test"] = predictor.test;
  json["p"] = json_number(predictor.p);
  json["q"] = json_number(predictor.q);
  const auto p_of = [](const auto& test) { return test ? json_number(test->p) : Json(nullptr); };
  json["pearson_p"] = predictor.levels ? p_of(predictor.levels->pearson) : Json(nullptr);
  json["fisher_p"] = predictor.levels ? p_of(predictor.levels->fisher) : Json(nullptr);
  return json;
}

class ResponseFinding : public Finding {
public:
  explicit ResponseFinding(ResponseAnalysis analysis) : analysis_(std::move(analysis)) {}

  Json json() const override {
    Json json;
    json["column"] = analysis_.options.column;
    json["denominator"] = treated() ? "treated" : "evaluable";
    json["groups"] = Json::array();
    for (const RespondingGroup& group : analysis_.groups)
      json["groups"].push_back(json_of(group, analysis_.options));
    json["predicted"] = analysis_.options.predicted;
    json["predictors"] = Json::array();
    for (const ResponsePredictor& predictor : analysis_.predictors)
      json["predictors"].push_back(json_of(predictor));
    json["warnings"] = analysis_.warnings;
    return json;
  }

  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    std::vector<report::Block> blocks{figure(plan, step), rates_table(plan, step)};
    if (!analysis_.predictors.empty()) blocks.emplace_back(predictors_table(plan, step));
    return blocks;
  }

  std::vector<std::string> warnings() const override { return analysis_.warnings; }

  std::vector<std::string> methods(const Plan&, const Step&) const override {
    std::vector<std::string> sentences{
        fmt::format("Rates of response are of all patients {}, with Wilson's confidence intervals",
                    treated() ? "with a category of response, death before assessment among them"
                              : "in whom response was assessed")};
    if (!analysis_.predictors.empty())
      sentences.push_back(fmt::format(
          "Predictors of {} were tested one by one, categories by Pearson's chi-squared test "
          "without "
          "continuity correction (Fisher's exact test where an expected count is below 5), numbers "
          "by the Mann–Whitney test; q is adjusted for their number by the method of Benjamini and "
          "Hochberg",
          find_rate(analysis_.options.predicted)->label));
    return sentences;
  }

  std::vector<std::string> summary(const Plan&, const Step&) const override {
    std::vector<std::string> lines;
    for (const response::Rate& rate : analysis_.groups[0].rates)
      lines.push_back(fmt::format("{}: {} of {} ({}; {})", rate.definition->label, rate.x, rate.n,
                                  report::percent(rate.p, 0), interval_text(rate)));
    return lines;
  }

private:
  bool treated() const { return analysis_.options.denominator == response::Denominator::treated; }

  static std::string interval_text(const response::Rate& rate) {
    return fmt::format("{}–{}%", report::fixed(100 * rate.wilson.low, 0),
                       report::fixed(100 * rate.wilson.high, 0));
  }

  /// "yes" and "no" need the name of what they are of.
  std::string name_of(const Plan& plan, const RespondingGroup& group) const {
    const std::string level = arm_words(group.name);
    return level == "yes" || level == "no"
               ? label_of(plan.table, analysis_.options.by) + ": " + level
               : level;
  }

  /// Categories that somebody is in.
  std::vector<response::ResponseName> categories() const {
    std::vector<response::ResponseName> list;
    for (const response::ResponseName& name : response::response_names())
      if (analysis_.groups[0].counts[static_cast<std::size_t>(name.response)] > 0)
        list.push_back(name);
    return list;
  }

  report::Figure figure(const Plan& plan, const Step& step) const {
    report::BarsFigure bars;
    for (const response::ResponseName& name : categories()) bars.categories.emplace_back(name.code);
    for (const RespondingGroup& group : analysis_.groups) {
      report::BarsGroup bar{name_of(plan, group), 0, {}};
      for (const response::ResponseName& name : categories()) {
        bar.counts.push_back(
            static_cast<double>(group.counts[static_cast<std::size_t>(name.response)]));
        bar.n += bar.counts.back();
      }
      bar.n += static_cast<double>(group.n_missing);
      bars.groups.push_back(std::move(bar));
    }
    report::Figure figure;
    figure.id = step.id;
    figure.caption = step.title + ". Shares of all patients treated; not assessed: no category.";
    figure.scene = report::bars_scene(bars);
    figure.csv = report::bars_csv(bars);
    return figure;
  }

  report::Table rates_table(const Plan& plan, const Step& step) const {
    report::Table table;
    table.id = step.id;
    table.title = step.title;
    table.columns = {{"Response", "", Align::left, {}}};
    const std::string by =
        analysis_.options.by.empty() ? "" : label_of(plan.table, analysis_.options.by);
    for (const RespondingGroup& group : analysis_.groups)
      table.columns.push_back({fmt::format("{} (n = {})", arm_words(group.name),
                                           denominator_of(analysis_.options, group.counts)),
                               group.name.empty() ? "" : by,
                               Align::right,
                               {"n", "low", "high"}});
    for (const response::ResponseName& name : categories()) {
      Row row;
      row.cells = {fmt::format("{} ({})", name.label, name.code)};
      for (const RespondingGroup& group : analysis_.groups) {
        const auto n = static_cast<double>(group.counts[static_cast<std::size_t>(name.response)]);
        row.cells.emplace_back(
            report::count_percent(n, double(denominator_of(analysis_.options, group.counts)), 0),
            std::vector{n, report::no_value, report::no_value});
      }
      table.rows.push_back(std::move(row));
    }
    for (std::size_t k = 0; k < analysis_.options.rates.size(); ++k) {
      Row row;
      row.heading = true;
      row.cells = {std::string(find_rate(analysis_.options.rates[k])->label)};
      for (const RespondingGroup& group : analysis_.groups) {
        if (k >= group.rates.size()) {
          row.cells.emplace_back(report::undefined_number);
          continue;
        }
        const response::Rate& rate = group.rates[k];
        row.cells.emplace_back(
            fmt::format("{} ({}; {})", rate.x, report::percent(rate.p, 0), interval_text(rate)),
            std::vector{double(rate.x), rate.wilson.low, rate.wilson.high});
      }
      table.rows.push_back(std::move(row));
    }
    table.footnotes = {fmt::format("Percentages of {}, with {} of the rates (Wilson).",
                                   treated()
                                       ? "all with a category, death before assessment among them"
                                       : "those in whom response was assessed",
                                   interval_name(analysis_.options.level))};
    for (const std::string& id : analysis_.options.rates) {
      std::vector<std::string_view> codes;
      for (const response::Response one : find_rate(id)->counted)
        codes.push_back(response::response_names()[static_cast<std::size_t>(one)].code);
      // "CR" and "composite CR (CR + CRi)" say it themselves.
      const std::string_view label = find_rate(id)->label;
      if (label != fmt::format("{}", fmt::join(codes, ", ")) &&
          label.find(fmt::format("({})", fmt::join(codes, " + "))) == std::string_view::npos)
        table.footnotes.push_back(fmt::format("{}: {}.", label, fmt::join(codes, ", ")));
    }
    return table;
  }

  report::Table predictors_table(const Plan& plan, const Step& step) const {
    report::Table table;
    table.id = step.id + "-predictors";
    table.title =
        fmt::format("Univariate predictors of {}", find_rate(analysis_.options.predicted)->label);
    table.columns = {{"Variable", "", Align::left, {}},
                     {"Responders", "", Align::right, {"x", "n", "low", "high"}},
                     {fmt::format("Odds ratio ({})", interval_name(analysis_.options.level)),
                      "",
                      Align::right,
                      {"odds_ratio", "odds_ratio_low", "odds_ratio_high"}},
                     {"p", "", Align::right, {"p"}},
                     {"q", "", Align::right, {"q"}},
                     {"Test", "", Align::left, {}}};
    for (const ResponsePredictor& predictor : analysis_.predictors)
      add_rows(plan, predictor, table);
    table.footnotes = {
        "Responders: of those with this finding; of a number, median (quartiles) of responders "
        "against the others. Each variable alone; q is adjusted for all of them "
        "(Benjamini–Hochberg). Findings that are not known are left out."};
    return table;
  }

  static void add_rows(const Plan& plan, const ResponsePredictor& predictor, report::Table& table) {
    Row head;
    head.heading = true;
    head.cells = {label_of(plan.table, predictor.column)};
    head.cells.resize(6);
    if (predictor.responders)
      head.cells[1] =
          Cell(median_text(*predictor.responders) + " against " + median_text(*predictor.others));
    if (predictor.odds_ratio)
      head.cells[2] = {
          report::ratio_interval(predictor.odds_ratio->estimate, predictor.odds_ratio->interval.low,
                                 predictor.odds_ratio->interval.high),
          std::vector{predictor.odds_ratio->estimate, predictor.odds_ratio->interval.low,
                      predictor.odds_ratio->interval.high}};
    if (predictor.p) {
      head.cells[3] = {report::p_value(*predictor.p), *predictor.p};
      head.cells[4] = {report::p_value(*predictor.q), *predictor.q};
      head.cells[5] = predictor.test;
    } else {
      head.cells[3] = report::undefined_number;
      head.cells[5] = predictor.why_not;
    }
    table.rows.push_back(std::move(head));
    if (!predictor.levels) return;
    for (const response::GroupProportion& level : predictor.levels->proportions) {
      Row row;
      row.indent = 1;
      row.cells = {
          report::level_words(level.group),
          Cell(fmt::format("{} of {} ({})", level.x, level.n, report::percent(level.p, 0)),
               std::vector{double(level.x), double(level.n), level.wilson.low, level.wilson.high})};
      table.rows.push_back(std::move(row));
    }
  }

  static std::string median_text(const response::Summary& summary) {
    if (!summary.median) return report::undefined_number;
    return fmt::format("{} ({}–{})", report::fixed(*summary.median, 1),
                       report::fixed(*summary.q1, 1), report::fixed(*summary.q3, 1));
  }

  ResponseAnalysis analysis_;
};

class ResponseRequest : public KindRequest {
public:
  ResponseOptions options;
  Place place;

  std::string title(const Plan& plan) const override {
    return "Best response" + by_words(plan.table, options.by);
  }

  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> list{{"column", options.column},
                                                          {"by", options.by}};
    for (const std::string& predictor : options.predictors)
      list.emplace_back("predictors", predictor);
    return list;
  }

  void check(const Plan& plan, const Step&, Problems& problems) const override {
    const cohort::Column* column = plan.table.find(options.column);
    if (column && column->type != cohort::ColumnType::category)
      problems.push_back({"study.response_code", place,
                          "'" + options.column + "' holds no categories",
                          "categories of response such as CR, CRi, PR", "", Fault::input});
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    ResponseOptions seeded = options;
    seeded.seed = plan.protocol.seed;
    auto analysis = analyse_response(*step.table, seeded);
    if (!analysis) return tl::unexpected(std::move(analysis.error()));
    return std::make_unique<const ResponseFinding>(std::move(*analysis));
  }
};

/// The ids of rates under `entry`; what is no rate is rejected.
std::vector<std::string> read_rates(Section& section, std::string_view entry,
                                    std::vector<std::string> otherwise) {
  if (!section.has(entry)) return otherwise;
  std::vector<std::string> known, rates;
  for (const response::RateDefinition& rate : response::rate_definitions())
    known.emplace_back(rate.id);
  for (const std::string& id : section.texts(entry))
    if (find_rate(id))
      rates.push_back(id);
    else
      section.reject(entry, "study.unknown_rate", "'" + id + "' is no rate of response",
                     fmt::format("{}", fmt::join(known, ", ")));
  return rates;
}

std::unique_ptr<const KindRequest> read_response(Section& section, const Protocol& protocol,
                                                 const AnalysisDefaults& defaults) {
  auto request = std::make_unique<ResponseRequest>();
  ResponseOptions& options = request->options;
  options.column = section.required_text("column", "the column of response categories");
  request->place = section.place("column");
  options.by = section.text("by").value_or(protocol.group);
  options.rates = read_rates(section, "rates", {"cr", "crc", "orr"});
  options.denominator = section
                            .choice<response::Denominator>(
                                "denominator", {{"treated", response::Denominator::treated},
                                                {"evaluable", response::Denominator::evaluable}})
                            .value_or(response::Denominator::treated);
  options.predictors = section.texts("predictors");
  const std::vector<std::string> predicted = read_rates(section, "predicted", {"crc"});
  options.predicted = predicted.empty() ? "crc" : predicted[0];
  options.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  return request;
}

}  // namespace

Kind response_kind() {
  return {"response", "Response to treatment", false, read_response};
}

}  // namespace venscope::study
