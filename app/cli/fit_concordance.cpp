/// venscope fit concordance
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"

#include <limits>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct ConcordanceArguments : FitArguments {
  std::string tau;
};

std::string text_of(const study::ConcordanceAnalysis& analysis) {
  const accuracy::HarrellConcordance& harrell = analysis.harrell;
  std::string text = heading("Concordance", analysis.frame);
  text += fmt::format("  Harrell's C  {:.4f} (SE {:.4f})\n", harrell.estimate, harrell.std_error);
  if (analysis.uno)
    text += fmt::format("  Uno's C      {:.4f} (SE {:.4f}), events up to {:.6g}\n",
                        analysis.uno->estimate, analysis.uno->std_error, analysis.uno->tau);
  TextTable pairs({"", "concordant", "discordant", "tied marker", "tied time", "tied both"});
  pairs.add({"pairs", fmt::format("{:.10g}", harrell.concordant),
             fmt::format("{:.10g}", harrell.discordant), fmt::format("{:.10g}", harrell.tied_x),
             fmt::format("{:.10g}", harrell.tied_y), fmt::format("{:.10g}", harrell.tied_xy)});
  return text + '\n' + pairs.text() + "  a higher " + analysis.marker + " means a higher risk\n";
}

std::string csv_of(const study::ConcordanceAnalysis& analysis) {
  std::string text = csv_line({"method", "estimate", "std_error", "tau"});
  text += csv_line({"harrell", report::exact(analysis.harrell.estimate),
                    report::exact(analysis.harrell.std_error), ""});
  if (analysis.uno)
    text += csv_line({"uno", report::exact(analysis.uno->estimate),
                      report::exact(analysis.uno->std_error), report::exact(analysis.uno->tau)});
  return text;
}

int run_concordance(const ConcordanceArguments& arguments) {
  OptionReader reader;
  study::ConcordanceOptions options;
  if (!arguments.tau.empty()) options.tau = reader.number("--tau", arguments.tau, 0, unlimited, 1);
  options.weights = weights_of(arguments);
  const formula::FrameOptions frame{.weights = options.weights};
  return run_fit(arguments, std::move(reader), frame, study::analyse_concordance, options, text_of,
                 csv_of);
}

}  // namespace

void add_concordance(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<ConcordanceArguments>();
  CLI::App* concordance = add_kind(
      fit, *arguments, "concordance", "Harrell's and Uno's concordance of a marker",
      "venscope fit concordance 'Surv(os_days, died) ~ age' studies/bmt-leukaemia/cohort.csv",
      true);
  concordance->add_option("--tau", arguments->tau,
                          "Uno's C: events up to here count; default the last event time");
  concordance->callback(
      [arguments, &run] { run = [arguments] { return run_concordance(*arguments); }; });
}

}  // namespace venscope::cli
