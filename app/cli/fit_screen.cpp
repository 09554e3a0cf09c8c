/// venscope fit screen
#include "app/cli/matrix_flags.hpp"
#include "app/cli/progress.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/screen_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

constexpr std::size_t most_shown = 20;

struct ScreenArguments : FitArguments {
  MatrixFlags matrix;
  std::string ties = "efron", q = "bh";
};

std::string text_of(const study::ScreenAnalysis& analysis) {
  const bool adjusted = !analysis.frame.column_names.empty();
  std::string text = heading(adjusted ? "Cox models, each gene beside the terms of the formula"
                                      : "Cox models, gene by gene",
                             analysis.frame);
  const std::vector<std::size_t> best = analysis.by_p();
  std::size_t found = 0;
  for (const std::size_t j : best) found += analysis.genes[j].q < 0.05;
  text += fmt::format("{} genes of {}, {} with an estimate, {} of them with q below 0.05{}\n\n",
                      analysis.genes.size(), analysis.notes.file, best.size(), found,
                      analysis.null_share ? fmt::format("; share of true null hypotheses {}",
                                                        report::fixed(*analysis.null_share, 3))
                                          : "");
  std::vector<std::string> head{"", "HR", "coef", "SE", "z", "p", "q"};
  if (analysis.options.storey) head.push_back("q (Storey)");
  TextTable table(std::move(head));
  for (std::size_t k = 0; k < std::min(best.size(), most_shown); ++k) {
    const study::ScreenedGene& gene = analysis.genes[best[k]];
    std::vector<std::string> row{gene.gene,
                                 report::ratio(std::exp(gene.fit.coef)),
                                 report::fixed(gene.fit.coef, 4),
                                 report::fixed(gene.fit.std_error, 4),
                                 report::fixed(gene.fit.z, 2),
                                 fmt::format("{:.2g}", gene.fit.p),
                                 fmt::format("{:.2g}", gene.q)};
    if (analysis.options.storey) row.push_back(fmt::format("{:.2g}", gene.storey));
    table.add(std::move(row));
  }
  if (!best.empty()) text += table.text();
  if (best.size() > most_shown)
    text +=
        fmt::format("  the {} smallest p of {}; --format csv has all\n", most_shown, best.size());
  const std::vector<std::string> said = analysis.sentences();
  if (!said.empty()) text += "\n" + analysis.notes.file + "\n";
  for (const std::string& sentence : said) text += "  " + sentence + "\n";
  return text;
}

std::string csv_of(const study::ScreenAnalysis& analysis) {
  std::vector<std::string> head{"gene", "coef", "exp_coef", "std_error", "z", "p", "q"};
  if (analysis.options.storey) head.push_back("q_storey");
  head.insert(head.end(), {"n", "events", "reason"});
  std::string text = csv_line(head);
  for (const study::ScreenedGene& gene : analysis.genes) {
    std::vector<std::string> row{gene.gene,
                                 report::exact(gene.fit.coef),
                                 report::exact(std::exp(gene.fit.coef)),
                                 report::exact(gene.fit.std_error),
                                 report::exact(gene.fit.z),
                                 report::exact(gene.fit.p),
                                 report::exact(gene.q)};
    if (analysis.options.storey) row.push_back(report::exact(gene.storey));
    row.push_back(std::to_string(gene.fit.n));
    row.push_back(std::to_string(gene.fit.events));
    row.emplace_back(survival::reason_text(gene.fit.reason));
    text += csv_line(row);
  }
  return text;
}

int run_screen(ScreenArguments arguments) {
  OptionReader reader;
  study::ScreenAnalysisOptions options;
  options.fit.ties = reader.choice("--ties", arguments.ties, {"efron", "breslow"}) == 0
                         ? survival::Ties::efron
                         : survival::Ties::breslow;
  options.storey = reader.choice("--q", arguments.q, {"bh", "storey"}) == 1;
  options.reading = arguments.matrix.options(reader);
  options.fit.threads = options.reading.threads;
  options.matrix = arguments.matrix.x;
  options.id = arguments.matrix.id;
  options.weights = weights_of(arguments);
  for (const auto& [option, value] :
       {std::pair{"--x", &options.matrix}, std::pair{"--id", &options.id}})
    if (value->empty())
      reader.problems.push_back(
          {"command_line.option", {option, 0, ""}, "is missing", "--x MATRIX --id COLUMN", ""});
  std::error_code error;
  if (!options.matrix.empty() && !std::filesystem::exists(options.matrix, error))
    reader.problems.push_back({"cohort.cannot_open",
                               {options.matrix, 0, ""},
                               "there is no such file",
                               "a matrix of genes by samples",
                               "check the name and the folder"});
  if (!options.id.empty()) arguments.text_columns.push_back(options.id);
  Progress progress("Screening");
  options.reading.progress = [&](std::size_t done, std::size_t total) { progress(done, total); };
  return run_fit(arguments, std::move(reader), {.weights = options.weights}, study::analyse_screen,
                 options, text_of, csv_of);
}

}  // namespace

void add_screen(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<ScreenArguments>();
  CLI::App* screen =
      add_kind(fit, *arguments, "screen", "a Cox model for every gene of a matrix",
               "venscope fit screen 'Surv(os_days, died) ~ strata(hospital)' "
               "studies/bmt-leukaemia/cohort.csv --x studies/bmt-leukaemia/measurements.tsv "
               "--id patient",
               true);
  arguments->matrix.add_to(*screen, "matrix of genes by samples: TSV, CSV, GCT, .mtx, .gz too");
  screen->add_option("--ties", arguments->ties, "efron or breslow")->capture_default_str();
  screen->add_option("--q", arguments->q, "bh, or storey besides")->capture_default_str();
  screen->callback([arguments, &run] { run = [arguments] { return run_screen(*arguments); }; });
}

}  // namespace venscope::cli
