/// venscope fit differential
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

constexpr std::size_t differential_shown = 20;

struct DifferentialArguments : FitArguments {
  MatrixFlags matrix;
  std::vector<std::string> coefficients, contrasts;
  bool counts = false, voom = false, trend = false, robust = false, array_weights = false;
  bool all_genes = false;
  std::string method = "moderated_t";
};

std::string short_p(double p) {
  return std::isnan(p) ? report::undefined_number : fmt::format("{:.2g}", p);
}

/// What was fitted, in a line.
std::string differential_method(const study::DifferentialAnalysis& analysis) {
  const expression::DifferentialOptions& options = analysis.options.fit;
  std::string text = options.counts == expression::CountModel::voom ? "counts, TMM, voom"
                     : options.counts == expression::CountModel::logs
                         ? "counts, TMM, log2 counts per million"
                         : "values as they are";
  if (options.sample_weights) text += ", weights of samples";
  text += "; prior variance";
  if (options.trend) text += " with trend,";
  if (options.robust) text += " robust,";
  const double df = analysis.result.moderated.prior.df;
  return text + (std::isinf(df) ? " the same for all genes"
                                : fmt::format(" on {} df", report::fixed(df, 1)));
}

std::vector<std::string> differential_row(const study::DifferentialAnalysis& analysis,
                                          std::size_t row) {
  const expression::Differential& result = analysis.result;
  const bool one = result.fit.names.size() == 1;
  std::vector<std::string> cells{analysis.genes[result.tested[row]]};
  for (std::size_t j = 0; j < result.fit.names.size(); ++j)
    cells.push_back(report::fixed(result.fit.coefficients(row, j), 2));
  if (one) {
    const double middle = result.fit.coefficients(row, 0), half = result.half_width(row, 0);
    cells.push_back(report::interval(middle - half, middle + half, 2));
  }
  cells.push_back(report::fixed(result.fit.mean[row], 2));
  cells.push_back(report::fixed(one ? result.moderated.t(row, 0) : result.moderated.f[row], 2));
  cells.push_back(short_p(result.p[row]));
  cells.push_back(short_p(result.q[row]));
  if (one) cells.push_back(report::fixed(result.moderated.log_odds(row, 0), 1));
  return cells;
}

std::string differential_text(const study::DifferentialAnalysis& analysis) {
  const expression::Differential& result = analysis.result;
  const bool one = result.fit.names.size() == 1;
  std::string text = heading("Differential expression", analysis.frame);
  std::vector<std::string> tested;
  for (std::size_t j = 0; j < result.fit.names.size(); ++j) {
    const std::string &name = result.fit.names[j], &words = analysis.compared[j];
    tested.push_back(words == name ? name : fmt::format("{} ({})", name, words));
  }
  text += fmt::format("tested: {}\n{}\n", fmt::join(tested, ", "), differential_method(analysis));
  const std::vector<std::size_t> order = result.by_p();
  const auto called =
      std::count_if(result.q.begin(), result.q.end(), [](double q) { return q < 0.05; });
  text += fmt::format("{} of {} genes tested, {} with q below 0.05{}\n\n", order.size(),
                      analysis.genes.size(), called,
                      result.null_share ? fmt::format("; share of true nulls {}",
                                                      report::fixed(*result.null_share, 2))
                                        : "");
  std::vector<std::string> head{""};
  if (one) {
    head.insert(head.end(), {"log FC", "95 % CI", "mean", "t", "p", "q", "B"});
  } else {
    head.insert(head.end(), result.fit.names.begin(), result.fit.names.end());
    head.insert(head.end(), {"mean", "F", "p", "q"});
  }
  TextTable table(std::move(head));
  const std::size_t shown = std::min(order.size(), differential_shown);
  for (std::size_t k = 0; k < shown; ++k) table.add(differential_row(analysis, order[k]));
  text += table.text();
  if (order.size() > shown)
    text += fmt::format("\nthe first {} by p; all with --format csv\n", shown);
  if (!result.libraries.empty()) {
    TextTable libraries({"library", "reads", "factor"});
    for (const expression::Library& one_library : result.libraries)
      libraries.add({one_library.sample, report::count(one_library.reads),
                     report::fixed(one_library.factor, 3)});
    text += "\n" + libraries.text();
  }
  return text;
}

