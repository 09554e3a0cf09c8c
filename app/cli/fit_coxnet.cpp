/// venscope fit coxnet
#include "app/cli/matrix_flags.hpp"
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

struct CoxnetArguments : FitArguments {
  MatrixFlags matrix;
  std::string fold_column;
  std::string alpha = "1", lambdas = "100", folds = "10", seed = "1", ties = "breslow";
  std::string repeats = "1", measure = "deviance", relax, adaptive, adaptive_gamma = "1";
  std::string stability, threshold = "0.75", false_selections = "1", selected, bootstrap = "0";
  bool by_event = false;
};

std::string coefficients_text(const study::CoxnetAnalysis& analysis,
                              const std::vector<survival::CoxnetCoefficient>& coefficients) {
  if (coefficients.empty()) return "  none\n";
  TextTable table({"", "coef", "HR"});
  for (const survival::CoxnetCoefficient& one : coefficients)
    table.add({analysis.columns[one.column], report::fixed(one.value, 4),
               report::fixed(std::exp(one.value), 2)});
  return table.text();
}

std::string relaxed_text(const study::CoxnetAnalysis& analysis) {
  const auto& relaxed = analysis.validation.relaxed;
  if (!relaxed) return {};
  const auto& steps = analysis.validation.path.steps;
  return fmt::format(
      "\nrelaxed: min at lambda {:.5g} and gamma {:g}, 1se at lambda {:.5g} and gamma {:g}\n",
      steps[relaxed->at_min].lambda, relaxed->gamma[relaxed->gamma_min],
      steps[relaxed->at_1se].lambda, relaxed->gamma[relaxed->gamma_1se]);
}

std::string bound_text(const std::optional<double>& bound, const char* words) {
  return bound ? fmt::format("; {}{}", words, report::fixed(*bound, 2)) : std::string();
}

std::string stability_text(const study::CoxnetAnalysis& analysis) {
  const auto& found = analysis.stability;
  if (!found) return {};
  std::string text = fmt::format(
      "\nstability selection: {} of {} columns in each of {} halves, threshold {:g}\n"
      "  falsely selected at most {}{}{}\n",
      found->q, found->columns, found->halves, found->threshold,
      found->bound ? report::fixed(*found->bound, 2) : report::undefined_number,
      bound_text(found->bound_unimodal, "if unimodal "),
      bound_text(found->bound_concave, "if r-concave "));
  if (found->stable.empty()) return text + "  no column reaches the threshold\n";
  TextTable table({"", "selected in"});
  for (const std::size_t j : found->stable)
    table.add({analysis.columns[j], report::percent(found->frequency[j])});
  return text + table.text();
}

std::string bootstrap_text(const study::CoxnetAnalysis& analysis) {
  const auto& found = analysis.bootstrap;
  if (!found) return {};
  constexpr std::size_t shown = 20;
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < found->at_min.size(); ++j)
    if (found->at_min[j] > 0) order.push_back(j);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return found->at_min[a] > found->at_min[b];
  });
  std::string text = fmt::format("\nchosen in {} bootstrap resamples{}\n", found->resamples,
                                 order.size() > shown ? fmt::format(", the first {}", shown) : "");
  TextTable table({"", "at lambda min", "at lambda 1se"});
  for (std::size_t k = 0; k < std::min(shown, order.size()); ++k)
    table.add({analysis.columns[order[k]], report::percent(found->at_min[order[k]]),
               report::percent(found->at_1se[order[k]])});
  return text + table.text();
}

