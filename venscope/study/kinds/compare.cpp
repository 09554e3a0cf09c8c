// kind = "compare": several risk scores on the same patients.
#include "venscope/report/figure/alluvial_figure.hpp"
#include "venscope/report/figure/comparison_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/limitations.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/score_comparison.hpp"
#include "venscope/study/step_formula.hpp"
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

Json json_of(const Gain& gain) {
  return {{"lr", json_number(gain.lr)},
          {"df", json_number(gain.df)},
          {"p", json_number(gain.p)},
          {"delta_aic", json_number(gain.delta_aic)}};
}

Json json_of(const accuracy::BootstrappedEstimate& c) {
  return {{"estimate", json_number(c.estimate)},
          {"std_error", json_number(c.std_error)},
          {"conf_low", json_number(c.low)},
          {"conf_high", json_number(c.high)}};
}

Json json_of(const ComparedScore& score) {
  Json json;
  json["score"] = score.names.label;
  json["n"] = score.n;
  json["events"] = score.events;
  json["groups"] = Json::array();
  for (const ComparedGroup& group : score.groups)
    json["groups"].push_back({{"group", group.level},
                              {"n", group.n},
                              {"events", group.events},
                              {"median", json_number(group.median.time)},
                              {"median_low", json_number(group.median.lower)},
                              {"median_high", json_number(group.median.upper)}});
  json["logrank"] = {{"chisq", json_number(score.log_rank)},
                     {"df", json_number(score.log_rank_df)},
                     {"p", json_number(score.log_rank_p)}};
  json["factor"] = json_of(score.factor);
  json["linear"] = json_of(score.linear);
  json["linear"]["of"] = score.c_score ? "score" : "group";
  json["concordance_groups"] = json_of(score.c_groups);
  json["concordance_score"] = score.c_score ? json_of(*score.c_score) : Json(nullptr);
  return json;
}

Json json_of(const ComparedPair& pair) {
  Json json;
  json["first"] = pair.first;
  json["other"] = pair.other;
  json["n"] = pair.n;
  json["events"] = pair.events;
  json["factor_first"] = json_of(pair.gain_first);
  json["factor_other"] = json_of(pair.gain_other);
  json["concordance_first"] = json_of(pair.c_first);
  json["concordance_other"] = json_of(pair.c_other);
  json["difference"] = json_of(pair.difference);
  json["difference"]["p"] = json_number(pair.difference.p);
  Json counts = Json::array();
  const response::ContingencyTable& table = pair.reclassified;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    counts.push_back(Json::array());
    for (std::size_t c = 0; c < table.columns(); ++c) counts.back().push_back(table(r, c));
  }
  json["reclassification"] = {
      {"rows", table.row_levels}, {"columns", table.column_levels}, {"counts", counts}};
  json["bowker"] = nullptr;
  if (pair.symmetry)
    json["bowker"] = {{"chisq", json_number(pair.symmetry->statistic)},
                      {"df", json_number(pair.symmetry->df)},
                      {"p", json_number(pair.symmetry->p)}};
  return json;
}

Cell gain_cell(const Gain& gain) {
  return {fmt::format("{} ({})", report::fixed(gain.delta_aic, 1), report::exact(gain.df)),
          std::vector{gain.delta_aic, gain.df, gain.lr}};
}
Cell c_cell(const accuracy::BootstrappedEstimate& c) {
  return {report::estimate_interval(c.estimate, c.low, c.high),
          std::vector{c.estimate, c.std_error, c.low, c.high}};
}

class CompareFinding : public Finding {
public:
  explicit CompareFinding(ScoreComparison comparison) : comparison_(std::move(comparison)) {}