std::string differential_csv(const study::DifferentialAnalysis& analysis) {
  const expression::Differential& result = analysis.result;
  const bool one = result.fit.names.size() == 1;
  std::vector<std::string> head{"gene"};
  if (one) {
    head.insert(head.end(), {"log_fc", "conf_low", "conf_high", "ave_expr", "t"});
  } else {
    head.insert(head.end(), result.fit.names.begin(), result.fit.names.end());
    head.insert(head.end(), {"ave_expr", "f"});
  }
  head.insert(head.end(), {"p", "q", "q_storey"});
  if (one) head.push_back("b");
  std::string text = csv_line(head);
  for (std::size_t row = 0; row < result.tested.size(); ++row) {
    std::vector<std::string> cells{analysis.genes[result.tested[row]]};
    for (std::size_t j = 0; j < result.fit.names.size(); ++j)
      cells.push_back(report::exact(result.fit.coefficients(row, j)));
    if (one) {
      const double middle = result.fit.coefficients(row, 0), half = result.half_width(row, 0);
      cells.push_back(report::exact(middle - half));
      cells.push_back(report::exact(middle + half));
    }
    cells.push_back(report::exact(result.fit.mean[row]));
    cells.push_back(report::exact(one ? result.moderated.t(row, 0) : result.moderated.f[row]));
    cells.push_back(report::exact(result.p[row]));
    cells.push_back(report::exact(result.q[row]));
    cells.push_back(result.storey.empty() ? "" : report::exact(result.storey[row]));
    if (one) cells.push_back(report::exact(result.moderated.log_odds(row, 0)));
    text += csv_line(cells);
  }
  return text;
}

std::string rank_sum_text(const study::RankSumAnalysis& analysis) {
  std::string text = heading("Wilcoxon's test of every gene", analysis.frame);
  text += fmt::format("{} ({}) against {} ({})\n", analysis.other, analysis.n_other,
                      analysis.reference, analysis.n_reference);
  const std::vector<std::size_t> order = analysis.by_p();
  const auto called =
      std::count_if(analysis.q.begin(), analysis.q.end(), [](double q) { return q < 0.05; });
  text += fmt::format("{} of {} genes tested, {} with q below 0.05{}\n\n", order.size(),
                      analysis.genes.size(), called,
                      analysis.null_share ? fmt::format("; share of true nulls {}",
                                                        report::fixed(*analysis.null_share, 2))
                                          : "");
  TextTable table({"", "medians", "P", "W", "p", "q"});
  const std::size_t shown = std::min(order.size(), differential_shown);
  for (std::size_t k = 0; k < shown; ++k) {
    const expression::RankSum& one = analysis.results[order[k]];
    table.add({analysis.genes[order[k]], report::fixed(one.difference, 2),
               report::fixed(one.probability, 3), fmt::format("{:g}", one.w), short_p(one.p),
               short_p(analysis.q[order[k]])});
  }
  text += table.text();
  text += fmt::format("\nmedians: difference of them; P: probability that {} is higher\n",
                      analysis.other);
  if (order.size() > shown)
    text += fmt::format("the first {} by p; all with --format csv\n", shown);
  return text;
}

std::string rank_sum_csv(const study::RankSumAnalysis& analysis) {
  std::string text = csv_line({"gene", "n_reference", "n_other", "w", "probability",
                               "median_difference", "p", "q", "q_storey"});
  for (std::size_t g = 0; g < analysis.results.size(); ++g) {
    const expression::RankSum& one = analysis.results[g];
    text +=
        csv_line({analysis.genes[g], std::to_string(one.first), std::to_string(one.second),
                  report::exact(one.w), report::exact(one.probability),
                  report::exact(one.difference), report::exact(one.p), report::exact(analysis.q[g]),
                  analysis.storey.empty() ? "" : report::exact(analysis.storey[g])});
  }
  return text;
}

/// Options of the linear model have no meaning for ranks.
void refuse_model_options(const DifferentialArguments& arguments, OptionReader& reader) {
  const std::pair<const char*, bool> given[] = {{"--coef", !arguments.coefficients.empty()},
                                                {"--contrast", !arguments.contrasts.empty()},
                                                {"--counts", arguments.counts || arguments.voom},
                                                {"--all-genes", arguments.all_genes},
                                                {"--trend", arguments.trend},
                                                {"--robust", arguments.robust},
                                                {"--array-weights", arguments.array_weights}};
  for (const auto& [option, there] : given)
    if (there)
      reader.problems.push_back({"command_line.option",
                                 {option, 0, ""},
                                 "is of the linear model, and the method is wilcoxon",
                                 "",
                                 "one of the two"});
}