std::string text_of(const study::CoxnetAnalysis& analysis) {
  const survival::CoxnetValidation& validation = analysis.validation;
  const auto& steps = validation.path.steps;
  const double alpha = analysis.options.fit.alpha;
  const std::string penalty = alpha == 1   ? "LASSO"
                              : alpha == 0 ? "ridge"
                                           : fmt::format("elastic net (alpha {})", alpha);
  std::string text = heading("Cox model, " + penalty, analysis.frame);
  const bool concordance = validation.measure == survival::CoxnetMeasure::concordance;
  text += fmt::format(
      "{} columns to choose from, {} lambdas, {} folds {}{}\n\n",
      analysis.columns.size() - analysis.unpenalised, steps.size(), analysis.folds,
      analysis.options.fold_column ? "of " + *analysis.options.fold_column
                                   : fmt::format("at random, seed {}", analysis.options.seed),
      validation.repeats.empty() ? "" : fmt::format(", {} times", validation.repeats.size()));
  TextTable table(
      {"", "lambda", "columns", "deviance explained", concordance ? "CV C" : "CV deviance", "SE"});
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
  text += relaxed_text(analysis);
  text += "\ncoefficients at lambda min\n" + coefficients_text(analysis, analysis.chosen_min());
  text += "\ncoefficients at lambda 1se\n" + coefficients_text(analysis, analysis.chosen_1se());
  text += stability_text(analysis) + bootstrap_text(analysis);
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

void read_stability(const CoxnetArguments& arguments, OptionReader& reader,
                    study::CoxnetAnalysisOptions& options) {
  if (arguments.stability.empty()) return;
  survival::StabilityOptions& stability = options.stability.emplace();
  stability.halves = reader.whole("--stability", arguments.stability, 2);
  stability.halves += stability.halves % 2;  // pairs
  stability.threshold = reader.number("--threshold", arguments.threshold, 0.5, 1.000001, 0.75);
  stability.false_selections =
      reader.number("--false-selections", arguments.false_selections, 0, unlimited, 1);
  if (!arguments.selected.empty()) stability.q = reader.whole("--selected", arguments.selected, 1);
}

void read_more(const CoxnetArguments& arguments, OptionReader& reader,
               study::CoxnetAnalysisOptions& options) {
  using survival::CoxnetAdaptive;
  options.repeats = reader.whole("--repeats", arguments.repeats, 1);
  options.folds_by_event = arguments.by_event;
  options.measure = reader.choice("--measure", arguments.measure, {"deviance", "C"}) == 1
                        ? survival::CoxnetMeasure::concordance
                        : survival::CoxnetMeasure::deviance;
  options.gamma = reader.numbers("--relax", arguments.relax);
  if (!arguments.adaptive.empty()) {
    const bool ridge =
        reader.choice("--adaptive", arguments.adaptive, {"ridge", "univariate"}) == 0;
    options.adaptive = CoxnetAdaptive{
        ridge ? CoxnetAdaptive::Start::ridge : CoxnetAdaptive::Start::univariate,
        reader.number("--adaptive-gamma", arguments.adaptive_gamma, 0, unlimited, 1)};
  }
  read_stability(arguments, reader, options);
  options.bootstrap = reader.whole("--bootstrap", arguments.bootstrap, 0);
  if (options.fold_column && (options.repeats > 1 || options.folds_by_event))
    reader.problems.push_back({"command_line.option",
                               {"--foldid", 0, ""},
                               "the folds are given",
                               "no --repeats and no --folds-by-event beside it",
                               ""});
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
  options.fit.lambda_count = reader.whole("--nlambda", arguments.lambdas, 1);
  options.folds = reader.whole("--folds", arguments.folds, 3);
  options.seed = reader.whole("--seed", arguments.seed, 0);
  if (!arguments.fold_column.empty()) options.fold_column = arguments.fold_column;
  read_more(arguments, reader, options);
  options.weights = weights_of(arguments);
  options.id = arguments.matrix.id;
  options.threads = all_threads();
  const auto wanting = [&](const char* given, const char* other) {
    reader.problems.push_back({"command_line.option",
                               {given, 0, ""},
                               fmt::format("needs {} beside it", other),
                               "--x MATRIX --id COLUMN",
                               ""});
  };
  const MatrixFlags& given = arguments.matrix;
  if (!given.x.empty() && given.id.empty()) wanting("--x", "--id");
  if (given.x.empty() && !given.id.empty()) wanting("--id", "--x");
  return options;
}

int run_coxnet(CoxnetArguments arguments) {
  OptionReader reader;
  study::CoxnetAnalysisOptions options = options_of(arguments, reader);
  MatrixFlags& flags = arguments.matrix;
  if (!flags.id.empty()) arguments.text_columns.push_back(flags.id);
  const expression::ExpressionOptions reading = flags.options(reader);
  std::optional<cohort::MatrixFile> matrix;
  if (!flags.x.empty()) matrix = whole_matrix(flags.x, reading, reader);
  if (matrix) options.matrix = &*matrix;
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
  arguments->matrix.add_to(*coxnet,
                           "matrix of features by samples to choose from; the terms of the "
                           "formula are then not penalised");
  coxnet->add_option("--alpha", arguments->alpha, "1 LASSO, 0 ridge, between them elastic net")
      ->capture_default_str();
  coxnet->add_option("--nlambda", arguments->lambdas, "number of penalties")->capture_default_str();
  coxnet->add_option("--folds", arguments->folds, "number of random folds")->capture_default_str();
  coxnet->add_option("--foldid", arguments->fold_column, "column of given folds")
      ->type_name("COLUMN");
  coxnet->add_option("--seed", arguments->seed, "of the random folds")->capture_default_str();
  coxnet->add_option("--ties", arguments->ties, "breslow or efron")->capture_default_str();
  coxnet->add_option("--repeats", arguments->repeats, "rounds of random folds, averaged")
      ->capture_default_str();
  coxnet->add_flag("--folds-by-event", arguments->by_event, "spread the events over the folds");
  coxnet
      ->add_option("--measure", arguments->measure,
                   "what is cross-validated: deviance, or Harrell's C")
      ->type_name("deviance|C")
      ->capture_default_str();
  coxnet
      ->add_option("--relax", arguments->relax,
                   "relaxed fits too: shares of the penalised coefficients, such as 0,0.5,1")
      ->type_name("GAMMAS");
  coxnet
      ->add_option("--adaptive", arguments->adaptive,
                   "adaptive LASSO, weights from a first fit: ridge or univariate")
      ->type_name("ridge|univariate");
  coxnet->add_option("--adaptive-gamma", arguments->adaptive_gamma, "power of those weights")
      ->capture_default_str();
  coxnet
      ->add_option("--stability", arguments->stability,
                   "stability selection in that many halves of the patients, such as 100")
      ->type_name("HALVES");
  coxnet->add_option("--threshold", arguments->threshold, "with --stability: share of the halves")
      ->capture_default_str();
  coxnet
      ->add_option("--false-selections", arguments->false_selections,
                   "with --stability: bound on their expected number")
      ->capture_default_str();
  coxnet
      ->add_option("--selected", arguments->selected,
                   "with --stability: columns that each half selects, instead of a bound")
      ->type_name("Q");
  coxnet
      ->add_option("--bootstrap", arguments->bootstrap,
                   "resamples in which the whole selection is done again")
      ->capture_default_str();
  coxnet->callback([arguments, &run] { run = [arguments] { return run_coxnet(*arguments); }; });
}

}  // namespace venscope::cli
