/// venscope fit replicates
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/replicates_analysis.hpp"

#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

using study::ReplicatesAnalysis;

struct ReplicatesArguments : FitArguments {
  std::string unit, control, method, scale = "identity", level = "0.95";
  bool paired = false, nested = false;
};

std::string digits(double value) {
  return (value < 0 ? "−" : "") + fmt::format("{:.4g}", std::fabs(value));
}

std::string range(double low, double high) {
  return fmt::format("{} to {}", digits(low), digits(high));
}

std::string cells_text(const ReplicatesAnalysis& analysis) {
  const char* centre = analysis.options.scale == assay::Scale::log     ? "geometric mean"
                       : analysis.options.scale == assay::Scale::logit ? "mean by logit"
                                                                       : "mean";
  const bool identity = analysis.options.scale == assay::Scale::identity;
  TextTable table({"", "n", centre, identity ? "SD" : "SD on the scale",
                   report::percent(analysis.options.level, 0) + " CI"});
  for (std::size_t c = 0; c < analysis.comparison.cells.size(); ++c) {
    const assay::CellSummary& cell = analysis.comparison.cells[c];
    if (cell.n == 0) {
      table.add({analysis.cell_name(c), "0", "", "", ""});
      continue;
    }
    table.add({analysis.cell_name(c), std::to_string(cell.n), digits(analysis.in_units(cell.mean)),
               cell.sd ? digits(*cell.sd) : "",
               cell.interval ? range(analysis.in_units(cell.interval->low),
                                     analysis.in_units(cell.interval->high))
                             : ""});
  }
  return table.text();
}

std::string factorial_text(const ReplicatesAnalysis& analysis) {
  const assay::Factorial& factorial = *analysis.factorial;
  TextTable table({"", "df", "F, type II", "p", "F, type III", "p"});
  const auto add = [&](const std::string& name, const assay::FactorialRow& two,
                       const assay::FactorialRow* three) {
    const auto number = [](std::optional<double> f) {
      return f ? fmt::format("{:.4g}", *f) : std::string(report::undefined_number);
    };
    const auto p = [](std::optional<double> value) {
      return value ? report::p_value(*value) : std::string(report::undefined_number);
    };
    table.add({name, fmt::format("{:g}", two.df), number(two.f), p(two.p),
               number(three ? three->f : std::nullopt), p(three ? three->p : std::nullopt)});
  };
  const assay::FactorialTable* three = factorial.type_3 ? &*factorial.type_3 : nullptr;
  add(analysis.names.condition, factorial.type_2.condition, three ? &three->condition : nullptr);
  add(analysis.names.dose, factorial.type_2.dose, three ? &three->dose : nullptr);
  add(analysis.names.condition + ":" + analysis.names.dose, factorial.type_2.interaction,
      three ? &three->interaction : nullptr);
  return table.text() + fmt::format("residual: {:g} df\n", factorial.residual_df);
}

std::string pairs_text(const ReplicatesAnalysis& analysis) {
  if (analysis.comparison.pairs.empty()) return "";
  TextTable table({"", std::string(study::effect_name(analysis.options.scale)),
                   report::percent(analysis.options.level, 0) +
                       (analysis.comparison.pairs.size() > 1 ? " CI, simultaneous" : " CI"),
                   "t", "df", "p", "p adjusted", "Hedges' g"});
  for (const assay::PairComparison& pair : analysis.comparison.pairs)
    table.add({analysis.pair_name(pair), digits(analysis.effect(pair.difference)),
               range(analysis.effect(pair.interval.low), analysis.effect(pair.interval.high)),
               report::fixed(pair.statistic, 2), fmt::format("{:.4g}", pair.df),
               report::p_value(pair.p), report::p_value(pair.p_adjusted),
               pair.hedges ? report::fixed(pair.hedges->g, 2) : report::undefined_number});
  return table.text();
}

std::string tests_text(const ReplicatesAnalysis& analysis) {
  const assay::MeanComparison& comparison = analysis.comparison;
  std::string text;
  if (comparison.overall)
    text += fmt::format("  {:<18} F {:.4g} on {:g} and {:.4g} df, {}\n", "all conditions",
                        comparison.overall->statistic, comparison.overall->df,
                        comparison.overall->df2, report::p_equation(comparison.overall->p));
  if (comparison.ranks)
    text += fmt::format("  {:<18} {}{}\n", "by ranks", report::p_equation(comparison.ranks->p),
                        comparison.smallest_rank_p
                            ? fmt::format(", and {} at best with so few",
                                          report::p_value(*comparison.smallest_rank_p))
                            : "");
  if (analysis.smallest_n() < 10)
    text += fmt::format("  {:<18} n = {} can show neither normality nor equal variances\n",
                        "checks", analysis.smallest_n());
  return text;
}

