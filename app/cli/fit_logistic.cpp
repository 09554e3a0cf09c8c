/// venscope fit logistic
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

struct LogisticArguments : FitArguments {
  std::string level = "0.95", event;
  bool robust = false, firth = false, profile = false;
};

std::string test_line(std::string_view name, const response::LogisticTest& test) {
  return fmt::format("  {:<18} {:.4g} on {:g} df, {}\n", name, test.statistic, test.df,
                     report::p_equation(test.p));
}

/// A coefficient that runs off is shown as what it runs to, never as where the iteration stopped.
std::vector<std::string> separated_row(const response::LogisticTerm& term, bool profile) {
  const char* odds = term.coef < 0 ? "0" : "∞";
  const auto limit = [](double value) {
    return std::isinf(value) ? std::string("∞") : report::fixed(value, 2);
  };
  return {term.name,
          term.coef < 0 ? "−∞" : "∞",
          "",
          "",
          profile && term.p_profile ? report::p_value(*term.p_profile) : "",
          profile ? fmt::format("{} ({}–{})", odds, limit(term.conf_low), limit(term.conf_high))
                  : fmt::format("{} (separation)", odds)};
}

std::string text_of(const study::LogisticAnalysis& analysis) {
  const response::LogisticFit& fit = analysis.fit;
  std::string text = heading(
      fit.options.firth ? "Logistic model, Firth's penalty" : "Logistic model", analysis.frame);
  text += fmt::format("odds of {} against {}: {} of {} rows\n\n", analysis.event_level,
                      analysis.other_level, fit.events, fit.n);
  const bool robust = fit.options.robust;
  TextTable terms({"", "coef", robust ? "robust SE" : "SE", "z", "p",
                   fmt::format("OR ({} CI)", report::percent(fit.options.level, 0))});
  for (const response::LogisticTerm& term : fit.terms) {
    if (std::isnan(term.coef)) {
      terms.add({term.name, report::undefined_number, "", "", "", "not estimable"});
      continue;
    }
    if (term.trouble == response::LogisticTrouble::separation) {
      terms.add(separated_row(term, fit.interval == response::LogisticInterval::profile));
      continue;
    }
    terms.add({term.name, report::fixed(term.coef, 4),
               report::fixed(term.robust_se.value_or(term.std_error), 4), report::fixed(term.z, 2),
               report::p_value(term.p_profile.value_or(term.p)),
               report::ratio_interval(std::exp(term.coef), term.conf_low, term.conf_high)});
  }
  text += terms.text();
  if (fit.interval == response::LogisticInterval::profile)
    text += "intervals and p: profile of the likelihood; SE and z: Wald\n";
  text += '\n';
  if (fit.likelihood_ratio.df > 0) {
    text += test_line("likelihood ratio", fit.likelihood_ratio) + test_line("Wald", fit.wald);
    if (fit.score) text += test_line("score", *fit.score);
  }
  text += fmt::format("  {:<18} {:.4f} on {:g} df\n", "deviance", fit.deviance, fit.df_residual);
  if (analysis.c_statistic)
    text += fmt::format("  {:<18} {:.4f}\n", "c statistic", *analysis.c_statistic);
  text += fmt::format("  {:<18} {:.2f}, BIC {:.2f}\n", "AIC", fit.aic, fit.bic);
  return text;
}

std::string csv_of(const study::LogisticAnalysis& analysis) {
  std::string text = csv_line(
      {"term", "coef", "exp_coef", "std_error", "robust_se", "z", "p", "conf_low", "conf_high"});
  for (const response::LogisticTerm& term : analysis.fit.terms)
    text += csv_line({term.name, report::exact(term.coef), report::exact(std::exp(term.coef)),
                      report::exact(term.std_error),
                      term.robust_se ? report::exact(*term.robust_se) : "", report::exact(term.z),
                      report::exact(term.p), report::exact(term.conf_low),
                      report::exact(term.conf_high)});
  return text;
}

int run_logistic(const LogisticArguments& arguments) {
  OptionReader reader;
  study::LogisticAnalysisOptions options;
  options.fit.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  options.fit.firth = arguments.firth;
  options.fit.robust = arguments.robust;
  if (arguments.profile) options.fit.interval = response::LogisticInterval::profile;
  options.weights = weights_of(arguments);
  if (!arguments.event.empty()) options.event_level = arguments.event;
  const formula::FrameOptions frame{.weights = options.weights, .categorical_response = true};
  return run_fit(arguments, std::move(reader), frame, study::analyse_logistic, options, text_of,
                 csv_of);
}

}  // namespace

void add_logistic(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<LogisticArguments>();
  CLI::App* logistic = add_kind(fit, *arguments, "logistic", "Logistic regression",
                                "venscope fit logistic 'relapsed ~ age + disease_group' "
                                "studies/bmt-leukaemia/cohort.csv",
                                true);
  logistic->add_flag("--firth", arguments->firth, "Firth's penalised likelihood");
  logistic->add_flag("--profile", arguments->profile,
                     "intervals and p of the profile likelihood (with --firth always)");
  logistic->add_flag("--robust", arguments->robust, "sandwich variance (with cluster() always)");
  logistic->add_option("--level", arguments->event,
                       "value of the outcome that is the event; default: the one that reads as "
                       "yes, or the last");
  logistic->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  logistic->callback([arguments, &run] { run = [arguments] { return run_logistic(*arguments); }; });
}

}  // namespace venscope::cli
