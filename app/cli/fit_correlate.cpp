/// venscope fit correlate
#include "app/cli/matrix_flags.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/differential_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

constexpr std::size_t correlated_shown = 20;

struct CorrelateArguments : FitArguments {
  MatrixFlags matrix;
  std::string method = "spearman", censored_above;
};

const char* estimate_name(expression::CorrelationMethod method) {
  return method == expression::CorrelationMethod::pearson    ? "r"
         : method == expression::CorrelationMethod::spearman ? "rho"
                                                             : "tau";
}

std::string correlate_text(const study::CorrelationAnalysis& analysis) {
  const auto method = analysis.options.method;
  std::string text = heading(
      fmt::format("{}'s correlation with every gene", study::name_of(method)), analysis.frame);
  if (!analysis.frame.column_names.empty())
    text += fmt::format("adjusted for {}\n", fmt::join(analysis.frame.column_names, ", "));
  if (analysis.options.censored_above)
    text +=
        fmt::format("{} of {} values are {} or more{}\n", analysis.censored,
                    analysis.frame.rows.size(), *analysis.options.censored_above,
                    method == expression::CorrelationMethod::kendall ? ", taken as censored" : "");
  const std::vector<std::size_t> order = analysis.by_p();
  const auto called =
      std::count_if(analysis.q.begin(), analysis.q.end(), [](double q) { return q < 0.05; });
  text += fmt::format("{} of {} genes with an estimate, {} with q below 0.05\n\n", order.size(),
                      analysis.genes.size(), called);
  TextTable table({"", "n", estimate_name(method), "95 % CI", "p", "q"});
  const std::size_t shown = std::min(order.size(), correlated_shown);
  for (std::size_t k = 0; k < shown; ++k) {
    const expression::Correlation& one = analysis.results[order[k]];
    table.add(
        {analysis.genes[order[k]], std::to_string(one.n), report::fixed(one.estimate, 3),
         std::isnan(one.low) ? report::undefined_number : report::interval(one.low, one.high, 2),
         fmt::format("{:.2g}", one.p), fmt::format("{:.2g}", analysis.q[order[k]])});
  }
  text += table.text();
  if (order.size() > shown)
    text += fmt::format("\nthe first {} by p; all with --format csv\n", shown);
  return text;
}

std::string correlate_csv(const study::CorrelationAnalysis& analysis) {
  std::string text = csv_line({"gene", "n", "estimate", "conf_low", "conf_high", "statistic", "p",
                               "q", "q_storey", "reason"});
  for (std::size_t g = 0; g < analysis.results.size(); ++g) {
    const expression::Correlation& one = analysis.results[g];
    text += csv_line({analysis.genes[g], std::to_string(one.n), report::exact(one.estimate),
                      report::exact(one.low), report::exact(one.high), report::exact(one.statistic),
                      report::exact(one.p), report::exact(analysis.q[g]),
                      analysis.storey.empty() ? "" : report::exact(analysis.storey[g]),
                      study::reason_of(one)});
  }
  return text;
}

int run_correlate(CorrelateArguments arguments) {
  OptionReader reader;
  study::CorrelationAnalysisOptions options;
  options.method = static_cast<expression::CorrelationMethod>(
      reader.choice("--method", arguments.method, {"pearson", "spearman", "kendall"}));
  if (!arguments.censored_above.empty())
    options.censored_above =
        reader.number("--censored-above", arguments.censored_above, -unlimited, unlimited, 0);
  options.threads = all_threads();
  const auto matrix = wanted_matrix(arguments.matrix, reader);
  const std::string& id = arguments.matrix.id;
  if (matrix) options.source = {&*matrix, id};
  if (!id.empty()) arguments.text_columns.push_back(id);
  return run_fit(arguments, std::move(reader), {.numeric_response = true},
                 study::analyse_correlation, options, correlate_text, correlate_csv);
}

}  // namespace

void add_correlate(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<CorrelateArguments>();
  CLI::App* command = add_kind(
      fit, *arguments, "correlate", "the correlation of every gene with a number, such as an IC50",
      "venscope fit correlate 'waiting_days ~ age' studies/bmt-leukaemia/cohort.csv --x "
      "studies/bmt-leukaemia/measurements.tsv --id patient",
      false);
  arguments->matrix.add_to(*command, "matrix of genes by samples: TSV, CSV, GCT, .mtx, .gz too");
  command->add_option("--method", arguments->method, "pearson, spearman or kendall")
      ->capture_default_str();
  command
      ->add_option("--censored-above", arguments->censored_above,
                   "the number is known to be this or more: kendall counts what is known")
      ->type_name("CAP");
  command->callback([arguments, &run] { run = [arguments] { return run_correlate(*arguments); }; });
}

}  // namespace venscope::cli