std::string text_of(const ReplicatesAnalysis& analysis) {
  std::string text = heading("Replicates", analysis.frame);
  text.pop_back();
  text += fmt::format(
      "{} biological replicates{}, method {}, scale {}\n\n", analysis.replicates.value.size(),
      analysis.options.paired ? fmt::format(" in {} paired units", analysis.replicates.blocks) : "",
      study::name_of(analysis.method), study::name_of(analysis.options.scale));
  text += cells_text(analysis) + '\n';
  if (analysis.factorial) text += factorial_text(analysis) + '\n';
  const std::string pairs = pairs_text(analysis);
  if (!pairs.empty()) text += pairs + '\n';
  return text + tests_text(analysis);
}

std::string csv_of(const ReplicatesAnalysis& analysis) {
  using report::exact;
  if (analysis.comparison.pairs.empty()) {
    std::string text = csv_line({"condition", "n", "centre", "sd", "conf_low", "conf_high"});
    for (std::size_t c = 0; c < analysis.comparison.cells.size(); ++c) {
      const assay::CellSummary& cell = analysis.comparison.cells[c];
      text += csv_line({analysis.cell_name(c), std::to_string(cell.n),
                        exact(analysis.in_units(cell.mean)), cell.sd ? exact(*cell.sd) : "",
                        cell.interval ? exact(analysis.in_units(cell.interval->low)) : "",
                        cell.interval ? exact(analysis.in_units(cell.interval->high)) : ""});
    }
    return text;
  }
  std::string text = csv_line({"condition", "reference", "dose", "estimate", "conf_low",
                               "conf_high", "t", "df", "p", "p_adjusted", "hedges_g"});
  const std::size_t k = analysis.conditions.size();
  for (const assay::PairComparison& pair : analysis.comparison.pairs)
    text += csv_line(
        {analysis.conditions[pair.cell % k], analysis.conditions[pair.reference % k],
         analysis.doses.empty() ? "" : analysis.doses[pair.cell / k],
         exact(analysis.effect(pair.difference)), exact(analysis.effect(pair.interval.low)),
         exact(analysis.effect(pair.interval.high)), exact(pair.statistic), exact(pair.df),
         exact(pair.p), exact(pair.p_adjusted), pair.hedges ? exact(pair.hedges->g) : ""});
  return text;
}

int run_replicates(ReplicatesArguments arguments) {
  if (!arguments.unit.empty()) arguments.text_columns = {arguments.unit};
  OptionReader reader;
  study::ReplicatesOptions options;
  options.unit = arguments.unit;
  options.control = arguments.control;
  options.paired = arguments.paired;
  options.nested = arguments.nested;
  options.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  options.scale = static_cast<assay::Scale>(
      reader.choice("--scale", arguments.scale, {"identity", "log", "logit"}));
  if (!arguments.method.empty()) {
    std::vector<std::string> words;
    for (const auto& [word, method] : study::method_words) words.emplace_back(word);
    options.method = study::method_words[reader.choice("--method", arguments.method, words)].second;
  }
  // Its formula is read here and not as a model's.
  arguments.needs_formula = false;
  if (const auto names = study::read_replicates_formula(arguments.formula); !names)
    reader.problems.insert(reader.problems.end(), names.error().begin(), names.error().end());
  return run_fit(
      arguments, std::move(reader), {},
      [&](const cohort::Table& table, Format format) -> Result<FitOutput> {
        const auto analysis = study::analyse_replicates(arguments.formula, table, options);
        if (!analysis) return tl::unexpected(analysis.error());
        std::string text = format == Format::text  ? text_of(*analysis)
                           : format == Format::csv ? csv_of(*analysis)
                                                   : report::json_text(to_json(*analysis));
        return FitOutput{std::move(text), analysis->frame.warnings};
      });
}

}  // namespace

void add_replicates(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<ReplicatesArguments>();
  CLI::App* replicates =
      add_kind(fit, *arguments, "replicates", "Replicates of an experiment, condition by condition",
               "venscope fit replicates 'activity ~ condition' studies/laboratory-panel/cohort.csv "
               "--unit experiment --paired --control control",
               false);
  replicates->add_option("--unit", arguments->unit,
                         "column of the biological unit; rows of one unit are averaged");
  replicates->add_flag("--paired", arguments->paired,
                       "a unit was split between the conditions: compare within it");
  replicates->add_flag("--nested", arguments->nested,
                       "the names of units merely count within each condition");
  replicates->add_option("--control", arguments->control, "the condition that is the control");
  replicates->add_option("--method", arguments->method,
                         "welch, t, anova, dunnett, tukey or holm; default: welch of two "
                         "conditions, dunnett with a control, else tukey; anova with doses");
  replicates->add_option("--scale", arguments->scale, "identity, log or logit")
      ->capture_default_str();
  replicates->add_option("--conf-level", arguments->level, "confidence level")
      ->capture_default_str();
  replicates->callback(
      [arguments, &run] { run = [arguments] { return run_replicates(*arguments); }; });
}

}  // namespace venscope::cli
