/// venscope fit pool
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/pool_analysis.hpp"

#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct PoolArguments : FitArguments {
  std::string estimate, std_error, label, method = "reml", level = "0.95";
  bool hartung_knapp = false, ratio = false;
};

std::string shown(const study::PoolAnalysis& analysis, double estimate, double low, double high) {
  if (analysis.options.ratio)
    return report::ratio_interval(std::exp(estimate), std::exp(low), std::exp(high));
  return report::estimate_interval(estimate, low, high, 3);
}

std::string heterogeneity_text(const study::PoolAnalysis& analysis) {
  const auto& h = analysis.result.heterogeneity;
  if (!h) return "heterogeneity: not to be estimated from one cohort\n";
  const std::string level = report::level_text(analysis.options.fit.level);
  return fmt::format(
      "heterogeneity: Q = {} on {:g} df, {}; I² {} ({} CI {} to {}); τ² {} ({} to {})\n",
      report::fixed(h->q, 2), h->df, report::p_equation(h->p), report::percent(h->i2), level,
      report::percent(h->i2_low), report::percent(h->i2_high), report::fixed(h->tau2, 4),
      report::fixed(h->tau2_low, 4), report::fixed(h->tau2_high, 4));
}

std::string text_of(const study::PoolAnalysis& analysis) {
  const accuracy::PooledEstimate& fit = analysis.result;
  const std::string level = report::level_text(analysis.options.fit.level);
  std::string text =
      fmt::format("Pooled estimate of {} cohort{}, {}{}\n\n", analysis.cohorts.size(),
                  analysis.cohorts.size() == 1 ? "" : "s", words(analysis.options.fit.method),
                  analysis.options.fit.hartung_knapp ? ", Hartung-Knapp" : "");
  TextTable table(
      {"", (analysis.options.ratio ? "ratio (" : "estimate (") + level + " CI)", "weight", "p"});
  for (std::size_t i = 0; i < analysis.cohorts.size(); ++i)
    table.add(
        {analysis.cohorts[i].label,
         shown(analysis, analysis.cohorts[i].estimate, fit.cohorts[i].low, fit.cohorts[i].high),
         report::percent(fit.cohorts[i].weight), ""});
  table.add(
      {"pooled", shown(analysis, fit.estimate, fit.low, fit.high), "", report::p_value(fit.p)});
  text += table.text() + "\n" + heterogeneity_text(analysis);
  if (fit.prediction_low && fit.prediction_high)
    text += fmt::format("a further cohort: {}\n",
                        shown(analysis, fit.estimate, *fit.prediction_low, *fit.prediction_high));
  return text;
}

std::string csv_of(const study::PoolAnalysis& analysis) {
  const accuracy::PooledEstimate& fit = analysis.result;
  std::string text =
      csv_line({"row", "label", "estimate", "std_error", "conf_low", "conf_high", "weight"});
  for (std::size_t i = 0; i < analysis.cohorts.size(); ++i)
    text +=
        csv_line({"cohort", analysis.cohorts[i].label, report::exact(analysis.cohorts[i].estimate),
                  report::exact(analysis.cohorts[i].std_error), report::exact(fit.cohorts[i].low),
                  report::exact(fit.cohorts[i].high), report::exact(fit.cohorts[i].weight)});
  text += csv_line({"pooled", "", report::exact(fit.estimate), report::exact(fit.std_error),
                    report::exact(fit.low), report::exact(fit.high), "1"});
  if (fit.prediction_low && fit.prediction_high)
    text += csv_line({"prediction", "", "", "", report::exact(*fit.prediction_low),
                      report::exact(*fit.prediction_high), ""});
  return text;
}

int run_pool(PoolArguments arguments) {
  using accuracy::BetweenVariance;
  constexpr BetweenVariance methods[] = {BetweenVariance::restricted_likelihood,
                                         BetweenVariance::der_simonian_laird,
                                         BetweenVariance::paule_mandel, BetweenVariance::fixed};
  OptionReader reader;
  study::PoolAnalysisOptions options;
  options.estimate = arguments.estimate;
  options.std_error = arguments.std_error;
  options.label = arguments.label;
  options.ratio = arguments.ratio;
  options.fit.method =
      methods[reader.choice("--method", arguments.method, {"reml", "dl", "pm", "fixed"})];
  options.fit.hartung_knapp = arguments.hartung_knapp;
  options.fit.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  if (!options.label.empty()) arguments.text_columns.push_back(options.label);
  return run_fit(arguments, std::move(reader), {},
                 [&](const cohort::Table& table, Format format) -> Result<FitOutput> {
                   const auto analysis = study::analyse_pool(table, options);
                   if (!analysis) return tl::unexpected(analysis.error());
                   std::string text = format == Format::text ? text_of(*analysis)
                                      : format == Format::csv
                                          ? csv_of(*analysis)
                                          : report::json_text(to_json(*analysis));
                   return FitOutput{std::move(text), analysis->warnings};
                 });
}

}  // namespace

void add_pool(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<PoolArguments>();
  arguments->needs_formula = false;
  CLI::App* pool =
      add_kind(fit, *arguments, "pool", "One effect from several cohorts: fixed and random effects",
               "venscope fit pool studies/bmt-leukaemia/hospitals.csv --estimate log_hr --se se "
               "--label hospital --ratio",
               false);
  pool->add_option("--estimate", arguments->estimate,
                   "column of the estimates, such as log hazard ratios")
      ->required()
      ->type_name("COLUMN");
  pool->add_option("--se", arguments->std_error, "column of their standard errors")
      ->required()
      ->type_name("COLUMN");
  pool->add_option("--label", arguments->label, "column that names the cohorts")
      ->type_name("COLUMN");
  pool->add_option("--method", arguments->method,
                   "variance between cohorts: reml, dl (DerSimonian-Laird), pm (Paule-Mandel), or "
                   "fixed")
      ->capture_default_str();
  pool->add_flag("--hartung-knapp", arguments->hartung_knapp,
                 "Hartung and Knapp's standard error, with t");
  pool->add_flag("--ratio", arguments->ratio,
                 "the estimates are logarithms of ratios: show the ratios");
  pool->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  pool->callback([arguments, &run] { run = [arguments] { return run_pool(*arguments); }; });
}

}  // namespace venscope::cli