  Json json() const override {
    Json json;
    json["resamples"] = comparison_.resamples;
    json["scores"] = Json::array();
    for (const ComparedScore& score : comparison_.scores) json["scores"].push_back(json_of(score));
    json["pairs"] = Json::array();
    for (const ComparedPair& pair : comparison_.pairs) json["pairs"].push_back(json_of(pair));
    json["warnings"] = comparison_.warnings;
    return json;
  }

  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    std::vector<report::Block> blocks{comparison_figure(step), scores_table(plan, step)};
    if (!comparison_.pairs.empty()) blocks.emplace_back(pairs_table(step));
    if (comparison_.scores.size() > 1) blocks.emplace_back(alluvial_figure(plan, step));
    for (const ComparedPair& pair : comparison_.pairs)
      blocks.emplace_back(reclassification_table(plan, step, pair));
    return blocks;
  }

  std::vector<std::string> warnings() const override { return comparison_.warnings; }

  std::vector<std::string> methods(const Plan&, const Step&) const override {
    return {fmt::format(
        "Risk scores were compared by the difference of Akaike's criterion from the model without "
        "covariates (Cox models, groups as a factor and as one linear term) and by Harrell's C "
        "with percentile intervals of {} bootstrap resamples of patients; differences of C are "
        "paired, on the patients whom both scores classify; symmetry of reclassification was "
        "tested by Bowker's test",
        comparison_.resamples)};
  }

  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override {
    std::vector<Limitation> found;
    const auto [least, most] = std::minmax_element(
        comparison_.scores.begin(), comparison_.scores.end(),
        [](const ComparedScore& a, const ComparedScore& b) { return a.n < b.n; });
    if (least->n != most->n)
      found.push_back(
          {"other_patients",
           fmt::format("{}: {} classifies {} patients, {} {}; only pairs are compared on "
                       "the same",
                       step.title, least->names.label, least->n, most->names.label, most->n),
           {{"least", static_cast<double>(least->n)}, {"most", static_cast<double>(most->n)}}});
    for (const ComparedPair& pair : comparison_.pairs)
      if (static_cast<double>(pair.events) < LimitationRules().events_of_validation)
        found.push_back(
            {"few_events_to_compare",
             fmt::format("{}: {} and {} are compared on {} patients with {} events, fewer than the "
                         "{:g} that judging a model takes",
                         step.title, pair.first, pair.other, pair.n, pair.events,
                         LimitationRules().events_of_validation),
             {{"patients", static_cast<double>(pair.n)},
              {"events", static_cast<double>(pair.events)}}});
    for (const AppliedScore& score : plan.scores)
      for (const ComparedScore& compared : comparison_.scores)
        if (score.applied_outside > 0 && compared.names.label == score.label)
          found.push_back({"compared_outside",
                           fmt::format("{}: {} is judged on patients for whom it was not made",
                                       step.title, score.label),
                           {{"outside", static_cast<double>(score.applied_outside)}}});
    return found;
  }

  std::vector<std::string> summary(const Plan&, const Step&) const override {
    std::vector<std::string> lines;
    for (const ComparedScore& score : comparison_.scores)
      lines.push_back(
          fmt::format("{:<32} n = {:<5} delta AIC {:>7} ({} df)  C {}", score.names.label, score.n,
                      report::fixed(score.factor.delta_aic, 1), report::exact(score.factor.df),
                      report::estimate_interval(score.c_groups.estimate, score.c_groups.low,
                                                score.c_groups.high)));
    return lines;
  }

