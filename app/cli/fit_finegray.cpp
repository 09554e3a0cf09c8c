/// venscope fit finegray
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/competing.hpp"

#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct FineGrayArguments : FitArguments {
  std::string cause, level = "0.95", censored;
};

std::string pseudo_test_line(std::string_view name, const survival::ChiSquaredTest& test) {
  return fmt::format("  {:<24} {:.4g} on {:g} df, {}\n", name, test.statistic, test.df,
                     report::p_equation(test.p));
}

std::string text_of(const study::FineGrayAnalysis& analysis) {
  const survival::CoxFit& fit = analysis.fit.model;
  std::string text = heading("Fine-Gray model", analysis.frame);
  text.pop_back();
  text += fmt::format("cause {}: {:g} events, {} competing, {} censored\n\n", analysis.cause,
                      fit.events, analysis.fit.competing, analysis.fit.censored);
  if (fit.terms.empty())
    return text + fmt::format("no terms; log pseudo-likelihood {:.8g}\n", fit.loglik_null);
  TextTable terms({"", "coef", "SE", "z", "p",
                   fmt::format("SHR ({} CI)", report::percent(fit.options.level, 0))});
  for (std::size_t j = 0; j < fit.terms.size(); ++j) {
    const survival::CoxTerm& term = fit.terms[j];
    const std::string& name = analysis.frame.column_names[j];
    if (std::isnan(term.coef)) {
      terms.add({name, report::undefined_number, "", "", "", "not estimable"});
      continue;
    }
    terms.add({name, report::fixed(term.coef, 4), report::fixed(term.std_error, 4),
               report::fixed(term.z, 2), report::p_value(term.p),
               report::ratio_interval(std::exp(term.coef), term.conf_low, term.conf_high)});
  }
  text += terms.text() + "SHR: ratio of subdistribution hazards; SE: Fine and Gray's\n\n";
  text += pseudo_test_line("Wald", fit.wald);
  return text + pseudo_test_line("pseudo likelihood ratio", fit.likelihood_ratio);
}

std::string csv_of(const study::FineGrayAnalysis& analysis) {
  std::string text =
      csv_line({"term", "coef", "exp_coef", "std_error", "z", "p", "conf_low", "conf_high"});
  for (std::size_t j = 0; j < analysis.fit.model.terms.size(); ++j) {
    const survival::CoxTerm& term = analysis.fit.model.terms[j];
    text += csv_line({analysis.frame.column_names[j], report::exact(term.coef),
                      report::exact(std::exp(term.coef)), report::exact(term.std_error),
                      report::exact(term.z), report::exact(term.p), report::exact(term.conf_low),
                      report::exact(term.conf_high)});
  }
  return text;
}

int run_finegray(const FineGrayArguments& arguments) {
  OptionReader reader;
  study::FineGrayAnalysisOptions options;
  options.cause = arguments.cause;
  options.fit.level = reader.number("--conf-level", arguments.level, 0, 1, 0.95);
  if (!arguments.censored.empty()) options.censored = arguments.censored;
  return run_fit(arguments, std::move(reader), options.frame(), study::analyse_fine_gray, options,
                 text_of, csv_of);
}

}  // namespace

void add_finegray(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<FineGrayArguments>();
  CLI::App* finegray =
      add_kind(fit, *arguments, "finegray", "Fine and Gray's model of one of competing causes",
               "venscope fit finegray 'Surv(dfs_days, ifelse(relapsed == 1, 1, 2 * dfs_event)) ~ "
               "disease_group + age' studies/bmt-leukaemia/cohort.csv --cause 1",
               false);
  finegray->add_option("--cause", arguments->cause, "the cause modelled; default the first")
      ->type_name("CAUSE");
  finegray
      ->add_option("--censored", arguments->censored,
                   "value of the cause that means censored; default 0 or 'censored'")
      ->type_name("VALUE");
  finegray->add_option("--conf-level", arguments->level, "confidence level")->capture_default_str();
  finegray->callback([arguments, &run] { run = [arguments] { return run_finegray(*arguments); }; });
}

}  // namespace venscope::cli
