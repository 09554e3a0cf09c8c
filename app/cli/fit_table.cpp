/// venscope fit table
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"

#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct TableArguments : FitArguments {
  std::string level = "0.95", counted;
};

std::string test_line(std::string_view name, const std::optional<response::ChiSquared>& test) {
  if (!test) return "";
  return fmt::format("  {:<18} {:.4g} on {:g} df, {}\n", name, test->statistic, test->df,
                     report::p_equation(test->p));
}

std::string ratio_text(std::optional<double> estimate, const response::Interval& interval) {
  const auto number = [](double value) {
    return std::isinf(value) ? std::string("∞") : fmt::format("{:.4g}", value);
  };
  return fmt::format("{} ({} to {})", estimate ? number(*estimate) : report::undefined_number,
                     number(interval.low), number(interval.high));
}

/// The first group against the second.
std::string effect_lines(const response::TwoWay& result, double level) {
  const response::TwoProportions& effects = *result.effects;
  std::string text = fmt::format("\nshare of {}, {} against {} ({} CI, Miettinen and Nurminen)\n",
                                 result.counted_level, result.proportions[0].group,
                                 result.proportions[1].group, report::percent(level, 0));
  text += fmt::format("  {:<18} {} ({} to {})\n", "difference", report::percent(effects.difference),
                      report::percent(effects.miettinen_nurminen.low),
                      report::percent(effects.miettinen_nurminen.high));
  text += fmt::format("  {:<18} {}\n", "ratio", ratio_text(effects.ratio, effects.ratio_score));
  text += fmt::format("  {:<18} {}\n", "odds ratio",
                      ratio_text(effects.odds_ratio, effects.odds_score));
  return text + fmt::format("  {:<18} {}, given the margins, exact\n", "odds ratio, Fisher",
                            ratio_text(effects.conditional_odds_ratio, effects.cornfield));
}

std::string text_of(const study::TableAnalysis& analysis) {
  const response::TwoWay& result = analysis.result;
  std::string text = heading("Table", analysis.frame);
  std::vector<std::string> head = {""};
  head.insert(head.end(), result.table.column_levels.begin(), result.table.column_levels.end());
  head.push_back("total");
  head.push_back(fmt::format("share of {} ({} CI, Wilson)", result.counted_level,
                             report::percent(analysis.options.confidence, 0)));
  TextTable counts(head);
  for (std::size_t i = 0; i < result.table.rows(); ++i) {
    std::vector<std::string> row = {result.table.row_levels[i]};
    for (std::size_t j = 0; j < result.table.columns(); ++j)
      row.push_back(std::to_string(result.table(i, j)));
    row.push_back(std::to_string(result.table.row_total(i)));
    if (i < result.proportions.size()) {
      const response::GroupProportion& group = result.proportions[i];
      row.push_back(fmt::format("{} ({} to {})", report::percent(group.p),
                                report::percent(group.wilson.low),
                                report::percent(group.wilson.high)));
    }
    counts.add(std::move(row));
  }
  text += counts.text() + '\n';
  text += test_line("Pearson", result.pearson) + test_line("Yates", result.yates);
  if (!result.fisher) return text;
  text += fmt::format("  {:<18} {}\n", "Fisher", report::p_equation(result.fisher->p));
  if (result.effects) text += effect_lines(result, analysis.options.confidence);
  return text;
}

std::string csv_of(const study::TableAnalysis& analysis) {
  const response::ContingencyTable& table = analysis.result.table;
  std::string text = csv_line({"group", "outcome", "n"});
  for (std::size_t i = 0; i < table.rows(); ++i)
    for (std::size_t j = 0; j < table.columns(); ++j)
      text += csv_line({table.row_levels[i], table.column_levels[j], std::to_string(table(i, j))});
  return text;
}

int run_table(const TableArguments& arguments) {
  OptionReader reader;
  response::TwoWayOptions options;
  options.confidence = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  if (!arguments.counted.empty()) options.counted_level = arguments.counted;
  const formula::FrameOptions frame{
      .grouping = true, .strata_in_groups = true, .categorical_response = true};
  return run_fit(arguments, std::move(reader), frame, study::analyse_table, options, text_of,
                 csv_of);
}

}  // namespace

void add_table(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<TableArguments>();
  CLI::App* table = add_kind(fit, *arguments, "table", "Counts and tests of an outcome by group",
                             "venscope fit table 'chronic_gvhd ~ disease_group' "
                             "studies/bmt-leukaemia/cohort.csv --level yes",
                             false);
  table->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  table->add_option("--level", arguments->counted,
                    "value of the outcome whose proportion is given; default: the one that reads "
                    "as yes, or the last");
  table->callback([arguments, &run] { run = [arguments] { return run_table(*arguments); }; });
}

}  // namespace venscope::cli