private:
  std::string interval() const { return interval_name(comparison_.level); }

  report::Figure comparison_figure(const Step& step) const {
    report::ComparisonFigure drawn;
    drawn.width = report::double_column;
    report::ComparisonPanel c{
        "C of the groups (" + interval() + ")", {}, 2, 0.5, "higher is better"};
    report::ComparisonPanel aic{"ΔAIC, groups as a factor", {}, 1, 0.0, "lower is better"};
    for (const ComparedScore& score : comparison_.scores) {
      drawn.rows.push_back(fmt::format("{} (n = {})", score.names.label, score.n));
      c.values.push_back({score.c_groups.estimate, score.c_groups.low, score.c_groups.high});
      aic.values.push_back({score.factor.delta_aic, {}, {}});
    }
    drawn.panels = {std::move(c), std::move(aic)};
    report::Figure figure;
    figure.id = step.id;
    figure.caption = step.title +
                     ". Each score on the patients whom it classifies: C with its bootstrap "
                     "interval, and the difference of AIC from the model without covariates.";
    figure.scene = report::comparison_scene(drawn);
    figure.csv = report::comparison_csv(drawn);
    return figure;
  }

  /// Every patient whom any of the scores classifies, through all of them.
  report::Figure alluvial_figure(const Plan& plan, const Step& step) const {
    report::AlluvialFigure drawn;
    drawn.width = report::double_column;
    for (const ComparedScore& score : comparison_.scores) {
      report::AlluvialScore& one = drawn.scores.emplace_back();
      one.label = score.names.label;
      for (const std::string& level : plan.table.find(score.names.group)->levels)
        one.levels.push_back(report::level_words(level));
    }
    std::size_t n = 0;
    for (const ComparedFlow& flow : comparison_.flows) {
      drawn.flows.push_back({flow.levels, static_cast<double>(flow.n)});
      n += flow.n;
    }
    report::Figure figure;
    figure.id = step.id + "-alluvial";
    figure.caption = fmt::format(
        "The same patients in several classifications: {} whom at least one of them classifies.",
        n);
    figure.scene = report::alluvial_scene(drawn);
    figure.csv = report::alluvial_csv(drawn);
    return figure;
  }

  report::Table scores_table(const Plan& plan, const Step& step) const {
    report::Table table;
    table.id = step.id;
    table.title = step.title;
    const std::string medians = "Median " + unit_of(plan, step) + " by group";
    table.columns = {
        {"Score", "", Align::left, {}},
        {"n", "", Align::right, {"n"}},
        {"Events", "", Align::right, {"events"}},
        {medians, "", Align::left, {}},
        {"Log-rank p", "", Align::right, {"logrank_p"}},
        {"Groups (df)", "ΔAIC", Align::right, {"delta_aic_groups", "df_groups", "lr_groups"}},
        {"Linear (df)", "ΔAIC", Align::right, {"delta_aic_linear", "df_linear", "lr_linear"}},
        {"Groups",
         "C (" + interval() + ")",
         Align::right,
         {"c_groups", "c_groups_se", "c_groups_low", "c_groups_high"}},
        {"Score",
         "C (" + interval() + ")",
         Align::right,
         {"c_score", "c_score_se", "c_score_low", "c_score_high"}}};
    for (const ComparedScore& score : comparison_.scores) {
      Row row;
      std::vector<std::string> by_group;
      for (const ComparedGroup& group : score.groups)
        by_group.push_back(fmt::format(
            "{} {}", report::level_words(group.level),
            group.median.time ? report::fixed(*group.median.time, 1) : std::string("NR")));
      row.cells = {score.names.label,
                   count_cell(score.n),
                   count_cell(score.events),
                   fmt::format("{}", fmt::join(by_group, ", ")),
                   Cell(report::p_value(score.log_rank_p), score.log_rank_p),
                   gain_cell(score.factor),
                   gain_cell(score.linear),
                   c_cell(score.c_groups),
                   score.c_score ? c_cell(*score.c_score) : Cell(report::undefined_number)};
      table.rows.push_back(std::move(row));
    }
    table.footnotes = {
        "ΔAIC: AIC less that of the model without covariates, 2 df − LR; below 0 the score is "
        "worth "
        "its parameters. Linear: the score, or the number of the group of a classification, as one "
        "term. NR: not reached.",
        "Each score on the patients whom it classifies: rows with another n are not to be compared "
        "with each other; see the next table."};
    return table;
  }

  report::Table pairs_table(const Step& step) const {
    const std::string& first = comparison_.pairs[0].first;
    report::Table table;
    table.id = step.id + "-pairs";
    table.title = "On the same patients: " + first + " and the others";
    table.columns = {
        {"Score", "", Align::left, {}},
        {"n", "", Align::right, {"n"}},
        {"Events", "", Align::right, {"events"}},
        {first, "ΔAIC (df)", Align::right, {"delta_aic_first", "df_first", "lr_first"}},
        {"Score", "ΔAIC (df)", Align::right, {"delta_aic", "df", "lr"}},
        {first, "C", Align::right, {"c_first"}},
        {"Score", "C", Align::right, {"c"}},
        {"Difference (" + interval() + ")",
         "C",
         Align::right,
         {"difference", "difference_se", "difference_low", "difference_high"}},
        {"p", "C", Align::right, {"p"}}};
    for (const ComparedPair& pair : comparison_.pairs) {
      const auto& d = pair.difference;
      Row row;
      row.cells = {pair.other,
                   count_cell(pair.n),
                   count_cell(pair.events),
                   gain_cell(pair.gain_first),
                   gain_cell(pair.gain_other),
                   Cell(report::fixed(pair.c_first.estimate, 3), pair.c_first.estimate),
                   Cell(report::fixed(pair.c_other.estimate, 3), pair.c_other.estimate),
                   Cell(fmt::format("{} ({})", report::fixed(d.estimate, 3),
                                    report::interval(d.low, d.high, 3)),
                        std::vector{d.estimate, d.std_error, d.low, d.high}),
                   Cell(report::p_value(d.p), d.p)};
      table.rows.push_back(std::move(row));
    }
    table.footnotes = {fmt::format(
        "Groups as a factor, and C of the groups. Difference: C of the score less C of {}; paired "
        "bootstrap, {} resamples. A score that was derived in these patients is at home here.",
        first, comparison_.resamples)};
    return table;
  }

  static report::Table reclassification_table(const Plan& plan, const Step& step,
                                              const ComparedPair& pair) {
    const response::ContingencyTable& counts = pair.reclassified;
    report::Table table;
    table.id = step.id + "-" + slug(pair.other);
    table.title = fmt::format("Reclassification: {} against {}", pair.first, pair.other);
    table.columns = {{pair.first, "", Align::left, {}}};
    for (const std::string& level : counts.column_levels)
      table.columns.push_back({report::level_words(level), pair.other, Align::right, {"n"}});
    for (std::size_t r = 0; r < counts.rows(); ++r) {
      Row row;
      row.cells = {report::level_words(counts.row_levels[r])};
      for (std::size_t c = 0; c < counts.columns(); ++c) {
        const auto n = static_cast<double>(counts(r, c));
        row.cells.emplace_back(report::count_percent(n, double(counts.row_total(r)), 0), n);
      }
      table.rows.push_back(std::move(row));
    }
    std::string note =
        fmt::format("{} patients of {}; percentages of the row.", pair.n, plan.table.rows);
    if (pair.symmetry)
      note += fmt::format(
          " Same place in the order of groups: {}. Bowker's test of symmetry: chi-squared = {}, df "
          "= {}, {}.",
          report::count_percent(double(pair.symmetry->agreeing), double(pair.n), 0),
          report::fixed(pair.symmetry->statistic, 2), report::exact(pair.symmetry->df),
          report::p_equation(pair.symmetry->p));
    table.footnotes = {std::move(note)};
    return table;
  }

  ScoreComparison comparison_;
};

