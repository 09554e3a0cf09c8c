/// venscope fit cox
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct CoxArguments : FitArguments {
  std::string ties = "efron", level = "0.95";
  bool robust = false, firth = false;
};

std::string test_line(std::string_view name, const survival::ChiSquaredTest& test) {
  return fmt::format("  {:<18} {:.4g} on {:g} df, {}\n", name, test.statistic, test.df,
                     report::p_equation(test.p));
}

std::string text_of(const study::CoxAnalysis& analysis) {
  const survival::CoxFit& fit = analysis.fit;
  std::string text =
      heading(fit.options.firth ? "Cox model, Firth's penalty" : "Cox model", analysis.frame);
  if (fit.terms.empty())
    return text + fmt::format("no terms; log-likelihood {:.8g}\n", fit.loglik_null);
  const bool robust = fit.naive_covariance.has_value();
  TextTable terms({"", "coef", robust ? "robust SE" : "SE", "z", "p",
                   fmt::format("HR ({} CI)", report::percent(fit.options.level, 0))});
  for (std::size_t j = 0; j < fit.terms.size(); ++j) {
    const survival::CoxTerm& term = fit.terms[j];
    const std::string& name = analysis.frame.column_names[j];
    if (std::isnan(term.coef)) {
      terms.add({name, report::undefined_number, "", "", "", "not estimable"});
      continue;
    }
    terms.add({name, report::fixed(term.coef, 4),
               report::fixed(robust ? term.robust_se.value_or(term.std_error) : term.std_error, 4),
               report::fixed(term.z, 2), report::p_value(term.p_profile.value_or(term.p)),
               report::ratio_interval(std::exp(term.coef), term.conf_low, term.conf_high)});
  }
  text += terms.text();
  if (fit.interval == survival::CoxInterval::profile)
    text += "intervals and p: profile of the penalised likelihood; SE and z: Wald\n";
  text += '\n';
  text += test_line("likelihood ratio", fit.likelihood_ratio);
  text += test_line("Wald", fit.wald) + test_line("score", fit.score);
  if (fit.robust_score) text += test_line("robust score", *fit.robust_score);
  if (analysis.concordance)
    text += fmt::format("  {:<18} {:.4f} (SE {:.4f})\n", "concordance",
                        analysis.concordance->estimate, analysis.concordance->std_error);
  // Without a column that varies there is nothing to test.
  if (analysis.zph && analysis.zph->global.df > 0)
    text += test_line("non-proportional", analysis.zph->global);
  text += fmt::format("  {:<18} {:.2f}, BIC {:.2f}\n", "AIC", fit.aic, fit.bic);
  return text;
}

std::string csv_of(const study::CoxAnalysis& analysis) {
  std::string text = csv_line(
      {"term", "coef", "exp_coef", "std_error", "robust_se", "z", "p", "conf_low", "conf_high"});
  for (std::size_t j = 0; j < analysis.fit.terms.size(); ++j) {
    const survival::CoxTerm& term = analysis.fit.terms[j];
    text += csv_line({analysis.frame.column_names[j], report::exact(term.coef),
                      report::exact(std::exp(term.coef)), report::exact(term.std_error),
                      term.robust_se ? report::exact(*term.robust_se) : "", report::exact(term.z),
                      report::exact(term.p), report::exact(term.conf_low),
                      report::exact(term.conf_high)});
  }
  return text;
}

int run_cox(const CoxArguments& arguments) {
  OptionReader reader;
  study::CoxAnalysisOptions options;
  options.fit.ties = static_cast<survival::Ties>(
      reader.choice("--ties", arguments.ties, {"efron", "breslow", "exact"}));
  options.fit.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  options.fit.firth = arguments.firth;
  options.fit.threads = all_threads();
  if (arguments.robust) options.fit.robust = true;
  options.weights = weights_of(arguments);
  const formula::FrameOptions frame{.weights = options.weights};
  return run_fit(arguments, std::move(reader), frame, study::analyse_cox, options, text_of, csv_of);
}

}  // namespace

void add_cox(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<CoxArguments>();
  CLI::App* cox = add_kind(fit, *arguments, "cox", "Cox proportional hazards model",
                           "venscope fit cox 'Surv(os_days, died) ~ age + strata(hospital)' "
                           "studies/bmt-leukaemia/cohort.csv",
                           true);
  cox->add_option("--ties", arguments->ties, "efron, breslow or exact")->capture_default_str();
  cox->add_flag("--robust", arguments->robust, "sandwich variance, also without cluster()");
  cox->add_flag("--firth", arguments->firth, "Firth's penalised likelihood");
  cox->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  cox->callback([arguments, &run] { run = [arguments] { return run_cox(*arguments); }; });
}

}  // namespace venscope::cli
