/// venscope fit tobit
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/tobit_analysis.hpp"

#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct TobitArguments : FitArguments {
  std::string distribution = "gaussian", level = "0.95";
  bool left = false;
};

std::string tobit_text(const study::TobitAnalysis& analysis) {
  const response::TobitFit& fit = analysis.fit;
  const bool log = analysis.options.distribution == response::TobitDistribution::lognormal;
  std::string text =
      heading(log ? "Tobit regression (lognormal)" : "Tobit regression", analysis.frame);
  text += fmt::format("{} observed, {} above their limit, {} below it{}\n\n", fit.observed,
                      fit.right, fit.left,
                      fit.between > 0 ? fmt::format(", {} between two limits", fit.between) : "");
  const std::string ci = report::level_text(analysis.options.level) + " CI";
  TextTable table(log ? std::vector<std::string>{"", "coef", "SE", "ratio", ci, "z", "p"}
                      : std::vector<std::string>{"", "coef", "SE", ci, "z", "p"});
  for (const response::TobitTerm& term : fit.terms) {
    if (!std::isfinite(term.std_error)) {
      // No estimate: where the search for it ended says nothing.
      table.add({term.name, "no end"});
      continue;
    }
    std::vector<std::string> row{term.name, fmt::format("{:.4g}", term.coef),
                                 fmt::format("{:.4g}", term.std_error)};
    if (log) row.push_back(fmt::format("{:.4g}", std::exp(term.coef)));
    const auto end = [&](double x) { return fmt::format("{:.4g}", log ? std::exp(x) : x); };
    row.push_back(end(term.conf_low) + " to " + end(term.conf_high));
    row.push_back(fmt::format("{:.2f}", term.z));
    row.push_back(report::p_value(term.p));
    table.add(std::move(row));
  }
  text += table.text();
  text += fmt::format("\nscale {:.4g}, log-likelihood {:.4f}\n", fit.scale, fit.loglik);
  if (fit.df > 0)
    text += fmt::format("likelihood ratio {:.4g} on {:g} df, {}\n", fit.chi_squared, fit.df,
                        report::p_equation(fit.p));
  if (const auto& ranks = analysis.ranks) {
    text += "by ranks, censored values beyond their limit\n";
    for (const auto& [name, test] : {std::pair{"log-rank", &ranks->log_rank},
                                     {"Peto", &ranks->peto},
                                     {"Gehan", &ranks->gehan}})
      if (test->df > 0)
        text += fmt::format("  {:<9} {:.4g} on {:g} df, {}\n", name, test->chi_squared, test->df,
                            report::p_equation(test->p));
  }
  return text;
}

std::string tobit_csv(const study::TobitAnalysis& analysis) {
  std::string text = csv_line({"term", "coef", "std_error", "z", "p", "conf_low", "conf_high"});
  for (const response::TobitTerm& term : analysis.fit.terms)
    text += csv_line({term.name, report::exact(term.coef), report::exact(term.std_error),
                      report::exact(term.z), report::exact(term.p), report::exact(term.conf_low),
                      report::exact(term.conf_high)});
  return text;
}

int run_tobit(const TobitArguments& arguments) {
  OptionReader reader;
  study::TobitAnalysisOptions options;
  options.distribution = static_cast<response::TobitDistribution>(
      reader.choice("--dist", arguments.distribution, {"gaussian", "lognormal"}));
  options.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  options.left = arguments.left;
  options.weights = weights_of(arguments);
  const formula::FrameOptions frame{.weights = options.weights, .values = true};
  return run_fit(arguments, std::move(reader), frame, study::analyse_tobit, options, tobit_text,
                 tobit_csv);
}

}  // namespace

void add_tobit(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<TobitArguments>();
  CLI::App* tobit = add_kind(fit, *arguments, "tobit", "Regression of values beyond a limit",
                             "venscope fit tobit 'Surv(ic50_uM, observed) ~ prior_hma' "
                             "studies/venetoclax-plates/ic50.csv --dist lognormal",
                             true);
  tobit->add_option("--dist", arguments->distribution, "gaussian, or lognormal: of the logarithm")
      ->capture_default_str();
  tobit->add_flag("--left", arguments->left, "a status of 0 means below the limit, not above it");
  tobit->add_option("--conf-level,--level", arguments->level, "confidence level")
      ->capture_default_str();
  tobit->callback([arguments, &run] { run = [arguments] { return run_tobit(*arguments); }; });
}

}  // namespace venscope::cli