class CompareRequest : public KindRequest {
public:
  std::vector<std::string> scores;  ///< prefixes of [[score]]; empty: all
  std::size_t resamples = 1000;
  double level = 0.95;
  Place place;

  std::string title(const Plan&) const override { return "Comparison of risk scores"; }
  std::size_t work() const override { return std::max<std::size_t>(2, scores.size()); }

  void check(const Plan& plan, const Step&, Problems& problems) const override {
    std::vector<std::string> known;
    for (const AppliedScore& score : plan.scores) known.push_back(score.prefix);
    for (const std::string& name : scores)
      if (std::find(known.begin(), known.end(), name) == known.end())
        problems.push_back({"study.unknown_score", place, "there is no score '" + name + "'",
                            known.empty() ? "a [[score]] of that prefix"
                                          : fmt::format("{}", fmt::join(known, ", ")),
                            "declare it as [[score]]", Fault::input});
    if (chosen(plan).size() < 2 && problems.empty())
      problems.push_back({"study.one_score", place, "there is nothing to compare",
                          "two or more [[score]]", "", Fault::input});
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    ScoreComparisonOptions options;
    options.resamples = resamples;
    options.level = level;
    options.seed = plan.protocol.seed;
    options.threads = context.threads;
    options.tick = context.tick;
    auto comparison = compare_scores(survival_side(plan.endpoints[*step.endpoint]), chosen(plan),
                                     *step.table, options);
    if (!comparison) return tl::unexpected(std::move(comparison.error()));
    return std::make_unique<const CompareFinding>(std::move(*comparison));
  }

private:
  std::vector<ScoreColumnNames> chosen(const Plan& plan) const {
    std::vector<ScoreColumnNames> names;
    const auto add = [&](const AppliedScore& score) {
      names.push_back(
          {score.label, score.prefix + ".group", score.has_score ? score.prefix + ".score" : ""});
    };
    if (scores.empty()) std::for_each(plan.scores.begin(), plan.scores.end(), add);
    for (const std::string& name : scores)
      for (const AppliedScore& score : plan.scores)
        if (score.prefix == name) add(score);
    return names;
  }
};

std::unique_ptr<const KindRequest> read_compare(Section& section, const Protocol& protocol,
                                                const AnalysisDefaults& defaults) {
  auto request = std::make_unique<CompareRequest>();
  request->scores = section.texts("scores");
  request->resamples =
      static_cast<std::size_t>(section.whole("resamples", 100, 1'000'000).value_or(1000));
  request->level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  request->place = section.place("scores");
  if (request->scores.empty())
    for (const ScoreRequest& score : protocol.scores) request->scores.push_back(score.prefix);
  return request;
}

}  // namespace

Kind compare_kind() {
  return {"compare", "Comparison of risk scores", true, read_compare};
}

}  // namespace venscope::study
