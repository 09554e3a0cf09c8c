/// venscope fit roc
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct RocArguments : FitArguments {
  std::string times, method, span, cause, censored, resamples, seed = "1", level = "0.95";
};

std::string four_decimals(std::optional<double> value) {
  return value ? report::fixed(*value, 4) : report::undefined_number;
}

std::string four_decimals(std::optional<double> low, std::optional<double> high) {
  return low && high ? four_decimals(low) + " to " + four_decimals(high) : report::undefined_number;
}

std::string method_text(const study::RocAnalysis& analysis) {
  switch (analysis.options.roc.method) {
    case accuracy::RocMethod::ipcw:
      return "inverse probability of censoring weights";
    case accuracy::RocMethod::nne:
      return fmt::format("nearest neighbours, span {:.6g}", analysis.markers.front().roc.span);
    case accuracy::RocMethod::km:
      return "Kaplan-Meier";
  }
  return "";
}

std::string text_of(const study::RocAnalysis& analysis) {
  const std::string level = report::level_text(analysis.options.roc.level);
  std::string text = heading("Time-dependent ROC", analysis.frame);
  TextTable aucs({"", "time", "cases", "controls", "censored", "AUC", "SE", level + " CI"});
  for (const study::MarkerRoc& marker : analysis.markers)
    for (const accuracy::TimeRoc& at : marker.roc.times)
      aucs.add({marker.marker, fmt::format("{:.6g}", at.time), std::to_string(at.cases),
                std::to_string(at.controls), std::to_string(at.censored), four_decimals(at.auc),
                four_decimals(at.std_error), four_decimals(at.conf_low, at.conf_high)});
  text += aucs.text() + "  " + method_text(analysis) + "; a higher marker means a higher risk\n";
  if (analysis.options.roc.resamples > 0)
    text += fmt::format("  SE and CI: {} bootstrap resamples\n", analysis.options.roc.resamples);
  if (analysis.differences.empty()) return text;
  TextTable differences({"", "time", "difference", "SE", level + " CI", "p"});
  for (const study::MarkerAucDifference& pair : analysis.differences)
    differences.add(
        {pair.marker + " − " + pair.reference, fmt::format("{:.6g}", pair.difference.time),
         four_decimals(pair.difference.difference), four_decimals(pair.difference.std_error),
         four_decimals(pair.difference.conf_low, pair.difference.conf_high),
         pair.difference.p ? report::p_value(*pair.difference.p) : report::undefined_number});
  return text + '\n' + differences.text();
}

std::string exact_or_empty(std::optional<double> value) {
  return value ? report::exact(*value) : "";
}

std::string csv_of(const study::RocAnalysis& analysis) {
  std::string text = csv_line({"marker", "time", "cases", "controls", "censored", "auc",
                               "std_error", "conf_low", "conf_high"});
  for (const study::MarkerRoc& marker : analysis.markers)
    for (const accuracy::TimeRoc& at : marker.roc.times)
      text += csv_line({marker.marker, report::exact(at.time), std::to_string(at.cases),
                        std::to_string(at.controls), std::to_string(at.censored),
                        exact_or_empty(at.auc), exact_or_empty(at.std_error),
                        exact_or_empty(at.conf_low), exact_or_empty(at.conf_high)});
  return text;
}

study::RocAnalysisOptions options_of(const RocArguments& arguments, OptionReader& reader) {
  study::RocAnalysisOptions options;
  options.times = reader.numbers("--times", arguments.times);
  if (arguments.times.empty())
    reader.problems.push_back({"command_line.option",
                               {"--times", 0, ""},
                               "no time is given",
                               "the times by which the event is predicted, such as --times 12,24",
                               ""});
  // A span is a wish for nearest neighbours.
  const std::string method =
      !arguments.method.empty() ? arguments.method : (arguments.span.empty() ? "ipcw" : "nne");
  options.roc.method =
      static_cast<accuracy::RocMethod>(reader.choice("--method", method, {"ipcw", "nne", "km"}));
  if (!arguments.span.empty()) {
    options.roc.span = reader.number("--span", arguments.span, 0, unlimited, 1);
    if (options.roc.method != accuracy::RocMethod::nne)
      reader.problems.push_back({"command_line.option",
                                 {"--span", 0, ""},
                                 "only nearest neighbours have a span",
                                 "--method nne",
                                 ""});
  }
  if (!arguments.cause.empty()) options.cause = arguments.cause;
  if (!arguments.censored.empty()) options.censored = arguments.censored;
  if (!arguments.resamples.empty())
    options.roc.resamples = reader.whole("--bootstrap", arguments.resamples, 2, 999'999);
  options.roc.seed = reader.whole("--seed", arguments.seed, 0, 999'999'999'999'999);
  options.roc.threads = all_threads();
  options.roc.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  return options;
}

/// Where no time has a curve there is nothing to print but why.
Result<study::RocAnalysis> roc_with_a_curve(std::string_view formula, const cohort::Table& table,
                                            const study::RocAnalysisOptions& options) {
  auto analysis = study::analyse_roc(formula, table, options);
  if (!analysis) return analysis;
  Problems problems;
  for (const accuracy::TimeRoc& at : analysis->markers.front().roc.times) {
    if (at.undefined.empty()) return analysis;
    problems.push_back({"accuracy.no_curve",
                        {},
                        fmt::format("time {}: no curve: {}", at.time, at.undefined),
                        "",
                        "",
                        Fault::analysis});
  }
  return failure(std::move(problems));
}

int run_roc(const RocArguments& arguments) {
  OptionReader reader;
  const study::RocAnalysisOptions options = options_of(arguments, reader);
  const formula::FrameOptions frame{.competing = options.cause.has_value(),
                                    .censored = options.censored};
  return run_fit(arguments, std::move(reader), frame, roc_with_a_curve, options, text_of, csv_of);
}

}  // namespace

void add_roc(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<RocArguments>();
  CLI::App* roc = add_kind(
      fit, *arguments, "roc", "Time-dependent ROC curves and AUC of markers",
      "venscope fit roc 'Surv(os_days, died) ~ age' studies/bmt-leukaemia/cohort.csv --times 365",
      false);
  roc->add_option("--times", arguments->times, "times by which the event is predicted: 12,24");
  roc->add_option("--method", arguments->method, "ipcw, nne or km; default ipcw, with --span nne");
  roc->add_option("--span", arguments->span,
                  "nne: neighbourhood as a share of the rows; default 0.25 n^(-1/5)");
  roc->add_option("--bootstrap", arguments->resamples,
                  "so many resamples for standard error and limits");
  roc->add_option("--seed", arguments->seed, "of the resamples")->capture_default_str();
  roc->add_option("--cause", arguments->cause,
                  "of competing causes: the one of interest, by number or name");
  roc->add_option("--censored", arguments->censored,
                  "with --cause: value of the cause that means censored; default 0 or 'censored'");
  roc->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  roc->callback([arguments, &run] { run = [arguments] { return run_roc(*arguments); }; });
}

}  // namespace venscope::cli
