/// venscope fit coxnet
#include "app/cli/fit.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"

#include <charconv>
#include <cmath>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct CoxnetArguments : FitArguments {
  std::string x, id, fold_column;
  std::string alpha = "1", lambdas = "100", folds = "10", seed = "1", ties = "breslow";
};

std::string coefficients_text(const study::CoxnetAnalysis& analysis, std::size_t step) {
  if (analysis.validation.path.steps[step].df() == 0) return "  none\n";
  TextTable table({"", "coef", "HR"});
  for (const survival::CoxnetCoefficient& one : analysis.validation.path.steps[step].coefficients)
    table.add({analysis.columns[one.column], report::fixed(one.value, 4),
               report::fixed(std::exp(one.value), 2)});
  return table.text();
}

std::string text_of(const study::CoxnetAnalysis& analysis) {
  const survival::CoxnetValidation& validation = analysis.validation;
  const auto& steps = validation.path.steps;
  const double alpha = analysis.options.fit.alpha;
  const std::string penalty = alpha == 1   ? "LASSO"
                              : alpha == 0 ? "ridge"
                                           : fmt::format("elastic net (alpha {})", alpha);
  std::string text = heading("Cox model, " + penalty, analysis.frame);
  text += fmt::format("{} columns to choose from, {} lambdas, {} folds {}\n\n",
                      analysis.columns.size() - analysis.unpenalised, steps.size(), analysis.folds,
                      analysis.options.fold_column
                          ? "of " + *analysis.options.fold_column
                          : fmt::format("at random, seed {}", analysis.options.seed));
  TextTable table({"", "lambda", "columns", "deviance explained", "CV deviance", "SE"});
  const auto add = [&](const char* name, std::size_t k) {
    table.add({name, fmt::format("{:.5g}", steps[k].lambda), std::to_string(steps[k].df()),
               fmt::format("{:.2f} %", 100 * steps[k].deviance_ratio),
               fmt::format("{:.5g}", validation.mean[k]),
               fmt::format("{:.2g}", validation.std_error[k])});
  };
  add("largest", 0);
  add("1se", validation.at_1se);
  add("min", validation.at_min);
  add("smallest", steps.size() - 1);
  text += table.text();
  text += "\ncoefficients at lambda min\n" + coefficients_text(analysis, validation.at_min);
  text += "\ncoefficients at lambda 1se\n" + coefficients_text(analysis, validation.at_1se);
  return text;
}

std::string csv_of(const study::CoxnetAnalysis& analysis) {
  const survival::CoxnetValidation& validation = analysis.validation;
  std::string text = csv_line({"lambda", "df", "dev_ratio", "cvm", "cvsd"});
  for (std::size_t k = 0; k < validation.path.steps.size(); ++k) {
    const survival::CoxnetStep& step = validation.path.steps[k];
    text += csv_line({report::exact(step.lambda), std::to_string(step.df()),
                      report::exact(step.deviance_ratio), report::exact(validation.mean[k]),
                      report::exact(validation.std_error[k])});
  }
  return text;
}

/// A whole number from `low` on.
std::uint64_t whole(OptionReader& reader, const char* option, const std::string& text,
                    std::uint64_t low) {
  std::uint64_t value = low;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value >= low) return value;
  reader.problems.push_back({"command_line.option",
                             {option, 0, ""},
                             fmt::format("'{}' is out of range", text),
                             fmt::format("a whole number from {} on", low),
                             ""});
  return low;
}

study::CoxnetAnalysisOptions options_of(const CoxnetArguments& arguments, OptionReader& reader) {
  study::CoxnetAnalysisOptions options;
  options.fit.alpha = reader.number("--alpha", arguments.alpha, -unlimited, unlimited, 1);
  if (!(options.fit.alpha >= 0 && options.fit.alpha <= 1))
    reader.problems.push_back({"command_line.option",
                               {"--alpha", 0, ""},
                               fmt::format("'{}' is out of range", arguments.alpha),
                               "a number from 0 (ridge) to 1 (LASSO)",
                               ""});
  options.fit.ties = reader.choice("--ties", arguments.ties, {"breslow", "efron"}) == 0
                         ? survival::Ties::breslow
                         : survival::Ties::efron;
  options.fit.lambda_count = whole(reader, "--nlambda", arguments.lambdas, 1);
  options.folds = whole(reader, "--folds", arguments.folds, 3);
  options.seed = whole(reader, "--seed", arguments.seed, 0);
  if (!arguments.fold_column.empty()) options.fold_column = arguments.fold_column;
  options.weights = weights_of(arguments);
  options.id = arguments.id;
  options.threads = std::max(1u, std::thread::hardware_concurrency());
  const auto wanting = [&](const char* given, const char* other) {
    reader.problems.push_back({"command_line.option",
                               {given, 0, ""},
                               fmt::format("needs {} beside it", other),
                               "--x MATRIX --id COLUMN",
                               ""});
  };
  if (!arguments.x.empty() && arguments.id.empty()) wanting("--x", "--id");
  if (arguments.x.empty() && !arguments.id.empty()) wanting("--id", "--x");
  return options;
}

int run_coxnet(CoxnetArguments arguments) {
  OptionReader reader;
  study::CoxnetAnalysisOptions options = options_of(arguments, reader);
  if (!arguments.id.empty()) arguments.text_columns.push_back(arguments.id);
  std::optional<cohort::MatrixFile> matrix;
  if (!arguments.x.empty()) {
    auto read = cohort::read_matrix(arguments.x);
    if (read) {
      matrix = std::move(*read);
      options.matrix = &*matrix;
    } else {
      for (Problem& problem : read.error()) reader.problems.push_back(std::move(problem));
    }
  }
  const formula::FrameOptions frame{.weights = options.weights};
  return run_fit(arguments, std::move(reader), frame, study::analyse_coxnet, options, text_of,
                 csv_of);
}

}  // namespace

void add_coxnet(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<CoxnetArguments>();
  CLI::App* coxnet = add_kind(
      fit, *arguments, "coxnet", "LASSO and elastic-net Cox models, cross-validated",
      "venscope fit coxnet 'Surv(os_days, died) ~ age + donor_age + waiting_days + fab_m4_m5' "
      "studies/bmt-leukaemia/cohort.csv",
      true);
  coxnet
      ->add_option("--x", arguments->x,
                   "matrix of features by samples to choose from; the terms of the formula are "
                   "then not penalised")
      ->type_name("MATRIX");
  coxnet->add_option("--id", arguments->id, "with --x: column that names the samples")
      ->type_name("COLUMN");
  coxnet->add_option("--alpha", arguments->alpha, "1 LASSO, 0 ridge, between them elastic net")
      ->capture_default_str();
  coxnet->add_option("--nlambda", arguments->lambdas, "number of penalties")->capture_default_str();
  coxnet->add_option("--folds", arguments->folds, "number of random folds")->capture_default_str();
  coxnet->add_option("--foldid", arguments->fold_column, "column of given folds")
      ->type_name("COLUMN");
  coxnet->add_option("--seed", arguments->seed, "of the random folds")->capture_default_str();
  coxnet->add_option("--ties", arguments->ties, "breslow or efron")->capture_default_str();
  coxnet->callback([arguments, &run] { run = [arguments] { return run_coxnet(*arguments); }; });
}

}  // namespace venscope::cli