int run_rank_sums(DifferentialArguments arguments, OptionReader reader) {
  refuse_model_options(arguments, reader);
  study::RankSumAnalysisOptions options;
  options.threads = all_threads();
  const auto matrix = wanted_matrix(arguments.matrix, reader);
  const std::string& id = arguments.matrix.id;
  if (matrix) options.source = {&*matrix, id};
  if (!id.empty()) arguments.text_columns.push_back(id);
  return run_fit(arguments, std::move(reader), {.no_response = true}, study::analyse_rank_sums,
                 options, rank_sum_text, rank_sum_csv);
}

int run_differential(DifferentialArguments arguments) {
  OptionReader reader;
  if (reader.choice("--method", arguments.method, {"moderated_t", "wilcoxon"}) == 1)
    return run_rank_sums(std::move(arguments), std::move(reader));
  study::DifferentialAnalysisOptions options;
  options.coefficients = arguments.coefficients;
  options.contrasts = arguments.contrasts;
  const auto wrong = [&](const char* option, std::string what, std::string remedy) {
    reader.problems.push_back(
        {"command_line.option", {option, 0, ""}, std::move(what), "", std::move(remedy)});
  };
  if (!options.coefficients.empty() && !options.contrasts.empty())
    wrong("--coef", "stands beside --contrast", "one of the two");
  if (arguments.voom && arguments.trend)
    wrong("--trend", "stands beside --voom, whose weights hold the trend already",
          "one of the two; --counts --trend for log2 counts per million");
  if (arguments.all_genes && !arguments.counts && !arguments.voom)
    wrong("--all-genes", "has no meaning without --counts", "");
  options.fit.filter = !arguments.all_genes;
  options.fit.trend = arguments.trend;
  options.fit.robust = arguments.robust;
  options.fit.sample_weights = arguments.array_weights;
  options.fit.threads = all_threads();
  if (arguments.counts || arguments.voom)
    options.fit.counts =
        arguments.trend ? expression::CountModel::logs : expression::CountModel::voom;
  const auto matrix = wanted_matrix(arguments.matrix, reader);
  const std::string& id = arguments.matrix.id;
  if (matrix) options.source = {&*matrix, id};
  if (!id.empty()) arguments.text_columns.push_back(id);
  return run_fit(arguments, std::move(reader), {.no_response = true}, study::analyse_differential,
                 options, differential_text, differential_csv);
}

}  // namespace

void add_differential(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<DifferentialArguments>();
  CLI::App* command = add_kind(
      fit, *arguments, "differential", "which genes differ: linear models, moderated t, voom",
      "venscope fit differential '~ disease_group' studies/bmt-leukaemia/cohort.csv --x "
      "studies/bmt-leukaemia/measurements.tsv --id patient",
      false);
  arguments->matrix.add_to(*command, "matrix of genes by samples: TSV, CSV, GCT, .mtx, .gz too");
  command
      ->add_option("--coef", arguments->coefficients,
                   "coefficient or term to test, several times for a common F; the first term of "
                   "the formula if neither is given")
      ->type_name("NAME");
  command
      ->add_option("--contrast", arguments->contrasts,
                   "sum of coefficients to test, such as 'groupB - groupC'")
      ->type_name("SUM");
  command->add_flag("--counts", arguments->counts,
                    "the matrix holds counts: filter, TMM, voom (with --trend log2 CPM)");
  command->add_flag("--voom", arguments->voom, "the same as --counts");
  command->add_flag("--all-genes", arguments->all_genes, "with --counts: no filter");
  command->add_flag("--trend", arguments->trend, "the prior variance follows mean expression");
  command->add_flag("--robust", arguments->robust, "outlying variances are drawn less");
  command->add_option("--method", arguments->method, "moderated_t, or wilcoxon of two groups")
      ->capture_default_str();
  command->add_flag("--array-weights", arguments->array_weights,
                    "samples weigh by how well they fit");
  command->callback(
      [arguments, &run] { run = [arguments] { return run_differential(*arguments); }; });
}

}  // namespace venscope::cli
